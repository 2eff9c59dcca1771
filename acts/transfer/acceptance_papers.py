"""接收检验结果: a verdict on a medium as JSON, Word and, where LibreOffice is, PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.exporting import refuse_workspace
from acts.search.spoken import grouped_digits, said_time
from cases.errors import JiangdangError, Kind
from cases.findings import errors_of
from cases.saving import write_durably
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice, SofficeMissingError
from doc_templates.rendering import render

if TYPE_CHECKING:
    from acts.transfer.accepting import Receiver
    from archive.transfer.verdicts import MediumVerdict, PackageVerdict, Question

KIND, NAME = "acceptance-report", "接收检验结果"
_NO_TEMPLATES = Path("/nonexistent")
_MOST = 200


class ResultInUseError(JiangdangError):
    """A result is written into a folder where there is none yet."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W797"


def keep_result(verdict: MediumVerdict, receiver: Receiver, out: Path) -> list[str]:
    """Write the result into a folder that lies in no workspace; returns the paths written."""
    refuse_workspace(out if out.is_dir() else out.parent)
    taken = [
        path for path in (out / f"{NAME}.{s}" for s in ("json", "docx", "pdf")) if path.exists()
    ]
    if taken:
        raise ResultInUseError(path=taken[0])
    told = {"time": receiver.now.isoformat(), "by": receiver.name, **verdict.as_json()}
    written = {"json": json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"}
    written["docx"] = _paper(verdict, receiver)
    try:
        printed = Soffice.find().convert({NAME: written["docx"]}, when=receiver.now)
        written["pdf"] = printed[NAME]
    except SofficeMissingError as error:
        receiver.report(error.message)
    for suffix, content in written.items():
        write_durably(out / f"{NAME}.{suffix}", content)
    return [str(out / f"{NAME}.{suffix}") for suffix in written]


def _paper(verdict: MediumVerdict, receiver: Receiver) -> bytes:
    """The result as Word bytes; a bureau's own template wins."""
    bureau = receiver.bureau
    folder = bureau.workspace.templates if bureau else _NO_TEMPLATES
    kind = load_catalogue(folder)[KIND]
    name = bureau.settings.name if bureau else verdict.receiver
    short = bureau.settings.short_name if bureau else verdict.receiver
    context: dict[str, Any] = {
        "文": {
            "成文日期": receiver.now.date(),
            "标题": NAME,
            "编号": verdict.number,
            "署名": name,
            "文号": "",
        },
        "局": {"机关全称": name, "机关简称": short},
        "批": {},
        "案": {},
        "政": {},
        "办": {},
        "表": {"接收": acceptance_form(verdict, receiver)},
    }
    return render(kind, read_template(kind, "", folder), context)


def acceptance_form(verdict: MediumVerdict, receiver: Receiver) -> dict[str, Any]:
    """接收: what the paper's template names."""
    good = sum(package.is_sound for package in verdict.packages)
    return {
        "移交号": verdict.number,
        "载体编号": verdict.label,
        "移交单位": verdict.sender,
        "接收单位": verdict.receiver,
        "时间": said_time(receiver.now),
        "检验人": receiver.name,
        "结论": verdict.verdict,
        "卷数": len(verdict.packages),
        "合格": good,
        "不合格": len(verdict.packages) - good,
        "载体根摘要": grouped_digits(verdict.root),
        "树根": _tree(verdict),
        "公钥": verdict.key,
        "案卷": [_row(package) for package in verdict.packages],
        "问题": _reasons(verdict),
        "人工": [_asked(question) for question in verdict.questions],
    }


def _tree(verdict: MediumVerdict) -> str:
    """Whether the log's tree is that of the paper register."""
    said = {True: "与登记表相符", False: "与登记表不符", None: "未与登记表核对"}
    return f"{said[verdict.tree_agrees]}（日志前{verdict.tree_size}条）"


def _row(package: PackageVerdict) -> dict[str, Any]:
    faults = errors_of(package.findings)
    return {
        "档号": package.code,
        "题名": package.title,
        "版本": len(package.roots),
        "件数": package.items,
        "字节数": f"{package.bytes:,}",
        "结果": package.verdict,
        "原因": f"{len(faults)}处，见下" if faults else "",
    }


def _reasons(verdict: MediumVerdict) -> list[str]:
    """Why it goes back: the medium's faults, then each package's, as many as anybody reads."""
    own = [found.message for found in errors_of(verdict.findings)]
    theirs = (
        f"{package.code}：{found.message}"
        for package in verdict.packages
        for found in errors_of(package.findings)
    )
    return [*own, *theirs][:_MOST]


def _asked(question: Question) -> dict[str, str]:
    said = {True: "通过", False: "不通过", None: "待检"}
    return {
        "编号": question.id,
        "内容": question.text,
        "结果": said[question.passed],
        "说明": question.answer,
    }
