"""Changing YAML text in place: comments, order, quoting and unknown keys stay.

An edit splices new text at the marks of the nodes it touches, then everything is read
back and compared with what the edit means; a difference refuses the change.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from cases.errors import JiangdangError, Kind
from cases.yamlnodes import (
    BadYamlError,
    Mapping,
    Node,
    Scalar,
    Sequence,
    compose,
    plain,
    read_plain,
)
from cases.yamlwriting import as_plain, block_lines, dump, entry_lines, flow, is_block, item_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.yamlnodes import Plain

__all__ = ["Append", "CannotEditError", "Edit", "Path", "Put", "changed", "dump", "read_plain"]

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """Set the value at a path, making the keys that are missing."""

    path: Path
    value: object


@dataclass(frozen=True, slots=True)
class Append:
    """Add an item to the list at a path, making the list if there is none."""

    path: Path
    value: object


Edit: TypeAlias = Put | Append


class CannotEditError(JiangdangError):
    """The text has no place for an edit; nothing was changed."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y120"


def changed(text: str, edits: Iterable[Edit], file: str = "") -> str:
    """The text with the edits made, one after another, and nothing else altered."""
    for edit in edits:
        text = _edited(text, edit, file)
    return text


def _edited(text: str, edit: Edit, file: str) -> str:
    """The text with one edit made, read back and compared."""
    root = compose(text, file)
    wanted = _meant(plain(root), edit, file)
    spot = _find(text, root, edit, file)
    written = spot.with_value()
    try:
        got = plain(compose(written, file))
    except BadYamlError as error:
        raise _cannot(edit, file) from error
    if got != wanted:
        raise _cannot(edit, file)
    return written


def _cannot(edit: Edit, file: str) -> CannotEditError:
    """The refusal of one edit."""
    return CannotEditError(key=".".join(map(str, edit.path)), file=file)


def _meant(data: Plain, edit: Edit, file: str) -> Plain:
    """What the data must be after the edit."""
    holder: dict[str, Plain] = {"": copy.deepcopy(data)}
    parent: Plain = holder
    key: str | int = ""
    for step in edit.path:
        parent, key = _step_into(parent, key, step, edit, file), step
    value = as_plain(edit.value)
    if isinstance(edit, Append):
        old = _value_at(parent, key)
        if old and not isinstance(old, list):
            raise _cannot(edit, file)
        value = [*(old or []), value]
    _set(parent, key, value)
    return holder[""]


def _step_into(parent: Plain, key: str | int, step: str | int, edit: Edit, file: str) -> Plain:
    """The collection under ``key``, made when missing or empty, that holds ``step``."""
    inner = _value_at(parent, key)
    if inner in (None, "", [], {}) and isinstance(step, str):
        inner = {}
        _set(parent, key, inner)
    fits = isinstance(inner, dict) if isinstance(step, str) else isinstance(inner, list)
    if not fits or (isinstance(step, int) and not -len(inner or "") <= step < len(inner or "")):
        raise _cannot(edit, file)
    assert inner is not None
    return inner


def _value_at(parent: Plain, key: str | int) -> Plain | None:
    """What stands under a key or position, if anything does."""
    if isinstance(parent, dict) and isinstance(key, str):
        return parent.get(key)
    if isinstance(parent, list) and isinstance(key, int):
        return parent[key]
    return None


def _set(parent: Plain, key: str | int, value: Plain) -> None:
    """Set what stands under a key or position."""
    if isinstance(parent, dict):
        parent[str(key)] = value
    elif isinstance(parent, list):
        parent[int(key)] = value


