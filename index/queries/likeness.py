"""Texts with at most one sign other, more or fewer, as they stand in documents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.folding import MASK, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST = 3
LONGEST = 30
_ANY = f"[^{SEPARATOR}{MASK}]"


def shorter_texts(text: str) -> tuple[str, ...]:
    """The text with one sign fewer; what ends otherwise or begins otherwise holds one of them."""
    return tuple(dict.fromkeys(text[:at] + text[at + 1 :] for at in range(len(text))))


def variants_in(texts: Iterable[str], text: str) -> tuple[str, ...]:
    """The forms with one sign other or more inside that stand in the texts, in order."""
    patterns = [re.compile(each) for each in _inner_patterns(text)]
    middle = len(text) // 2
    found = {
        form
        for each in texts
        if text[:middle] in each or text[middle:] in each  # one change leaves one half whole
        for form in _forms(patterns, each)
    }
    return tuple(sorted(found - {text}))


def _inner_patterns(text: str) -> Iterator[str]:
    """One sign replaced, or one put in, with a sign of the text before and behind."""
    for at in range(1, len(text)):
        yield re.escape(text[:at]) + _ANY + re.escape(text[at:])
        if at + 1 < len(text):
            yield re.escape(text[:at]) + _ANY + re.escape(text[at + 1 :])


def _forms(patterns: list[re.Pattern[str]], text: str) -> Iterator[str]:
    """Every match, those that overlap too."""
    for pattern in patterns:
        found = pattern.search(text)
        while found:
            yield found[0]
            found = pattern.search(text, found.start() + 1)
