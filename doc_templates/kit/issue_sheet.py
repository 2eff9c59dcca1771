"""发文稿纸: who drafted, who checked, who signed; the day of signing is the document's day."""

from __future__ import annotations

from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.wordml import Cell, columns, label, left, para, row, table

_SIGN = "签名：　　　　　　　　　年　　月　　日"


def _opinion(name: str, day: str = "") -> Cell:
    """A place for an opinion, signed and dated by hand, or dated as the document is."""
    foot = f"签名：　　　　　　　　　{day}" if day else _SIGN
    return Cell(para(name, style="CellLabel", extra='<w:jc w:val="left"/>')
                + para("", style="Cell") * 3
                + para(foot, style="Cell", extra='<w:jc w:val="right"/>'), 2)  # fmt: skip


def issue_sheet() -> Page:
    """发文稿纸: the document's particulars, the opinions, the number taken at signing."""
    widths = columns(16, 34, 16, 34, total=TYPE_WIDTH)
    body = (
        para("{{ 局.机关全称 }}", style="CoverFoot", extra='<w:spacing w:before="0"/>')
        + para("发文稿纸", style="FormTitle")
        + table(
            widths,
            row(label("发文字号"), left("{{ 表.发文.文号 }}"), label("成文日期"),
                left("{{ 表.发文.成文日期|日期 }}"), height=640),
            row(label("密级"), left("{{ 表.发文.密级 }}"), label("紧急程度"),
                left("{{ 表.发文.紧急程度 }}"), height=560),
            row(label("标题"), left("{{ 表.发文.标题 }}", 3), height=900),
            row(_opinion("签发", "{{ 表.发文.成文日期|日期 }}"), _opinion("核稿"), height=1900),
            row(_opinion("会签"), _opinion("拟稿部门负责人"), height=1900),
            row(label("拟稿人"), left("{{ 表.发文.拟稿人 }}"), label("案卷或批次"),
                left("{{ 文.编号 }}"), height=640),
            row(label("主送"), left("{{ 表.发文.主送 }}", 3), height=640),
            row(label("抄送"), left("{{ 表.发文.抄送 }}", 3), height=640),
            row(label("附件"), left("{{ 表.发文.附件 }}", 3), height=560),
            row(label("公开属性"), left("{{ 表.发文.公开属性 }}"), label("印制份数"), left(""),
                height=560),
            row(label("校对"), left(""), label("印发机关"), left("{{ 文.印发机关 }}"), height=560),
        )
        + para("", style="FormNote")
        + para("说明：签发日期即成文日期，发文字号在签发时取得并登记。本稿纸与正本、定稿合为一件归档。",
               style="FormNote")
    )  # fmt: skip
    return Page("发文稿纸", body, numbering=Numbering.NONE)
