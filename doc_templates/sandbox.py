"""The sandbox that templates run in: data and filters, no methods, no globals."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment

from doc_templates.context import Missing, Record, Rows
from doc_templates.filters import install_filters, shown

if TYPE_CHECKING:
    from jinja2 import Template

MOST_COMPILED = 128
_LOOP_QUESTIONS = frozenset(("index", "index0", "first", "last", "length"))


class TemplateSandbox(SandboxedEnvironment):
    """Jinja with autoescape on, names kept apart from methods, and nothing callable."""

    def __init__(self, *, autoescape: bool = True) -> None:
        """Undefined names are noted by ``Missing``; globals are gone."""
        super().__init__(autoescape=autoescape, undefined=Missing, finalize=shown)
        self.intercepted_binops = frozenset({"*", "**", "%"})
        self.globals.clear()
        install_filters(self)
        self._compiled: dict[str, Template] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field of the data, or a harmless property of a value."""
        if type(obj) is Record:
            return obj.look(attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP_QUESTIONS:
            return getattr(obj, attribute)
        if isinstance(obj, Rows | Missing):
            return self.getitem(obj, attribute)
        if attribute.startswith("_") or isinstance(obj, str | int):
            return self._refused(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item of the data."""
        if isinstance(obj, Missing):
            return obj.inner(argument)
        if isinstance(obj, Record | Rows):
            return obj[argument]
        if isinstance(argument, str) and not isinstance(obj, dict):
            return self.getattr(obj, argument)
        return super().getitem(obj, argument)

    def _refused(self, obj: object, attribute: str) -> Missing:
        """A text has no fields; a name with an underscore is an attack."""
        if attribute.startswith("_"):
            raise SecurityError(f"模板不能使用“{attribute}”")
        return Missing(name=attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        """Only macros of the template itself and the loop's own questions."""
        return isinstance(obj, Macro) or isinstance(getattr(obj, "__self__", None), LoopContext)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Products and rests of plain numbers only; a text times a million fills the memory."""
        numbers = all(isinstance(side, int) and abs(side) < 10**12 for side in (left, right))
        if operator in "*%" and (numbers or isinstance(left, Missing)):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"模板不能使用“{operator}”")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax tree; nothing may switch the escaping of values off."""
        tree = super()._parse(source, name, filename)
        if tree.find(nodes.ScopedEvalContextModifier) is not None:
            raise SecurityError("模板不能使用“autoescape”")
        return tree

    def from_string(self, source: Any, *arguments: Any, **options: Any) -> Template:
        """The compiled template, kept for the next document of its kind."""
        found = self._compiled.get(source)
        if found is None:
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            found = self._compiled[source] = super().from_string(source, *arguments, **options)
        return found


@cache
def document_sandbox() -> TemplateSandbox:
    """For Word parts: values are escaped."""
    return TemplateSandbox()


@cache
def text_sandbox() -> TemplateSandbox:
    """For titles: plain text, nothing to escape."""
    return TemplateSandbox(autoescape=False)
