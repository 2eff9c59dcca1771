"""A file inside another one: read as any file, within what is left of the outer one's bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.extraction.bounds import MOST_DEPTH
from index.extraction.harvest import Harvest, whole
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
    inner = Harvest(outer.bounds, outer.depth + 1)
    _, error = harvested(content, inner)
    _take(name, inner, outer)
    if error is None:
        if not inner.has_text and not inner.waiting and not inner.parts:
            outer.leave(name, NO_TEXT)
        return
    outer.leave(f"{name}/其余部分" if inner.has_text else name, error.code, error.facts)
    if error.code in _OVER:
        raise error


def _take(name: str, inner: Harvest, outer: Harvest) -> None:
    """Bring the member's pages and what it left into the outer harvest."""
    told = {part for part, _ in inner.parts}
    for part, reason in inner.parts:
        outer.leave_saying(f"{name}/{part}", reason)
    for at in inner.waiting:
        page = f"第{at + 1}页"
        if page not in told:
            outer.leave(f"{name}/{page}" if len(inner.pages) > 1 else name, NO_TEXT)
    pages = [page for page in inner.pages if page.strip()]
    if pages:
        outer.pages.append(whole(f"{name}\n{pages[0]}"))  # counted when it was harvested
        outer.pages += pages[1:]


def leave(name: str, error: UnreadableFileError, outer: Harvest) -> None:
    """Tell that a member cannot be had; go on unless the bounds are used up."""
    facts: Mapping[str, str] = error.facts
    outer.leave(name, error.code, facts)
    if error.code in _OVER:
        raise error
