"""届满考核报告: how a project was assessed, with the chart of its elements (七(二))."""

from __future__ import annotations

from doc_templates.kit.forms import (
    boxed,
    cell_text,
    cover,
    opinion,
    page_break_before,
    signed,
    stamped,
)
from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    head,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    sentence,
    slim,
    table,
    together,
    when,
)

_TOLD = "表.考核报告"
_STEP = "办.届满考核"
# A line as high as the chart that stands in it.
_AS_HIGH = '<w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>'


def _elements() -> str:
    return boxed(
        head("考核要素", "主要内容", "分值", "得分", "评语"),
        *rows_of(f"要素 in {_TOLD}.要素", 5, row(
            label("{{ 要素.名称 }}"), left("{{ 要素.内容 }}"), "{{ 要素.分值 }}",
            "{{ 要素.得分 }}", left("{{ 要素.评语 }}"))),
        row(label("要素合计", 2), f"{{{{ {_TOLD}.满分 }}}}", f"{{{{ {_TOLD}.要素合计 }}}}", left("")),
        row(label("总分", 2), "", f"{{{{ {_TOLD}.总分 }}}}",
            left(f"考核等次：{{{{ {_STEP}.结论 }}}}")),
        shares=(12, 28, 7, 8, 45),
    )  # fmt: skip


def _items() -> str:
    """The items of the elements, where the policy has some."""
    return when(
        f"{_TOLD}.有细项",
        para("细项得分", style="FormHead"),
        boxed(
            head("考核要素", "细项", "评分标准", "分值", "得分"),
            *rows_of(f"要素 in {_TOLD}.要素", 5, *rows_of("项 in 要素.细项", 5, row(
                "{{ 要素.名称 }}", left("{{ 项.名称 }}"), left("{{ 项.标准 or '—' }}"),
                "{{ 项.分值 }}", "{{ 项.得分 }}", height=400))),
            shares=(15, 30, 35, 9, 11),
        ),
    )  # fmt: skip


def _experts() -> str:
    """What each expert gave each element."""
    widths = columns(18, *([12] * 7), total=TYPE_WIDTH)
    loop = Cell(f"{{%tc for 要素 in {_TOLD}.要素 %}}", style="CellSmall")
    points = Cell("{%tc for 分 in 行.得分 %}", style="CellSmall")
    end = Cell("{%tc endfor %}", style="CellSmall")
    heads = Row(
        (Cell("专家", style="LabelSmall"), loop, Cell("{{ 要素.名称 }}", style="LabelSmall"), end,
         Cell("合计", style="LabelSmall")), 420, header=True)  # fmt: skip
    lines = Row(
        (Cell("{{ 行.姓名 }}", style="CellSmall", align="center"), points,
         Cell("{{ 分 }}", style="CellSmall", align="center"), end,
         Cell("{{ 行.合计 }}", style="CellSmall", align="center")), 400)  # fmt: skip
    found = slim(table(widths, heads, *rows_of(f"行 in {_TOLD}.专家评分", 5, lines)))
    how = (
        f"{{% if {_TOLD}.去极值 %}}各要素得分为去掉一个最高分和一个最低分后的平均分。{{% else %}}各要素得分"
        "为各专家得分的平均分。{% endif %}总分按未经舍入的平均分计算，不因四舍五入进入较高的等次。"
    )
    return when(
        f"{_TOLD}.专家评分",
        para("各专家评分", style="FormHead"),
        para(how, style="CellSmall", extra="<w:keepNext/>"),
        found,
    )


def _adjustments() -> str:
    """扣分 and 加分, line by line."""

    def lines(name: str) -> tuple[Row, ...]:
        return rows_of(f"行 in {_TOLD}.{name}", 6, row(
            name, left("{{ 行.名称 }}"), "{{ 行.要素 }}", "{{ 行.次数 }}", "{{ 行.分数 }}",
            left("{{ 行.理由 }}"), height=400))  # fmt: skip

    most = f"{{% if {_TOLD}.加分至多 %}}（至多{{{{ {_TOLD}.加分至多 }}}}分）{{% endif %}}"
    return when(
        f"{_TOLD}.扣分 or {_TOLD}.加分",
        para("扣分和加分", style="FormHead"),
        boxed(
            head("类别", "项目", "要素", "次数", "分数", "理由"),
            *lines("扣分"),
            *lines("加分"),
            row(label("计入总分", 3), left(f"扣{{{{ {_TOLD}.扣分计 }}}}分，加{{{{ {_TOLD}.加分计 }}}}"
                                       f"分{most}", 3)),
            shares=(10, 26, 14, 9, 9, 32),
        ),
    )  # fmt: skip


def _visits() -> str:
    return when(
        f"{_TOLD}.考核记录",
        boxed(
            head("方法", "日期", "地点", "参加人"),
            *rows_of(f"行 in {_TOLD}.考核记录", 4, row(
                "{{ 行.方法 }}", "{{ 行.日期 }}", left("{{ 行.地点 }}"), left("{{ 行.参加人 }}"),
                height=400)),
            shares=(16, 21, 27, 36),
        ),
    )  # fmt: skip


def _evidence() -> str:
    return boxed(
        head("考核要素", "考核依据和证明材料"),
        *rows_of(f"要素 in {_TOLD}.要素", 2, row(
            label("{{ 要素.名称 }}"), left("{{ 要素.依据|join('；') or '—' }}"), height=400)),
        shares=(20, 80),
    )  # fmt: skip


