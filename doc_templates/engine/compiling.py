"""A template compiled once: its parts, its other members deflated, and how it is rendered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from doc_templates.context import wrap_roots
from doc_templates.engine.docxtpl_way import DocxtplWay
from doc_templates.engine.parts import CompiledPart
from doc_templates.engine.printing import ValueNeedsDocxtplError
from doc_templates.engine.properties import MEMBER, CoreMember
from doc_templates.engine.sources import open_template
from doc_templates.packing import deflate_member, in_order, join_members, pack, store_member
from doc_templates.sandbox import text_sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.engine.properties import Properties
    from doc_templates.packing import Member


class Reason(StrEnum):
    """Why docxtpl, or a pass of docxtpl, takes part in each rendering of a template."""

    XML_VALUES = "xml-values"
    """Marks that stand for Word's XML: rich text, inserts. docxtpl renders the document."""
    TABLES = "tables"
    """Cells in number or width by the data; docxtpl's pass mends the grid of the tables."""
    PICTURES = "pictures"
    """Pictures in loops or branches; docxtpl's pass numbers them."""
    LAYOUT = "layout"
    """Values at other places than a plain run; docxtpl's pass lays out their line breaks."""
    STRUCTURE = "structure"
    """Blocks whose XML cannot be proved beforehand; each rendering is parsed."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with the values in: the changed members, or all of them (docxtpl's way)."""

    members: Mapping[str, bytes]
    properties: Mapping[str, str]
    is_whole: bool = False


class CompiledTemplate:
    """A template ready to render; the same values give the same bytes."""

    def __init__(self, content: bytes, name: str = "") -> None:
        """Compile a Word template.

        Raises what ``open_template`` raises, Jinja's TemplateError for faulty or forbidden
        marks, and whatever python-docx raises for a file that it cannot open.
        """
        opened = open_template(content, name)
        parts = [CompiledPart(source) for source in opened.sources]
        for part in parts:
            if part.is_constant:
                opened.members[part.member] = part.render({})
        self._parts = tuple(part for part in parts if not part.is_constant)
        self._marks = {
            name: text_sandbox().from_string(text) for name, text in opened.properties.marks.items()
        }
        self._core = CoreMember(opened.members.pop(MEMBER))
        self._order = tuple(in_order((*opened.members, MEMBER)))
        self._unchanged = _deflated(opened.members, {part.member for part in self._parts})
        self.reasons = frozenset(reason for part in self._parts for reason in _reasons(part))
        self._docxtpl = DocxtplWay(content)

    def fill(self, context: Mapping[str, object]) -> Filled:
        """The template with the values in; what is missing goes into the current reading."""
        values = wrap_roots(context)
        properties = {name: mark.render(values) for name, mark in self._marks.items()}
        if Reason.XML_VALUES not in self.reasons:
            try:
                return Filled({p.member: p.render(values) for p in self._parts}, properties)
            except ValueNeedsDocxtplError:
                pass
        return Filled(self._docxtpl.members(values), properties, is_whole=True)

    def pack(self, filled: Filled, properties: Properties) -> bytes:
        """The document's bytes."""
        core = self._core.filled(properties, filled.properties)
        if filled.is_whole:
            return pack({**filled.members, MEMBER: core})
        members = {**self._unchanged, MEMBER: store_member(MEMBER, core)}
        for name, data in filled.members.items():
            members[name] = deflate_member(name, data)
        return join_members([members[name] for name in self._order])


def _deflated(members: Mapping[str, bytes], changing: set[str]) -> dict[str, Member]:
    """The members that no value changes, packed as tightly as it goes."""
    return {
        name: deflate_member(name, data, level=9)
        for name, data in members.items()
        if name not in changing
    }


def _reasons(part: CompiledPart) -> list[Reason]:
    """What could not be proved of one part."""
    found = part.structure
    doubts: list[tuple[Any, Reason]] = [
        (found.needs_xml, Reason.XML_VALUES),
        (part.is_body and not found.tables_fixed, Reason.TABLES),
        (part.is_body and not found.pictures_fixed, Reason.PICTURES),
        (not found.in_text, Reason.LAYOUT),
        (not found.well_formed, Reason.STRUCTURE),
    ]
    return [reason for doubt, reason in doubts if doubt]
