"""Where the product uses each message code, read from its source without running it.

A code is *shown* in brackets when it names an error class or goes into a finding; a code whose
only uses fill a sentence (``message``, a policy told in words, a duty) is text. Uses that the
source alone does not decide (tables, pairs, assignments) are *open*.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from archive.verifier.rules import WARNINGS
from cases.errors import Kind
from cases.policy.grounds import Ground
from cases.policy.library import find_policy
from cases.words import sentences
from doc_templates.lint.faults import CUSTOMARY

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("cases", "acts", "cli", "archive", "index", "doc_templates")
ERROR, WARNING = "拒绝", "提示"
_TEXT = frozenset({"message", "duty_of_case", "duty_of_batch"})
_LISTS = ("todo", "archive_due")  # where acts word lists of things to do
_NEUTRAL = (ast.Set, ast.Compare)  # asks about a code, shows none
_TELLS = {
    **{name: {ERROR} for name in ("refuse", "Finding", "fault", "Fault", "find", "contradicted")},
    "warn": {WARNING},
    "say": {ERROR, WARNING},
}
_DEEPEST = 3


@dataclass(slots=True)
class Uses:
    """What the source says of one code."""

    shown: bool = False
    is_open: bool = False
    kinds: set[Kind] = field(default_factory=set)
    weights: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    is_unread: bool = False


@dataclass(frozen=True)
class Module:
    """One module's tree, with the node that holds each node."""

    path: Path
    tree: ast.Module
    above: dict[ast.AST, ast.AST]

    def holder(self, node: ast.AST) -> ast.AST:
        """What holds a value, past any choice between values."""
        found = self.above[node]
        while isinstance(found, ast.IfExp | ast.BoolOp):
            found = self.above[found]
        return found

    def function(self, node: ast.AST) -> ast.AST:
        """The function around a node, or the module."""
        while node in self.above and not isinstance(node, ast.FunctionDef):
            node = self.above[node]
        return node


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product."""
    found = []
    for path in sorted(each for name in PRODUCT for each in (ROOT / name).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        above = {low: high for high in ast.walk(tree) for low in ast.iter_child_nodes(high)}
        found.append(Module(path, tree, above))
    return tuple(found)


@cache
def uses() -> dict[str, Uses]:
    """Every code with what the source says of it."""
    found = {code: Uses() for code in sentences()}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and node.value in found:
                _note(found[node.value], node.value, module, node)
    return found


def _note(known: Uses, code: str, module: Module, node: ast.AST) -> None:
    """Add one use to what is known of a code."""
    holder = module.holder(node)
    known.is_unread |= "extraction" in module.path.parts or "ocr" in module.path.parts
    if isinstance(holder, ast.AnnAssign):
        known.shown = True
        known.kinds.add(_kind(module.above[holder]))
    elif isinstance(holder, ast.Call) and called(holder) != "get":
        name = called(holder)
        if name in _TEXT or (name == "say" and "policy" in module.path.parts):
            return
        known.shown = True
        known.kinds |= _printed(holder)
        known.weights |= _weights(code, holder, module)
        known.rules |= set(_rules(holder, module))
    elif not isinstance(holder, _NEUTRAL) and {
        module.path.parent.name,
        module.path.stem,
    }.isdisjoint(_LISTS):
        known.is_open = True


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _printed(call: ast.Call) -> set[Kind]:
    """The kinds of trouble that the command line prints itself, without an error class."""
    if called(call) == "_usage":
        return {Kind.USAGE}
    names = (ast.unparse(each) for each in call.args)
    return {Kind[each.removeprefix("Kind.")] for each in names if each.startswith("Kind.")}


@cache
def _classes() -> dict[str, ast.ClassDef]:
    """The product's classes by name."""
    nodes = (node for module in modules() for node in ast.walk(module.tree))
    return {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}


def _kind(node: ast.AST) -> Kind:
    """What sort of trouble an error class is; its own or a base's."""
    assert isinstance(node, ast.ClassDef)
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and ast.unparse(part.target) == "kind":
            assert isinstance(part.value, ast.Attribute)
            return Kind[part.value.attr]
    bases = [
        _classes()[ast.unparse(base)] for base in node.bases if ast.unparse(base) in _classes()
    ]
    return _kind(bases[0]) if bases else Kind.FAULT


def _weights(code: str, call: ast.Call, module: Module) -> set[str]:
    """Whether a finding refuses or only tells; nothing where the source does not say."""
    if code in WARNINGS | CUSTOMARY:
        return {WARNING}
    given = {each.arg: ast.unparse(each.value) for each in call.keywords}
    said = " ".join((*map(ast.unparse, call.args), *given.values()))
    if "warning" in given:
        return {WARNING} if given["warning"] == "True" else {ERROR, WARNING}
    if "Severity.WARNING" in said:
        return {ERROR, WARNING} if "Severity.ERROR" in said else {WARNING}
    if "severity" in said or "Kind." in said:
        return set()
    return _told_by(called(call), module, 0)


