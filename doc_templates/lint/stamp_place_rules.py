"""Where stamps lie on official papers: over name and date (GB/T 9704-2012, 7.3.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doc_templates.lint.block import PITCH, block_of
from doc_templates.lint.closings import around
from doc_templates.lint.faults import fault, mm
from doc_templates.lint.pressing import pressed, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.findings import Finding
    from doc_templates.lint.closings import Closing
    from doc_templates.lint.reading import Reading, Rule
    from doc_templates.lint.sheets import Area, PrintedStamp

CLAUSE = "GB/T 9704-2012 7.3.5.1"
_ASIDE = 3.0  # mm
_HIGHER = 0.5  # mm beyond one line
_BEYOND = 1.0  # mm
_OUT = 0.5  # mm of name or date that may stick out above or below
_MOST_IN_A_ROW = 3
_ONE_ROW = 5.0  # mm


def blank(reading: Reading) -> Iterator[Finding]:
    """No stamp lies on neither name nor date (不得出现空白印章)."""
    closing = reading.closing
    for stamp in closing.stamps if closing else ():
        if closing and stamp not in closing.pressing:
            facts = {"at": where(stamp), "on": "署名和成文日期"}
            yield fault("D641", reading, closing.sheet.number, "", CLAUSE, **facts)


def name_and_date(reading: Reading) -> Iterator[Finding]:
    """The last stamp presses on name and date."""
    closing = reading.closing
    last = closing.last if closing else None
    if closing is None or last is None:
        return
    words = ("署名", "成文日期") if closing.names else ("成文日期",)
    wanted, covered = closing.wanted(last), closing.covered(last)
    missed = [word for word, area in zip(words, wanted, strict=True) if area not in covered]
    if missed:
        kept = "、".join(word for word in words if word not in missed) or "别处的署名"
        facts = {"at": where(last), "kept": kept, "missed": "、".join(missed)}
        yield fault("D642", reading, closing.sheet.number, "", CLAUSE, **facts)


def below_middle(reading: Reading) -> Iterator[Finding]:
    """Name and date lie within the stamp, a little below its middle."""
    for closing, stamp, areas in _placed(reading):
        block, whole = around(areas), stamp.whole
        off = block.level - whole.level
        above, below = whole.top - block.top, block.bottom - whole.bottom
        if off > 0 and max(above, below) <= _OUT:
            continue
        said = f"中心在印章中心之{'下' if off > 0 else '上'} {mm(abs(off))} 毫米"
        sticking = max(above, below)
        if sticking > _OUT:
            said += f"，伸出印章 {mm(sticking)} 毫米"
        facts = {"what": _named(closing, areas), "found": said, "way": "下" if off > 0 else "上"}
        yield fault("D643", reading, closing.sheet.number, "", CLAUSE, **facts)


def centred(reading: Reading) -> Iterator[Finding]:
    """The stamp's middle is that of the date, or of the name it belongs to."""
    for closing, stamp, areas in _placed(reading):
        off = stamp.whole.middle - areas[-1].middle
        if abs(off) > _ASIDE:
            facts = {"side": "右" if off > 0 else "左", "off": mm(abs(off)),
                     "of": "成文日期" if areas[-1] is closing.date else "署名"}  # fmt: skip
            yield fault("D644", reading, closing.sheet.number, "", CLAUSE, **facts)


def near_the_text(reading: Reading) -> Iterator[Finding]:
    """The highest stamp's top is within one line of the text above, and no stamp covers text."""
    closing = reading.closing
    if closing is None or not closing.above:
        return
    text = max(closing.above, key=lambda line: line.ink.bottom)
    for stamp in sorted(closing.pressing, key=lambda each: each.whole.top)[:1]:
        found = stamp.whole.top - text.ink.bottom
        if found > PITCH + _HIGHER:
            facts = {"found": mm(found), "wanted": mm(PITCH)}
            yield fault("D645", reading, closing.sheet.number, text, CLAUSE, **facts)
    for stamp in closing.pressing:
        for line in pressed(stamp, closing.above)[-1:]:
            yield fault("D646", reading, closing.sheet.number, line, CLAUSE, at=where(stamp))


def inside_block(reading: Reading) -> Iterator[Finding]:
    """No stamp goes beyond the left or right side of the text block."""
    closing = reading.closing
    for stamp in closing.stamps if closing else ():
        assert closing is not None
        block = block_of(closing.sheet)
        left, right = block.left - stamp.whole.left, stamp.whole.right - block.right
        if max(left, right) > _BEYOND:
            facts = {"side": "左" if left > right else "右", "off": mm(max(left, right))}
            yield fault("D647", reading, closing.sheet.number, "", CLAUSE, **facts)


def one_each(reading: Reading) -> Iterator[Finding]:
    """Stamps and names of issuers are one to one, at most three stamps in a row."""
    closing = reading.closing
    if closing is None or not closing.pressing:
        return
    if not closing.is_matched:
        facts = {"names": str(len(closing.names)), "stamps": str(len(closing.pressing))}
        yield fault("D657", reading, closing.sheet.number, "", CLAUSE, **facts)
    for stamp in closing.stamps:
        row = [e for e in closing.stamps if abs(e.whole.level - stamp.whole.level) < _ONE_ROW]
        if len(row) > _MOST_IN_A_ROW and row[0] is stamp:
            yield fault("D660", reading, closing.sheet.number, "", CLAUSE, count=str(len(row)))


def _placed(reading: Reading) -> Iterator[tuple[Closing, PrintedStamp, Sequence[Area]]]:
    """Each stamp that presses on all it should, with the names and dates under it."""
    closing = reading.closing
    for stamp in closing.pressing if closing else ():
        assert closing is not None
        wanted, covered = closing.wanted(stamp), closing.covered(stamp)
        if wanted and all(area in covered for area in wanted):
            yield closing, stamp, wanted


def _named(closing: Closing, areas: Sequence[Area]) -> str:
    if len(areas) > 1:
        return "署名和成文日期"
    return "成文日期" if areas[0] is closing.date else "署名"


STAMP_PLACE_RULES: tuple[Rule, ...] = (
    blank, name_and_date, below_middle, centred, near_the_text, inside_block, one_each,
)  # fmt: skip
