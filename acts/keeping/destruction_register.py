"""销毁清册: drafted for those who consent, then printed with their names, kept for ever."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from acts.keeping.destruction_copies import copies_told
from acts.sealing.package_papers import said_time
from cases.digest import digest_of
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.keeping.destruction_checks import Doomed
    from acts.keeping.destruction_consents import Consents
    from acts.keeping.package_history import PackageHistory
    from cases.journal.act import Act
    from cases.register.rows import Approval

KIND = "destruction-register"
HOW = "删除载荷文件和案卷文件副本，留存元数据和摘要清单；磁盘上的旧数据不保证被覆写"
_NOBODY = {"姓名": "", "时间": ""}


def listed_packages(doomed: Sequence[Doomed]) -> list[dict[str, Any]]:
    """案卷: one row for each package, as its newest version tells it."""
    return [_listed(each) for each in doomed]


def _listed(doomed: Doomed) -> dict[str, Any]:
    newest, standing = doomed.packages[-1], doomed.standing
    record = newest.record
    versions = "、".join(str(each.version) for each in doomed.packages)
    return {
        "档号": doomed.code,
        "题名": str(record.get("题名", "")),
        "年度": standing.reference.year,
        "保管期限": str(standing.retention),
        "件数": int(record.get("件数", 0)),
        "页数": int(record.get("页数", 0)),
        "字节数": sum(_bytes(each.facts) for each in doomed.packages),
        "根摘要": newest.root,
        "鉴定意见": _opinion(doomed),
        "备注": f"第{versions}版；{standing.owner}",
    }


def _bytes(facts: dict[str, str]) -> int:
    """The payload's bytes, as bag-info.txt tells them."""
    return int(facts.get("Payload-Oxum", "0").partition(".")[0] or 0)


def _opinion(doomed: Doomed) -> str:
    """What was decided, why, and by whom."""
    appraisal = doomed.standing.appraisal
    facts = appraisal.facts if appraisal else {}
    names = "、".join(map(str, facts.get("鉴定人", [])))
    return f"{facts.get('意见', '')}：{facts.get('理由', '')}（{names}）"


def disposal_words(
    bureau: Bureau,
    history: PackageHistory,
    doomed: Sequence[Doomed],
    register: str,
    on: date,
    consents: Consents | None = None,
) -> dict[str, Any]:
    """销毁: everything the register says; without consents it is a draft."""
    rows = listed_packages(doomed)
    folders = sum(bool(each.working) for each in doomed)
    asked = consents.approval if consents else None
    first, second = consents.witnesses if consents else (None, None)
    return {
        "编号": register,
        "全宗号": bureau.settings.fonds,
        "依据": bureau.settings.retention_basis,
        "日期": on,
        "范围": f"归档包全部版本，连同案卷文件夹{folders}个",
        "方式": HOW,
        "副本": copies_told(bureau, history, [each.code for each in doomed]),
        "卷数": len(rows),
        **{name: sum(row[name] for row in rows) for name in ("件数", "页数")},
        "字节数": f"{sum(row['字节数'] for row in rows):,}",
        "案卷": [{**row, "字节数": f"{row['字节数']:,}"} for row in rows],
        "经办": _asked(asked) if asked else {"姓名": bureau.acting().name, "时间": ""},
        "审批": _signed(asked),
        "监销一": _signed(first),
        "监销二": _signed(second),
    }


def _asked(asked: Approval) -> dict[str, str]:
    """Who asked for the destruction, and when."""
    at = datetime.fromisoformat(asked.requested_at)
    return {"姓名": asked.requested_by, "时间": said_time(at)}


def _signed(asked: Approval | None) -> dict[str, str]:
    """Who consented and when; empty in a draft."""
    if asked is None:
        return dict(_NOBODY)
    return {"姓名": asked.consent_by, "时间": said_time(datetime.fromisoformat(asked.consent_at))}


def register_docx(bureau: Bureau, words: dict[str, Any]) -> bytes:
    """The register as a Word file."""
    kind = load_catalogue(bureau.workspace.templates)[KIND]
    settings = bureau.settings
    context: dict[str, Any] = {
        "文": {"成文日期": words["日期"], "标题": "", "编号": words["编号"],
              "署名": settings.name, "文号": ""},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "批": {}, "案": {}, "政": {}, "办": {},
        "表": {"销毁": words},
    }  # fmt: skip
    context["文"]["标题"] = title_of(kind, context)
    return render(kind, read_template(kind, "", bureau.workspace.templates), context)


def register_pdf(bureau: Bureau, docx: bytes) -> bytes:
    """The register as PDF/A."""
    return Soffice.find().convert({KIND: docx}, when=bureau.now)[KIND]


def keep_register(bureau: Bureau, act: Act, words: dict[str, Any], docx: bytes, pdf: bytes) -> str:
    """Put the register in its folder, for people and for programmes; the PDF's digest."""
    folder = f"{bureau.workspace.relative(bureau.workspace.destruction)}/{words['编号']}"
    text = json.dumps(words, ensure_ascii=False, indent=1, default=str) + "\n"
    act.write(f"{folder}/销毁清册.docx", docx, before=None)
    act.write(f"{folder}/销毁清册.pdf", pdf, before=None)
    act.write(f"{folder}/销毁清册.json", text.encode(), before=None)
    return digest_of(pdf)