def _told_by(name: str, module: Module, depth: int) -> set[str]:
    """How heavy the findings are that a function of this name makes; nothing if that varies."""
    if name in _TELLS:
        return _TELLS[name]
    every = [_made_by(body, module, depth) for body in _bodies_of(name, module)]
    return every[0] if every and all(each == every[0] for each in every) else set()


def _made_by(body: ast.FunctionDef, module: Module, depth: int) -> set[str]:
    """How heavy the findings are that one function makes."""
    text = ast.unparse(body)
    calls = [called(each) for each in ast.walk(body) if isinstance(each, ast.Call)]
    if "Severity.WARNING" in text:
        return {WARNING} if "Severity.ERROR" not in text and "severity" not in text else set()
    if "warn" in calls + _names(body) and "refuse" in calls + _names(body):
        return {ERROR, WARNING}
    if "Finding" in calls:
        return {ERROR} if "severity" not in text else set()
    if depth == _DEEPEST:
        return set()
    found = (_told_by(each, module, depth + 1) for each in calls if each != body.name)
    return next((each for each in found if each), set())


def _names(body: ast.FunctionDef) -> list[str]:
    """The names a function speaks of."""
    return [each.id for each in ast.walk(body) if isinstance(each, ast.Name)]


def _bodies_of(name: str, module: Module) -> list[ast.FunctionDef]:
    """The functions of that name that take a code: this module's, else every one."""
    every = [each for each in _functions().get(name, ()) if _takes_code(each)]
    return [each for each in every if each in module.above] or every


def _takes_code(body: ast.FunctionDef) -> bool:
    """Whether a function is given a code."""
    return any(each.arg == "code" for each in (*body.args.posonlyargs, *body.args.args))


@cache
def _functions() -> dict[str, list[ast.FunctionDef]]:
    """The product's functions and methods by name."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, []).append(node)
    return found


def _rules(call: ast.Call, module: Module) -> Iterator[str]:
    """Whose rule a finding names: a ground of the policy, an open point, a standard, our own."""
    for given in (*call.args[1:], *(each.value for each in call.keywords if each.arg == "clause")):
        yield from _rule(given, call, module)


def _rule(given: ast.AST, call: ast.AST, module: Module) -> Iterator[str]:
    """The rule that an argument stands for, if the source says."""
    if isinstance(given, ast.Name):
        yield from ["系统默认"] if given.id == "DEFAULT" else _assigned(given.id, call, module)
    elif isinstance(given, ast.Attribute):
        yield from _quoted(ast.unparse(given))
    elif isinstance(given, ast.Call):
        yield from _looked_up(given, call, module)
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield from _worded(given.value)
    elif isinstance(given, ast.JoinedStr):
        yield from _worded(ast.unparse(given).rpartition(" ")[2].rstrip("'\""))
    elif isinstance(given, ast.IfExp | ast.BoolOp):
        every = given.values if isinstance(given, ast.BoolOp) else [given.body, given.orelse]
        for each in every:
            yield from _rule(each, call, module)


def _quoted(dotted: str) -> Iterator[str]:
    """A ground of the policy, or the rule that a part of the policy names itself."""
    if dotted.startswith("Ground."):
        yield ground_told(Ground[dotted.removeprefix("Ground.")])
    elif dotted.endswith(("rule", "_rule")):
        yield "政策里这一项自己写的条款"
    elif dotted.endswith("policy.title"):
        yield "政策列出的环节和项目"


@cache
def ground_told(ground: Ground) -> str:
    """A ground, with the clause of the policy that comes with the product as an example."""
    policy = find_policy("jingan-2019", None)
    clause = policy.clauses.get(policy.grounds.get(ground, ""))
    known = f"（如 {policy.id} {clause.rule} {clause.place}：{clause.gist}）" if clause else ""
    return f"政策条款“{ground.value}”{known}，政策没有写的按系统默认"


def _looked_up(given: ast.Call, call: ast.AST, module: Module) -> Iterator[str]:
    """The rule that ``clause`` is asked for, or a helper of the same module gives."""
    if called(given) == "clause":
        yield from _rule(given.args[-1], call, module)
        return
    for body in _functions().get(called(given), ()):
        if body in module.above:
            for node in ast.walk(body):
                if isinstance(node, ast.Call) and called(node) == "clause":
                    yield from _rule(node.args[-1], node, module)


def _worded(text: str) -> Iterator[str]:
    """A rule written out in the source."""
    if text.startswith("O") and text[1:2].isdigit():
        point = find_policy("jingan-2019", None).open_points.get(text)
        yield f"未定事项 {text}" + (f"（{point.key}）" if point else "")
    elif text.startswith(("DA/T", "GB/T", "GD-")):
        yield text


def _assigned(name: str, call: ast.AST, module: Module) -> Iterator[str]:
    """The rule that a name was given in the same function, alone or with others."""
    for node in ast.walk(module.function(call)):
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node):
                if ast.unparse(target) == name and not isinstance(value, ast.Name):
                    yield from _rule(value, call, module)


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each name of an assignment with what it is given."""
    target = node.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from zip(target.elts, node.value.elts, strict=True)
    else:
        yield target, node.value
