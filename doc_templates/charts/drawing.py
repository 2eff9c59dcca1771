"""The chart part of a Word file (ISO/IEC 29500-1, 21.2): bars, columns, lines or a pie."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from doc_templates.charts.chart import Sort

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doc_templates.charts.chart import Chart, Series

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_FONT = "宋体"
_SIZE = 900  # hundredths of a point
_FEW = 10  # up to so many are counted one by one
# Told apart in print without colours too: from dark to light.
_INKS = ("1F4E79", "9DC3E6", "C55A11", "F4B183", "548235", "A9D18E", "7F6000", "FFD966",
         "7030A0", "C9A6E4", "404040", "BFBFBF")  # fmt: skip
_STRAIGHT = '<c:smooth val="0"/>'


def chart_part(chart: Chart) -> bytes:
    """The XML of the part; the same chart gives the same bytes."""
    axes = "" if chart.sort is Sort.PIE else _axes(chart)
    legend = len(chart.series) > 1 or chart.sort is Sort.PIE
    body = (
        f'{_title(chart.title)}<c:autoTitleDeleted val="{int(not chart.title)}"/>'
        f"<c:plotArea><c:layout/>{_plot(chart)}{axes}</c:plotArea>{_legend() if legend else ''}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}">'
        f'<c:roundedCorners val="0"/><c:chart>{body}</c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_letters(_SIZE)}</c:chartSpace>"
    ).encode()


def _letters(size: int, *, bold: bool = False) -> str:
    face = _face("defRPr", size, bold=bold)
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{face}</a:pPr><a:endParaRPr/></a:p></c:txPr>"
    )


def _face(tag: str, size: int, *, bold: bool = False) -> str:
    """The typeface of 汉字 and of Latin letters alike."""
    return (
        f'<a:{tag} sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="000000"/>'
        f'</a:solidFill><a:latin typeface="{_FONT}"/><a:ea typeface="{_FONT}"/></a:{tag}>'
    )


def _words(text: str, size: int, *, bold: bool = False) -> str:
    """A text of the chart's own: its title, or the unit of an axis."""
    run = f"<a:r>{_face('rPr', size, bold=bold)}<a:t>{escape(text)}</a:t></a:r>"
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/>"
        f'<a:p>{run}</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _title(text: str) -> str:
    return _words(text, _SIZE + 150, bold=True) if text else ""


def _legend() -> str:
    return f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_letters(_SIZE)}</c:legend>'


def _plot(chart: Chart) -> str:
    """The drawn series."""
    rows = "".join(_series(chart, number, each) for number, each in enumerate(chart.series))
    if chart.sort is Sort.PIE:
        return f'<c:pieChart><c:varyColors val="1"/>{rows}</c:pieChart>'
    ends = '<c:axId val="1"/><c:axId val="2"/>'
    if chart.sort is Sort.LINES:
        return (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{rows}<c:marker val="1"/>{ends}</c:lineChart>'
        )
    way = "bar" if chart.sort is Sort.BARS else "col"
    return (
        f'<c:barChart><c:barDir val="{way}"/><c:grouping val="clustered"/>'
        f'<c:varyColors val="0"/>{rows}<c:gapWidth val="60"/>{ends}</c:barChart>'
    )


def _series(chart: Chart, number: int, series: Series) -> str:
    """One series with its ink, its numbers written beside it."""
    name = f"<c:tx>{_texts('str', (series.name,))}</c:tx>" if series.name else ""
    body = {Sort.PIE: _slices, Sort.LINES: _line}.get(chart.sort, _bar)(chart, number)
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{name}{body}{_labels(chart.sort)}'
        f"<c:cat>{_texts('str', chart.labels)}</c:cat>"
        f"<c:val>{_texts('num', (format(value, 'f') for value in series.values))}</c:val>"
        f"{_STRAIGHT if chart.sort is Sort.LINES else ''}</c:ser>"
    )


def _bar(_chart: Chart, number: int) -> str:
    return f'<c:spPr>{_ink(number)}</c:spPr><c:invertIfNegative val="0"/>'


def _line(_chart: Chart, number: int) -> str:
    return (
        f'<c:spPr><a:ln w="22225">{_ink(number)}</a:ln></c:spPr><c:marker><c:symbol val="circle"/>'
        f'<c:size val="5"/><c:spPr>{_ink(number)}</c:spPr></c:marker>'
    )


def _slices(chart: Chart, _number: int) -> str:
    return "".join(
        f'<c:dPt><c:idx val="{at}"/><c:bubble3D val="0"/><c:spPr>{_ink(at)}'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln>'
        "</c:spPr></c:dPt>"
        for at in range(len(chart.labels))
    )


def _ink(number: int) -> str:
    return f'<a:solidFill><a:srgbClr val="{_INKS[number % len(_INKS)]}"/></a:solidFill>'


def _stroke(ink: str) -> str:
    """A thin line of three quarters of a point."""
    fill = f'<a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'
    return f'<c:spPr><a:ln w="9525">{fill}</a:ln></c:spPr>'


def _labels(sort: Sort) -> str:
    """The value of each point; a pie tells shares too."""
    place = {Sort.PIE: "outEnd", Sort.LINES: "t"}.get(sort, "outEnd")
    share = int(sort is Sort.PIE)
    return (
        f'<c:dLbls>{_letters(_SIZE - 100)}<c:dLblPos val="{place}"/><c:showLegendKey val="0"/>'
        '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        f'<c:showPercent val="{share}"/><c:showBubbleSize val="0"/>'
        "<c:separator>，</c:separator></c:dLbls>"
    )


def _texts(sort: str, values: Iterable[str]) -> str:
    """Texts or numbers, kept in the part itself."""
    points = [f'<c:pt idx="{at}"><c:v>{escape(v)}</c:v></c:pt>' for at, v in enumerate(values)]
    form = "<c:formatCode>General</c:formatCode>" if sort == "num" else ""
    held = f'{form}<c:ptCount val="{len(points)}"/>{"".join(points)}'
    return f"<c:{sort}Ref><c:f></c:f><c:{sort}Cache>{held}</c:{sort}Cache></c:{sort}Ref>"


def _axes(chart: Chart) -> str:
    """Labels on one axis, the first on top of bars; values from nought on the other."""
    lying = chart.sort is Sort.BARS
    first, second = ("l", "b") if lying else ("b", "l")
    unit = _words(chart.unit, _SIZE - 100) if chart.unit else ""
    line = _stroke("595959")
    # Beside lying bars stand their values: a line of the grid would run through them.
    grid = "" if lying else f"<c:majorGridlines>{_stroke('D9D9D9')}</c:majorGridlines>"
    ticks = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
    lowest = "" if any(v < 0 for s in chart.series for v in s.values) else '<c:min val="0"/>'
    whole = all(v == int(v) and v <= _FEW for each in chart.series for v in each.values)
    steps = '<c:majorUnit val="1"/>' if whole else ""  # nobody counts half a case
    return (
        '<c:catAx><c:axId val="1"/><c:scaling>'
        f'<c:orientation val="{"maxMin" if lying else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{first}"/>{ticks}{line}{_letters(_SIZE)}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{lowest}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{second}"/>{grid}{unit}'
        f'<c:numFmt formatCode="General" sourceLinked="0"/>{ticks}{line}{_letters(_SIZE)}'
        f'<c:crossAx val="1"/><c:crosses val="{"max" if lying else "autoZero"}"/>{steps}</c:valAx>'
    )
