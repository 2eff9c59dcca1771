"""Fonts, sizes and colours of the elements of official papers (GB/T 9704-2012, 5.2.2 and 7)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from doc_templates.lint.faults import fault
from doc_templates.lint.paragraphs import paragraphs_of
from doc_templates.lint.parts import Spot, is_red
from doc_templates.lint.profiles import OFFICIAL
from doc_templates.lint.sheets import Line
from doc_templates.lint.type_faces import officials_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.findings import Finding
    from doc_templates.lint.reading import Reading
    from doc_templates.lint.sheets import Glyph

_OFF = 0.4  # points
_NAMES = {16.0: "三号（16磅）", 14.0: "四号（14磅）", 22.0: "二号（22磅）"}
_BLACKEST = 0x40
_ATTENDANCE = re.compile("(出席|请假|列席)(人员)?[：:]")


class Setting(NamedTuple):
    """An element, how it is to be set, and where that stands; size 0 where it is free."""

    label: str
    family: str
    size: float
    clause: str


MARK = Setting("发文机关标志", "小标宋", 0, "GB/T 9704-2012 7.2.4")
NUMBER = Setting("发文字号", "仿宋", 16, "GB/T 9704-2012 7.2.5")
SIGNER = Setting("签发人", "仿宋", 16, "GB/T 9704-2012 7.2.6")
SIGNER_NAME = Setting("签发人姓名", "楷体", 16, "GB/T 9704-2012 7.2.6")
TITLE = Setting("标题", "小标宋", 22, "GB/T 9704-2012 7.3.1")
ADDRESSEE = Setting("主送机关", "仿宋", 16, "GB/T 9704-2012 7.3.2")
BODY = Setting("正文", "仿宋", 16, "GB/T 9704-2012 7.3.3")
LEVEL1 = Setting("一级标题", "黑体", 16, "GB/T 9704-2012 7.3.3")
LEVEL2 = Setting("二级标题", "楷体", 16, "GB/T 9704-2012 7.3.3")
ATTENDANCE = Setting("出席、请假、列席", "黑体", 16, "GB/T 9704-2012 10.3")
ANNEX_NOTE = Setting("附件说明", "仿宋", 16, "GB/T 9704-2012 7.3.4")
CLOSING = Setting("署名和成文日期", "仿宋", 16, "GB/T 9704-2012 7.3.5")
ANNEX_MARK = Setting("附件标识", "黑体", 16, "GB/T 9704-2012 7.3.7")
IMPRINT = Setting("版记", "仿宋", 14, "GB/T 9704-2012 7.4")
PAGE_NUMBER = Setting("页码", "宋体", 14, "GB/T 9704-2012 7.5")


def faces(reading: Reading) -> Iterator[Finding]:
    """Each element is set in its family; told once for each element and font found."""
    wrong: dict[tuple[Setting, str], list[Spot]] = {}
    for setting, spot, line in _settings(reading):
        font = _font(line)
        if setting.family not in officials_of(font):
            wrong.setdefault((setting, font), []).append(spot)
    for (setting, font), spots in wrong.items():
        facts = {"element": setting.label, "found": _said(font), "wanted": setting.family}
        yield _told("D509", reading, spots, setting, facts)


def sizes(reading: Reading) -> Iterator[Finding]:
    """Each element has its size; told once for each element and size found."""
    wrong: dict[tuple[Setting, float], list[Spot]] = {}
    for setting, spot, line in _settings(reading):
        if setting.size and abs(line.size - setting.size) > _OFF:
            wrong.setdefault((setting, line.size), []).append(spot)
    for (setting, size), spots in wrong.items():
        facts = {"element": setting.label, "found": f"{size:g}磅", "wanted": _NAMES[setting.size]}
        yield _told("D510", reading, spots, setting, facts)


def colours(reading: Reading) -> Iterator[Finding]:
    """The mark is red, everything else in an official paper black."""
    wrong: dict[tuple[Setting, str], list[Spot]] = {}
    for setting, spot, line in _settings(reading):
        if not (is_red if setting is MARK else _is_black)(line.colour):
            wrong.setdefault((setting, line.colour), []).append(spot)
    for (setting, colour), spots in wrong.items():
        found = "红色" if is_red(colour) else "黑色" if _is_black(colour) else f"彩色（{colour}）"
        wanted = "红色" if setting is MARK else "黑色"
        facts = {"element": setting.label, "found": found, "wanted": wanted}
        yield _told("D511", reading, spots, setting, facts)


def _told(
    code: str, reading: Reading, spots: list[Spot], setting: Setting, facts: dict[str, str]
) -> Finding:
    """The fault at its first place, with the number of places."""
    sheet, line = spots[0]
    more = f"（共{len(spots)}行）" if len(spots) > 1 else ""
    return fault(code, reading, sheet.number, line, setting.clause, more=more, **facts)


def _settings(reading: Reading) -> Iterator[tuple[Setting, Spot, Line]]:
    """Every line of an official paper's elements with how it is to be set."""
    if reading.profile not in OFFICIAL:
        return
    parts = reading.parts
    number = (parts.number,) if parts.number else ()
    closing = tuple(spot for spot in (parts.signature, parts.date) if spot)
    marks = tuple(annex.mark for annex in parts.annexes)
    yield from _each(MARK, parts.mark)
    yield from _each(NUMBER, number)
    yield from _each(TITLE, parts.title)
    yield from _each(ADDRESSEE, parts.addressee)
    yield from _texts(parts.body)
    yield from _signers(parts.signers)
    pairs = ((ANNEX_NOTE, parts.annex_note), (CLOSING, closing), (ANNEX_MARK, marks),
             (IMPRINT, parts.imprint), (PAGE_NUMBER, parts.page_numbers))  # fmt: skip
    for setting, spots in pairs:
        yield from _each(setting, spots)


