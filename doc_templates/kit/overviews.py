"""Papers that look over many cases: statistics, lists for departments, handovers, old years."""

from __future__ import annotations

from doc_templates.kit.forms import BLANK_DAY, boxed, joint
from doc_templates.kit.page import TYPE_HEIGHT, TYPE_WIDTH, Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    slim,
    table,
    together,
    when,
)

_MIDDLE = '<w:jc w:val="center"/>'
_PICTURE = '<w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'


def _small(text: str, align: str = "center", span: int = 1) -> Cell:
    return Cell(text, span, align=align, style="CellSmall")


def _small_head(*names: str) -> Row:
    return Row(tuple(Cell(name, style="LabelSmall") for name in names), 400, header=True)


def _chart(name: str) -> str:
    """A chart in the middle of a line as high as it is."""
    return para(f"{{{{ {name} }}}}", style="Cell", extra=_PICTURE)


def _beside(first: str, second: str) -> str:
    """Two charts side by side."""
    cells = (Cell(_chart(first)), Cell(_chart(second)))
    return table(columns(1, 1, total=TYPE_WIDTH), row(*cells, height=300), borders=False)


def _figures() -> str:
    """要点: eight figures in two rows, each over its name."""
    cells = [
        Cell(para(f"{{{{ 表.统计.数字[{at}].值 }}}}", style="CellLabel", extra=_MIDDLE)
             + para(f"{{{{ 表.统计.数字[{at}].名称 }}}}", style="CellSmall", extra=_MIDDLE))
        for at in range(8)
    ]  # fmt: skip
    rows = (row(*cells[:4], height=640), row(*cells[4:], height=640))
    return boxed(*rows, shares=(25, 25, 25, 25))


_SUM_HEADS = (
    "案卷数",
    "获资助数",
    "拟资助金额",
    "已拨付",
    "配套到位",
    "资助支出",
    "已决定追回",
    "资助结余",
)


def _sums(over: str, first: str) -> str:
    """A table of sums with its total."""
    cells = (_small("{{ 行.名称 }}", "left"), *(_small(f"{{{{ 行.{head} }}}}", "right")
             for head in _SUM_HEADS))  # fmt: skip
    wide = len(_SUM_HEADS) + 1
    found = table(
        columns(9, 8.5, 10, 13.5, 13.5, 11.5, 11.5, 12, 13.5, total=TYPE_WIDTH),
        _small_head(first, *_SUM_HEADS),
        *rows_of(f"行 in {over}", wide, Row(cells, 290)),
    )
    return slim(found)


def statistics_report() -> Page:
    """统计报告: two pages of figures, charts and tables; nobody is named."""
    caption = '<w:spacing w:before="100" w:after="60"/>'
    body = (
        para("技能人才资助项目统计报告", style="FormTitle", extra='<w:spacing w:after="60"/>')
        + para("{{ 文.署名 }}　　统计截至{{ 文.成文日期|日期 }}　　{{ 表.统计.范围 }}", style="Cell",
               extra=f'<w:spacing w:after="120"/>{_MIDDLE}')
        + para("{{ 表.统计.概述 }}", style="CellBody")
        + para("一、主要数字", style="FormHead", extra=caption)
        + _figures()
        + para("二、各年度获资助数和资金", style="FormHead", extra=caption)
        + _chart("表.统计.图年度")
        + _chart("表.统计.图资金")
        + para("三、各主管委办局获资助数", style="FormHead",
               extra='<w:pageBreakBefore/><w:spacing w:before="0" w:after="60"/>')
        + _chart("表.统计.图部门")
        + para("四、项目类别和届满考核等级", style="FormHead", extra=caption)
        + _beside("表.统计.图类别", "表.统计.图等级")
        + para("五、分年度汇总（金额单位：元）", style="FormHead", extra=caption)
        + _sums("表.统计.分年", "年度")
        + para("图和主要数字中的万元为四舍五入，以分年度汇总的元为准。", style="CellSmall")
    )  # fmt: skip
    return Page("技能人才资助项目统计报告", body, numbering=Numbering.MIDDLE)


