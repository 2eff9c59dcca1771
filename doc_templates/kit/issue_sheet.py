"""发文稿纸: who drafted, who checked, who signed; the day of signing is the document's day."""

from __future__ import annotations

from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.wordml import Cell, columns, label, left, para, row, table

_ISSUED = "表.发文"
_BY_HAND = "签名：　　　　　　　　　年　　月　　日"
_ON_THE_DAY = "签名：　　　　　　　　　{{ 表.发文.成文日期|日期 }}"
_STAMPED = (
    "{% for 用 in 表.发文.用印 %}{{ 用.印章 }}（{{ 用.用印人 }}，{{ 用.日期|日期 }}）"
    "{% if not loop.last %}；{% endif %}{% endfor %}"
)


def _signed(part: str, otherwise: str = _BY_HAND) -> str:
    """Who did a part and when, as the registers tell; else a line to sign by hand."""
    who, day = f"{_ISSUED}.{part}人", f"{_ISSUED}.{part}日期"
    told = f"签名：{{{{ {who} }}}}　　{{{{ {day}|日期 }}}}"
    return f"{{% if {who} %}}{told}{{% else %}}{otherwise}{{% endif %}}"


def _opinion(name: str, foot: str = _BY_HAND) -> Cell:
    """A place for an opinion, signed and dated."""
    return Cell(para(name, style="CellLabel", extra='<w:jc w:val="left"/>')
                + para("", style="Cell")
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
            row(label("标题"), left("{{ 表.发文.标题 }}", 3), height=800),
            row(_opinion("签发", _signed("签发", _ON_THE_DAY)), _opinion("核稿", _signed("核稿")),
                height=1280),
            row(_opinion("会签"), _opinion("拟稿部门负责人"), height=1280),
            row(label("拟稿人"), left("{{ 表.发文.拟稿人 }}{% if 表.发文.拟稿日期 %}　"
                "{{ 表.发文.拟稿日期|日期 }}{% endif %}"), label("案卷或批次"),
                left("{{ 文.编号 }}"), height=640),
            row(label("主送"), left("{{ 表.发文.主送 }}", 3), height=640),
            row(label("抄送"), left("{{ 表.发文.抄送 }}", 3), height=640),
            row(label("附件"), left("{{ 表.发文.附件 }}", 3), height=560),
            row(label("公开属性"), left("{{ 表.发文.公开属性 }}"), label("印制份数"), left(""),
                height=560),
            row(label("用印"), left(_STAMPED, 3), height=560),
            row(label("备注"), left("{{ 表.发文.说明 }}", 3), height=560),
            row(label("校对"), left(""), label("印发机关"), left("{{ 文.印发机关 }}"), height=560),
        )
        + para("", style="FormNote")
        + para("说明：签发日期应为成文日期，发文字号在签发后取得并登记。本稿纸与正本、定稿合为一件归档。",
               style="FormNote")
    )  # fmt: skip
    return Page("发文稿纸", body, numbering=Numbering.NONE)
