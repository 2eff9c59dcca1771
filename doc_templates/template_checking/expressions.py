"""What stands inside the marks: readable, harmless, with filters that exist."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from jinja2 import nodes
from jinja2.exceptions import SecurityError, TemplateError

from doc_templates.filters import OWN_FILTERS
from doc_templates.sandbox import document_sandbox
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.findings import Finding
    from doc_templates.template_map import Mark

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_WIDE_SIGNS = dict(
    zip("（），：；｜＝！＞＜＋－＊／．［］｛｝％　", "(),:;|=!><+-*/.[]{}% ", strict=True)
)
_CURLY = "“”‘’"
_WORD = re.compile(r"\{%[-+]?\s*(\w+)")
_RICH = re.compile(r"\{\{(p|r|tr|tc)\s")
_MACRO = re.compile(r"\{%[-+]?\s*macro\s+(\w+)")
_FORBIDDEN_WORDS = frozenset(
    ("include", "import", "from", "extends", "block", "endblock", "raw", "autoescape", "do")
)
_LOOP_ASKS = frozenset(("cycle", "changed"))
_WRAPPED = {
    "if": "{}{{% endif %}}", "for": "{}{{% endfor %}}", "elif": "{{% if 1 %}}{}{{% endif %}}",
    "else": "{{% if 1 %}}{}{{% endif %}}", "endif": "{{% if 1 %}}{}",
    "endfor": "{{% for x in [] %}}{}", "macro": "{}{{% endmacro %}}", "with": "{}{{% endwith %}}",
    "filter": "{}{{% endfilter %}}", "call": "{}{{% endcall %}}",
}  # fmt: skip
_SAID = (
    (re.compile(r"expected token '(.+?)', got '(.+?)'"), "应是“{0}”，却是“{1}”"),
    (re.compile(r"unexpected '(.+?)'"), "多了“{0}”"),
    (re.compile(r"unexpected char '(.+?)'"), "不认识的符号“{0}”"),
    (re.compile(r"Unknown tag '(.+?)'|unknown tag '(.+?)'"), "不认识的标记“{0}”"),
    (re.compile(r"unexpected end of template|Expected an expression"), "没有写完"),
)
_ENGLISH = {"end of print statement": "}}", "end of statement block": "%}"}


def expression_faults(marks: Iterable[Mark], name: str) -> Iterator[Finding]:
    """The faults inside each mark, read by itself."""
    marks = list(marks)
    macros = {found[1] for mark in marks if (found := _MACRO.match(mark.plain))}
    for mark in marks:
        word = _WORD.match(mark.plain)
        if (word and word[1] in _FORBIDDEN_WORDS) or _RICH.match(mark.text):
            what = word[1] if word else mark.text[:4]
            yield finding("D236", name, mark.place, mark=mark.text[:60], what=what)
        else:
            yield from _faults_of(mark, macros, name)


def _faults_of(mark: Mark, macros: set[str], name: str) -> Iterator[Finding]:
    """What is wrong with one mark, completed to be read alone."""
    source = completed(mark.plain)
    try:
        tree = document_sandbox().parse(source)
        strangers = list(_strangers(tree, mark, name))
        yield from strangers
        yield from _calls(tree, mark, macros, name)
        if not strangers:
            document_sandbox().compile(source)
    except SecurityError as error:
        yield finding("D236", name, mark.place, mark=mark.text[:60], what=error.message or "")
    except TemplateError as error:
        yield _unreadable(mark, error.message or "", name)
    except RecursionError:
        yield finding("D224", name, mark.place, mark=mark.text[:60], detail="嵌套过深")


def _strangers(tree: nodes.Template, mark: Mark, name: str) -> Iterator[Finding]:
    """Filters and tests that do not exist, with the nearest that does."""
    sandbox = document_sandbox()
    used = [(each.name, sandbox.filters) for each in tree.find_all(nodes.Filter)]
    used += [(each.name, sandbox.tests) for each in tree.find_all(nodes.Test)]
    for word, known in used:
        if word not in known:
            near = get_close_matches(word, [*OWN_FILTERS, *known], n=1, cutoff=0.3)
            facts = {"filter": word, "nearest": near[0] if near else "无"}
            own = "、".join(OWN_FILTERS)
            yield finding("D225", name, mark.place, mark=mark.text[:60], known=own, **facts)


def _unreadable(mark: Mark, message: str, name: str) -> Finding:
    """A mark that cannot be read: a wide sign, or another slip."""
    outside = _QUOTED.sub("", mark.plain)
    wide = next((sign for sign in outside if sign in _WIDE_SIGNS), "")
    wide = wide or next((sign for sign in mark.text if sign in _CURLY), "")
    if wide:
        half = _WIDE_SIGNS.get(wide, "'")
        return finding("D234", name, mark.place, mark=mark.text[:60], sign=wide, half=half)
    return finding("D224", name, mark.place, mark=mark.text[:60], detail=_in_chinese(message))


def _calls(tree: nodes.Template, mark: Mark, macros: set[str], name: str) -> Iterator[Finding]:
    """Methods and functions, which data do not have, and names that only attacks use."""
    for call in tree.find_all(nodes.Call):
        callee = call.node
        asks_loop = isinstance(callee, nodes.Getattr) and callee.attr in _LOOP_ASKS
        own = isinstance(callee, nodes.Name) and callee.name in macros | {"caller"}
        if not asks_loop and not own:
            method = callee.attr if isinstance(callee, nodes.Getattr) else mark.text[:20]
            yield finding("D235", name, mark.place, mark=mark.text[:60], method=method)
    for sign in _sums_refused(tree):
        yield finding("D236", name, mark.place, mark=mark.text[:60], what=sign)
    hidden = [each.attr for each in tree.find_all(nodes.Getattr)]
    hidden += [each.name for each in tree.find_all(nodes.Name)]
    hidden += [each.value for each in tree.find_all(nodes.Const) if isinstance(each.value, str)]
    for word in (each for each in hidden if each.startswith("__")):
        yield finding("D236", name, mark.place, mark=mark.text[:60], what=word)


def _sums_refused(tree: nodes.Template) -> Iterator[str]:
    """The signs of sums that the sandbox refuses: powers, and a text times a number."""
    for power in tree.find_all(nodes.Pow):
        yield power.operator
    for sum_ in tree.find_all((nodes.Mul, nodes.Mod)):
        sides = (sum_.left, sum_.right)
        if any(isinstance(each, nodes.Const) and isinstance(each.value, str) for each in sides):
            yield sum_.operator


def completed(mark: str) -> str:
    """A block mark with what it needs around it to be a template of its own."""
    word = _WORD.match(mark)
    if word is None or word[1] == "set":
        assigned = word is None or "=" in mark
        return mark if assigned else f"{mark}{{% endset %}}"
    if word[1].startswith("end") and word[1] not in _WRAPPED:
        return ""
    return _WRAPPED.get(word[1], "{}").format(mark)


def _in_chinese(message: str) -> str:
    """What Jinja says, as far as a clerk can use it."""
    for pattern, said in _SAID:
        if found := pattern.search(message):
            words = [_ENGLISH.get(each, each) for each in found.groups() if each]
            return said.format(*words)
    return message
