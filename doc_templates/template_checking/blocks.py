"""Blocks of a template: every beginning has its end, in the same place of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doc_templates.word_parts import W
from doc_templates.word_places import around
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.findings import Finding
    from doc_templates.template_map import Mark

_BLOCK = re.compile(r"\{%[-+]?(?:(tr|tc|p|r)(?=\s))?\s*(\w+)")
_LOOSE = re.compile(r"\{[{%#](tr|tc|p|r)\s")
_OPENERS = frozenset(("if", "for", "macro", "filter", "with", "call", "set"))
_BETWEEN = {"else": ("if", "for"), "elif": ("if",)}
_HELD = {"tr": f"{W}tr", "tc": f"{W}tc", "p": f"{W}p", "r": f"{W}r"}
_ROOMS = (f"{W}tc", f"{W}txbxContent", f"{W}body", f"{W}hdr", f"{W}ftr", f"{W}footnote")
_DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")


@dataclass(slots=True)
class Block:
    """A block from its first mark to its last, with the marks between (else)."""

    first: Mark
    word: str
    between: list[Mark] = field(default_factory=list)
    last: Mark | None = None


def block_faults(marks: Iterable[Mark], name: str) -> Iterator[Finding]:
    """Beginnings without end, ends without beginning, blocks across cells, lost neighbours."""
    for each in _by_part(marks):
        blocks: list[Block] = []
        yield from _paired(each, blocks, name)
        for block in blocks:
            yield from _across(block, name)
        yield from _neighbours(each, name)
        yield from _emptied(each, blocks, name)


def whole_blocks(marks: Iterable[Mark]) -> list[Block]:
    """The blocks that have both beginning and end."""
    blocks: list[Block] = []
    for each in _by_part(marks):
        for _ in _paired(each, blocks, ""):
            pass
    return blocks


def is_of_block(mark: Mark) -> bool:
    """Whether a mark begins, parts or ends a block."""
    word = _word_of(mark)
    alone = word == "set" and "=" in mark.text
    return (word in _OPENERS and not alone) or word in _BETWEEN or word.startswith("end")


def _by_part(marks: Iterable[Mark]) -> Iterable[list[Mark]]:
    """The marks of each part: no block reaches from one into another."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.part, []).append(mark)
    return found.values()


def _paired(marks: list[Mark], blocks: list[Block], name: str) -> Iterator[Finding]:
    """Pair the marks; what stays open or has no beginning is named where it stands."""
    stack: list[Block] = []
    for mark in marks:
        word = _word_of(mark)
        if word in _OPENERS and not (word == "set" and "=" in mark.text):
            stack.append(Block(mark, word))
        elif word in _BETWEEN:
            if stack and stack[-1].word in _BETWEEN[word]:
                stack[-1].between.append(mark)
            else:
                yield finding("D232", name, mark.place, mark=mark.text, word=word)
        elif word.startswith("end"):
            yield from _closed(mark, word.removeprefix("end"), stack, blocks, name)
    for block in stack:
        yield _unclosed(block, name)


def _closed(
    mark: Mark, word: str, stack: list[Block], blocks: list[Block], name: str
) -> Iterator[Finding]:
    """An end: closes the block it fits; those inside that never closed are named."""
    if word not in [block.word for block in stack]:
        yield finding("D232", name, mark.place, mark=mark.text, word=f"end{word}")
        return
    while stack[-1].word != word:
        yield _unclosed(stack.pop(), name)
    block = stack.pop()
    block.last = mark
    blocks.append(block)


def _unclosed(block: Block, name: str) -> Finding:
    """A beginning that has no end."""
    prefix = _prefix_of(block.first)
    end = f"{{%{prefix} end{block.word} %}}"
    return finding("D231", name, block.first.place, mark=block.first.text[:60], end=end)


