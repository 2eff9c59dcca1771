"""The words of a tree: what highlights mark, and whether an index can answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.queries.tree import And, Field, FieldName, How, Not, Or, Related, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.queries.tree import Node

_SHOWN = (FieldName.UNIT, FieldName.LEADER, FieldName.NUMBER, FieldName.PERSONAL)


def terms_of(tree: Node) -> tuple[str, ...]:
    """The texts that a hit should show, each once, in the order asked."""
    return tuple(dict.fromkeys(_terms(tree)))


def _terms(tree: Node) -> Iterator[str]:
    if isinstance(tree, Words):
        yield tree.text
    elif isinstance(tree, Related):
        from index.text.words import words

        yield from (word for word in words(tree.text) if len(word) > 1)
    elif isinstance(tree, Field) and tree.name in _SHOWN and tree.how is not How.ENDS:
        yield tree.text
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _terms(part)


def numbers_of(tree: Node) -> tuple[str, ...]:
    """The document numbers asked for, each once."""
    match tree:
        case Field(FieldName.NUMBER, How.IS, text):
            return (text,)
        case And(parts) | Or(parts):
            return tuple(dict.fromkeys(text for part in parts for text in numbers_of(part)))
        case _:
            return ()


def needs_scan(tree: Node) -> bool:
    """Whether the tree asks for single characters, which no index of pairs can answer."""
    if isinstance(tree, Words):
        return len(tree.text) < 2
    if isinstance(tree, Not):
        return needs_scan(tree.part)
    return isinstance(tree, And | Or) and any(map(needs_scan, tree.parts))