def _tasks_and_money() -> str:
    tasks = boxed(
        head("目标任务", "量化指标"),
        *rows_of("务 in 案.计划.目标任务", 2,
                 row(left("{{ 务.内容 }}"), left("{{ 务.指标 }}"), height=400)),
        row_mark("if 办.届满考核.培养人数 or 政.项目[案.项目类别].带徒下限", 2),
        row(left("资助周期内培养{% if 政.项目[案.项目类别].带徒下限 %}技术技能骨干"
                 "{% else %}人数{% endif %}"),
            left("{{ 办.届满考核.培养人数 }}人{% if 政.项目[案.项目类别].带徒下限 %}（政策要求不少于"
                 "{{ 政.项目[案.项目类别].带徒下限 }}人）{% endif %}")),
        row_mark("endif", 2),
        shares=(60, 40),
    )  # fmt: skip
    money = boxed(
        head("资金来源", "应到位（元）", "已支出（元）", "余额（元）"),
        row("资助资金", Cell("{{ 经费.资助.到位|金额 }}", align="right"),
            Cell("{{ 经费.资助.支出|金额 }}", align="right"),
            Cell("{{ 经费.资助.余额|金额 }}", align="right")),
        row("配套资金", Cell("{{ 经费.配套.到位|金额 }}", align="right"),
            Cell("{{ 经费.配套.支出|金额 }}", align="right"),
            Cell("{{ 经费.配套.余额|金额 }}", align="right")),
        shares=(25, 25, 25, 25),
    )  # fmt: skip
    return (
        para("二、目标任务完成情况", style="FormHead") + tasks
        + para("三、经费使用情况", style="FormHead") + money
    )  # fmt: skip


def _experts_sign() -> str:
    return boxed(
        head("姓名", "工作单位", "专家意见", "签名", "日期"),
        *rows_of("专家 in 办.届满考核.专家", 5, row(
            "{{ 专家.姓名 }}", left("{% if 专家.单位 %}{{ 专家.单位 }}{% else %}—{% endif %}"),
            "同意考核结论", "", "", height=440)),
        shares=(16, 32, 18, 18, 16),
    )  # fmt: skip


def assessment_report() -> Page:
    """届满考核报告 (R68–R77): how it was assessed, five elements, money, grade, signatures."""
    lines = (
        ("项目名称", "{{ 案.项目名称 }}"),
        ("项目类别", "{{ 案.项目类别 }}"),
        ("所在单位", "{{ 案.单位.名称 }}"),
        ("带头人", "{{ 案.带头人.姓名 }}"),
        ("资助周期", "{{ 案.资助周期.起|日期 }}至{{ 案.资助周期.止|日期 }}"),
        ("考核方式", "{{ 办.届满考核.方式 }}"),
        ("考核日期", "{{ 文.成文日期|日期 }}"),
        ("案卷号", "{{ 案.案卷号 }}"),
    )
    conclusion = boxed(
        opinion(
            "考核结论",
            cell_text("经{{ 办.届满考核.方式 }}考核，综合得分{{ 表.考核报告.总分 }}分，考核等次为"
                      "“{{ 办.届满考核.结论 }}”。"
                      "{% if 办.届满考核.说明 is defined and 办.届满考核.说明 %}"
                      + sentence("办.届满考核.说明") + "{% endif %}"),
            para("{%p if 办.届满考核.第三方 %}", style="Cell"),
            stamped("{{ 办.届满考核.第三方 }}（盖章）", "{{ 文.成文日期|日期 }}"),
            para("{%p else %}", style="Cell"),
            signed("考核专家组（专家签名见下表）", "{{ 文.成文日期|日期 }}"),
            para("{%p endif %}", style="Cell"),
        ),
        shares=(16, 84),
    )  # fmt: skip
    body = (
        cover(("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}", "届满考核报告"), lines, "{{ 局.机关全称 }}制")
        + page_break_before("届满考核报告", "FormTitle")
        + para("一、考核组织和方法", style="FormHead")
        + para("依据《{{ 政.名称 }}》，{% if 表.考核报告.届满前 %}在资助周期届满前，{% endif %}由{{ 局.机关全称 }}"
               "{% if 办.届满考核.第三方 %}委托{{ 办.届满考核.第三方 }}{% else %}组织专家{% endif %}"
               "对该项目的运作情况和任务完成情况进行考核。{{ 政.说明|join }}采用的方法："
               "{{ 办.届满考核.方法|join('、') }}。{% if 表.考核报告.复评 %}本次为整改后的复评。{% endif %}",
               style="CellBody")
        + _visits()
        + _tasks_and_money()
        + para("四、要素评分", style="FormHead") + _elements()
        + para("各要素分值和得分", style="FormHead", extra=_AS_HIGH)
        + para("{{ 表.考核报告.图 }}", style="Cell", extra=_AS_HIGH.replace("<w:keepNext/>", ""))
        + _items() + _experts() + _adjustments()
        + para("五、考核依据", style="FormHead") + _evidence()
        + para("六、考核结论", style="FormHead") + together(conclusion)
        + para("七、考核专家签名", style="FormHead") + _experts_sign()
        + para("", style="Tail")
    )  # fmt: skip
    return Page("届满考核报告", body, numbering=Numbering.MIDDLE)
