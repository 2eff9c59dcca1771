"""评分表 in Excel: one workbook for each expert, the projects by rows, the points by columns.

Only the cells for points, remarks and the declaration can be typed into; what may stand there is
checked by the program that edits it, and again when the workbook comes back.
"""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

from acts.panel.meetings import CHOOSING, Meeting
from cases.lifecycle.reading import at, text_of
from cases.lifecycle.scoring import RECUSED
from index.sheets import harmless

if TYPE_CHECKING:
    from acts.panel.expert_pool import Expert

SHEET = "评分表"
MARK, DECLARED = "标识", "回避声明"
FIXED = ("序号", "案卷号", "项目名称", "申报单位", "带头人")
TOTAL, REMARK = "合计", "评语"
_FIXED_WIDTHS = (5, 13, 26, 20, 9)
_HEAD_ROW = 4
_FONT = "宋体"
_DECLARATION = (
    "本人与所评项目的申报单位、带头人无劳动、投资、师徒、近亲属等关系，有关系的项目已回避"
)
_HOW = {
    CHOOSING: "在浅色格内逐项填写分数，不超过分值，最多两位小数；写“回避”的项目不评。",
    "考核": "在浅色格内逐项填写分数，不超过分值，最多两位小数；评语写明给分、扣分的理由。",
}


def head_of(label: str, weight: int) -> str:
    """The head of a column of points: its name and what it is worth."""
    return f"{label}\n（{weight}分）"


def heads_of(meeting: Meeting) -> tuple[str, ...]:
    """All heads of the table, in order."""
    points = (head_of(each.label, each.weight) for each in meeting.columns)
    return (*FIXED, *points, TOTAL, REMARK)


def project_cells(meeting: Meeting, place: int) -> tuple[str, ...]:
    """What stands in the fixed columns of a project, counted from 0."""
    case = meeting.cases[place]
    paths = ("项目名称", "单位.名称", "带头人.姓名")
    return (str(place + 1), case.id, *(text_of(at(case.data, path)) for path in paths))


def mark_of(meeting: Meeting, expert: Expert) -> str:
    """What tells a workbook from another expert's and from that of another list of projects."""
    rows = [project_cells(meeting, place) for place in range(len(meeting.cases))]
    told = repr((meeting.name, expert.name, rows, heads_of(meeting)))
    digest = hashlib.sha256(told.encode()).hexdigest()[:12]
    return f"{meeting.kind}/{meeting.target}/{expert.name}/{digest}"


def score_workbook(meeting: Meeting, expert: Expert, title: str) -> bytes:
    """The workbook of one expert, ready to be filled in and printed."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    _lay_out(sheet, meeting)
    _head(sheet, meeting, expert, title)
    first = _HEAD_ROW + 1
    for place in range(len(meeting.cases)):
        _project(sheet, meeting, expert, place, first + place)
    _tail(sheet, meeting, expert, first + len(meeting.cases) + 1)
    _checks(sheet, meeting, first)
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lay_out(sheet: Any, meeting: Meeting) -> None:
    """A4 across, one page wide, the heads on every page."""
    from openpyxl.utils import get_column_letter

    widths = [*_FIXED_WIDTHS, *(12 for _ in meeting.columns), 8, 30]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, 4)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def _head(sheet: Any, meeting: Meeting, expert: Expert, title: str) -> None:
    """Title, who judges, how to fill in, and the heads."""
    heads = heads_of(meeting)
    _across(sheet, 1, len(heads), title, size=16, bold=True, height=30)
    who = f"专家：{expert.name}　　工作单位：{expert.unit}　　项目{len(meeting.cases)}个"
    _across(sheet, 2, len(heads), f"{who}　　满分{meeting.full}分", height=20)
    _across(sheet, 3, len(heads), _HOW[meeting.kind], size=9, height=18)
    for number, text in enumerate(heads, 1):
        _cell(sheet, _HEAD_ROW, number, text, bold=True, fill="D9E2F3")
    longest = max(len(each.label) for each in meeting.columns)
    sheet.row_dimensions[_HEAD_ROW].height = 15 * (2 + longest // 6)


def _across(
    sheet: Any, row: int, columns: int, text: str, *, size: int = 11, bold: bool = False,
    height: int,
) -> None:  # fmt: skip
    """A line over the whole width."""
    from openpyxl.styles import Alignment, Font

    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    cell = sheet.cell(row, 1, harmless(text))
    cell.font = Font(name=_FONT, size=size, bold=bold)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = height


def _cell(
    sheet: Any, row: int, column: int, value: object, *, bold: bool = False, fill: str = "",
    open_: bool = False, left: bool = False,
) -> Any:  # fmt: skip
    """A bordered cell; ``open_`` ones can be typed into."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    thin = Side(style="thin", color="7F7F7F")
    cell = sheet.cell(row, column)
    if isinstance(value, str) and not value.startswith("=SUM("):
        cell.value, cell.data_type = harmless(value), "s"
    else:
        cell.value = value
    cell.font = Font(name=_FONT, size=10, bold=bold)
    place = "left" if left else "center"
    cell.alignment = Alignment(horizontal=place, vertical="center", wrap_text=True)
    cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
    cell.protection = Protection(locked=not open_)
    return cell


