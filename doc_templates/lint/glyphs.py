"""Rules on what a PDF's fonts really draw: no empty frames, no stand-ins unawares, all embedded."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from doc_templates.fonts.families import fonts_here
from doc_templates.lint.font_programs import first_shown, fonts_of
from doc_templates.lint.outlines import glyph_in, outlines_of
from doc_templates.lint.type_faces import officials_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.lint.font_programs import PdfFont
    from doc_templates.lint.outlines import Outlines

_BLANK = re.compile(r"[\s\u3000\u00a0\u00ad\u200b-\u200f\u2060\ufeff]*")
_YEN = "\uffe5\u00a5"
_DOLLAR = "$"
_MOST_SHOWN = 10


def glyph_findings(content: bytes, name: str) -> Iterator[Finding]:
    """Fonts and signs of a PDF that print otherwise than they were typed.

    Nothing when the PDF cannot be read: whoever measures it says so.
    """
    for font in fonts_of(content):
        if not font.is_embedded:
            yield _finding("D594", name, font.page, font=font.name)
        outlines = outlines_of(font)
        if outlines is not None:
            yield from _undrawn(font, outlines, name)
            yield from _dollars(font, outlines, name)
        if not officials_of(font.name):
            yield from _strange(font, name)


def _undrawn(font: PdfFont, outlines: Outlines, name: str) -> Iterator[Finding]:
    """Codes that show the frame for a missing glyph, or nothing where a sign should be."""
    framed, blank = set(), set()
    for code, text in font.texts.items():
        drawing = outlines.drawing(code)
        if drawing is None or _BLANK.fullmatch(text):
            continue
        if not drawing:
            blank.add(code)
        elif drawing == outlines.nothing:
            framed.add(code)
    for rule, codes in (("D591", framed), ("D595", blank)):
        if codes:
            page = first_shown(font, frozenset(codes))
            yield _finding(rule, name, page, signs=_signs(font, codes), font=font.name)


def _dollars(font: PdfFont, outlines: Outlines, name: str) -> Iterator[Finding]:
    """￥ drawn with the outline that the font has for $."""
    codes = {code for code, text in font.texts.items() if text and text in _YEN}
    if not codes:
        return
    dollars = {_own_dollar(font, outlines), _installed_dollar(font.name)} - {b""}
    wrong = {code for code in codes if outlines.drawing(code) in dollars}
    if wrong:
        yield _finding("D592", name, first_shown(font, frozenset(wrong)), font=font.name)


def _own_dollar(font: PdfFont, outlines: Outlines) -> bytes:
    """The outline of $ in the font itself; empty when the PDF shows no $."""
    code = next((code for code, text in font.texts.items() if text == _DOLLAR), None)
    return (outlines.drawing(code) or b"") if code is not None else b""


@cache
def _installed_dollar(font: str) -> bytes:
    """The outline of $ in the font of this machine that goes by the same name."""
    usable = fonts_here().usable
    face = next((face for family, face in usable.items() if _plain(family) == _plain(font)), None)
    return glyph_in(face.path, face.number, _DOLLAR) if face is not None else b""


def _strange(font: PdfFont, name: str) -> Iterator[Finding]:
    """Letters set in a font of no official family though the official ones here draw them.

    A character that one of them lacks may fall back on another font; signs may always.
    """
    letters = "".join(sign for text in font.texts.values() for sign in text if sign.isalnum())
    here = fonts_here()
    used = [each.used for each in here.substitutions if each.used]
    needless = "".join(
        sign for sign in dict.fromkeys(letters) if all(here.covers(family, sign) for family in used)
    )
    if needless or (letters and not font.texts):
        yield _finding("D593", name, font.page, font=font.name, signs=needless[:_MOST_SHOWN])


def _plain(name: str) -> str:
    """A name without blanks and dashes, so that family and PostScript names meet."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def _signs(font: PdfFont, codes: set[int]) -> str:
    """The signs of some codes, each with its number in Unicode."""
    shown = [f"{font.texts[code]}（U+{ord(font.texts[code][0]):04X}）" for code in sorted(codes)]
    return "、".join(shown[:_MOST_SHOWN])


def _finding(code: str, file: str, page: int, /, **facts: str) -> Finding:
    """A fault on a page."""
    clause = "GB/T 9704-2012 5.2.2" if code == "D593" else "系统默认"
    return Finding(code, place=Place(file, key=f"第{page}页"), facts=facts, clause=clause)
