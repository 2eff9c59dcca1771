"""What is asked of the invented archive: sets of questions drawn from its own texts."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from benchmarks.search import wording
from index.engines.engine import Asked, Sort
from index.queries.tree import And, Field, FieldName, How, Node, Words
from index.text.folding import SEPARATOR, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.records import Entry

_OTHER = str.maketrans("()", "〖〗")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def questions(
    entries: Sequence[Entry], count: int = 20, seed: int = 1, sort: Sort = Sort.DATE
) -> dict[str, tuple[Asked, ...]]:
    """So many questions of every class; facets only where the class is about them."""
    return {
        name: tuple(
            Asked(tree, sort=sort, facets=name == "facet")
            for tree in trees(drawn, entries, count, f"{name} {seed}")
        )
        for name, drawn in CLASSES.items()
    }


def trees(
    drawn: Callable[[random.Random, Entry], Node], entries: Sequence[Entry], count: int, seed: str
) -> list[Node]:
    """So many trees, each drawn with one document of the archive in mind."""
    chance = random.Random(seed)
    return [drawn(chance, chance.choice(entries)) for _ in range(count)]


def substring(chance: random.Random, entry: Entry, length: int) -> str:
    """A piece of a document's text that crosses no cell."""
    cells = [cell for cell in entry.text.split(SEPARATOR) if len(cell) >= length]
    cell = chance.choice(cells)
    at = chance.randrange(len(cell) - length + 1)
    return cell[at : at + length]


def _word(chance: random.Random, entry: Entry) -> Node:
    return Words(chance.choice(wording.WORDS))


def _three(chance: random.Random, entry: Entry) -> Node:
    return And(tuple(Words(word) for word in chance.sample(wording.WORDS, 3)))


def _name(chance: random.Random, entry: Entry) -> Node:
    return Words(entry.fields[FieldName.LEADER][0])


def _prefix(chance: random.Random, entry: Entry) -> Node:
    number = entry.fields[FieldName.NUMBER][0]
    return Field(FieldName.NUMBER, How.STARTS, number[: number.index(")") + 2])


def _filter(chance: random.Random, entry: Entry) -> Node:
    narrowed = (
        Field(name, How.IS, entry.fields[name][0])
        for name in (FieldName.YEAR, FieldName.DEPARTMENT)
    )
    return And((_word(chance, entry), *narrowed))


def _drawn(length: int) -> Callable[[random.Random, Entry], Node]:
    return lambda chance, entry: Words(substring(chance, entry, length))


def _brackets(chance: random.Random, entry: Entry) -> Node:
    """A document number as somebody else writes it."""
    number = entry.fields[FieldName.NUMBER][0].translate(_OTHER).translate(_WIDE)
    return Words(fold(number).text)


def _traditional(chance: random.Random, entry: Entry) -> Node:
    """A piece of the text in traditional characters."""
    from opencc import OpenCC

    return Words(fold(OpenCC("s2t").convert(substring(chance, entry, 4))).text)


CLASSES: dict[str, Callable[[random.Random, Entry], Node]] = {
    "word": _word,
    "and": _three,
    "name": _name,
    "phrase": _drawn(8),
    "prefix": _prefix,
    "filter": _filter,
    "facet": _word,
    "random 2": _drawn(2),
    "random 4": _drawn(4),
    "random 8": _drawn(8),
    "one": _drawn(1),
    "brackets": _brackets,
    "traditional": _traditional,
}
