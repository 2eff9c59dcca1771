"""The file's own properties (docProps/core.xml): written from the data, never from the tool."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMBER = "docProps/core.xml"
LONGEST = 255
# The properties that docxtpl takes for templates.
_MARKED = ("author", "comments", "identifier", "language", "subject", "title")
_MARK = re.compile(r"\{[{%#]")
_PLACE = re.compile(r"JD-([a-z]+)-JD|1583-01-01T00:00:00Z")
_ANY_DAY = datetime(1583, 1, 1)


@dataclass(frozen=True, slots=True)
class Properties:
    """Who made a document, what it is called, of what kind it is, and its day."""

    author: str
    title: str
    subject: str
    dated: date

    @property
    def moment(self) -> str:
        """The beginning of the day, as the member writes it (W3CDTF)."""
        return f"{self.dated.isoformat()}T00:00:00Z"

    def texts(self) -> dict[str, str]:
        """The properties by name, cut to the length that Word allows."""
        texts = {"author": self.author, "title": self.title, "subject": self.subject}
        return {name: text[:LONGEST] for name, text in texts.items()}


@dataclass(frozen=True, slots=True)
class PropertiesForm:
    """What a template's properties hold: marks by name; values given by marks are kept."""

    marks: Mapping[str, str]


def mark_properties(properties: Any) -> PropertiesForm:
    """Put places for the values into a document's properties; say which held marks."""
    texts = {name: getattr(properties, name) for name in _MARKED}
    marks = {name: text for name, text in texts.items() if _MARK.search(text)}
    for name in ("author", "title", "subject", *(marks.keys() & {"identifier", "language"})):
        setattr(properties, name, f"JD-{name}-JD")
    properties.last_modified_by = "JD-author-JD"
    properties.comments = properties.keywords = ""
    properties.revision = 1
    properties.created = properties.modified = properties.last_printed = _ANY_DAY
    return PropertiesForm(marks)


class CoreMember:
    """The member that holds the properties, cut at the places for the values."""

    def __init__(self, marked: bytes) -> None:
        """Cut a member that ``mark_properties`` has prepared."""
        self._pieces = _PLACE.split(marked.decode())

    def filled(self, properties: Properties, from_marks: Mapping[str, str]) -> bytes:
        """The member's bytes with the values in their places."""
        texts = {**from_marks, **properties.texts()}
        pieces = list(self._pieces)
        for place in range(1, len(pieces), 2):
            name = pieces[place]
            pieces[place] = escape(texts.get(name, "")[:LONGEST]) if name else properties.moment
        return "".join(pieces).encode()
