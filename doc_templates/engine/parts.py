"""One part of a template, compiled: values in, the part's XML out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from lxml import etree

from doc_templates.engine.printing import UnusualTextError, part_sandbox
from doc_templates.engine.structure import structure_of

if TYPE_CHECKING:
    from doc_templates.engine.sources import Source

# docxtpl's way to write the signs of a mark as plain text.
_LITERAL_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_DOCXTPL = DocxTemplate(None)


class CompiledPart:
    """A part with marks. Whatever could not be proved of it is seen to at each rendering."""

    def __init__(self, source: Source) -> None:
        """Parse, prove and compile; raises Jinja's TemplateError for faulty marks."""
        tree = _parsed(source)
        self.member, self.is_body = source.member, source.is_body
        self.is_constant = _is_constant(tree)
        self.structure = structure_of(tree, source.head, source.tail)
        self._source = source
        self._around = (f"{source.declaration}{source.head}".encode(), source.tail.encode())
        self._in_text = _compiled(tree, in_text=True) if self.structure.in_text else None
        self._anywhere: Template | None = None

    @property
    def _needs_mending(self) -> bool:
        """Whether docxtpl's own passes over tables and pictures run at each rendering."""
        fixed = self.structure.tables_fixed and self.structure.pictures_fixed
        return self.is_body and not fixed

    def pieces(self, values: dict[str, Any]) -> tuple[bytes, ...]:
        """The part's bytes, in pieces.

        Raises ValueNeedsDocxtplError for a value that is Word's XML, XMLSyntaxError
        when an unproved part comes out as no XML.
        """
        if self._in_text is not None:
            try:
                return self._finished(_rendered(self._in_text, values))
            except UnusualTextError:
                pass
        if self._anywhere is None:
            self._anywhere = _compiled(_parsed(self._source), in_text=False)
        text = _rendered(self._anywhere, values)
        return self._finished(_DOCXTPL.resolve_listing(text) if _has_signs(text) else text)

    def _finished(self, text: str) -> tuple[bytes, ...]:
        """The part around its text; mended or at least parsed where nothing is proved."""
        head, tail = self._around
        if self._needs_mending:
            return (_mended(f"{self._source.head}{text}{self._source.tail}"),)
        encoded = text.encode()
        if not self.structure.well_formed:
            etree.fromstring(b"".join((head, encoded, tail)), _strict())
        return head, encoded, tail


def _parsed(source: Source) -> nodes.Template:
    """The syntax tree; escaped braces of the template's own text become plain."""
    tree = part_sandbox(in_text=False).parse(source.marked)
    for data in tree.find_all(nodes.TemplateData):
        for escaped, plain in _LITERAL_BRACES:
            data.data = data.data.replace(escaped, plain)
    return tree


def _is_constant(tree: nodes.Template) -> bool:
    """Whether a part has no marks at all."""
    return all(
        isinstance(node, nodes.Output)
        and all(isinstance(child, nodes.TemplateData) for child in node.nodes)
        for node in tree.body
    )


def _compiled(tree: nodes.Template, *, in_text: bool) -> Template:
    """The syntax tree as a function of the values."""
    sandbox = part_sandbox(in_text=in_text)
    return Template.from_code(sandbox, sandbox.compile(tree), {})


def _rendered(template: Template, values: dict[str, Any]) -> str:
    """The text of a part; Jinja's own ``render`` would rewrite every traceback."""
    return "".join(template.root_render_func(template.new_context(values, shared=True)))


_SIGNS = re.compile("[\n\t\a\f]")


def _has_signs(text: str) -> bool:
    """Whether docxtpl's pass over breaks has anything to do."""
    return _SIGNS.search(text) is not None


def _mended(part: str) -> bytes:
    """The whole part after docxtpl's own passes over tables and pictures."""
    etree.fromstring(part, _strict())
    worker = DocxTemplate(None)
    worker.docx_ids_index = 1000
    tree = worker.fix_tables(part)
    worker.fix_docpr_ids(tree)
    return bytes(etree.tostring(tree, encoding="UTF-8", standalone=True))


def _strict() -> etree.XMLParser:
    """A parser that neither recovers nor fetches anything."""
    return etree.XMLParser(resolve_entities=False, no_network=True)
