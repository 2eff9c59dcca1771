"""统计: cases and sums by any of their dimensions, and by several at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from acts.listing import step_label
from acts.overviews.statistics_counting import COUNTS, DIMENSIONS, SUMS, Counted, counted
from acts.overviews.years import year_of
from cases.casefile import all_cases
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import STEPS
from cases.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from acts.bureau import Bureau

STATISTICS_HEADS = (*COUNTS.values(), *SUMS.values())
_MOST_DIMENSIONS = 3
_STEPS = {step.label: place for place, step in enumerate(STEPS)}
_FILTERS = ("year", "programme", "department", "batch")


class UnknownDimensionError(JiangdangError):
    """Nobody counts by that."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B100"


class TooManyDimensionsError(JiangdangError):
    """A table of so many dimensions, or of one twice, nobody reads."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B101"


class NothingOfThatError(JiangdangError):
    """A condition names a programme, department or batch that no case has."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "B102"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: by which dimensions, of which cases; empty is all of them."""

    by: tuple[str, ...] = ()
    year: str = ""
    programme: str = ""
    department: str = ""
    batch: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The conditions that are set, by dimension."""
        return {name: value for name in _FILTERS if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class View:
    """One table: its dimensions, its rows in reading order, and their total."""

    by: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row

    @property
    def title(self) -> str:
        """What the table is called: 按年度、项目类别."""
        return f"按{'、'.join(DIMENSIONS[name] for name in self.by)}"


@dataclass(frozen=True, slots=True)
class Row:
    """Cases that share their keys, counted and summed exactly."""

    keys: tuple[str, ...]
    cases: int
    awarded: int
    sums: Mapping[str, Money] = field(repr=False)
    steps: Mapping[str, int] = field(repr=False, default_factory=dict)

    def cells(self) -> tuple[object, ...]:
        """Keys, counts and sums in the order of the heads."""
        return (*self.keys, self.cases, self.awarded, *(self.sums[name] for name in SUMS))

    def as_json(self) -> dict[str, object]:
        """Counts and sums by their ids."""
        sums = {name: str(self.sums[name]) for name in SUMS}
        return {"cases": self.cases, "awarded": self.awarded, **sums}


def dimensions_of(text: str) -> tuple[str, ...]:
    """The dimensions that a list such as ``年度,项目类别`` names, by id."""
    known = {word: name for name, label in DIMENSIONS.items() for word in (name, label)}
    words = [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",")]
    named = [word for word in words if word]
    for word in named:
        if word not in known:
            raise UnknownDimensionError(word=word[:30], known="、".join(DIMENSIONS.values()))
    found = tuple(known[word] for word in named)
    if len(found) > _MOST_DIMENSIONS or len(set(found)) < len(found):
        raise TooManyDimensionsError(most=_MOST_DIMENSIONS)
    return found


def count_cases(bureau: Bureau, asked: Asked) -> list[Counted]:
    """The cases that the conditions leave, each counted."""
    year_of(asked.year)
    rows = [counted(case) for case in all_cases(bureau.workspace).values()]
    kept = asked.filters
    for name, value in kept.items():
        known = sorted({row.keys[name] for row in rows})
        if known and name != "year" and value not in known:
            told = "、".join(known)[:300]
            raise NothingOfThatError(label=DIMENSIONS[name], value=value[:40], known=told)
    return [row for row in rows if all(row.keys[name] == value for name, value in kept.items())]


def view_of(cases: Sequence[Counted], by: tuple[str, ...]) -> View:
    """The cases by some dimensions; the total is counted anew from the cases."""
    groups: dict[tuple[str, ...], list[Counted]] = {}
    for case in cases:
        groups.setdefault(tuple(case.keys[name] for name in by), []).append(case)
    keys = sorted(groups, key=lambda each: tuple(map(_place, by, each)))
    rows = tuple(_row(key, groups[key]) for key in keys)
    return View(by, rows, _row(("合计", *("" for _ in by[1:])), cases))


def _place(name: str, key: str) -> tuple[int, str]:
    """Steps in the order of their course, everything else by name, what is not filled in last."""
    first = _STEPS.get(key, -1) if name == "step" else int(key.startswith("（"))
    return first, key


def _row(keys: tuple[str, ...], cases: Sequence[Counted]) -> Row:
    sums = {name: Money.total(case.sums[name] for case in cases) for name in SUMS}
    steps = Counter(case.step for case in cases)
    awarded = sum(case.awarded for case in cases)
    return Row(keys, len(cases), awarded, sums, {name: steps[name] for name in sorted(steps)})


def statistics(bureau: Bureau, asked: Asked | None = None) -> dict[str, Any]:
    """The cases by programme, and by what was asked, with totals, as JSON."""
    asked = asked or Asked()
    cases = count_cases(bureau, asked)
    programmes = [
        {"programme": row.keys[0], **row.as_json(), "steps": dict(row.steps)}
        for row in view_of(cases, ("programme",)).rows
    ]
    view = view_of(cases, asked.by or ("programme",))
    return {
        "year": asked.year,
        "cases": len(cases),
        "programmes": programmes,
        "filters": asked.filters,
        "by": list(view.by),
        "rows": [_told(view, row) for row in view.rows],
        "totals": view.total.as_json(),
    }


def _told(view: View, row: Row) -> dict[str, object]:
    return {**dict(zip(view.by, row.keys, strict=True)), **row.as_json()}


def heads_of(view: View) -> tuple[str, ...]:
    """What the columns of a table are called."""
    return (*(DIMENSIONS[name] for name in view.by), *STATISTICS_HEADS)


def lines_of(view: View) -> Iterable[tuple[object, ...]]:
    """The rows and the total, as people read them."""
    return [row.cells() for row in (*view.rows, view.total)]


def step_rows(cases: Sequence[Counted]) -> list[tuple[object, ...]]:
    """How many cases of each programme stand at each step."""
    return [
        (row.keys[0], step_label(step) or "未申报", count)
        for row in view_of(cases, ("programme",)).rows
        for step, count in row.steps.items()
    ]
