"""Showing where the words stand: a line of the original with the words in 【】."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AROUND = 24
MOST = 5


def highlights(pages: Sequence[str], terms: Sequence[str]) -> tuple[str, ...]:
    """Up to five extracts such as ``第2页：……责令【限期整改】……``."""
    found: list[str] = []
    for number, page in enumerate(pages, start=1):
        for extract in _extracts(page, terms):
            found.append(f"第{number}页：{extract}" if len(pages) > 1 else extract)
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def _extracts(page: str, terms: Sequence[str]) -> Iterator[str]:
    """For each term its first place on the page, in the original's own characters."""
    folded = fold(page)
    for term in terms:
        at = folded.text.find(term)
        if at >= 0:
            start, end = folded.original_span(at, len(term))
            yield _marked(page, start, end)


def _marked(page: str, start: int, end: int) -> str:
    before, after = max(0, start - AROUND), min(len(page), end + AROUND)
    pieces = (page[before:start], "【", page[start:end], "】", page[end:after])
    return " ".join("".join(pieces).split())
