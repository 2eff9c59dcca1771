"""标题, 主送机关 and 正文: where and in what order they stand (GB/T 9704-2012, 7.3.1–7.3.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from doc_templates.lint.block import BLOCK, CHARACTER, TWO_CHARACTERS, blank_lines
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.paragraphs import Paragraph, paragraphs_of
from doc_templates.lint.parts import is_centred
from doc_templates.lint.profiles import OFFICIAL, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Line

_TITLE, _ADDRESSEE = "GB/T 9704-2012 7.3.1", "GB/T 9704-2012 7.3.2"
_BODY = "GB/T 9704-2012 7.3.3"
_HALF_A_LINE = 0.5
_ASIDE = 1.5
_EVEN = 1.0  # characters of a title's line that count as nothing
_NEVER_FIRST = "的地得和及与或等了、，。：；）》”"
_NEVER_LAST = "（《“和及与或、"
_DIGITS = "零一二三四五六七八九"


def title_place(reading: Reading) -> Iterator[Finding]:
    """The title is centred, two lines below the red line or whatever stands above it."""
    title = reading.parts.title
    if reading.profile not in OFFICIAL or not title:
        return
    for sheet, line in title:
        if not is_centred(sheet, line):
            off = abs(line.cell.middle - BLOCK.middle)
            yield fault("D525", reading, sheet.number, line, _TITLE, off=mm(off))
    lines = _lines_above(reading, title[0].line)
    if lines is not None and abs(lines - 2) > _HALF_A_LINE:
        yield fault("D524", reading, 1, title[0].line, _TITLE, found=f"{lines:.1f}")


def _lines_above(reading: Reading, line: Line) -> float | None:
    """Empty lines between the title and the red line, or the number of a letter."""
    number = reading.parts.number
    if number is None or number.line.ink.bottom > line.ink.top:
        return None
    if reading.profile is Profile.LETTER:
        return blank_lines(line.ink.top - number.line.ink.bottom)
    rules = [
        stroke.bottom
        for stroke in number.sheet.strokes
        if stroke.is_flat and number.line.ink.bottom < stroke.bottom < line.ink.top
    ]
    return blank_lines(line.ink.top - max(rules), below_rule=True) if rules else None


def title_shape(reading: Reading) -> Iterator[Finding]:
    """A title of several lines is a trapezium or a lozenge, broken where words end."""
    title = [spot.line for spot in reading.parts.title]
    if reading.profile not in OFFICIAL or len(title) < 2:
        return
    lengths = [line.cell.width / CHARACTER for line in title]
    if _is_waisted(lengths):
        yield fault("D526", reading, 1, title[0], _TITLE,
                    found="、".join(str(len(line.text)) for line in title))  # fmt: skip
    for one, two in pairwise(title):
        if one.text[-1] in _NEVER_LAST or two.text[0] in _NEVER_FIRST:
            at = f"{one.text[-2:]}／{two.text[:2]}"
            yield fault("D527", reading, 1, one, _TITLE, found=at)


def _is_waisted(lengths: Sequence[float]) -> bool:
    """Whether a line is shorter than one before and one after: no trapezium, no lozenge."""
    return any(
        max(lengths[:at]) > here + _EVEN and max(lengths[at + 1 :]) > here + _EVEN
        for at, here in enumerate(lengths[1:-1], 1)
    )


def addressee(reading: Reading) -> Iterator[Finding]:
    """主送机关: flush left, one line below the title."""
    found, title = reading.parts.addressee, reading.parts.title
    if reading.profile not in OFFICIAL or not found:
        return
    for sheet, line in found:
        off = line.left - BLOCK.left
        if abs(off) > _ASIDE:
            yield fault("D530", reading, sheet.number, line, _ADDRESSEE, off=mm(off))
    if title and title[-1].sheet is found[0].sheet:
        lines = blank_lines(found[0].line.ink.top - title[-1].line.ink.bottom)
        if abs(lines - 1) > _HALF_A_LINE:
            yield fault("D529", reading, 1, found[0].line, _ADDRESSEE, found=f"{lines:.1f}")


def body_on_first_page(reading: Reading) -> Iterator[Finding]:
    """The first page shows some of the body."""
    body = reading.parts.body
    if reading.profile in OFFICIAL and body and all(spot.sheet.number > 1 for spot in body):
        yield fault("D531", reading, 1, "", _BODY, page=body[0].sheet.number)


def indents(reading: Reading) -> Iterator[Finding]:
    """Paragraphs begin two characters in, and go on flush left."""
    if reading.profile not in OFFICIAL:
        return
    for paragraph in paragraphs_of(reading.parts.body):
        off = paragraph.indent - TWO_CHARACTERS
        centred = off > 0 and is_centred(*paragraph.spots[0])
        if abs(off) > _ASIDE and not centred:
            sheet, line = paragraph.spots[0]
            found = f"{paragraph.indent / CHARACTER:.1f}"
            yield fault("D532", reading, sheet.number, line, _BODY, found=found)


def heading_order(reading: Reading) -> Iterator[Finding]:
    """一、 （一） 1. （1） come in this order, and each counts on from one."""
    if reading.profile not in OFFICIAL:
        return
    counts = [0, 0, 0, 0]
    for paragraph in paragraphs_of(reading.parts.body):
        level = paragraph.level
        if not level:
            continue
        wanted = counts[level - 1] + 1
        found = _value(paragraph.number)
        new_list = level > 2 and found == 1
        if found != wanted and not new_list:
            yield _misnumbered(reading, paragraph, wanted)
        counts[level - 1] = found
        counts[level:] = [0] * (4 - level)
    yield from _upside_down(reading)


def _misnumbered(reading: Reading, paragraph: Paragraph, wanted: int) -> Finding:
    sheet, line = paragraph.spots[0]
    shown = str(wanted) if paragraph.level > 2 else _chinese(wanted)
    facts = {"found": paragraph.number, "wanted": shown}
    return fault("D533", reading, sheet.number, line, _BODY, **facts)


def _upside_down(reading: Reading) -> Iterator[Finding]:
    """A higher level that first comes below a lower one."""
    seen: list[int] = []
    for paragraph in paragraphs_of(reading.parts.body):
        level = paragraph.level
        if level and level not in seen:
            if seen and level < min(seen):
                sheet, line = paragraph.spots[0]
                yield fault("D528", reading, sheet.number, line, _BODY, found=str(level))
            seen.append(level)


def _value(number: str) -> int:
    """三 is 3, 十二 is 12."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    if not ten:
        return _DIGITS.find(number)
    return 10 * (_DIGITS.find(tens) if tens else 1) + (_DIGITS.find(ones) if ones else 0)


def _chinese(number: int) -> str:
    """3 is 三, 12 is 十二."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones or not tens else "")
