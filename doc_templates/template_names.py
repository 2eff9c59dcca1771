"""The names that a template's marks use; loop variables stand for the rows they run over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinja2 import nodes

from doc_templates.sandbox import document_sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAME_ROWS = frozenset(
    ("sort", "selectattr", "rejectattr", "select", "reject", "list", "unique", "default", "d")
)
_KEY_FIRST = frozenset(("selectattr", "rejectattr", "groupby", "合计"))


@dataclass(slots=True)
class Names:
    """The dotted names that a template uses, with the mark each first stands in."""

    found: dict[str, int] = field(default_factory=dict)
    filters: list[tuple[str, int]] = field(default_factory=list)


def names_of(source: str) -> Names:
    """The names a source uses; loop variables stand for the rows they run over."""
    names = Names()
    _Walk(names).visit(document_sandbox().parse(source), {})
    return names


class _Walk:
    """Walks the syntax tree with the loop variables in scope."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._own: set[str] = set()

    def visit(self, node: nodes.Node, scope: dict[str, str]) -> None:
        """Note what a node uses and go on to its children."""
        if isinstance(node, nodes.For):
            self._loop(node, scope)
            return
        scope = self._within(node, scope)
        if isinstance(node, nodes.Filter):
            self._names.filters.append((node.name, node.lineno))
            self._column(node, scope)
        dotted = _dotted(node, scope)
        if dotted is not None:
            self._note(dotted, node.lineno)
            if isinstance(node, nodes.Name | nodes.Getattr):
                return
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            self.visit(node.node, scope)
            scope[node.target.name] = _dotted(node.node, scope) or ""
            return
        if isinstance(node, nodes.AssignBlock) and isinstance(node.target, nodes.Name):
            scope[node.target.name] = ""
        for child in node.iter_child_nodes():
            self.visit(child, scope)

    def _within(self, node: nodes.Node, scope: dict[str, str]) -> dict[str, str]:
        """The scope inside a node that names things of its own: macros, ``with``."""
        if isinstance(node, nodes.Macro):
            self._own.add(node.name)
        if isinstance(node, nodes.Macro | nodes.CallBlock):
            return {**scope, "caller": "", **{each.name: "" for each in node.args}}
        if isinstance(node, nodes.With):
            given = zip(node.targets, node.values, strict=True)
            named = {to.name: value for to, value in given if isinstance(to, nodes.Name)}
            return {**scope, **{key: _dotted(each, scope) or "" for key, each in named.items()}}
        return scope

    def _note(self, dotted: str, line: int) -> None:
        """Remember the first mark of a name; names of the loop itself do not count."""
        if dotted and not dotted.startswith((".", "[")) and dotted not in self._own:
            self._names.found.setdefault(dotted, line)

    def _column(self, node: nodes.Filter, scope: Mapping[str, str]) -> None:
        """A column that a filter names, as in ``名单|map(attribute='金额')``."""
        named = [each.value for each in node.kwargs if each.key == "attribute"]
        keys = named or (node.args[:1] if node.name in _KEY_FIRST else [])
        rows = _dotted(node.node, scope) if node.node is not None else None
        if rows and keys and isinstance(keys[0], nodes.Const):
            self._note(f"{rows}[].{keys[0].value}", node.lineno)

    def _loop(self, node: nodes.For, scope: dict[str, str]) -> None:
        """The variables of a loop stand for one row."""
        self.visit(node.iter, scope)
        rows = _dotted(node.iter, scope)
        inner = {**scope, "loop": ""}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = f"{rows}[]" if rows else ""
        elif isinstance(node.target, nodes.Tuple):
            names = [each.name for each in node.target.items if isinstance(each, nodes.Name)]
            inner |= dict.fromkeys(names, "")
            if _of_pairs(node.iter) and names:
                base = _dotted(node.iter.node, scope)  # type: ignore[attr-defined]
                inner[names[-1]] = f"{base}.*" if base else ""
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.visit(child, inner)


def _of_pairs(node: nodes.Node) -> bool:
    """Whether a loop runs over keys and values: ``批.名额|逐项``."""
    return isinstance(node, nodes.Filter) and node.name == "逐项" and node.node is not None


def _dotted(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """``案.单位.名称`` for a chain of names; None for other expressions."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Filter) and node.name in _SAME_ROWS and node.node is not None:
        return _dotted(node.node, scope)
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
