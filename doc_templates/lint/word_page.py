"""Rules on a Word file's paper, margins, lines and page numbers (GB/T 9704-2012, 5 and 7.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.word_elements import Element
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.word_elements import Part
    from doc_templates.lint.word_model import Paragraph, Section, WordDocument

TWIPS_A_MM = 1440 / 25.4
PAPER = (210.0, 297.0)
MARGINS = {"top": 37.0, "left": 28.0, "right": 26.0, "bottom": 35.0}
_TURNED = ({"top": 28.0, "right": 37.0, "bottom": 26.0, "left": 35.0},
           {"top": 26.0, "right": 35.0, "bottom": 28.0, "left": 37.0})  # fmt: skip
_SIDES = {"top": "上", "left": "左", "right": "右", "bottom": "下"}
_ONE_LINE = 240  # single spacing, which keeps to the page's grid where there is one
_TOLERANCE = 1.0
_LINES, _CHARACTERS = 22, 28
_DASH_FROM_EDGE = 28.0  # mm: the type area ends 35 mm above the edge, the dash stands 7 mm below
_DASH_TOLERANCE = 1.5
_DASH_RISE = 0.7  # mm: a dash stands that much above the middle of its line
_NUMBER_LOOK = re.compile(r"—\s?\d*\s?—")
_FOUR = 280  # twips: a character of 四号


def paper_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Every section is A4, upright or turned, with the margins of the type area."""
    for section in document.sections:
        place = f"第{section.number}节"
        width, height = _mm(section.width), _mm(section.height)
        short, long = sorted((width, height))
        if abs(short - PAPER[0]) > _TOLERANCE or abs(long - PAPER[1]) > _TOLERANCE:
            yield finding("D562", name, place, width=f"{width:.0f}", height=f"{height:.0f}")
        yield from _margin_faults(section, name, place)


def _margin_faults(section: Section, name: str, place: str) -> Iterator[Finding]:
    """Margins more than 1 mm off; a turned page may be bound at its upper or lower edge."""
    found = {side: _mm(section.side(side)) for side in _SIDES}
    wanted = MARGINS
    if section.width > section.height:
        wanted = min(_TURNED, key=lambda each: sum(abs(each[s] - found[s]) for s in each))
    for side, label in _SIDES.items():
        if abs(found[side] - wanted[side]) > _TOLERANCE:
            facts = {"side": label, "found": f"{found[side]:.1f}", "wanted": f"{wanted[side]:.0f}"}
            yield finding("D563", name, place, **facts)


def grid_faults(document: WordDocument, parts: Sequence[Part], name: str) -> Iterator[Finding]:
    """Running text of an official document is set in 22 lines of 28 characters."""
    section = next((each for each in document.sections if each.height > each.width), None)
    texts = [part.paragraph for part in parts if part.element is Element.BODY]
    for paragraph in texts if section is not None else ():
        line, exact = paragraph.spacing("line"), paragraph.rule == "exact"
        assert section is not None
        if paragraph.rule == "auto" and line == _ONE_LINE and section.grid_line:
            line, exact = section.grid_line, True
        lines = section.text_height // max(line, 1)
        if not exact or lines != _LINES or section.text_height - lines * line > TWIPS_A_MM:
            said = f"固定值{line / 20:.2f}磅" if exact else "不是固定值"
            yield finding("D564", name, paragraph.place, found=said)
        pitch = _pitch(paragraph)
        fitting = section.text_width // max(pitch, 1)
        if pitch and fitting != _CHARACTERS:
            yield finding("D565", name, paragraph.place, found=str(fitting))


def _pitch(paragraph: Paragraph) -> int:
    """How far the paragraph's Chinese characters advance, in twips; 0 when it has none."""
    found = [each.look.pitch for each in paragraph.stretches if re.search("[一-鿿]", each.text)]
    return max(found, default=0)


def numbering_faults(document: WordDocument, parts: Sequence[Part], name: str) -> Iterator[Finding]:
    """Page numbers of an official document: outside, odd and even apart, the dash 7 mm down."""
    if not parts:
        return
    for section in document.sections:
        place = f"第{section.number}节页脚"
        odd, even = (_numbered(section, variant) for variant in ("default", "even"))
        if odd is None:
            yield finding("D569", name, place, what="没有页码")
        elif even is None or not document.odd_and_even:
            yield finding("D569", name, place, what="单双页没有分开")
        for paragraph, side in ((odd, "right"), (even, "left")):
            if paragraph is not None and (odd is None or even is not None):
                yield from _place_faults(paragraph, side, name)
        if odd is not None and section.height > section.width:
            yield from _distance_faults(section, odd, name, place)


def _numbered(section: Section, variant: str) -> Paragraph | None:
    """The paragraph of a footer that holds the page number."""
    return next((p for p in section.footers.get(variant, ()) if "PAGE" in p.fields), None)


def _place_faults(paragraph: Paragraph, side: str, name: str) -> Iterator[Finding]:
    """One character in from the outer edge, between two dashes."""
    label = "单页码" if side == "right" else "双页码"
    if paragraph.align != side or abs(paragraph.indent(side) - _FOUR) > TWIPS_A_MM:
        wanted = "居右空一字" if side == "right" else "居左空一字"
        yield finding("D570", name, paragraph.place, what=label, wanted=wanted)
    if not _NUMBER_LOOK.fullmatch(paragraph.text.strip()):
        yield finding("D570", name, paragraph.place, what=label, wanted="左右各一条一字线（— 1 —）")


def _distance_faults(
    section: Section, paragraph: Paragraph, name: str, place: str
) -> Iterator[Finding]:
    """How high above the paper's edge the middle of the number's line stands."""
    if paragraph.rule != "exact":
        return
    foot = section.side("footer") + paragraph.spacing("after")
    found = _mm(foot + paragraph.spacing("line") // 2) + _DASH_RISE
    if abs(found - _DASH_FROM_EDGE) > _DASH_TOLERANCE:
        off = _mm(section.side("bottom")) - found
        yield finding("D570", name, place, what="页码", wanted=f"版心下7毫米（现为{off:.1f}毫米）")


def _mm(twips: int) -> float:
    """Twips in millimetres."""
    return twips / TWIPS_A_MM
