"""统计报告: two pages of figures, charts and tables, as Word or PDF; nobody is named."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from acts.keeping.exporting import refuse_unfit_place
from acts.overviews.overview_papers import write_overview
from acts.overviews.statistics import Row, view_of
from acts.overviews.statistics_counting import COUNTS, NOT_ASSESSED, SUMS
from acts.overviews.statistics_export import conditions_of
from cases.values.money import Money
from cases.words import message
from cases.words.widths import width
from doc_templates.charts.chart import Chart, Series, Sort, chart_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.overviews.statistics import Asked, View
    from acts.overviews.statistics_counting import Counted

KIND = "statistics-report"
MOST_YEARS, MOST_DEPARTMENTS, MOST_SLICES = 10, 11, 6
_SUMS = ("granted", "paid", "match_arrived", "spent", "clawed_back", "balance")
SUM_HEADS = (*COUNTS.values(), *(SUMS[name] for name in _SUMS))
_OTHERS, _EARLIER, _NOTHING = "其他", "更早", "无"
_WIDE, _HALF = 152.0, 74.0
_LONGEST_LABEL = 30  # columns; 汉字 take two
_TEN_THOUSAND, _HUNDREDTH = Decimal(10000), Decimal("0.01")


def write_statistics_report(
    bureau: Bureau, asked: Asked, cases: Sequence[Counted], file: Path
) -> dict[str, object]:
    """The report as ``.docx`` or ``.pdf``; raises NotAReportFileError for another suffix."""
    refuse_unfit_place(file)
    return write_overview(bureau, KIND, {"统计": report_words(bureau, asked, cases)}, file)


def report_words(bureau: Bureau, asked: Asked, cases: Sequence[Counted]) -> dict[str, Any]:
    """统计: everything that the template prints."""
    years = _kept_years(view_of(cases, ("year",)))
    total = view_of(cases, ("year",)).total
    return {
        "范围": conditions_of(asked),
        "概述": _told(cases, total),
        "数字": _figures(total),
        **_charts(cases, years),
        "分年": [_line(row.keys[0], row) for row in (*years, total)],
    }


def _told(cases: Sequence[Counted], total: Row) -> str:
    """The paragraph that opens the report."""
    assessed = sum(case.keys["grade"] != NOT_ASSESSED for case in cases)
    units = len({case.keys["department"] for case in cases})
    facts = {
        "cases": str(total.cases),
        "awarded": str(total.awarded),
        "departments": str(units),
        "granted": total.sums["granted"].grouped,
        "paid": total.sums["paid"].grouped,
        "assessed": str(assessed),
        "clawed": total.sums["clawed_back"].grouped,
    }
    return message("B110", facts)


def _figures(total: Row) -> list[dict[str, str]]:
    """Eight figures; amounts in 万元, rounded: the table has them exact."""
    counts = [("案卷数（个）", str(total.cases)), ("获资助数（个）", str(total.awarded))]
    sums = [(f"{SUMS[name]}（万元）", _wan(total.sums[name])) for name in _SUMS]
    return [{"名称": name, "值": value} for name, value in (*counts, *sums)]


def _wan(amount: Money) -> str:
    return f"{(amount.amount / _TEN_THOUSAND).quantize(_HUNDREDTH, ROUND_HALF_UP):,f}"


def _line(name: str, row: Row) -> dict[str, str]:
    """A row of the table by its heads."""
    counts = {"案卷数": str(row.cases), "获资助数": str(row.awarded)}
    return {"名称": name, **counts, **{SUMS[each]: row.sums[each].grouped for each in _SUMS}}


def _kept_years(view: View) -> tuple[Row, ...]:
    """The last years, what lies before them as one row."""
    if len(view.rows) <= MOST_YEARS:
        return view.rows
    early, late = view.rows[: 1 - MOST_YEARS], view.rows[1 - MOST_YEARS :]
    return (merged(_EARLIER, early), *late)


def merged(name: str, rows: Sequence[Row]) -> Row:
    """Several rows as one, its sums exact."""
    sums = {each: Money.total(row.sums[each] for row in rows) for each in SUMS}
    cases, awarded = sum(row.cases for row in rows), sum(row.awarded for row in rows)
    return Row((name,), cases, awarded, sums)


def most_first(view: View, most: int) -> list[Row]:
    """The rows with most awards, the tail as 其他."""
    ranked = sorted(view.rows, key=lambda row: (-row.awarded, -row.cases, row.keys))
    ranked = [row for row in ranked if row.awarded] or ranked
    if len(ranked) <= most:
        return ranked
    return [*ranked[: most - 1], merged(_OTHERS, ranked[most - 1 :])]


def _charts(cases: Sequence[Counted], years: Sequence[Row]) -> dict[str, Chart]:
    """The five charts, by their names in the template."""
    awarded = [case for case in cases if case.awarded]
    departments = most_first(view_of(cases, ("department",)), MOST_DEPARTMENTS)
    programmes = most_first(view_of(cases, ("programme",)), MOST_SLICES)
    assessed = [case for case in awarded if case.keys["grade"] != NOT_ASSESSED]
    grades = most_first(view_of(assessed, ("grade",)), MOST_SLICES)
    return {
        "图年度": _counted(Sort.COLUMNS, years, "各年度获资助数（个）", (_WIDE, 60)),
        "图资金": _money(years),
        "图部门": _counted(Sort.BARS, departments, "", (_WIDE, 58)),
        "图类别": _counted(Sort.PIE, programmes, "项目类别（获资助数）", (_HALF, 46)),
        "图等级": _counted(Sort.PIE, grades, "届满考核等级", (_HALF, 46)),
    }


def _counted(sort: Sort, rows: Sequence[Row], title: str, size: tuple[float, float]) -> Chart:
    """How many awards each row has."""
    if not rows:
        return chart_of(sort, (_NOTHING,), [0], title=title, size=size)
    labels = _labels([row.keys[0] for row in rows])
    return chart_of(sort, labels, [row.awarded for row in rows], title=title, size=size)


def _money(years: Sequence[Row]) -> Chart:
    """Granted and paid by year, in 万元."""
    rows: list[tuple[str, Callable[[Row], Money]]] = [
        ("拟资助金额", lambda row: row.sums["granted"]),
        ("已拨付", lambda row: row.sums["paid"]),
    ]
    labels = tuple(row.keys[0] for row in years) or (_NOTHING,)
    series = tuple(
        Series(name, tuple(_rounded(of(row)) for row in years) or (Decimal(0),))
        for name, of in rows
    )
    title = "各年度拟资助和已拨付金额（万元）"
    return Chart(Sort.COLUMNS, labels, series, _WIDE, 72, title)


def _rounded(amount: Money) -> Decimal:
    """万元 for a chart: whole from a hundred on, else with one place."""
    value = amount.amount / _TEN_THOUSAND
    return value.quantize(Decimal(1) if abs(value) >= 100 else Decimal("0.1")).normalize() + 0


def _labels(texts: Sequence[str]) -> tuple[str, ...]:
    """Names cut to what a chart can show, each its own."""
    found: list[str] = []
    for text in texts:
        short = text
        while width(short) > _LONGEST_LABEL:
            short = short[:-1]
        short = short if short == text else f"{short[:-1]}…"
        found.append(short if short not in found else f"{short}{len(found) + 1}")
    return tuple(found)
