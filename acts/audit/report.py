"""审计检索报告: what was asked, by whom and when, and every paper that answers it, with proof."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from acts.audit.hit_proofs import HitProver
from acts.audit.hit_sheets import About
from acts.audit.search_log import asked_facts, log_search
from acts.keeping.exporting import refuse_unfit_place
from acts.search.questions import labels_of
from acts.search.searching import first_page, found_facts
from acts.search.spoken import grouped_digits, said_time
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.settings import Role
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import SECONDS_TO_START, Soffice
from doc_templates.rendering import render, title_of
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from acts.audit.hit_proofs import HitProof, SealedPackage
    from acts.bureau import Bureau
    from acts.search.questions import Question
    from acts.search.searching import Ready
    from index.finding.results import Hit, Results

KIND = "audit-report"
MOST_ROWS, MOST_UNREAD = 2000, 500
SECONDS_PER_ROW = 0.5
_SUFFIXES = (".docx", ".pdf")


class NotAReportFileError(JiangdangError):
    """A report is written as ``.docx`` or ``.pdf`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W528"


class NothingAskedError(JiangdangError):
    """A report answers a question; none was asked."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W529"


def write_audit_report(bureau: Bureau, asked: Question, file: Path) -> dict[str, object]:
    """Search, and write the answer as a Word file or a PDF, by the suffix of ``file``.

    Personal numbers are hidden whoever asks. At most ``MOST_ROWS`` hits are listed, the rest is
    counted; each is held against the sealed package now. The log keeps the question and the
    digest of the report.
    """
    person = bureau.acting(Role.AUDITOR)
    if file.suffix.lower() not in _SUFFIXES:
        raise NotAReportFileError(path=file)
    if not asked.query.strip() and not asked.filters:
        raise NothingAskedError
    refuse_unfit_place(file)
    asked = replace(asked, limit=MOST_ROWS, page=1, export=None)
    ready, results = first_page(bureau, asked)
    log_search(bureau, asked, ready.read, found_facts(ready, results))
    docx = _drafted(bureau, asked, ready, results)
    rows = len(results.hits)
    content = _printed(bureau, docx, rows) if file.suffix.lower() == ".pdf" else docx
    write_durably(file, content)
    with bureau.journal.act("report", person.name, "审计检索报告") as act:
        facts = asked_facts(bureau, asked, ready.read)
        facts |= {"命中": results.total, "报告": file.name, "摘要": digest_of(content)}
        act.enter("report", "审计检索报告", facts)
    return {
        "path": str(file),
        "hits": results.total,
        "unread": results.unread,
        "sha256": digest_of(content),
    }


def _printed(bureau: Bureau, docx: bytes, rows: int) -> bytes:
    """The report as PDF; long tables take their time."""
    bureau.report(f"正在转换成 PDF，共 {rows} 条。")
    limit = SECONDS_TO_START + SECONDS_PER_ROW * rows
    return Soffice.find().convert({"report": docx}, timeout=limit, when=bureau.now)["report"]


def _drafted(bureau: Bureau, asked: Question, ready: Ready, results: Results) -> bytes:
    """The report as Word bytes."""
    kind = load_catalogue(bureau.workspace.templates)[KIND]
    settings = bureau.settings
    context: dict[str, Any] = {
        "文": {"成文日期": bureau.now.date(), "标题": "", "署名": settings.name},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "表": {"检索": found_words(bureau, asked, ready, results)},
    }
    context["文"]["标题"] = title_of(kind, context)
    template = read_template(kind, "", bureau.workspace.templates)
    return render(kind, template, context)


def found_words(bureau: Bureau, asked: Question, ready: Ready, results: Results) -> dict[str, Any]:
    """检索: the question and its answer, proven, without personal numbers."""
    about = About(bureau, asked, ready.read, ready.generation.name, results)
    prover, labels = HitProver(bureau.workspace), labels_of(bureau)
    proofs = []
    for number, hit in enumerate(results.hits, start=1):
        proofs.append(prover.prove(hit.record))
        bureau.progress("正在核验命中的材料", number, len(results.hits))
    unread = ready.generation.store.unread(ready.scope.departments)
    return {
        **_question(about),
        "未列": results.total - len(proofs),
        "核验": _verdict(proofs),
        "结果": [_row(h, p, labels) for h, p in zip(results.hits, proofs, strict=True)],
        "归档包": [_package(each) for each in _of_hits(proofs)],
        "未读清单": _unread(unread),
        "未读未列": max(0, len(unread) - MOST_UNREAD),
    }


def _question(about: About) -> dict[str, Any]:
    """What was asked, of what, by whom."""
    person = about.bureau.person
    return {
        "检索词": about.query or "（只按条件）",
        "理解": about.understood,
        "另查": _items(about.told),
        "条件": about.conditions,
        "检索人": person.name if person else "",
        "权限": about.rights,
        "时间": said_time(about.bureau.now),
        "引擎": about.engine,
        "命中": about.results.total,
        "未读": about.results.unread,
        "范围": about.states,
        "不完整": _items(about.results.missing),
    }


def _items(lines: Iterable[str]) -> list[dict[str, str]]:
    """Lines as a form lists them."""
    return [{"内容": line} for line in lines]


def _verdict(proofs: Iterable[HitProof]) -> str:
    """How many hits stand how to what was sealed."""
    counted = Counter(proof.standing for proof in proofs)
    return "，".join(f"{standing}{count}份" for standing, count in counted.items()) or "没有命中"


def _row(hit: Hit, proof: HitProof, labels: Mapping[str, str]) -> dict[str, Any]:
    """One paper found."""
    record = hit.record
    verdict, *more = map(hide, proof.lines)
    return {
        "日期": record.date,
        "文号": record.number,
        "案卷": record.case or record.batch,
        "文书": labels.get(record.kind, record.kind),
        "题名": hide(record.title),
        "文件": hide(record.path),
        "摘录": hide(hit.highlights[0]) if hit.highlights else "",
        "核验": verdict,
        "证明": _items(more),
    }


def _of_hits(proofs: Iterable[HitProof]) -> list[SealedPackage]:
    """The packages that hits lie in, by reference code and version."""
    found = {proof.package.name: proof.package for proof in proofs if proof.package}
    return sorted(found.values(), key=lambda each: (each.reference_code, each.version))


def _package(package: SealedPackage) -> dict[str, Any]:
    """One package with its root, as the log has it."""
    return {
        "名称": package.name,
        "封存时间": f"{package.sealed_at:%Y-%m-%d %H:%M}",
        "条号": package.seq,
        "根摘要": grouped_digits(package.root),
        "核验": package.trouble or "与日志一致",
    }


def _unread(unread: Mapping[str, str]) -> list[dict[str, str]]:
    """The files that no search can see, with reasons; the first of them."""
    some = list(unread.items())[:MOST_UNREAD]
    return [{"文件": hide(path), "原因": hide(reason)} for path, reason in some]