def _project(sheet: Any, meeting: Meeting, expert: Expert, place: int, row: int) -> None:
    """One project: what it is, its cells for points, the sum, the remark."""
    from openpyxl.utils import get_column_letter

    recused = expert.tie_to(meeting.cases[place])
    cells = project_cells(meeting, place)
    for number, text in enumerate(cells, 1):
        _cell(sheet, row, number, int(text) if number == 1 else text, left=number in (3, 4))
    first, last = len(FIXED) + 1, len(FIXED) + len(meeting.columns)
    for number in range(first, last + 1):
        told, fill = (RECUSED, "E7E6E6") if recused else (None, "FFF9E5")
        cell = _cell(sheet, row, number, told, fill=fill, open_=not recused)
        cell.number_format = "0.##"
    span = f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}"
    total = RECUSED if recused else f"=SUM({span})"
    _cell(sheet, row, last + 1, total, bold=True)
    remark = f"{RECUSED}：{recused}" if recused else None
    fill = "E7E6E6" if recused else "FFF9E5"
    _cell(sheet, row, last + 2, remark, fill=fill, open_=not recused, left=True)
    lines = max(2, *(1 + len(text) * 2 // 24 for text in cells[2:4]))
    sheet.row_dimensions[row].height = 15 * lines + 6


def _tail(sheet: Any, meeting: Meeting, expert: Expert, row: int) -> None:
    """The declaration, the place to sign, and the mark."""
    columns = len(heads_of(meeting))
    _cell(sheet, row, 1, DECLARED, bold=True)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    _cell(sheet, row, 3, "", fill="FFF9E5", open_=True)
    _cell(sheet, row, 4, f"（填“是”）{_DECLARATION}", left=True)
    sheet.merge_cells(start_row=row, start_column=4, end_row=row, end_column=columns)
    sheet.row_dimensions[row].height = 26
    _across(sheet, row + 1, columns, "专家签名：　　　　　　　　　　　日期：　　　　年　　月　　日",
            size=12, height=40)  # fmt: skip
    _cell(sheet, row + 2, 1, MARK)
    _cell(sheet, row + 2, 2, mark_of(meeting, expert), left=True)
    sheet.merge_cells(start_row=row + 2, start_column=2, end_row=row + 2, end_column=columns)


def _checks(sheet: Any, meeting: Meeting, first: int) -> None:
    """What the editing program refuses at once: points out of bounds, another declaration."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = first + len(meeting.cases) - 1
    for number, column in enumerate(meeting.columns, len(FIXED) + 1):
        rule = DataValidation(
            type="decimal", operator="between", formula1="0", formula2=str(column.weight)
        )
        rule.error, rule.errorTitle = f"填 0 到 {column.weight} 之间的分数", column.label[:30]
        rule.prompt = (column.standard or f"分值 {column.weight}")[:250]
        rule.promptTitle, rule.showErrorMessage = column.label[:30], True
        rule.showInputMessage = True
        rule.add(f"{get_column_letter(number)}{first}:{get_column_letter(number)}{last}")
        sheet.add_data_validation(rule)
    said = DataValidation(type="list", formula1='"是,否"', allow_blank=True)
    said.add(f"C{last + 2}")
    sheet.add_data_validation(said)
