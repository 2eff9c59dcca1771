"""A file inside another one: read as any file, within what is left of the outer one's bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.extraction.bounds import MOST_DEPTH
from index.extraction.harvest import Harvest, printable, whole
from index.extraction.unreadable import NO_TEXT, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Mapping

_OVER = ("I206", "I211", "I213")  # what is used up is used up for everything


def read_member(name: str, content: bytes, outer: Harvest) -> None:
    """The member's text under a page headed by its name; what was not read is told under it."""
    from index.extraction.harvesting import harvested

    if outer.depth >= MOST_DEPTH:
        outer.leave(name, "I217", {"depth": str(MOST_DEPTH)})
        return
    inner = Harvest(outer.bounds, outer.depth + 1, outer.gallery)
    _, error = harvested(content, inner)
    _take(name, inner, outer)
    if error is None:
        if not (inner.has_text or inner.scans or inner.parts or inner.overlooked):
            outer.leave(name, NO_TEXT)
        return
    outer.leave(f"{name}/其余部分" if inner.has_text else name, error.code, error.facts)
    if error.code in _OVER:
        raise error


def _take(name: str, inner: Harvest, outer: Harvest) -> None:
    """Bring the member's pages and what it left into the outer harvest."""
    for part, reason in inner.parts:
        outer.leave_saying(_below(name, part), reason)
    awaited = set(inner.waiting)
    places: dict[int, int] = {}
    for at, page in enumerate(inner.pages):
        if page.strip() or at in awaited:
            head = "" if places else f"{name}\n"  # what follows was counted when harvested
            places[at] = len(outer.pages)
            outer.pages.append(whole(f"{head}{page}".rstrip("\n")))
    for scan in inner.scans:
        label = printable(_below(name, scan.label))
        outer.scans.append(replace(scan, at=places[scan.at], label=label))


def _below(name: str, part: str) -> str:
    """What a member's part is called outside of it; a picture file is its only part."""
    return f"{name}/{part}" if part else name


def leave(name: str, error: UnreadableFileError, outer: Harvest) -> None:
    """Tell that a member cannot be had; go on unless the bounds are used up."""
    facts: Mapping[str, str] = error.facts
    outer.leave(name, error.code, facts)
    if error.code in _OVER:
        raise error
