"""Reading YAML from outside: nodes that know where they stand, scalars as text.

A hostile file costs little and says what is wrong: size and depth are bounded, and
duplicate keys, anchors, aliases, tags and further documents are faults with line and key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import yaml

from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1_000_000
DEEPEST = 20
MOST_FAULTS = 200

Plain: TypeAlias = "str | dict[str, Plain] | list[Plain]"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadYamlError(JiangdangError):
    """A file cannot be read as the YAML we allow; its findings say all that is wrong."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "Y100"


@dataclass(slots=True)
class Scalar:
    """A text with the stretch of the file that writes it."""

    text: str
    start: int
    end: int
    line: int
    column: int
    style: str = ""


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file."""

    start: int
    line: int
    column: int
    flow: bool
    end: int = 0
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


@dataclass(slots=True)
class Sequence:
    """Items in the order of the file."""

    start: int
    line: int
    column: int
    flow: bool
    end: int = 0
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = Scalar | Mapping | Sequence


def compose(text: str, file: str) -> Node:
    """The nodes of the one document in ``text``.

    Raises BadYamlError with every fault found up to the first that stops the parser.
    """
    if len(text) > LARGEST:
        facts = {"path": file, "most": str(LARGEST)}
        raise _refused(file, Finding("Y101", place=Place(file), facts=facts))
    builder = _Builder(text, file)
    try:
        builder.build()
    except yaml.MarkedYAMLError as error:
        builder.note("Y102", _line_of(error))
    except (yaml.YAMLError, UnicodeEncodeError):
        builder.note("Y103", None)
    if builder.faults or builder.root is None:
        raise _refused(file, *builder.faults)
    return builder.root


def plain(node: Node) -> Plain:
    """The bare data of a node: dicts, lists and texts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def read_plain(text: str, file: str) -> dict[str, Plain]:
    """The bare data of a file that must be a mapping."""
    node = compose(text, file)
    if not isinstance(node, Mapping):
        raise _refused(file, Finding("Y113", place=Place(file, node.line)))
    return {key: plain(value) for key, (_, value) in node.entries.items()}


def _refused(file: str, *faults: Finding) -> BadYamlError:
    """The error that carries the faults."""
    return BadYamlError(file=file, count=len(faults), findings=faults)


def _line_of(error: yaml.MarkedYAMLError) -> int | None:
    """The line of a syntax fault, counted from 1."""
    mark = error.problem_mark or error.context_mark
    return None if mark is None else mark.line + 1


class _Stop(yaml.YAMLError):
    """A fault is noted and nothing behind it can be read."""


class _Builder:
    """Builds nodes from the parser's events, without recursion."""

    def __init__(self, text: str, file: str) -> None:
        self.root: Node | None = None
        self.faults: list[Finding] = []
        self._shift = 1 if text.startswith("\ufeff") else 0
        self._text = text
        self._file = file
        self._open: list[Mapping | Sequence] = []
        self._keys: list[Scalar | None] = []
        self._documents = 0

    def note(self, code: str, line: int | None, **facts: str) -> None:
        """Remember a fault where the parser stands."""
        place = Place(self._file, line, ".".join(self._path()))
        self.faults.append(Finding(code, place=place, facts=facts))
        if len(self.faults) >= MOST_FAULTS:
            raise _Stop

    def build(self) -> None:
        """Take every event of the text."""
        try:
            for event in yaml.parse(self._text[self._shift :], Loader=_LOADER):
                self._take(event)
        except _Stop:
            return
        if self.root is None and not self.faults:
            self.note("Y104", None)

    def _path(self) -> Iterator[str]:
        """Keys and positions that lead to where the parser stands."""
        for node, key in zip(self._open, self._keys, strict=True):
            if isinstance(node, Sequence):
                yield str(len(node.items))
            elif key is not None:
                yield key.text

    def _take(self, event: yaml.Event) -> None:
        """Take one event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self._begin_document(event)
        elif isinstance(event, yaml.AliasEvent):
            self._stop("Y105", event)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_properties(event)
            self._place(self._scalar(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_properties(event)
            self._begin_collection(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end_collection(event)

    def _stop(self, code: str, event: yaml.Event, **facts: str) -> None:
        """Note a fault and read no further."""
        self.note(code, _start(event).line + 1, **facts)
        raise _Stop

    def _begin_document(self, event: yaml.Event) -> None:
        """Allow the first document only."""
        self._documents += 1
        if self._documents > 1:
            self._stop("Y106", event)

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        """Anchors and tags are faults wherever they stand."""
        line = _start(event).line + 1
        if event.anchor is not None:
            self.note("Y105", line)
        if event.tag is not None:
            self.note("Y107", line, tag=str(event.tag)[:60])

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        """A scalar and its exact stretch."""
        mark = _start(event)
        start, end = mark.index + self._shift, _end(event).index + self._shift
        style = event.style or ""
        if style in ("|", ">"):
            end = start + len(self._text[start:end].rstrip())
        return Scalar(event.value, start, end, mark.line + 1, mark.column, style)

    def _begin_collection(self, event: yaml.CollectionStartEvent) -> None:
        """Open a mapping or sequence, within the allowed depth."""
        if len(self._open) >= DEEPEST:
            self._stop("Y108", event, most=str(DEEPEST))
        if self._awaits_key():
            self._stop("Y109", event)
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        mark = _start(event)
        start = mark.index + self._shift
        self._open.append(kind(start, mark.line + 1, mark.column, bool(event.flow_style)))
        self._keys.append(None)

    def _end_collection(self, event: yaml.CollectionEndEvent) -> None:
        """Close the innermost collection; a block ends with its last content."""
        node = self._open.pop()
        self._keys.pop()
        node.end = _end(event).index + self._shift if node.flow else _end_of_content(node)
        self._place(node)

    def _awaits_key(self) -> bool:
        """Whether the next node is the key of a mapping."""
        return bool(self._open) and isinstance(self._open[-1], Mapping) and self._keys[-1] is None

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self._keys[-1] is None:
            assert isinstance(node, Scalar)
            self._keys[-1] = node
        else:
            self._enter(parent, self._keys[-1], node)
            self._keys[-1] = None

    def _enter(self, parent: Mapping, key: Scalar, node: Node) -> None:
        """Enter a value under its key, once."""
        if key.text in parent.entries:
            first = parent.entries[key.text][0].line
            self.note("Y110", key.line, name=key.text[:60], first=str(first))
            return
        parent.entries[key.text] = (key, node)


def _start(event: yaml.Event) -> Any:
    """Where an event begins; the parser always says."""
    assert event.start_mark is not None
    return event.start_mark


def _end(event: yaml.Event) -> Any:
    """Where an event ends; the parser always says."""
    assert event.end_mark is not None
    return event.end_mark


def _end_of_content(node: Mapping | Sequence) -> int:
    """Where the last content of a block collection ends."""
    if isinstance(node, Sequence):
        return node.items[-1].end if node.items else node.start
    return max((value.end for _, value in node.entries.values()), default=node.start)
