"""审计检索报告: what was asked, by whom and when, and every paper that answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.exporting import refuse_unfit_place
from acts.indexing import index_status
from acts.package_papers import said_time
from acts.questions import Question
from acts.searching import search_workspace
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.masking import masked
from cases.saving import write_durably
from cases.settings import Role
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.searching import Answer
    from index.records import Record

KIND = "audit-report"
MOST_ROWS = 2000
_SUFFIXES = (".docx", ".pdf")


class NotAReportFileError(JiangdangError):
    """A report is written as ``.docx`` or ``.pdf`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W528"


class EmptyQueryError(JiangdangError):
    """A report answers a question; none was asked."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W529"


def write_audit_report(bureau: Bureau, query: str, file: Path) -> dict[str, object]:
    """Search, and write the answer as a Word file or a PDF, by the suffix of ``file``.

    Personal numbers are masked whoever asks. At most ``MOST_ROWS`` hits are listed, the rest is
    counted. The log keeps the question and the digest of the report.
    """
    person = bureau.acting(Role.AUDITOR)
    if file.suffix.lower() not in _SUFFIXES:
        raise NotAReportFileError(path=file)
    if not query.strip():
        raise EmptyQueryError
    refuse_unfit_place(file)
    answer = search_workspace(bureau, Question(query.strip(), {}, "date", MOST_ROWS, 1))
    docx = _drafted(bureau, query.strip(), person.name, answer)
    content = _printed(bureau, docx) if file.suffix.lower() == ".pdf" else docx
    write_durably(file, content)
    with bureau.journal.act("report", person.name, "审计检索报告") as act:
        facts = {"检索词": query.strip(), "命中": answer.total, "摘要": digest_of(content)}
        act.enter("report", "审计检索报告", facts)
    return {
        "path": str(file),
        "hits": answer.total,
        "unread": answer.results.unread,
        "sha256": digest_of(content),
    }


def _printed(bureau: Bureau, docx: bytes) -> bytes:
    """The report as PDF."""
    return Soffice.find().convert({"report": docx}, when=bureau.now)["report"]


def _drafted(bureau: Bureau, query: str, name: str, answer: Answer) -> bytes:
    """The report as Word bytes."""
    kind = load_catalogue(bureau.workspace.templates)[KIND]
    settings = bureau.settings
    context: dict[str, Any] = {
        "文": {"成文日期": bureau.now.date(), "标题": "", "署名": settings.name},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "表": {"检索": found_words(bureau, query, name, answer)},
    }
    context["文"]["标题"] = title_of(kind, context)
    template = read_template(kind, "", bureau.workspace.templates)
    return render(kind, template, context)


def found_words(bureau: Bureau, query: str, name: str, answer: Answer) -> dict[str, Any]:
    """检索: the question and its answer, without personal numbers."""
    rows = [_row(hit.record, answer) for hit in answer.results.hits]
    return {
        "检索词": masked(query),
        "检索人": name,
        "时间": said_time(bureau.now),
        "引擎": answer.results.engine,
        "命中": answer.total,
        "未列": answer.total - len(rows),
        "未读": answer.results.unread,
        "范围": index_status(bureau)["indexed"],
        "结果": rows,
    }


def _row(record: Record, answer: Answer) -> dict[str, str]:
    """One paper found."""
    return {
        "日期": record.date,
        "文号": record.number,
        "案卷": record.case or record.batch,
        "文书": answer.labels.get(record.kind, record.kind),
        "题名": masked(record.title),
        "文件": masked(record.path),
    }
