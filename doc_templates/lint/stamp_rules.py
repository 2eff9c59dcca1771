"""Stamps on papers of every layout: size, shape, colour, upright, apart, and on what they lie."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from doc_templates.lint.faults import fault, mm
from doc_templates.lint.ink import is_stamp_red
from doc_templates.lint.issuers import BODY_NAME
from doc_templates.lint.parts import in_table
from doc_templates.lint.pressing import gap, offices, pressed, touch, where
from doc_templates.lint.profiles import OFFICIAL, Profile
from doc_templates.lint.slice_rules import SLICE_RULES
from doc_templates.lint.stamp_place_rules import CLAUSE, STAMP_PLACE_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading, Rule
    from doc_templates.lint.sheets import Line, PrintedStamp, Sheet

_DEFAULT = "系统默认"
_PERSONAL = "GB/T 9704-2012 7.3.5.3"
_SIZES = "国发〔1999〕25号"
_WIDEST = 45.0  # mm
_AS_MEASURED = 0.3  # mm
_LEAN = 3.0  # degrees
_OBLONG, _OVAL = 1.05, 1.2  # of the smaller side; more is oval on purpose
_SIGNED_HERE = re.compile(
    r".*(章）|章\)|盖章|公章|印章|签章|年.*月.*日|[〇○零一二三四五六七八九十]+年.*[日号])"
)
_SENTENCE = re.compile("[，。；！？]")


def missing(reading: Reading) -> Iterator[Finding]:
    """A paper that is signed, or stamped over its edges, bears a whole stamp; a draft need not."""
    stamps = [stamp for sheet in reading.paper.sheets for stamp in sheet.stamps]
    begun = reading.paper.signed or bool(stamps)
    if begun and all(stamp.edge for stamp in stamps) and _is_to_be_stamped(reading):
        what = "盖了骑缝章" if stamps else "签了名"
        yield fault("D640", reading, 0, "", _clause(reading), what=what)


def _is_to_be_stamped(reading: Reading) -> bool:
    """Whether a finished paper of this kind always bears a stamp."""
    if reading.kind is not None:
        return any(not use.condition for use in reading.kind.stamps)
    closing = reading.closing
    return closing is not None and bool(closing.names)


def _clause(reading: Reading) -> str:
    """The standard's on official papers, our own on others."""
    return CLAUSE if reading.profile in OFFICIAL else _DEFAULT


def no_stamp_on_minutes(reading: Reading) -> Iterator[Finding]:
    """纪要 bear no stamp."""
    if reading.profile is Profile.MINUTES:
        for sheet in reading.paper.sheets:
            for stamp in offices(sheet):
                yield fault("D654", reading, sheet.number, "", CLAUSE, at=where(stamp))


def on_nothing(reading: Reading) -> Iterator[Finding]:
    """Away from an official paper's closing a stamp lies on a body's name, 盖章 or a date."""
    for sheet, stamp in _all_offices(reading):
        closes = reading.closing is not None and sheet is reading.closing.sheet
        if closes or reading.profile is Profile.MINUTES:
            continue
        if not any(map(_names_a_body, pressed(stamp, sheet.lines))):
            facts = {"at": where(stamp), "on": "署名、日期或“（盖章）”"}
            yield fault("D641", reading, sheet.number, "", _clause(reading), **facts)


def _names_a_body(line: Line) -> bool:
    """Whether a line is a place to stamp: a body's name, 盖章, or a date."""
    return bool(BODY_NAME.fullmatch(line.text) or _SIGNED_HERE.match(line.text))


def apart(reading: Reading) -> Iterator[Finding]:
    """No two stamps cross or touch."""
    for sheet in reading.paper.sheets:
        for one, other in combinations(sheet.stamps, 2):
            if touch(one, other):
                deep = -gap(one, other)
                how = f"相交 {mm(deep)} 毫米" if deep > _AS_MEASURED else "相接"
                yield fault(
                    "D648", reading, sheet.number, "", _clause(reading), at=where(one), how=how
                )


def size(reading: Reading) -> Iterator[Finding]:
    """No stamp is wider than 45 mm."""
    for sheet, stamp in _each_once(reading):
        found = max(stamp.whole.width, stamp.whole.height)
        if found > _WIDEST + _AS_MEASURED:
            yield fault("D649", reading, sheet.number, "", _SIZES, found=mm(found))


def upright(reading: Reading) -> Iterator[Finding]:
    """Stamps stand upright (端正)."""
    for sheet, stamp in _all_offices(reading):
        if abs(stamp.lean) > _LEAN:
            side = "右" if stamp.lean > 0 else "左"
            facts = {"at": where(stamp), "side": side, "found": f"{abs(stamp.lean):.0f}"}
            yield fault("D650", reading, sheet.number, "", _clause(reading), **facts)


def round_shape(reading: Reading) -> Iterator[Finding]:
    """Stamps are round; those for a special use, on other than official papers, may be oval."""
    most = float("inf") if reading.profile in OFFICIAL else _OVAL
    for sheet, stamp in _all_offices(reading):
        small, large = sorted((stamp.whole.width, stamp.whole.height))
        if _OBLONG < large / small < most:
            found = f"{mm(stamp.whole.width)}×{mm(stamp.whole.height)}"
            yield fault("D651", reading, sheet.number, "", _SIZES, found=found)


def colour(reading: Reading) -> Iterator[Finding]:
    """Stamps are red; those of persons usually are on official papers."""
    for sheet, stamp in _each_once(reading):
        if is_stamp_red(stamp.colour):
            continue
        if not stamp.personal:
            yield fault("D652", reading, sheet.number, "", CLAUSE, found=stamp.colour)
        elif reading.profile in OFFICIAL:
            yield fault("D659", reading, sheet.number, "", _PERSONAL, found=stamp.colour)


def with_text(reading: Reading) -> Iterator[Finding]:
    """No page but the first, a cover, holds stamps and signatures and no text of its own."""
    if reading.profile in OFFICIAL:  # D558 says it of official papers
        return
    for sheet in reading.paper.sheets[1:]:
        if offices(sheet) and not any(_is_text(sheet, line) for line in sheet.lines):
            yield fault("D653", reading, sheet.number, "", _DEFAULT)


def _is_text(sheet: Sheet, line: Line) -> bool:
    """Whether a line is text and not a signature: a sentence, or in a table."""
    return bool(_SENTENCE.search(line.text)) or in_table(sheet, line)


def _all_offices(reading: Reading) -> Iterator[tuple[Sheet, PrintedStamp]]:
    """The whole stamps of offices."""
    return ((sheet, stamp) for sheet in reading.paper.sheets for stamp in offices(sheet))


def _each_once(reading: Reading) -> Iterator[tuple[Sheet, PrintedStamp]]:
    """All whole stamps, and the first slice for all slices."""
    sliced = False
    for sheet in reading.paper.sheets:
        for stamp in sheet.stamps:
            if not (sliced and stamp.edge):
                yield sheet, stamp
            sliced = sliced or bool(stamp.edge)


STAMP_RULES: tuple[Rule, ...] = (
    missing, no_stamp_on_minutes, *STAMP_PLACE_RULES, on_nothing, apart, size, upright,
    round_shape, colour, with_text, *SLICE_RULES,
)  # fmt: skip