def handover_list() -> Page:
    """交接清单: every open case with its papers, where they lie, what is missing; both hands."""
    heads = ("序号", "案卷、项目", "所在环节", "现有文书和材料", "存放位置", "缺少和待办")
    cells = ("{{ loop.index }}", "{{ 行.案卷 }}　{{ 行.项目 }}", "{{ 行.环节 }}",
             "{{ 行.现有 or '无' }}", "{{ 行.位置 }}", "{{ 行.缺少 or '无' }}")  # fmt: skip
    texts = tuple(_small(text, "center" if at in (0, 2) else "left")
                  for at, text in enumerate(cells))  # fmt: skip
    hands = tuple(
        row(label(who), left(f"{{{{ {name} }}}}"), label("签名"), "",
            Cell(BLANK_DAY, place="bottom", align="right"), height=640)
        for who, name in (("移交人", "表.交接.移交人"), ("接收人", "表.交接.接收人"),
                          ("监交人", "表.交接.监交人"))
    )  # fmt: skip
    body = (
        para("工作交接清单", style="FormTitle")
        + table(
            columns(12, 38, 12, 38, total=TYPE_HEIGHT),
            row(label("移交人"), left("{{ 表.交接.移交人 }}"), label("接收人"),
                left("{{ 表.交接.接收人 or '　' }}")),
            row(label("交接原因"), left("{{ 表.交接.原因 }}"), label("清点时间"),
                left("{{ 表.交接.时间 }}")),
            row(label("数量"), left("案卷和批次{{ 表.交接.件数 }}个，文书{{ 表.交接.文书数 }}份，"
                                    "证据材料{{ 表.交接.材料数 }}份"),
                label("缺项"), left("{{ 表.交接.缺项数 }}个有缺少或待办")),
        )
        + para("明细", style="FormHead")
        + table(
            columns(4.5, 19, 9, 28, 16, 23.5, total=TYPE_HEIGHT),
            _small_head(*heads),
            *rows_of("行 in 表.交接.明细", len(heads), Row(texts, 400)),
            row_mark("if not 表.交接.明细", len(heads)),
            row(_small("没有未办结的案卷。", span=len(heads))),
            row_mark("endif", len(heads)),
        )
        + joint()
        + together(table(columns(13, 37, 9, 21, 20, total=TYPE_HEIGHT), *hands))
        + para("本清单一式两份，移交人和接收人各执一份。", style="FormNote",
               extra='<w:spacing w:before="100"/>')
    )  # fmt: skip
    return Page("工作交接清单", body, numbering=Numbering.MIDDLE, landscape=True)


def old_years_gaps() -> Page:
    """往年档案缺项报告: what each old file lacks, which scans found no place."""
    heads = ("序号", "案卷、项目", "缺少的文书", "缺少的材料", "没有的事实、推定的日期", "来源")
    cells = ("{{ loop.index }}", "{{ 行.案卷 }}　{{ 行.项目 }}", "{{ 行.文书 or '无' }}",
             "{{ 行.材料 or '无' }}", "{{ 行.事实 or '无' }}", "{{ 行.来源 }}")  # fmt: skip
    texts = tuple(_small(text, "left" if at else "center") for at, text in enumerate(cells))
    scans = (_small("{{ loop.index }}"), _small("{{ 件.文件 }}", "left"),
             _small("{{ 件.原因 }}", "left"))  # fmt: skip
    body = (
        para("往年档案缺项报告", style="FormTitle")
        + para("{{ 表.缺项.概述 }}", style="CellBody")
        + table(
            columns(4.5, 17, 18, 28, 17.5, 15, total=TYPE_HEIGHT),
            _small_head(*heads),
            *rows_of("行 in 表.缺项.明细", len(heads), Row(texts, 400)),
            row_mark("if not 表.缺项.明细", len(heads)),
            row(_small("没有缺项。", span=len(heads))),
            row_mark("endif", len(heads)),
        )
        + when("表.缺项.未列", para("另有{{ 表.缺项.未列 }}个未列，见导出的 Excel 表。",
                                   style="FormNote"))
        + when(
            "表.缺项.扫描件",
            para("没有对上项目的扫描件", style="FormHead"),
            table(columns(6, 44, 50, total=TYPE_HEIGHT), _small_head("序号", "文件", "原因"),
                  *rows_of("件 in 表.缺项.扫描件", 3, Row(scans, 360))),
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("往年档案缺项报告", body, numbering=Numbering.MIDDLE, landscape=True)


def summary_list() -> Page:
    """汇总表: cases in the columns that a bureau lays down."""
    widths = columns(1, total=TYPE_HEIGHT)
    heads = Row((Cell("{%tc for 栏 in 表.汇总.栏目 %}"), Cell("{{ 栏.名称 }}", style="LabelSmall"),
                 Cell("{%tc endfor %}")), 420, header=True)  # fmt: skip
    cells = Row((Cell("{%tc for 格 in 行.格 %}"), _small("{{ 格.文字 }}", "left"),
                 Cell("{%tc endfor %}")), 360)  # fmt: skip
    body = (
        para("{{ 表.汇总.标题 }}", style="FormTitle", extra='<w:spacing w:after="120"/>')
        + para("填报单位：{{ 文.署名 }}　　{{ 文.成文日期|日期 }}　　共{{ 表.汇总.行数 }}行",
               style="Cell", extra='<w:spacing w:after="80"/>')
        + _open_grid(table(widths, heads, *rows_of("行 in 表.汇总.行", 1, cells)))
        + para("", style="Tail")
    )  # fmt: skip
    return Page("汇总表", body, numbering=Numbering.MIDDLE, landscape=True)


def _open_grid(found: str) -> str:
    """The same table with as many columns as the data has, sharing the width."""
    return found.replace('<w:tblLayout w:type="fixed"/>', '<w:tblLayout w:type="autofit"/>')
