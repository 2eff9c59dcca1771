"""Questions as people ask them: known by their words, and asked for what is near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.queries.tree import And, Or, Related, Words

if TYPE_CHECKING:
    from index.queries.tree import Node

_SHORTEST = 6
_QUOTES = re.compile('["＂“”„「」『』]')
_ASKS = re.compile(
    "什么|甚么|哪|谁|多少|几|为何|怎|如何|是否|吗|何时|何地|何人|何处|能否|可否|有没有|是不是|多久|多大|多长"
)


def question_of(text: str) -> bool:
    """Whether a query without quotes looks like a question put to a person."""
    plain = text.strip()
    if len(plain) < _SHORTEST or _QUOTES.search(plain):
        return False
    return plain[-1] in "?？" or _ASKS.search(plain) is not None


def loosened(tree: Node) -> Node:
    """The tree with its bare words asked for what is near, its conditions as they are."""
    match tree:
        case Words(text, quoted=False) if len(text) > 1:
            return Related(text)
        case And(parts):
            return And(tuple(map(loosened, parts)))
        case Or(parts):
            return Or(tuple(map(loosened, parts)))
        case _:
            return tree
