"""接收检验结果: what the receiving side found of a medium, package by package."""

from __future__ import annotations

from doc_templates.kit.forms import BLANK_DAY, boxed
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.wordml import Cell, Row, label, left, para, row, rows_of, together


def _small(text: str, align: str = "center", span: int = 1) -> Cell:
    return Cell(text, span, align=align, style="CellSmall")


def _listed(loop: str, shares: tuple[float, ...], wide: set[int], **columns: str) -> str:
    """A table with a row for each thing; ``columns`` are heads and what stands below them."""
    heads = Row(tuple(Cell(name, style="LabelSmall") for name in columns), 520, header=True)
    texts = tuple(
        _small(text, "left" if at in wide else "center") for at, text in enumerate(columns.values())
    )
    return boxed(heads, *rows_of(loop, len(columns), Row(texts, 420)), shares=shares)


def _packages() -> str:
    return _listed(
        "卷 in 表.接收.案卷", (7, 22, 20, 7, 7, 13, 9, 15), {1, 2, 7},
        序号="{{ loop.index }}", 档号="{{ 卷.档号 }}", 案卷题名="{{ 卷.题名 }}", 版数="{{ 卷.版本 }}",
        件数="{{ 卷.件数 }}", 字节数="{{ 卷.字节数 }}", 结果="{{ 卷.结果 }}", 退回原因="{{ 卷.原因 or '' }}",
    )  # fmt: skip


def _questions() -> str:
    return _listed(
        "项 in 表.接收.人工", (14, 44, 10, 32), {1, 3},
        编号="{{ 项.编号 }}", 检验内容="{{ 项.内容 }}", 结果="{{ 项.结果 }}", 说明="{{ 项.说明 or '' }}",
    )  # fmt: skip


def _hands() -> str:
    """Who tested, who looked it over, and the body."""
    hands = tuple(
        row(label(name), "", Cell(BLANK_DAY, place="bottom", align="right"), height=height)
        for name, height in (
            ("检验人（签名）", 700),
            ("审核人（签名）", 700),
            ("接收单位（印章）", 1500),
        )
    )
    return together(boxed(*hands, shares=(24, 38, 38)))


def acceptance_report() -> Page:
    """接收检验结果 (档发〔2012〕7号): the verdict, the reasons, what people must look at."""
    body = (
        para("电子档案接收检验结果", style="FormTitle")
        + boxed(
            row(label("移交号"), left("{{ 表.接收.移交号 }}"), label("载体编号"),
                left("{{ 表.接收.载体编号 }}")),
            row(label("移交单位"), left("{{ 表.接收.移交单位 }}"), label("接收单位"),
                left("{{ 表.接收.接收单位 or '' }}")),
            row(label("检验时间"), left("{{ 表.接收.时间 }}"), label("检验人"),
                left("{{ 表.接收.检验人 }}")),
            row(label("检验数量"), left("{{ 表.接收.卷数 }}卷，合格{{ 表.接收.合格 }}卷，"
                "不合格{{ 表.接收.不合格 }}卷"), label("检验结论"), left("{{ 表.接收.结论 }}")),
            row(label("载体根摘要"), left("{{ 表.接收.载体根摘要 }}", 3)),
            row(label("日志树根"), left("{{ 表.接收.树根 }}", 3)),
            row(label("日志公钥"), left("{{ 表.接收.公钥 }}", 3)),
            shares=(15, 35, 15, 35),
        )
        + para("各卷检验结果", style="FormHead")
        + _packages()
        + para("{%p if 表.接收.问题 %}")
        + para("退回原因", style="FormHead")
        + para("{%p for 句 in 表.接收.问题 %}")
        + para("{{ loop.index }}．{{ 句 }}", style="FormNote")
        + para("{%p endfor %}")
        + para("{%p endif %}")
        + para("须由人检验的项目", style="FormHead")
        + _questions()
        + para("“待检”的项目查看以后写明结果，再作结论。日志公钥随载体而来，应与登记表上印的一致。",
               style="FormNote", extra='<w:keepNext/><w:spacing w:before="100" w:after="100"/>')
        + _hands()
        + para("", style="Tail")
    )  # fmt: skip
    return Page("电子档案接收检验结果", body, numbering=Numbering.MIDDLE)
