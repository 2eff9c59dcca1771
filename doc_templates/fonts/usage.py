"""What fonts a finished Word file asks for, and what it will be given on this machine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.fonts.families import FAMILIES, fonts_here, official_of
from doc_templates.lint.measuring import measure
from doc_templates.lint.word_reading import read_word
from doc_templates.packing import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from doc_templates.fonts.families import FontSet

_FIRST_IDEOGRAPHIC = "\u2e80"
_AMBIGUOUS = ("\u2010", "\u2bff")  # quotes, dashes, boxes: set like the Chinese around them


@dataclass(frozen=True, slots=True)
class FontUse:
    """The fonts of one document: what stands in for what, and who draws the rare characters.

    ``stand_ins`` are by the family asked for; ``rare`` says for a character which of the family
    used lacks it; ``undrawn`` holds (family asked for, character) that would print as nothing.
    """

    stand_ins: Mapping[str, str]
    rare: Mapping[str, str]
    undrawn: tuple[tuple[str, str], ...]


def font_use(docx: bytes, fonts: FontSet | None = None) -> FontUse:
    """What a finished Word file will be set in with these fonts (those of this machine)."""
    here = fonts or fonts_here()
    stand_ins, rare, undrawn = {}, {}, []
    for asked, signs in _asked(docx).items() if here.usable else ():
        used = here.used_for(asked)
        official = official_of(asked)
        if used != asked and used not in FAMILIES.get(official, ((), ()))[0]:
            stand_ins[official or asked] = used
        for sign in sorted(set(here.lacking(used, signs))):
            drawing = here.drawn_by(sign, official)
            if not drawing or sign in here.characters(used).blank:
                undrawn.append((asked, sign))
            else:
                rare[sign] = drawing
    return FontUse(stand_ins, rare, tuple(undrawn))


def _asked(docx: bytes) -> dict[str, str]:
    """The text of a Word file by the font that it asks for."""
    found: dict[str, list[str]] = defaultdict(list)
    for paragraph in read_word(unpack(docx, "")).every_paragraph:
        for each in paragraph.stretches:
            for sign in each.text:
                found[each.look.asian if _is_asian(sign) else each.look.latin].append(sign)
    return {name: "".join(dict.fromkeys(signs)) for name, signs in found.items()}


def _is_asian(sign: str) -> bool:
    return sign >= _FIRST_IDEOGRAPHIC or _AMBIGUOUS[0] <= sign <= _AMBIGUOUS[1]


def drawn_in(pdf: bytes, expected: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Which fonts of a PDF really draw the rare characters; what is expected where none is seen.

    Fonts go by their PostScript names.
    """
    seen: dict[str, dict[str, None]] = {sign: {} for sign in expected}
    for sign, font in _drawn(pdf) if expected else ():
        if sign in seen:
            seen[sign].setdefault(font)
    return {sign: tuple(fonts) or (expected[sign],) for sign, fonts in seen.items()}


def _drawn(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Every printed character of a PDF with its font."""
    for sheet in measure(pdf, "").sheets:
        for line in sheet.lines:
            for glyph in line.glyphs:
                yield glyph.sign, glyph.font