@dataclass(slots=True)
class _Spot:
    """Where an edit lands: the node it touches, and what leads there."""

    text: str
    node: Node
    anchor: int  # offset behind the ':' or '-' that introduces the node
    indent: int  # column of the key or dash that introduces the node; -2 at the root
    in_flow: bool
    is_item: bool
    rest: Path
    edit: Edit

    def with_value(self) -> str:
        """The text with the value in its place."""
        if self.rest:
            return self._with_entry(str(self.rest[0]), self._nested(self.rest[1:]))
        if isinstance(self.edit, Append):
            if isinstance(self.node, Sequence) and self.node.items:
                return self._with_item(self.node)
            return self._replaced([self.edit.value])
        return self._replaced(self.edit.value)

    def _nested(self, path: Path) -> object:
        """The value under the keys that do not exist yet."""
        value = [self.edit.value] if isinstance(self.edit, Append) else self.edit.value
        for key in reversed(path):
            value = {key: value}
        return value

    def _with_entry(self, key: str, value: object) -> str:
        """The text with one more entry in a mapping."""
        if not isinstance(self.node, Mapping) or not self.node.entries:
            return self._replaced({key: value})
        if self.node.flow:
            return self._spliced(self._flow_end(), ", " + flow({key: value})[1:-1])
        return self._with_lines(entry_lines(key, value, self.node.column))

    def _with_item(self, node: Sequence) -> str:
        """The text with one more item in a sequence that has some."""
        if node.flow:
            return self._spliced(self._flow_end(), ", " + flow(self.edit.value))
        return self._with_lines(item_lines(self.edit.value, node.column))

    def _flow_end(self) -> int:
        """Behind the last content of a flow collection."""
        if isinstance(self.node, Sequence):
            return self.node.items[-1].end
        assert isinstance(self.node, Mapping)
        return max(max(key.end, value.end) for key, value in self.node.entries.values())

    def _spliced(self, at: int, piece: str) -> str:
        """The text with a piece inserted."""
        return self.text[:at] + piece + self.text[at:]

    def _with_lines(self, lines: list[str]) -> str:
        """The text with lines below the line on which the node ends."""
        at = _line_end(self.text, self.node.end)
        return self._spliced(at, _below(self.text, lines))

    def _replaced(self, value: object) -> str:
        """The text with the node replaced by a value."""
        if self.in_flow or not is_block(value):
            return self._replaced_inline(flow(value))
        if self.indent < 0:
            lines = block_lines(value, 0)
            return self.text[: self.node.start] + "\n".join(lines) + self.text[self.node.end :]
        lines = block_lines(value, self.indent + 2)
        if self.is_item:
            return self._replaced_inline("\n".join(lines).lstrip(" "))
        start = self._header_end()
        at = _line_end(self.text, self.node.end)
        kept = self.text[self.node.end : at]
        return self.text[:start] + kept + _below(self.text, lines) + self.text[at:]

    def _replaced_inline(self, piece: str) -> str:
        """The text with the node's stretch replaced on its own line."""
        start = self.node.start
        is_block_node = not isinstance(self.node, Scalar) and not self.node.flow
        if is_block_node and self.indent >= 0:
            comment = self.text[self.anchor : self._header_end()].rstrip()
            return f"{self.text[: self.anchor]} {piece}{comment}{self.text[self.node.end :]}"
        gap = " " if start and self.text[start - 1] in ":-" and not self.in_flow else ""
        if self.in_flow and self.text[start - 1] == ":":
            gap = " "
        return self.text[:start] + gap + piece + self.text[self.node.end :]

    def _header_end(self) -> int:
        """Behind the introducing mark, or its comment when the node stands below."""
        end = _line_end(self.text, self.anchor)
        return end if self.node.start > end else self.anchor


def _line_end(text: str, at: int) -> int:
    """The offset of the line break at or after ``at``, or the end of the text."""
    found = text.find("\n", at)
    end = len(text) if found < 0 else found
    return end - 1 if end > at and text[end - 1 : end] == "\r" else end


def _below(text: str, lines: list[str]) -> str:
    """Lines to insert at the end of a line, in the file's own kind of line break."""
    newline = "\r\n" if "\r\n" in text else "\n"
    return "".join(newline + line for line in lines)


def _find(text: str, root: Node, edit: Edit, file: str) -> _Spot:
    """Walk the path as far as the text has it."""
    spot = _Spot(text, root, 0, -2, False, False, edit.path, edit)
    while spot.rest and _enter(spot, spot.rest[0], edit, file):
        spot.rest = spot.rest[1:]
    return spot


def _enter(spot: _Spot, step: str | int, edit: Edit, file: str) -> bool:
    """Move the spot one step down; False when the text has nothing there."""
    node = spot.node
    if isinstance(node, Mapping) and isinstance(step, str):
        return _enter_entry(spot, node, step, edit, file)
    if isinstance(node, Sequence) and isinstance(step, int):
        position = step % len(node.items)
        spot.anchor = _dash_before(spot.text, node, position)
        spot.in_flow = spot.in_flow or node.flow
        spot.indent, spot.is_item, spot.node = node.column, True, node.items[position]
        return True
    return False


def _enter_entry(spot: _Spot, node: Mapping, step: str, edit: Edit, file: str) -> bool:
    """Move the spot to the value of a key."""
    if step not in node.entries:
        return False
    key, value = node.entries[step]
    spot.anchor = spot.text.find(":", key.end) + 1
    if spot.text[key.end : spot.anchor].strip() != ":" and not node.flow:
        raise _cannot(edit, file)
    spot.in_flow = spot.in_flow or node.flow
    spot.indent, spot.is_item, spot.node = node.column, False, value
    return True


def _dash_before(text: str, node: Sequence, position: int) -> int:
    """Behind the dash that introduces an item of a block sequence."""
    if node.flow or position == 0:
        return node.start + 1
    at = _line_end(text, node.items[position - 1].end)
    while at < node.items[position].start:
        line_start = text.find("\n", at) + 1
        at = _line_end(text, line_start)
        if text[line_start:at].lstrip(" ").startswith("-"):
            return text.index("-", line_start) + 1
    return node.items[position].start
