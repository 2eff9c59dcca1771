"""A chart as a value: labels, series of numbers, its size on paper; a template prints it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LABELS, MOST_SERIES = 60, 12


class Sort(StrEnum):
    """How numbers are drawn."""

    BARS = "横条"
    COLUMNS = "柱"
    LINES = "折线"
    PIE = "饼"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers under a name; as many as the chart has labels."""

    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ``width`` × ``height`` millimetres; printed by ``{{ name }}`` in a paragraph.

    A pie has one series. ``unit`` is written at the axis of values.
    """

    sort: Sort
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    width: float = 150
    height: float = 70
    title: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no chart: numbers without labels, or far too many of them."""
        odd = any(len(each.values) != len(self.labels) for each in self.series)
        if odd or not 0 < len(self.labels) <= MOST_LABELS or len(self.series) > MOST_SERIES:
            raise ValueError(self.title)

    def __html__(self) -> str:
        """Word's XML for the chart, which joins the document being rendered."""
        from doc_templates.charts.joining import joined

        return joined(self)

    def __str__(self) -> str:
        """All its texts: each of them must have a font."""
        return "\n".join((self.title, self.unit, *self.labels, *(s.name for s in self.series)))

    @property
    def number(self) -> int:
        """What tells this chart from the others of a document; the same for the same chart."""
        return int.from_bytes(hashlib.sha256(self.packed().encode()).digest()[:3])

    def packed(self) -> str:
        """The chart as a text that ``unpacked`` reads."""
        series = [[each.name, [str(value) for value in each.values]] for each in self.series]
        parts = (self.sort, self.labels, series, self.width, self.height, self.title, self.unit)
        return json.dumps(parts, ensure_ascii=False)


def chart_of(
    sort: Sort,
    labels: Sequence[str],
    values: Sequence[Decimal | int],
    *,
    name: str = "",
    title: str = "",
    unit: str = "",
    size: tuple[float, float] = (150, 70),
) -> Chart:
    """A chart of one series; ``size`` is width and height in millimetres."""
    series = (Series(name, tuple(Decimal(value) for value in values)),)
    return Chart(sort, tuple(labels), series, *size, title=title, unit=unit)


def unpacked(text: str) -> Chart:
    """The chart that was packed."""
    parts: Any = json.loads(text)
    sort, labels, series, *rest = parts
    rows = tuple(Series(name, tuple(map(Decimal, values))) for name, values in series)
    return Chart(Sort(sort), tuple(labels), rows, *rest)
