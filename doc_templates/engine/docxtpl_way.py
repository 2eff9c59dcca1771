"""Rendering by docxtpl itself, for values that are Word's XML: pictures, inserts, rich text."""

from __future__ import annotations

import io
import itertools
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from docxtpl import DocxTemplate
from markupsafe import Markup

from doc_templates.engine.printing import PartSandbox, printed_anywhere
from doc_templates.engine.values import DOCUMENT
from doc_templates.filters import shown
from doc_templates.packing import unpack
from doc_templates.word_parts import parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_LISTS = "word/numbering.xml"
_LIST_MARK = re.compile(rb'w:nsid w:val="[^"]*"')
# docxtpl would turn these signs of a value into those of a mark.
_ESCAPED_BRACES = re.compile(r"\{_|_\}")


class DocxtplWay:
    """A template that docxtpl renders, each time from its bytes."""

    def __init__(self, content: bytes) -> None:
        """Keep the template's bytes."""
        self._content = content

    def members(self, values: Mapping[str, Any]) -> dict[str, bytes]:
        """All members of the finished document.

        Raises XMLSyntaxError when it comes out as no XML.
        """
        document = _StrictTemplate(io.BytesIO(self._content))
        token = DOCUMENT.set(document)
        try:
            document.render(values, _sandbox(), autoescape=True)
        finally:
            DOCUMENT.reset(token)
        saved = io.BytesIO()
        document.docx.save(saved)
        members = unpack(saved.getvalue(), "")
        if _LISTS in members:
            members[_LISTS] = self._steady(members[_LISTS])
        return members

    def _steady(self, lists: bytes) -> bytes:
        """The numbering with the random identifiers of inserted lists made steady."""
        own = {*_LIST_MARK.findall(unpack(self._content, "").get(_LISTS, b""))}
        numbers = itertools.count(1)

        def named(found: re.Match[bytes]) -> bytes:
            """The template's own identifier, or the next one for an inserted list."""
            return found[0] if found[0] in own else b'w:nsid w:val="%08X"' % next(numbers)

        return _LIST_MARK.sub(named, lists)


class _StrictTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl, refusing output that is not XML and leaving the properties alone."""

    def patch_xml(self, src_xml: str) -> str:
        """The part with its marks gathered, remembered by its text."""
        return _patched(src_xml)

    def fix_tables(self, xml: str) -> Any:
        """Parse strictly first: docxtpl would silently drop what it cannot read."""
        parsed(xml.encode())
        return super().fix_tables(xml)

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Nothing: the engine writes them from the data."""

    def render_footnotes(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Render the footnotes once; docxtpl does it again for each section."""
        for part in self.docx.part.package.parts:
            if part.content_type == FOOTNOTES:
                marked = self.patch_xml(part.blob.decode("utf-8"))
                part._blob = self.render_xml_part(marked, part, context, jinja_env).encode()


@lru_cache(maxsize=32)
def _patched(source: str) -> str:
    """docxtpl's gathering of marks that Word has split over runs."""
    patched: str = DocxTemplate(None).patch_xml(source)
    return patched


@cache
def _sandbox() -> PartSandbox:
    """The sandbox that lets Word's XML through."""
    return PartSandbox(_printed)


def _printed(value: object) -> str:
    """A value as docxtpl takes it: XML as it is, text escaped."""
    value = shown(value)
    if hasattr(value, "__html__") and not isinstance(value, Markup):
        return str(value.__html__())
    return _ESCAPED_BRACES.sub(lambda found: _ENTITIES[found[0]], printed_anywhere(value))


_ENTITIES = {"{_": "&#123;_", "_}": "_&#125;"}
