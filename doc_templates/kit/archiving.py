"""案卷封面, 卷内文件目录, 卷内备考表: the three leaves of a case file (GB/T 9705-2008)."""

from __future__ import annotations

from doc_templates.kit.forms import boxed, cell_text
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.wordml import Cell, Row, label, left, para, row, row_mark, rows_of


def _entry(name: str) -> Cell:
    return Cell(para(name, style="CoverEntry", extra='<w:jc w:val="distribute"/>'))


def _value(mark: str, span: int = 3) -> Cell:
    return Cell(para(mark, style="CoverEntry", extra='<w:jc w:val="center"/>'), span)


def file_cover() -> Page:
    """案卷封面: fonds, class, title, span of dates, retention, items and pages, code."""
    title = para("{{ 项.封面.案卷题名 }}", style="CoverCase")
    body = (
        para("{{ 项.封面.全宗名称 }}", style="FormTitle",
             extra='<w:spacing w:before="600" w:after="700"/>')
        + boxed(
            row(_entry("类目名称"), _value("{{ 项.封面.类目名称 }}"), height=900),
            row(Cell(title, 4), height=4400),
            row(_entry("起止日期"), _value("自{{ 项.封面.起|日期 }}至{{ 项.封面.止|日期 }}"),
                height=900),
            row(_entry("保管期限"), _value("{{ 项.封面.保管期限 }}", 1), _entry("立卷年度"),
                _value("{{ 项.封面.年度 }}", 1), height=900),
            row(_entry("件数"), _value("{{ 项.封面.件数 }}件", 1), _entry("页数"),
                _value("{{ 项.封面.页数 }}页", 1), height=900),
            row(_entry("全宗号"), _value("{{ 项.封面.全宗号 }}", 1), _entry("归档号"),
                _value("{{ 项.封面.归档号 or '' }}", 1), height=900),
            row(_entry("档号"), _value("{{ 项.封面.档号 }}"), height=900),
            shares=(20, 30, 20, 30),
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("案卷封面", body, numbering=Numbering.NONE)


_ITEM_HEAD = ("顺序号", "文号", "责任者", "题名", "日期", "页号", "备注")


def item_list() -> Page:
    """卷内文件目录: serial, number, author, title, day, page, remark, in this order."""
    cells = (
        "{{ 件.序号 }}",
        left("{{ 件.文号 or '' }}"),
        left("{{ 件.责任者 }}"),
        left("{{ 件.题名 }}"),
        "{{ 件.日期 }}",
        "{{ 件.页号 }}",
        left("{{ 件.备注 or '' }}"),
    )
    body = (
        para("卷内文件目录", style="FormTitle")
        + para("档号：{{ 项.封面.档号 }}", style="FormNote")
        + boxed(
            Row(tuple(Cell(name, style="LabelSmall") for name in _ITEM_HEAD), 520, header=True),
            *rows_of("件 in 项.件目", 7, row(*_small(cells), height=520)),
            shares=(8.3, 14, 17, 30.2, 10.5, 7.5, 12.5),
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("卷内文件目录", body, numbering=Numbering.NONE)


def _small(cells: tuple[Cell | str, ...]) -> tuple[Cell, ...]:
    made = (each if isinstance(each, Cell) else Cell(each) for each in cells)
    return tuple(Cell(each.content, align=each.align, style="CellSmall") for each in made)


_STATE = (
    "本卷共有文件{{ 项.封面.件数 }}件、{{ 项.封面.页数 }}页，其中电子文件{{ 项.备考.电子文件数 }}个，共"
    "{{ 项.备考.字节数 }}字节。"
)
_FEW = 10  # sentences that fit into the form's one tall cell


def _state_of_file() -> tuple[Row, ...]:
    """本卷情况说明: one tall cell, or a row for each sentence where they are many."""
    few = Cell(
        cell_text(_STATE) + para("{%p for 句 in 项.备考.说明 %}", style="CellBody")
        + cell_text("{{ 句 }}") + para("{%p endfor %}", style="CellBody"), 3, place="top"
    )  # fmt: skip
    return (
        row_mark(f"if 项.备考.说明|length <= {_FEW}", 4),
        row(label("本卷情况说明"), few, height=7400),
        row_mark("else", 4),
        row(label("本卷情况说明", merge="restart"), Cell(cell_text(_STATE), 3)),
        *rows_of("句 in 项.备考.说明", 4,
                 row(label("", merge="continue"), Cell(cell_text("{{ 句 }}"), 3))),
        row_mark("endif", 4),
    )  # fmt: skip


def file_note() -> Page:
    """卷内备考表: state of the file, who compiled it, who checked it, when."""
    body = (
        para("卷内备考表", style="FormTitle")
        + para("档号：{{ 项.封面.档号 }}　　　　互见号：{{ 项.备考.互见号 or '无' }}",
               style="FormNote")
        + boxed(
            *_state_of_file(),
            row(label("立卷人"), "{{ 项.备考.立卷人 }}", label("立卷时间"),
                "{{ 项.备考.立卷时间|日期 }}", height=900),
            row(label("检查人"), "{{ 项.备考.检查人 }}", label("检查时间"),
                "{{ 项.备考.检查时间|日期 }}", height=900),
            shares=(20, 30, 20, 30),
        )
        + para("填写说明：填明卷内文件缺损、修改、补充、移出、销毁等情况；立卷后发现的问题，由管理人员"
               "填写并签名、标注日期。", style="FormNote", extra='<w:spacing w:before="160"/>')
    )  # fmt: skip
    return Page("卷内备考表", body, numbering=Numbering.NONE)
