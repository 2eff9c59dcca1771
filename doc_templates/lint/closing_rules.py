"""附件说明, 署名 and 成文日期, 附件 (GB/T 9704-2012, 7.3.4, 7.3.5 and 7.3.7)."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from doc_templates.lint.block import BLOCK, CHARACTER, PITCH, TWO_CHARACTERS
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.parts import is_centred
from doc_templates.lint.profiles import OFFICIAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.parts import Annex, Spot
    from doc_templates.lint.reading import Reading

_NOTE, _CLOSING, _ANNEX = (f"GB/T 9704-2012 7.3.{at}" for at in (4, 5, 7))
_ASIDE = 1.5
_OFF_CENTRE = 2.0
_RIGHT = 4  # characters free beside the date
_HALF = 0.5
_MOST_BESIDE = 2  # further names in the row of the last one
_PUNCTUATION = re.compile("[，。；、：！？,.;:]$")


def annex_note(reading: Reading) -> Iterator[Finding]:
    """附件说明: an empty line above, two characters in, nothing after a name."""
    note = reading.parts.annex_note
    if reading.profile not in OFFICIAL or not note:
        return
    sheet, line = note[0]
    faults = []
    if abs(line.left - BLOCK.left - TWO_CHARACTERS) > _ASIDE:
        faults.append("没有左空二字")
    above = [s for s in reading.parts.body if s.sheet is sheet and s.line.baseline < line.baseline]
    if above and abs((line.baseline - above[-1].line.baseline) / PITCH - 2) > _HALF:
        faults.append("与正文之间不是空一行")
    if any(_PUNCTUATION.search(name) for name in _names(note)):
        faults.append("附件名称后有标点")
    if faults:
        yield fault("D553", reading, sheet.number, line, _NOTE, what="，".join(faults))


def annexes(reading: Reading) -> Iterator[Finding]:
    """附件: each on a new page, its mark flush left at the top, its title centred on line three."""
    if reading.profile not in OFFICIAL:
        return
    for annex in reading.parts.annexes:
        sheet, line = annex.mark
        what = _misplaced(annex)
        if what:
            yield fault("D551", reading, sheet.number, line, _ANNEX, what="，".join(what))
        if annex.title:
            yield from _title(reading, annex)


def _misplaced(annex: Annex) -> list[str]:
    """What is wrong with an annex's mark."""
    sheet, line = annex.mark
    checks = (
        (not annex.is_first or sheet.number == 1, "没有另起一面"),
        (annex.is_first and line.cell.top > BLOCK.top + PITCH, "不在第一行"),
        (abs(line.left - BLOCK.left) > _ASIDE, "没有顶格"),
        (line.text.endswith(("：", ":")), "后面不应有冒号"),
    )
    return [said for wrong, said in checks if wrong]


def _title(reading: Reading, annex: Annex) -> Iterator[Finding]:
    (sheet, line), mark = annex.title[0], annex.mark.line
    at = 1 + (line.baseline - mark.baseline) / PITCH
    if abs(at - 3) > _HALF:
        yield fault("D552", reading, sheet.number, line, _ANNEX, what=f"在第{at:.1f}行")
    if not is_centred(sheet, line):
        yield fault("D552", reading, sheet.number, line, _ANNEX, what="没有居中")


def annex_names(reading: Reading) -> Iterator[Finding]:
    """The annexes are those the note names, in its order and under its names.

    Annexes that are sent apart are not on the paper: without any of them nothing is compared.
    """
    parts = reading.parts
    if reading.profile not in OFFICIAL or not parts.annexes:
        return
    named = _names(parts.annex_note)
    printed = ["".join(spot.line.text for spot in annex.title) for annex in parts.annexes]
    for at, annex in enumerate(parts.annexes):
        name = _PUNCTUATION.sub("", named[at]) if at < len(named) else ""
        if printed[at] != name:
            sheet, line = annex.mark
            facts = {"found": printed[at] or "（无标题）", "wanted": name or "（没有列出）"}
            yield fault("D555", reading, sheet.number, line, _ANNEX, **facts)
    for name in named[len(printed) :]:
        yield fault("D555", reading, 0, name, _ANNEX, found="（没有这份附件）", wanted=name)


def _names(note: Sequence[Spot]) -> list[str]:
    """The names that an annex note lists, each beginning on a line with its number."""
    names: list[str] = []
    for spot in note:
        text = re.sub(r"^附件[：:]", "", spot.line.text)
        numbered = re.match(rf"{len(names) + 1}[.．](.*)", text)
        if numbered or not names:
            names.append(numbered[1] if numbered else text)
        else:
            names[-1] += text
    return names


def date_place(reading: Reading) -> Iterator[Finding]:
    """成文日期: four characters free to its right, more where the issuer's name is long.

    Under the last of three stamps in a row, which fill the text block, it has less.
    """
    date, signature = reading.parts.date, reading.parts.signature
    if date is None or not _is_stamped(reading):
        return
    over = signature.line.cell.width - date.line.cell.width if signature else 0.0
    wanted = max(_RIGHT, ceil(round(over / 2 / CHARACTER, 2)))
    free = (BLOCK.right - date.line.right) / CHARACTER
    least = 0 if _in_a_full_row(reading) else wanted
    if not least - _HALF <= free <= wanted + 1:
        facts = {"found": f"{free:.1f}", "wanted": str(wanted)}
        yield fault("D556", reading, date.sheet.number, date.line, _CLOSING, **facts)
    if signature is not None:
        off = abs(signature.line.cell.middle - date.line.cell.middle)
        if off > _OFF_CENTRE:
            facts = {"off": mm(off)}
            yield fault("D557", reading, date.sheet.number, signature.line, _CLOSING, **facts)


def _in_a_full_row(reading: Reading) -> bool:
    """Whether the last name stands in a row with two others."""
    signature = reading.parts.signature
    others = [spot.line.baseline for spot in reading.parts.other_issuers]
    beside = [at for at in others if signature and abs(at - signature.line.baseline) < 1]
    return len(beside) >= _MOST_BESIDE


def _is_stamped(reading: Reading) -> bool:
    """Whether a stamp goes over name and date."""
    stamped = reading.kind is None or bool(reading.kind.stamps)
    return reading.profile in OFFICIAL and stamped


def signature_alone(reading: Reading) -> Iterator[Finding]:
    """No page holds name and date alone."""
    parts = reading.parts
    if reading.profile not in OFFICIAL or parts.date is None:
        return
    sheet = parts.date.sheet
    others = (*parts.title, *parts.addressee, *parts.body, *parts.annex_note)
    before = [spot for spot in others if spot.sheet is sheet and spot.line.baseline <
              parts.date.line.baseline and "此页无正文" not in spot.line.text]  # fmt: skip
    if not before:
        yield fault("D558", reading, sheet.number, parts.date.line, "GB/T 9704-2012 7.3.5.5")
