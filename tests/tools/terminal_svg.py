"""A terminal with what was printed on it, as an SVG that is the same every time.

A cell is 8 units wide and a line 20 high; Chinese letters take two cells (``cases.words.widths``).
Text is set in runs of one width, each stretched to its cells, so any font keeps the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from cases.words.widths import width

COLUMNS, LEAST, MOST_LINES = 130, 76, 44
_CELL, _LINE, _EDGE, _BAR = 8, 20, 16, 30
_FONT = "'Sarasa Mono SC','Noto Sans Mono CJK SC','WenQuanYi Zen Hei Mono',Consolas,monospace"
_COLOURS = (("$ ", "#0b5394"), ("✗", "#a61c00"), ("！", "#8a6100"), ("[", "#a61c00"))
_PLAIN, _PAPER, _FRAME = "#1f2328", "#fbfbf9", "#c9c9c4"
_INDENT = "  "


def terminal(title: str, lines: list[str], most: int = MOST_LINES) -> str:
    """The window: a bar with the title, below it the lines, wrapped; the end of a long text cut."""
    rows = [row for line in lines for row in wrapped(line)]
    if len(rows) > most:
        rows = [*rows[: most - 1], (_PLAIN, "……")]
    cells = max([LEAST, *(width(row) for _, row in rows)])
    wide, high = cells * _CELL + 2 * _EDGE, len(rows) * _LINE + _BAR + 2 * _EDGE
    body = [_text(row, colour, at) for at, (colour, row) in enumerate(rows)]
    return "\n".join(
        [*_window(escape(title), wide, high), *filter(None, body), "</g>", "</svg>", ""]
    )


def wrapped(line: str) -> Iterator[tuple[str, str]]:
    """The line in rows of at most ``COLUMNS`` cells, each with its colour; the rest is indented."""
    colour = next((each for mark, each in _COLOURS if line.startswith(mark)), _PLAIN)
    row = ""
    for letter in line.rstrip():
        if width(row + letter) > COLUMNS:
            yield colour, row
            row = _INDENT
        row += letter
    yield colour, row


def _window(title: str, wide: int, high: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}" role="img">'
    )
    yield f"<title>{title}</title>"
    shape = f'width="{wide - 1}" height="{high - 1}" rx="8"'
    yield f'<rect x="0.5" y="0.5" {shape} fill="{_PAPER}" stroke="{_FRAME}"/>'
    yield f'<path d="M0.5 {_BAR}H{wide - 0.5}" stroke="{_FRAME}"/>'
    yield f'<g font-family="{_FONT}" font-size="15" xml:space="preserve">'
    middle = f'x="{wide // 2}" y="{_BAR - 10}" text-anchor="middle" font-size="13"'
    yield f'<text {middle} fill="#6b6b66">{title}</text>'


def _text(row: str, colour: str, at: int) -> str:
    """One row: its runs of narrow and of wide letters, each at its own place."""
    base = _BAR + _EDGE + at * _LINE + 14
    return "".join(
        f'<text x="{_EDGE + start * _CELL}" y="{base}" textLength="{cells * _CELL}" '
        f'lengthAdjust="spacingAndGlyphs" fill="{colour}">{escape(run)}</text>'
        for start, cells, run in runs(row)
    )


def runs(row: str) -> Iterator[tuple[int, int, str]]:
    """Where a run begins, how many cells it takes, its letters; blank stretches are left out."""
    start = 0
    for part in re.findall(r" {2,}|(?:(?! {2}).)+", row):
        for _, letters in groupby(part, key=width):
            run = "".join(letters)
            if run.strip():
                yield start, width(run), run
            start += width(run)


def sentence(text: str) -> str:
    """All that a picture says, one line per row, for tests and readers."""
    return "\n".join(re.findall(r"<text [^>]*>([^<]*)</text>", text))
