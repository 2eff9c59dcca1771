"""Putting a chart into the document being rendered: its part, and the frame that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm

from doc_templates.charts.drawing import chart_part
from doc_templates.engine.values import DOCUMENT

if TYPE_CHECKING:
    from doc_templates.charts.chart import Chart


def joined(chart: Chart) -> str:
    """Word's XML for the frame of the chart, whose part joins the document's package."""
    part: Any = DOCUMENT.get().docx.part
    name = PackURI(f"/word/charts/chart{chart.number}.xml")
    known = (each for each in part.package.parts if each.partname == name)
    content = chart_part(chart)
    own = next(known, None) or Part(name, CONTENT_TYPE.DML_CHART, content, part.package)
    return _frame(chart, part.relate_to(own, RELATIONSHIP_TYPE.CHART))


def _frame(chart: Chart, relation: str) -> str:
    """An inline drawing that stands in a run of its own."""
    wide, high = int(Mm(chart.width)), int(Mm(chart.height))
    told = quoteattr(chart.title or "图")
    uri = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    return (
        "</w:t></w:r><w:r><w:drawing>"
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{chart.number}" name={told} '
        f"descr={told}/><wp:cNvGraphicFramePr/>"
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="{uri}"><c:chart xmlns:c="{uri}" xmlns:r="http://schemas.'
        f'openxmlformats.org/officeDocument/2006/relationships" r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        '<w:r><w:t xml:space="preserve">'
    )
