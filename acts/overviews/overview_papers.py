"""Papers that look over many cases, written out of the workspace as Word or PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.audit.report import NotAReportFileError
from acts.keeping.exporting import refuse_unfit_place
from cases.digest import digest_of
from cases.saving import write_durably
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from acts.bureau import Bureau

_SUFFIXES = (".docx", ".pdf")
_SECONDS_PER_ROW = 0.2


def is_paper(file: Path) -> bool:
    """Whether a file's suffix is that of a paper."""
    return file.suffix.lower() in _SUFFIXES


def write_overview(
    bureau: Bureau, kind_id: str, tables: Mapping[str, Any], file: Path, rows: int = 0
) -> dict[str, object]:
    """A paper of a kind with the tables that its template prints, as ``.docx`` or ``.pdf``.

    ``rows`` long tables give the conversion more time. Raises NotAReportFileError for another
    suffix and what ``refuse_unfit_place`` raises.
    """
    if not is_paper(file):
        raise NotAReportFileError(path=file)
    refuse_unfit_place(file)
    kind = load_catalogue(bureau.workspace.templates)[kind_id]
    settings = bureau.settings
    context: dict[str, Any] = {
        "文": {"成文日期": bureau.now.date(), "标题": "", "署名": settings.name},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "表": dict(tables),
    }
    context["文"]["标题"] = title_of(kind, context)
    content = render(kind, read_template(kind, "", bureau.workspace.templates), context)
    if file.suffix.lower() == ".pdf":
        content = _printed(bureau, content, rows)
    write_durably(file, content)
    return {"path": str(file), "sha256": digest_of(content)}


def _printed(bureau: Bureau, docx: bytes, rows: int) -> bytes:
    """The paper as PDF; long tables take their time."""
    from doc_templates.conversion import SECONDS_TO_START, Soffice

    limit = SECONDS_TO_START + _SECONDS_PER_ROW * rows
    return Soffice.find().convert({"paper": docx}, timeout=limit, when=bureau.now)["paper"]
