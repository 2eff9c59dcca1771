"""``--at``: where a stamp is asked for, as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.stamping.places.searching import folded

LAST_PAGE = -1
FURTHEST_MM = 2000.0
_LONGEST = 200
_FEWEST_CHARACTERS = 2
_NUMBER = r"(\d{1,4}(?:\.\d{1,3})?)(?:mm|毫米)?"
_POINT = re.compile(rf"(?:第?(\d{{1,6}})页?|(末)页),{_NUMBER},{_NUMBER}")
_LIKE_A_POINT = re.compile(r"第?-?\d+页?,|末页(,|$)|第-?\d+页$")
_BOOKMARK = re.compile(r"书签[:：]\s*(.*)")
_TEXT = re.compile(r"文字[:：]\s*(.*)")


class PlaceUnreadableError(JiangdangError):
    """The place asked for has none of the forms we know."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "S309"


@dataclass(frozen=True, slots=True)
class Place:
    """A place asked for: a bookmark, a text, or a point of a page; nothing: the usual place.

    ``page`` counts from 1, LAST_PAGE is the last one; the point is the stamp's centre in
    millimetres from the page's left and top.
    """

    anchor: str = ""
    text: str = ""
    page: int | None = None
    x_mm: float = 0.0
    y_mm: float = 0.0


def read_place(given: str) -> Place:
    """The place that ``第3页,105,200``, ``末页,105,200``, ``书签:stamp1`` or a text names.

    ``文字:`` before a text that looks like one of the others makes it a text all the same.
    """
    written = given.strip()
    if not written:
        return Place()
    if named := _BOOKMARK.fullmatch(written):
        return Place(anchor=_some(named[1], given))
    if quoted := _TEXT.fullmatch(written):
        return Place(text=_text(quoted[1], given))
    plain = folded(written)
    if found := _POINT.fullmatch(plain):
        return _point(found, given)
    if _LIKE_A_POINT.match(plain):
        raise PlaceUnreadableError(given=given[:_LONGEST])
    return Place(text=_text(written, given))


def _point(found: re.Match[str], given: str) -> Place:
    page = LAST_PAGE if found[2] else int(found[1])
    x, y = float(found[3]), float(found[4])
    if page == 0 or x > FURTHEST_MM or y > FURTHEST_MM:
        raise PlaceUnreadableError(given=given[:_LONGEST])
    return Place(page=page, x_mm=x, y_mm=y)


def _some(name: str, given: str) -> str:
    if not 0 < len(name.strip()) <= _LONGEST:
        raise PlaceUnreadableError(given=given[:_LONGEST])
    return name.strip()


def _text(text: str, given: str) -> str:
    """A text to look for: one character alone says too little."""
    if len(folded(text)) < _FEWEST_CHARACTERS or len(text) > _LONGEST:
        raise PlaceUnreadableError(given=given[:_LONGEST])
    return text.strip()
