"""Where a template's marks stand: paragraph, table, row, cell, and the names they use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2.exceptions import TemplateError

from doc_templates.template_gathering import MARK, own_texts
from doc_templates.template_names import names_of
from doc_templates.word_parts import W, filled_parts, parsed
from doc_templates.word_places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PREFIX = re.compile(r"^(\{[{%])(?:tr|tc|p|r)(?=\s)")
_SPAN = re.compile(r"^\{%\s*(?:colspan|cellbg)\s+(.*?)%\}$")
_MERGE = re.compile(r"^\{%\s*[vh]m\s*%\}$")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a template, as typed, and its place in words.

    ``part`` is the part it stands in, ``text_element`` the ``w:t`` it begins in.
    """

    text: str
    place: str
    part: str = ""
    text_element: Any = field(default=None, compare=False, repr=False)

    @property
    def plain(self) -> str:
        """The mark as Jinja alone would write it."""
        if _MERGE.match(self.text) or self.text.startswith("{#"):
            return ""
        text = _SPAN.sub(r"{{ \1 }}", self.text)
        return _PREFIX.sub(r"\1 ", text).translate(_QUOTES).replace("\n", " ")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of a template: its text, its place, its part, and its ``w:t`` elements."""

    text: str
    place: str
    part: str
    texts: tuple[Any, ...] = field(default=(), repr=False)

    def element_at(self, offset: int) -> Any:
        """The ``w:t`` that holds the sign at an offset of the text."""
        for each in self.texts:
            offset -= len(each.text or "")
            if offset < 0:
                return each
        return None


def lines_of(members: Mapping[str, bytes]) -> Iterator[Line]:
    """Every paragraph, part by part in reading order."""
    for part, label in filled_parts(members):
        root = parsed(members[part])
        places = Places(root, label)
        for paragraph in root.iter(f"{W}p"):
            texts = tuple(own_texts(paragraph))
            whole = "".join(each.text or "" for each in texts)
            yield Line(whole, places.of(paragraph), part, texts)


def marks_of(members: Mapping[str, bytes]) -> list[Mark]:
    """Every mark of the template in reading order."""
    return [
        Mark(found[0], line.place, line.part, line.element_at(found.start()))
        for line in lines_of(members)
        for found in MARK.finditer(line.text)
    ]


def source_of(marks: list[Mark]) -> str:
    """The marks as one Jinja source, one mark a line."""
    return "\n".join(mark.plain for mark in marks)


def places_of(members: Mapping[str, bytes]) -> dict[str, str]:
    """The place where each dotted name first stands; empty for a broken template."""
    marks = marks_of(members)
    try:
        names = names_of(source_of(marks))
    except TemplateError:
        return {}
    return {name: marks[line - 1].place for name, line in names.found.items()}
