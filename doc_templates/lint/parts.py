"""The elements of an official paper as they stand on its pages (GB/T 9704-2012, 7.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from doc_templates.lint.block import BLOCK, PITCH, block_of
from doc_templates.lint.issuers import other_issuers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doc_templates.lint.sheets import Line, Paper, Sheet, Stroke

NUMBER = re.compile(r"[一-鿿]{2,14}[〔\[［(（【﹝]\d{2,4}[〕\]］)）】﹞]第?\d+号")
SIGNER = re.compile(r"签发人[：:]?.*")
DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_PAGE_NUMBER = re.compile(r"[-—–－―]*\s?\d{1,4}\s?[-—–－―]*")
_ANNEX_MARK = re.compile(r"附件[0-9一二三四五六七八九十]*[：:]?")
_ANNEX_NOTE = re.compile(r"附件[：:].")
_IMPRINT = re.compile(r"(抄送|主送)[：:]|.*\d日印发$|.*印发$")
_RED = re.compile(r"#[C-F][0-9A-F](?:[0-5][0-9A-F]){2}")
_SMALLEST_MARK, _SMALLEST_TITLE = 26, 17.5  # points
_LONGEST_ADDRESSEES = 8  # lines
_CENTRED = 3.0  # mm
_WIDE = 100.0  # mm
_HEAD = 80.0  # mm: the head's red line is not further below the mark


class Spot(NamedTuple):
    """A line and the sheet it stands on."""

    sheet: Sheet
    line: Line


@dataclass(frozen=True)
class Annex:
    """附件: its mark, its title, and the lines above them on the same page."""

    mark: Spot
    title: tuple[Spot, ...]
    is_first: bool


@dataclass(frozen=True)
class Parts:
    """What was found; nothing where an element is missing."""

    mark: tuple[Spot, ...]
    number: Spot | None
    signers: tuple[Spot, ...]
    title: tuple[Spot, ...]
    addressee: tuple[Spot, ...]
    body: tuple[Spot, ...]
    annex_note: tuple[Spot, ...]
    signature: Spot | None
    date: Spot | None
    annexes: tuple[Annex, ...]
    imprint: tuple[Spot, ...]
    page_numbers: tuple[Spot, ...]
    other_issuers: tuple[Spot, ...] = ()


def is_red(colour: str) -> bool:
    """Whether a colour is the red of official heads and lines."""
    return bool(_RED.fullmatch(colour))


def is_centred(sheet: Sheet, line: Line) -> bool:
    """Whether a line stands in the middle of the text block."""
    return abs(line.cell.middle - block_of(sheet).middle) <= _CENTRED


def in_table(sheet: Sheet, line: Line) -> bool:
    """Whether upright lines run beside a line of text."""
    return any(_beside(stroke, line) for stroke in sheet.strokes)


def _beside(stroke: Stroke, line: Line) -> bool:
    return not stroke.is_flat and stroke.top < line.baseline - 1 < stroke.bottom


def page_numbers(paper: Paper) -> tuple[Spot, ...]:
    """The page number of each sheet that has one: the last line, below the text block or near."""
    found = []
    for sheet in paper.sheets:
        low = block_of(sheet).bottom - PITCH
        lines = [ln for ln in sheet.lines if ln.baseline > low and _PAGE_NUMBER.fullmatch(ln.text)]
        found += [Spot(sheet, lines[-1])] if lines else []
    return tuple(found)


def parts_of(paper: Paper) -> Parts:
    """The elements of a paper that is laid out as an official document."""
    numbers = page_numbers(paper)
    spots = [Spot(*each) for each in paper.lines if Spot(*each) not in numbers]
    running = [spot for spot in spots if not in_table(*spot)]
    imprint = _imprint(running)
    running = [spot for spot in running if spot not in imprint]
    annexes = tuple(_annexes(running))
    first = annexes[0].mark if annexes else None
    main = running[: running.index(first)] if first else running
    head = _Head(main)
    date, signature = _date_and_signature(head.rest)
    others = other_issuers(head.rest, signature)
    closing = {spot for spot in (date, signature, *others) if spot}
    note = _annex_note(head.rest)
    body = tuple(s for s in head.rest if s not in closing and s not in note)
    return Parts(
        head.mark, head.number, head.signers, head.title, head.addressee, body, note,
        signature, date, annexes, imprint, numbers, others,
    )  # fmt: skip


class _Head:
    """The head of the first page taken off line by line; ``rest`` is what comes after."""

    def __init__(self, main: Sequence[Spot]) -> None:
        rest = list(main)
        top = [spot for spot in rest[:10] if spot.sheet.number == 1]
        self.number = next((s for s in top if NUMBER.fullmatch(s.line.text)), None)
        self.mark = tuple(spot for spot in rest if _is_mark(spot, self.number))
        rest = [spot for spot in rest if spot not in self.mark]
        self.signers = tuple(s for s in top if SIGNER.fullmatch(s.line.text))
        taken = {self.number, *self.signers}
        low = _red_line(self.mark)
        rest = [s for s in rest if s not in taken and not _is_class(s) and not _above(s, low)]
        self.title = tuple(_title(rest))
        rest = rest[len(self.title) :]
        self.addressee = tuple(_addressee(rest))
        self.rest = rest[len(self.addressee) :]


def _is_mark(spot: Spot, number: Spot | None) -> bool:
    """发文机关标志: large red letters on the first page, or as large ones above the number."""
    line = spot.line
    if spot.sheet.number != 1 or line.size < _SMALLEST_MARK:
        return False
    above = number is not None and line.baseline < number.line.baseline
    return is_red(line.colour) or above or line.text.endswith(("文件", "纪要"))


def _red_line(mark: tuple[Spot, ...]) -> float:
    """How far down the first red line below the mark lies; 0 where there is none."""
    if not mark:
        return 0.0
    sheet, line = mark[-1]
    below = [s.top for s in sheet.strokes if s.is_flat and s.length > _WIDE and is_red(s.colour)]
    near = [top for top in below if line.baseline < top < line.baseline + _HEAD]
    return min(near, default=0.0)


def _above(spot: Spot, low: float) -> bool:
    """Whether a line stands in the head, such as who held a meeting and when."""
    return spot.sheet.number == 1 and spot.line.baseline < low


def _is_class(spot: Spot) -> bool:
    """份号, 密级 or 紧急程度 at the upper left."""
    found = re.fullmatch(r"\d{6}|(绝密|机密|秘密)(★.*)?|特急|加急|平急|特提", spot.line.text)
    return bool(found) and spot.sheet.number == 1


def _title(rest: Sequence[Spot]) -> Iterator[Spot]:
    """Lines of one size, large or centred; the first line of all, whatever it looks like."""
    for at, spot in enumerate(rest):
        large = spot.line.size >= _SMALLEST_TITLE or is_centred(*spot)
        other = at and not (_alike(rest[0], spot) and large)
        if other or (at and spot.line.text.endswith(("：", "。"))):
            return
        yield spot
        if at == 0 and spot.line.size < _SMALLEST_TITLE and not is_centred(*spot):
            return


def _alike(one: Spot, other: Spot) -> bool:
    """Whether two lines are set alike and close together."""
    near = other.line.baseline - one.line.baseline < 6 * PITCH
    return one.sheet is other.sheet and near and abs(one.line.size - other.line.size) < 1


def _addressee(rest: Sequence[Spot]) -> list[Spot]:
    """Flush left after the title, up to a colon; none when a paragraph begins instead."""
    lines = list(rest[:_LONGEST_ADDRESSEES])
    ends = [at for at, spot in enumerate(lines) if spot.line.text.endswith(("：", ":"))]
    if not ends or any(re.search("[。；]", s.line.text) for s in lines[: ends[0] + 1]):
        return []
    return lines[: ends[0] + 1]


def _date_and_signature(rest: Sequence[Spot]) -> tuple[Spot | None, Spot | None]:
    """成文日期, the last date on a line of its own, and the name above it."""
    dates = [at for at, spot in enumerate(rest) if DATE.fullmatch(spot.line.text)]
    if not dates:
        return None, None
    date = rest[dates[-1]]
    above = rest[dates[-1] - 1] if dates[-1] else None
    if above is None or above.sheet is not date.sheet:
        return date, None
    close = date.line.baseline - above.line.baseline < 2.5 * PITCH
    named = not re.search("[，。；：！？]", above.line.text) and above.line.right > BLOCK.middle
    return date, above if close and named else None


def _annex_note(rest: Sequence[Spot]) -> tuple[Spot, ...]:
    """附件说明: 附件： and the names hanging below it."""
    starts = [at for at, spot in enumerate(rest) if _ANNEX_NOTE.match(spot.line.text)]
    if not starts:
        return ()
    found = [rest[starts[-1]]]
    for spot in rest[starts[-1] + 1 :]:
        far = spot.line.baseline - found[-1].line.baseline > 1.5 * PITCH
        if far or spot.sheet is not found[-1].sheet or spot.line.left < found[0].line.left + 5:
            break
        found.append(spot)
    return tuple(found)


def _annexes(running: Sequence[Spot]) -> Iterator[Annex]:
    """Each 附件 mark on a line of its own, with the title that follows on its page."""
    for at, spot in enumerate(running):
        if _ANNEX_MARK.fullmatch(spot.line.text) and spot.line.left < BLOCK.left + 8:
            after = [each for each in running[at + 1 :] if each.sheet is spot.sheet]
            first = not at or running[at - 1].sheet is not spot.sheet
            yield Annex(spot, tuple(_title(after)), first)


def _imprint(running: Sequence[Spot]) -> tuple[Spot, ...]:
    """版记: from the first 抄送 or 印发 of the last page that has one to its end."""
    found = [at for at, s in enumerate(running) if _IMPRINT.fullmatch(s.line.text[:200]) or
             re.match("(抄送|主送)[：:]", s.line.text)]  # fmt: skip
    if not found:
        return ()
    last = running[found[-1]].sheet
    start = next(at for at in found if running[at].sheet is last)
    while start and _in_one_row(running[start - 1], running[start]):
        start -= 1
    return tuple(running[start:])


def _in_one_row(one: Spot, other: Spot) -> bool:
    """Whether two lines stand beside each other."""
    return one.sheet is other.sheet and abs(one.line.baseline - other.line.baseline) < 1