def _each(setting: Setting, spots: Iterable[Spot]) -> Iterator[tuple[Setting, Spot, Line]]:
    for spot in spots:
        yield setting, spot, spot.line


def _texts(body: tuple[Spot, ...]) -> Iterator[tuple[Setting, Spot, Line]]:
    """Headings and text."""
    for paragraph in paragraphs_of(body):
        if _ATTENDANCE.match(paragraph.text):
            first, *others = paragraph.spots
            yield from _labelled(first, ATTENDANCE, BODY)
            yield from _each(BODY, others)
            continue
        setting = BODY
        if paragraph.is_heading:
            setting = LEVEL1 if paragraph.level == 1 else LEVEL2
        yield from _each(setting, paragraph.spots)


def _signers(spots: Iterable[Spot]) -> Iterator[tuple[Setting, Spot, Line]]:
    """签发人： in 仿宋, the names in 楷体."""
    for spot in spots:
        yield from _labelled(spot, SIGNER, SIGNER_NAME)


def _labelled(spot: Spot, label: Setting, value: Setting) -> Iterator[tuple[Setting, Spot, Line]]:
    """A label up to its colon is set in one way, what follows in another."""
    glyphs = spot.line.glyphs
    cut = next((at + 1 for at, glyph in enumerate(glyphs) if glyph.sign in "：:"), 0)
    for setting, run in ((label, glyphs[:cut]), (value, glyphs[cut:])):
        if run:
            yield setting, spot, Line(run)


def _font(line: Line) -> str:
    """The font of most Chinese signs; of all signs where there are none."""
    chinese = [glyph.font for glyph in line.glyphs if _is_chinese(glyph)]
    return Counter(chinese).most_common(1)[0][0] if chinese else line.font


def _is_chinese(glyph: Glyph) -> bool:
    return "一" <= glyph.sign <= "鿿"


def _is_black(colour: str) -> bool:
    return all(int(colour[at : at + 2], 16) < _BLACKEST for at in (1, 3, 5))


def _said(font: str) -> str:
    """A font of a PDF as people call it."""
    return "或".join(sorted(officials_of(font))) or font
