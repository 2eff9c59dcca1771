"""Plain text and CSV in whatever encoding; CSV by its cells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from index.extraction.decoding import decoded
from index.extraction.unreadable import UNKNOWN_SORT, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_MARKS = (",", "\t", ";")
_LOOKED_AT = 20
_LONGEST_CELL = 10_000_000


def read_plain(content: bytes, harvest: Harvest) -> None:
    """One page; a table's cells are parted by tabs."""
    found = decoded(content)
    if found is None:
        raise UnreadableFileError(UNKNOWN_SORT)
    if found.lost:
        harvest.leave("个别字符", "I218", {"count": str(found.lost)})
    text = found.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    harvest.page(_as_table(text))


def _as_table(text: str) -> str:
    """The text with tabs between cells where every line has as many of a mark; else as it is."""
    lines = [line for line in text[:50_000].split("\n")[:_LOOKED_AT] if line.strip()]
    mark = next((each for each in _MARKS if _parts_all(lines, each)), "")
    if not mark or (mark == "\t" and '"' not in text):
        return text
    try:
        return "\n".join(_rows(text, mark))
    except csv.Error:
        return text


def _parts_all(lines: list[str], mark: str) -> bool:
    """Whether the lines look like rows: all with the same count of the mark, quoted ones aside."""
    if len(lines) < 2:
        return False
    try:
        widths = {len(row) for row in csv.reader(lines, delimiter=mark)}
    except csv.Error:
        return False
    return len(widths) == 1 and widths.pop() > 1


def _rows(text: str, mark: str) -> Iterator[str]:
    csv.field_size_limit(_LONGEST_CELL)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        yield "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row)
