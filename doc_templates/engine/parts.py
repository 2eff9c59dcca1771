"""One part of a template, compiled: values in, the part's XML out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from jinja2 import Template, nodes
from lxml import etree

from doc_templates.engine.printing import UnusualTextError, anywhere_sandbox, in_text_sandbox
from doc_templates.engine.structure import structure_of
from doc_templates.word_parts import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.engine.sources import Source

# docxtpl's way to write the signs of a mark as plain text.
_LITERAL_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))
_LAYOUT_SIGNS = "\n\t\a\f"
_DOCXTPL = DocxTemplate(None)


class NotXmlError(Exception):
    """A part came out as no XML; ``near`` is the text before the block to blame."""

    def __init__(self, near: str) -> None:
        """Remember the text."""
        self.near = near
        super().__init__(near)


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

    def render(self, values: dict[str, Any]) -> bytes:
        """The part's bytes.

        Raises ValueNeedsDocxtplError for a value that is Word's XML, NotXmlError when
        an unproved part comes out as no XML.
        """
        if self._in_text is not None:
            try:
                return self._finished(b"".join(_rendered(self._in_text, values)))
            except UnusualTextError:
                pass
        if self._anywhere is None:
            self._anywhere = _compiled(_parsed(self._source), in_text=False)
        text = "".join(_rendered(self._anywhere, values))
        if any(sign in text for sign in _LAYOUT_SIGNS):
            text = _DOCXTPL.resolve_listing(text)
        return self._finished(text.encode())

    def _finished(self, text: bytes) -> bytes:
        """The part around its text; mended or at least parsed where nothing is proved."""
        head, tail = self._around
        part = b"".join((head, text, tail))
        if not self.structure.well_formed:
            self._require_xml(part)
        return _mended(part) if self._needs_mending else part

    def _require_xml(self, part: bytes) -> None:
        """Parse a part that may be no XML; nothing is recovered, nothing fetched."""
        try:
            parsed(part)
        except etree.XMLSyntaxError as error:
            raise NotXmlError(self.structure.doubtful) from error


def _parsed(source: Source) -> nodes.Template:
    """The syntax tree; escaped braces of the template's own text become plain."""
    tree = anywhere_sandbox().parse(source.marked)
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
    sandbox = in_text_sandbox() if in_text else anywhere_sandbox()
    return Template.from_code(sandbox, sandbox.compile(tree), {})


def _rendered(template: Template, values: dict[str, Any]) -> Iterator[Any]:
    """The pieces of a part; Jinja's own ``render`` would rewrite every traceback."""
    return template.root_render_func(template.new_context(values, shared=True))


def _mended(part: bytes) -> bytes:
    """The whole part after docxtpl's own passes over tables and pictures."""
    worker = DocxTemplate(None)
    worker.docx_ids_index = 1000
    tree = worker.fix_tables(part)
    worker.fix_docpr_ids(tree)
    return bytes(etree.tostring(tree, encoding="UTF-8", standalone=True))
