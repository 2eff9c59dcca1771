"""The heads of a department's sheet: where they stand, which field each column holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from doc_templates.form_reading.labels import Label, label_of, plain_label, unit_stated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from index.sheet_reading import Sheet, SheetCell

    Naming = Callable[[str], Label | None]

_HIGHEST_HEAD = 30
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, the words of its head; ``exact`` when the head is the key itself."""

    label: Label
    words: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a sheet: the last row they take, columns by number, heads nobody knows."""

    last_row: int
    columns: Mapping[int, Column]
    strangers: Mapping[int, str] = field(default_factory=dict)
    title: str = ""


def _named(text: str) -> Label | None:
    """The field of a case that a head names."""
    return label_of(text, heading=True)


def find_heads(sheet: Sheet, naming: Naming = _named) -> Heads | None:
    """The row (or two rows) that name most fields; None when no row names two."""
    best: Heads | None = None
    for row in sorted(sheet.rows)[:_HIGHEST_HEAD]:
        for depth in (1, 2):
            found = _read(sheet, row, depth, naming)
            if found is not None and (best is None or _knows(found) > _knows(best)):
                best = found
    return best


def _knows(heads: Heads) -> int:
    return len({column.label.key for column in heads.columns.values()} - {""})


def row_cells(sheet: Sheet, heads: Heads, number: int) -> dict[int, SheetCell]:
    """The cells of a row; a cell merged over several rows counts for each."""
    cells = dict(sheet.rows[number])
    for top, left, bottom, right in sheet.merged:
        if heads.last_row < top < number <= bottom and left == right:
            above = sheet.rows.get(top, {}).get(left)
            if above is not None:
                cells[left] = above
    return cells


def _read(sheet: Sheet, row: int, depth: int, naming: Naming) -> Heads | None:
    """The heads if they stood in this row and the next ``depth - 1``."""
    upper = _spread(sheet, row)
    lower = {n: c.text for n, c in sheet.rows.get(row + 1, {}).items()} if depth == 2 else {}
    if depth == 2 and not _go_together(upper, lower, naming):
        return None
    columns: dict[int, Column] = {}
    strangers: dict[int, str] = {}
    for number in sorted({*upper, *lower}):
        column = _column(upper.get(number, ""), lower.get(number, ""), naming)
        if column is not None:
            columns[number] = column
        else:
            strangers[number] = lower.get(number, "") or upper.get(number, "")
    if len(columns) < _FEWEST:
        return None
    title = _title(sheet, row)
    return Heads(row + depth - 1, _with_unit(columns, unit_stated(title)), strangers, title)


def _with_unit(columns: dict[int, Column], unit: str) -> dict[int, Column]:
    """The columns, those without a unit of their own in the one that the title states."""
    return {
        number: replace(each, label=replace(each.label, unit=each.label.unit or unit))
        for number, each in columns.items()
    }


def _go_together(upper: Mapping[int, str], lower: Mapping[int, str], naming: Naming) -> bool:
    """Whether two rows are heads: the upper names a field, the lower nothing but fields."""
    named = any(_column(text, "", naming) is not None for text in upper.values())
    below = (_column(upper.get(n, ""), text, naming) for n, text in lower.items())
    return named and bool(lower) and all(below)


def _column(top: str, low: str, naming: Naming) -> Column | None:
    """The field of a head, read together with the head that stands over several columns."""
    words = "".join((low or top).split())
    dotted = _dotted(words)
    if dotted is not None:
        return Column(Label(dotted), words, exact=True)
    for text in (f"{top}{low}" if top and low else "", low, top):
        label = naming(text) if text else None
        if label is not None:
            return Column(label, words)
    return None


def _dotted(words: str) -> str | None:
    """A head that is itself a key of the case file: ``单位.名称``."""
    parts = [part.strip() for part in words.split(".")]
    return (
        ".".join(parts) if len(parts) > 1 and all(part.isidentifier() for part in parts) else None
    )


def _spread(sheet: Sheet, row: int) -> dict[int, str]:
    """The texts of a row, a merged one over every column it covers."""
    found = {number: cell.text for number, cell in sheet.rows[row].items()}
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and right - left < 200:
            text = sheet.rows.get(top, {}).get(left)
            if text is not None and (right > left or top < row):
                found |= dict.fromkeys(range(left, right + 1), text.text)
    return found


def _title(sheet: Sheet, head: int) -> str:
    """What stands above the heads, and the sheet's own name."""
    above = [c.text for row in sheet.rows if row < head for c in sheet.rows[row].values()]
    return "\n".join([*above, sheet.name])


def is_total(text: str) -> bool:
    """合计, 总计 or 小计, however it is spaced."""
    return plain_label(text).startswith(("合计", "总计", "小计", "共计"))
