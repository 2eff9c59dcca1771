"""The fields of a Word file (域): what each is, and which text is a field's result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doc_templates.word_parts import W

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a document of the bureau may calculate: pages, numbers, dates, its own headings and links.
_HARMLESS = """
PAGE NUMPAGES SECTION SECTIONPAGES DATE TIME CREATEDATE SAVEDATE PRINTDATE EDITTIME
REF PAGEREF NOTEREF STYLEREF SEQ TOC TC XE INDEX HYPERLINK = IF COMPARE SYMBOL EQ ADVANCE
QUOTE TITLE SUBJECT AUTHOR LASTSAVEDBY KEYWORDS COMMENTS FILENAME FILESIZE NUMCHARS NUMWORDS
REVNUM DOCPROPERTY DOCVARIABLE FORMTEXT FORMCHECKBOX FORMDROPDOWN LISTNUM AUTONUM AUTONUMLGL
AUTONUMOUT MERGEFIELD
"""
HARMLESS = frozenset(_HARMLESS.split())
KEEPS_RESULT = frozenset(("HYPERLINK", "FORMTEXT", "QUOTE"))
_FIRST = re.compile(r"^\s*(=|[A-Za-z]+)")


@dataclass(slots=True)
class WordField:
    """One field: the element it begins at, its code, the texts it shows as its result."""

    start: Any
    code: str = ""
    texts: list[Any] = field(default_factory=list)
    showing: bool = False

    @property
    def name(self) -> str:
        """``PAGE`` for `` PAGE  \\* MERGEFORMAT ``."""
        found = _FIRST.match(self.code)
        return found[1].upper() if found else self.code.strip()[:20].upper()


def fields_of(root: Any) -> Iterator[WordField]:
    """Every field of a part, simple ones and those begun and ended by ``fldChar``."""
    open_fields: list[WordField] = []
    for element in root.iter(f"{W}fldSimple", f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if element.tag == f"{W}fldSimple":
            texts = list(element.iter(f"{W}t"))
            yield WordField(element, element.get(f"{W}instr", ""), texts, showing=True)
        elif element.tag == f"{W}fldChar":
            yield from _turned(element, open_fields)
        else:
            _noted(element, open_fields)
    yield from open_fields


def _turned(element: Any, open_fields: list[WordField]) -> Iterator[WordField]:
    """A field begins, shows its result, or ends."""
    sort = element.get(f"{W}fldCharType")
    if sort == "begin":
        open_fields.append(WordField(element))
    elif sort == "separate" and open_fields:
        open_fields[-1].showing = True
    elif sort == "end" and open_fields:
        yield open_fields.pop()


def _noted(element: Any, open_fields: list[WordField]) -> None:
    """Text of a code or of a result; an inner field belongs to the outer one too."""
    for each in open_fields:
        if element.tag == f"{W}instrText" and not each.showing:
            each.code += element.text or ""
        elif element.tag == f"{W}t" and each.showing:
            each.texts.append(element)
