"""What anybody may read holds nobody's personal numbers (个人信息保护法; R48)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.masking import personal_data
from index.extraction.harvesting import read_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind

PHONES = ("咨询电话", "监督电话", "联系电话")


class PersonalDataShownError(JiangdangError):
    """A public document would show ID numbers, phones or accounts."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W439"


def refuse_personal_data(kind: DocumentKind, docx: bytes, context: Mapping[str, Any]) -> None:
    """Refuse a public document with personal numbers in it; the notice's own phones may stand."""
    if not kind.public:
        return
    text = "\n".join(read_here(docx).pages)
    found = [
        Finding("W440", place=Place(kind.label), facts={"masked": each.masked})
        for each in personal_data(text, _own_phones(context))
    ]
    if found:
        raise PersonalDataShownError(title=kind.label, count=len(found), findings=found)


def _own_phones(context: Mapping[str, Any]) -> list[str]:
    """The phones of the bureau that the document is there to name."""
    sources = [context["批"], *context["办"].values()]
    return [str(source[key]) for source in sources for key in PHONES if source.get(key)]
