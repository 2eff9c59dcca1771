"""Papers of the term: the unit's own assessment, the bureau's look at how money is spent."""

from __future__ import annotations

from doc_templates.kit.forms import BLANK_DAY, boxed, cell_text, opinion, optional, stamped
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    head,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    run,
    sentence,
    tick,
    together,
)

_LOW = 400  # twips: a row of one line
_AMOUNTS = ("到位", "支出", "余额")


def _money(mark: str) -> Cell:
    return Cell(f"{{{{ {mark}|金额 }}}}", align="right")


def _funds() -> str:
    grant, match = (
        row(name, *(_money(f"经费.{name[:2]}.{kind}") for kind in _AMOUNTS), height=_LOW)
        for name in ("资助资金", "配套资金")
    )
    return boxed(
        head("资金来源", "已到位（元）", "已支出（元）", "余额（元）", height=_LOW),
        grant,
        row_mark("if 政.有配套", 4),
        match,
        row_mark("endif", 4),
        shares=(25, 25, 25, 25),
    )


def _project(*more: Row) -> str:
    return boxed(
        row(label("项目名称"), left("{{ 案.项目名称 }}", 3), height=_LOW),
        row(label("所在单位"), left("{{ 案.单位.名称 }}", 3), height=_LOW),
        row(label("项目类别"), left("{{ 案.项目类别 }}"), label("案卷号"), left("{{ 案.案卷号 }}"),
            height=_LOW),
        row(label("带头人"), left("{{ 案.带头人.姓名 }}"), label("资助周期"),
            left(optional("案.资助周期.起", "{{ 案.资助周期.起|日期 }}至{{ 案.资助周期.止|日期 }}", "—")),
            height=_LOW),
        *more,
        shares=(15, 31, 13, 41),
    )  # fmt: skip


def _hand(text: str) -> str:
    """A line to be signed and dated by hand."""
    return para(f"{text}（签字）：　　　　　　　　　　　　　　{BLANK_DAY}", style="CellSign",
                extra='<w:jc w:val="left"/>')  # fmt: skip


def periodic_assessment() -> Page:
    """定期考核表 (R66): the unit assesses how the project ran and what it has done."""
    tasks = boxed(
        head("序号", "目标任务", "量化指标", "完成情况", height=_LOW),
        *rows_of("务 in 表.考核.任务", 4, row(
            "{{ loop.index }}", left("{{ 务.内容 }}"), left("{{ 务.指标 }}"),
            left("{{ 务.完成情况 }}"), height=_LOW)),
        shares=(8, 40, 22, 30),
    )  # fmt: skip
    conclusion = together(boxed(
        opinion("单位考核意见",
                cell_text("{% if 办.定期考核.评语 %}" + sentence("办.定期考核.评语")
                          + "{% endif %}考核结论：{{ 办.定期考核.结论 }}。"),
                stamped("{{ 案.单位.名称 }}（盖章）", "{{ 文.成文日期|日期 }}"), span=3),
        row(label("考核人签字"), Cell("{{ 办.定期考核.考核人 }}", align="left"),
            label("带头人签字"), Cell(BLANK_DAY, align="right"), height=600),
        shares=(15, 35, 15, 35),
    ))  # fmt: skip
    body = (
        para("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}定期考核表", style="FormTitle")
        + _project(row(label("考核期"), left("{{ 办.定期考核.考核期 }}"), label("考核日期"),
                       left("{{ 文.成文日期|日期 }}"), height=_LOW))
        + para("一、目标任务完成情况", style="FormHead") + tasks
        + para("二、经费到位和使用情况", style="FormHead") + _funds()
        + para("", style="Tail", extra='<w:spacing w:before="160"/>') + conclusion
        + para("", style="Tail")
    )  # fmt: skip
    return Page("定期考核表", body, numbering=Numbering.MIDDLE)


