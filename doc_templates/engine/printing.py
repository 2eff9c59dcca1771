"""How values are printed into a Word part: as text of XML, with the breaks of a Word text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

from doc_templates.context import Record
from doc_templates.filters import shown
from doc_templates.sandbox import TemplateSandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.compiler import Frame

# What XML 1.0 cannot hold; docxtpl's signs for page and paragraph breaks are looked at before.
_FORBIDDEN = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LAID_OUT = re.compile("[\t\a\f]")
_SPECIAL = re.compile("[\x00-\x1f&<>\"'\ud800-\udfff\ufffe\uffff]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


class UnusualTextError(Exception):
    """A value holds a tab or a break that splits its run; docxtpl's own pass lays it out."""


class ValueNeedsDocxtplError(Exception):
    """A value is not text but Word's XML (a picture, an insert, rich text)."""


def printed_in_text(value: object) -> bytes:
    """A value within ``w:t`` of a run: escaped, line breaks as ``w:br``, in UTF-8."""
    text = value if type(value) is str else _text(value)
    if _SPECIAL.search(text) is None or type(text) is Markup:
        return text.encode()
    if _LAID_OUT.search(text):
        raise UnusualTextError
    return str(escape(_FORBIDDEN.sub("", text))).replace("\n", _BREAK).encode()


def printed_anywhere(value: object) -> str:
    """A value at any place: escaped, its breaks left for docxtpl's own pass."""
    text = value if type(value) is str else _text(value)
    return text if type(text) is Markup else str(escape(_FORBIDDEN.sub("", text)))


def _text(value: object) -> str:
    """The text of a value that is no text, as filters leave it to be shown."""
    value = shown(value)
    if isinstance(value, str):
        return value
    if hasattr(value, "__html__"):
        raise ValueNeedsDocxtplError
    return str(value)


class _PrintingGenerator(CodeGenerator):
    """Compiles ``{{ value }}`` to one call instead of Jinja's three."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """Only the template's own XML is constant; values are printed when rendered."""
        if not isinstance(node, nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Open the call."""
        self.write("environment.printed(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        """Close the call."""
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """A field of a record without a detour through the sandbox, which allows it anyway."""
        found = self.temporary_identifier()
        self.write(f"({found}.look({node.attr!r}) if type({found} := ")
        self.visit(node.node, frame)
        self.write(f") is environment.record else environment.getattr({found}, {node.attr!r}))")


class _BytesGenerator(_PrintingGenerator):
    """Compiles parts that have no macros, so that all their pieces can be bytes from the start."""

    def _output_const_repr(self, group: Iterable[Any]) -> str:
        """The template's own XML in UTF-8."""
        return repr("".join(group).encode())


class PartSandbox(TemplateSandbox):
    """The sandbox for Word parts; ``printed`` turns each value into XML."""

    code_generator_class = _PrintingGenerator
    record = Record

    def __init__(self, printed: Callable[[object], str]) -> None:
        """A sandbox that prints values in one way."""
        super().__init__()
        self.printed = printed


class InTextSandbox(TemplateSandbox):
    """The sandbox for parts all of whose values stand in ``w:t``: everything is bytes."""

    code_generator_class = _BytesGenerator
    record = Record
    printed = staticmethod(printed_in_text)


@cache
def in_text_sandbox() -> InTextSandbox:
    """The sandbox for parts all of whose values stand in ``w:t``."""
    return InTextSandbox()


@cache
def anywhere_sandbox() -> PartSandbox:
    """The sandbox for any part."""
    return PartSandbox(printed_anywhere)