def _across(block: Block, name: str) -> Iterator[Finding]:
    """A block must begin and end in the same room: one table, one row, one cell."""
    assert block.last is not None
    rooms = [_room_of(each) for each in (block.first, *block.between, block.last)]
    if any(room != rooms[0] or room is None for room in rooms):
        facts = {"mark": block.first.text[:60], "last": block.last.place}
        yield finding("D233", name, block.first.place, **facts)


def _room_of(mark: Mark) -> tuple[str, Any] | None:
    """What a mark stands in once it has taken its row, cell or paragraph away."""
    prefix = _prefix_of(mark)
    if mark.text_element is None:
        return None
    if prefix in ("tr", "tc", "p"):
        held = around(mark.text_element, _HELD[prefix])
        return None if held is None else (prefix, held.getparent())
    inline = mark.text_element.getparent().getparent()
    if inline.tag == f"{W}p":
        inline = next((each for each in inline.iterancestors() if each.tag in _ROOMS), None)
    return "", inline


def _neighbours(marks: list[Mark], name: str) -> Iterator[Finding]:
    """A mark that takes its whole row, cell or paragraph away must stand there alone."""
    for mark in marks:
        found = _LOOSE.match(mark.text)
        held = around(mark.text_element, _HELD[found[1]]) if found else None
        if found is None or held is None:
            continue
        if lost := _lost_with(held, mark):
            yield finding("D239", name, mark.place, mark=mark.text[:60], lost=lost)


def _lost_with(held: Any, mark: Mark) -> str:
    """What else stands in the row, cell or paragraph that a mark takes away."""
    text = "".join(each.text or "" for each in held.iter(f"{W}t")).replace(mark.text, "", 1)
    if text.strip():
        return text.strip()[:30]
    names = [each.get(f"{W}name", "_") for each in held.iter(f"{W}bookmarkStart")]
    bookmarks = [f"书签{each}" for each in names if not each.startswith("_")]
    return "、".join(bookmarks) or ("图片" if next(held.iter(*_DRAWN), None) is not None else "")


def _emptied(marks: list[Mark], blocks: list[Block], name: str) -> Iterator[Finding]:
    """A cell or box must keep a paragraph, and a table a row, whatever the blocks do."""
    rooms: tuple[tuple[str, tuple[str, ...]], ...] = (("p", _ROOMS[:2]), ("tr", (f"{W}tbl",)))
    for prefix, tags in rooms:
        gone, seen = _taken(blocks, prefix), set()
        for mark in marks:
            home = _home_of(mark, prefix, tags)
            if home is None or home in seen:
                continue
            seen.add(home)
            if all(each in gone for each in home if each.tag == _HELD[prefix]):
                yield finding("D229", name, mark.place, mark=mark.text[:60])


def _home_of(mark: Mark, prefix: str, homes: tuple[str, ...]) -> Any:
    """The cell, box or table around what a mark takes away."""
    if _prefix_of(mark) != prefix or mark.text_element is None:
        return None
    held = around(mark.text_element, _HELD[prefix])
    home = None if held is None else held.getparent()
    return home if home is not None and home.tag in homes else None


def _taken(blocks: list[Block], prefix: str) -> set[Any]:
    """The paragraphs or rows that blocks may take away, their own marks included."""
    gone: set[Any] = set()
    for block in blocks:
        if _prefix_of(block.first) != prefix or block.last is None:
            continue
        marks = (block.first, *block.between, block.last)
        held = [around(each.text_element, _HELD[prefix]) for each in marks]
        if any(each is None or each.getparent() is not held[0].getparent() for each in held):
            continue
        gone.update(held)
        if not any(_word_of(each) == "else" for each in block.between):
            siblings = list(held[0].getparent())
            gone.update(siblings[siblings.index(held[0]) : siblings.index(held[-1])])
    return gone


def _prefix_of(mark: Mark) -> str:
    """``tr``, ``tc``, ``p``, ``r`` or nothing."""
    found = _LOOSE.match(mark.text)
    return found[1] if found else ""


def _word_of(mark: Mark) -> str:
    """The first word of a block mark: ``for``, ``endif``."""
    found = _BLOCK.match(mark.text)
    return found[2] if found else ""
