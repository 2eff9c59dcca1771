"""Where a template's marks stand: paragraph, table, row, cell, and the names they use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from doc_templates.sandbox import document_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_PREFIX = re.compile(r"^(\{[{%])(?:tr|tc|p|r)(?=\s)")
_SPAN = re.compile(r"^\{%\s*(?:colspan|cellbg)\s+(.*?)%\}$")
_MERGE = re.compile(r"^\{%\s*[vh]m\s*%\}$")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_PART_NAMES = {"document": "", "header": "页眉", "footer": "页脚", "footnotes": "脚注"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of a template, as typed, and its place in words."""

    text: str
    place: str

    @property
    def plain(self) -> str:
        """The mark as Jinja alone would write it."""
        if _MERGE.match(self.text) or self.text.startswith("{#"):
            return ""
        text = _SPAN.sub(r"{{ \1 }}", self.text)
        return _PREFIX.sub(r"\1 ", text).translate(_QUOTES).replace("\n", " ")


@dataclass(slots=True)
class Names:
    """The dotted names that a template uses, with the mark each first stands in."""

    found: dict[str, int] = field(default_factory=dict)
    filters: list[tuple[str, int]] = field(default_factory=list)


def paragraphs_of(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Text and place of every paragraph, part by part in reading order."""
    for part in sorted(members):
        found = _PART.fullmatch(part)
        if found is None:
            continue
        label = _PART_NAMES[found[1].rstrip("0123456789")]
        root = etree.fromstring(members[part], etree.XMLParser(resolve_entities=False))
        yield from _paragraphs(root, label)


def _paragraphs(root: Any, label: str) -> Iterator[tuple[str, str]]:
    """Text and place of the paragraphs of one part."""
    tables = {table: number for number, table in enumerate(root.iter(f"{_W}tbl"), 1)}
    outside = 0
    for paragraph in root.iter(f"{_W}p"):
        cell = next(paragraph.iterancestors(f"{_W}tc"), None)
        if cell is None:
            outside += 1
            place = f"第{outside}段"
        else:
            place = _cell_place(cell, tables)
        texts = (t.text or "" for t in paragraph.iter(f"{_W}t") if _holder(t) is paragraph)
        yield "".join(texts), label + place


def _holder(text: Any) -> Any:
    """The innermost paragraph around a text: boxes nest paragraphs."""
    return next(text.iterancestors(f"{_W}p"), None)


def _cell_place(cell: Any, tables: Mapping[Any, int]) -> str:
    """第1个表格第2行第3格."""
    row = cell.getparent()
    table = next(cell.iterancestors(f"{_W}tbl"))
    row_number = list(table.iter(f"{_W}tr")).index(row) + 1 if row.tag == f"{_W}tr" else 0
    cell_number = list(row.iter(f"{_W}tc")).index(cell) + 1
    return f"第{tables[table]}个表格第{row_number}行第{cell_number}格"


def marks_of(members: Mapping[str, bytes]) -> list[Mark]:
    """Every mark of the template in reading order."""
    return [
        Mark(found, place)
        for text, place in paragraphs_of(members)
        for found in _MARK.findall(text)
    ]


def source_of(marks: list[Mark]) -> str:
    """The marks as one Jinja source, one mark a line."""
    return "\n".join(mark.plain for mark in marks)


def names_of(source: str) -> Names:
    """The names a source uses; loop variables stand for the rows they run over."""
    names = Names()
    _Walk(names).visit(document_sandbox().parse(source), {})
    return names


def places_of(members: Mapping[str, bytes]) -> dict[str, str]:
    """The place where each dotted name first stands; empty for a broken template."""
    marks = marks_of(members)
    try:
        names = names_of(source_of(marks))
    except TemplateSyntaxError:
        return {}
    return {name: marks[line - 1].place for name, line in names.found.items()}


class _Walk:
    """Walks the syntax tree with the loop variables in scope."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def visit(self, node: nodes.Node, scope: dict[str, str]) -> None:
        """Note what a node uses and go on to its children."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        if isinstance(node, nodes.Filter):
            self._names.filters.append((node.name, node.lineno))
        dotted = _dotted(node, scope)
        if dotted is not None:
            self._note(dotted, node.lineno)
            if isinstance(node, nodes.Name | nodes.Getattr):
                return
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self.visit(node.node, scope)
            scope[node.target.name] = _dotted(node.node, scope) or ""
            return
        for child in node.iter_child_nodes():
            self.visit(child, scope)

    def _note(self, dotted: str, line: int) -> None:
        """Remember the first mark of a name; names of the loop itself do not count."""
        if dotted and not dotted.startswith((".", "[")):
            self._names.found.setdefault(dotted, line)

    def _loop(self, node: nodes.For, scope: dict[str, str]) -> None:
        """The variables of a loop stand for one row."""
        self.visit(node.iter, scope)
        rows = _dotted(node.iter, scope)
        inner = {**scope, "loop": ""}
        for target in node.target.find_all(nodes.Name) if _many(node) else [node.target]:
            assert isinstance(target, nodes.Name)
            inner[target.name] = f"{rows}[]" if rows and not _many(node) else ""
        if isinstance(node.target, nodes.Tuple):
            inner |= {name.name: "" for name in node.target.items if isinstance(name, nodes.Name)}
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.visit(child, inner)


def _many(node: nodes.For) -> bool:
    """Whether a loop has several variables."""
    return not isinstance(node.target, nodes.Name)


def _dotted(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """``案.单位.名称`` for a chain of names; None for other expressions."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        base = _dotted(node.node, scope)
        return None if base is None else base and f"{base}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        base = _dotted(node.node, scope)
        key = node.arg.value
        return base and (f"{base}[]" if isinstance(key, int) else f"{base}.{key}")
    if isinstance(node, nodes.Getitem):
        base = _dotted(node.node, scope)
        return base and f"{base}.*"
    return None