def annual_report() -> Page:
    """年度报告表: what the project did in one year of its term, and with what money."""
    made = together(boxed(
        opinion("单位意见", cell_text("以上情况属实。"),
                stamped("{{ 案.单位.名称 }}（盖章）", "{{ 文.成文日期|日期 }}"), span=3),
        row(label("报告人"), Cell("{{ 办.年度报告.报告人 }}", align="left"),
            label("带头人签字"), Cell(BLANK_DAY, align="right"), height=600),
        shares=(15, 35, 15, 35),
    ))  # fmt: skip
    body = (
        para("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}年度报告表", style="FormTitle")
        + _project(row(label("报告年度"), left("{{ 办.年度报告.年度 }}年"), label("报告日期"),
                       left("{{ 文.成文日期|日期 }}"), height=_LOW))
        + para("一、本年度工作和目标任务完成情况", style="FormHead")
        + para(sentence("办.年度报告.内容"), style="CellBody")
        + para("二、经费到位和使用情况", style="FormHead") + _funds()
        + para("", style="Tail", extra='<w:spacing w:before="160"/>') + made
        + para("", style="Tail")
    )  # fmt: skip
    return Page("年度报告表", body, numbering=Numbering.MIDDLE)


def inspection_record() -> Page:
    """经费使用监督检查记录 (R85): what two inspectors found, acknowledged by the unit."""
    found = (
        run("{% for 项 in [['是', '发现问题'], ['否', '未发现问题']] %}")
        + tick("{{ 表.检查.发现问题|勾选(项[0]) }}") + run("{{ 项[1] }}　　{% endfor %}")
    )  # fmt: skip
    kinds = (
        run("{% for 类 in 表.检查.可选类型 %}")
        + tick("{{ 表.检查.问题类型|勾选(类) }}") + run("{{ 类 }}　{% endfor %}")
    )  # fmt: skip
    looked_at = (
        "{% for 项 in 表.检查.内容 %}{{ loop.index }}．{{ 项.要旨 }}（{{ 项.出处 }}）"
        "{% if not loop.last %}；{% endif %}{% endfor %}"
    )
    body = (
        para("经费使用监督检查记录", style="FormTitle")
        + _project(
            row(label("检查机关"), left("{{ 局.机关全称 }}", 3), height=_LOW),
            row(label("检查人"), left("{{ 办.监督检查.检查人|join('、') }}"), label("检查日期"),
                left("{{ 文.成文日期|日期 }}"), height=_LOW),
            row(label("检查方式"), left("{{ 办.监督检查.方式 }}", 3), height=_LOW),
            row(label("检查依据"), left(
                "《{{ 政.名称 }}》{% if 政.整改条款 %}{{ 政.整改条款.引用 }}{% endif %}", 3), height=_LOW),
            row(label("检查内容"), left(looked_at, 3), height=_LOW),
        )
        + para("一、检查时经费情况", style="FormHead") + _funds()
        + para("二、检查情况", style="FormHead")
        + para("{{ 办.监督检查.事实 }}", style="CellBody")
        + para("三、检查结论", style="FormHead")
        + together(boxed(
            row(label("检查结论"), left(found, 3), height=_LOW),
            row(label("问题类型"), left(kinds, 3), height=_LOW),
            row(label("涉及金额"),
                left("{% if 表.检查.涉及金额 %}人民币{{ 表.检查.涉及金额|金额 }}元（大写："
                     "{{ 表.检查.涉及金额|大写 }}）{% else %}无{% endif %}", 3), height=_LOW),
            opinion("被检查单位意见", para("", style="CellSign"), _hand("负责人"), height=900, span=3),
            *(row(label(name), "", label("日期"), BLANK_DAY, height=640)
              for name in ("检查人一", "检查人二")),
            shares=(15, 43, 16, 26),
        ))
        + para("", style="Tail")
    )  # fmt: skip
    return Page("经费使用监督检查记录", body, numbering=Numbering.MIDDLE)
