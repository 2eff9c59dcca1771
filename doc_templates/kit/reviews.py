"""What departments, panels and assessors put on paper: opinions, scores, the term's report."""

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
from doc_templates.kit.page import TYPE_HEIGHT, Numbering, Page
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    head,
    label,
    left,
    para,
    repeated,
    row,
    rows_of,
    run,
    sentence,
    slim,
    table,
    tick,
    together,
)


def preliminary_opinion() -> Page:
    """初审意见表 (R43, R44): papers, conditions one by one, visit, rank, conclusion, stamp."""
    checked = rows_of("核 in 核对.初审", 4, row(
        "{{ loop.index }}", Cell("{{ 核.要旨 }}（{{ 核.出处 }}）", align="left", style="CellSmall"), "{{ 核.结论 }}",
        left("{{ 核.依据 or '—' }}"), height=400))  # fmt: skip
    body = (
        para("{{ 政.地区 }}{{ 案.项目类别 }}初审意见表", style="FormTitle")
        + boxed(
            row(label("项目名称"), left("{{ 案.项目名称 }}", 3), height=420),
            row(label("申报单位"), left("{{ 案.单位.名称 }}"), label("单位类型"),
                "{{ 案.单位.类型 }}", height=420),
            row(label("带头人"), left("{{ 案.带头人.姓名 }}"), label("案卷号"),
                "{{ 案.案卷号 }}", height=420),
            row(label("申报日期"), left("{{ 案.申报.日期|日期 }}"), label("配套承诺"),
                "{% if 案.经费.配套承诺 %}{{ 案.经费.配套承诺|万元 }}{% else %}—{% endif %}", height=420),
            row(label("齐备材料"), left("{{ 办.初审.材料齐备|join('、') }}", 3), height=420),
            row(label("实地核查"), left("{{ 办.初审.实地核查 }}", 3), height=420),
            shares=(16, 44, 16, 24),
        )
        + para("资格审查（逐项）", style="FormHead")
        + boxed(head("序号", "审查事项（条款）", "结论", "依据"), *checked,
                shares=(7, 60, 10, 23))
        + para("", style="Tail")
        + boxed(
            opinion(
                "初审意见",
                cell_text("{% if 办.初审.结论 == '同意推荐' %}{{ 政.说明|join }}该单位符合申报"
                          "条件，同意推荐。{% else %}经审核，不予推荐。{% endif %}"
                          "{% if 办.初审.理由 %}理由：" + sentence("办.初审.理由") + "{% endif %}"
                          "{% if 办.初审.推荐排序 %}推荐排序：第{{ 办.初审.推荐排序 }}位。{% endif %}"),
                para("", style="Cell"),
                para("经办人：{{ 办.初审.经办人 }}　　　　　　负责人：{{ 办.初审.负责人 }}",
                     style="Cell"),
                stamped("{{ 办.初审.主管委办局 }}（盖章）", "{{ 文.成文日期|日期 }}"),
            ),
            shares=(16, 84),
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("初审意见表", body, numbering=Numbering.MIDDLE)


def _score_table() -> str:
    widths = columns(4, 9.5, 15, 14, 6, 11, 5.5, 4, 6, 5, 5, 5, 5, 5, total=TYPE_HEIGHT)
    heading = (
        "序号",
        "案卷号",
        "项目名称",
        "单位",
        "带头人",
        "{{ 政.主管 or '推荐部门' }}",
        "平均分",
        "名次",
        "结果",
    )
    loop = Cell("{%tc for 专家 in 办.专家差额评审.专家 %}", style="CellSmall")
    scores = Cell("{%tc for 分 in 行.各专家得分 %}", style="CellSmall")
    end = Cell("{%tc endfor %}", style="CellSmall")
    names = Row(
        (*(Cell(name, style="LabelSmall") for name in heading), loop,
         Cell("{{ 专家.姓名 }}", style="LabelSmall"), end), 560, header=True)  # fmt: skip
    texts = ("{{ 行.序号 }}", "{{ 行.案卷号 }}", "{{ 行.项目名称 }}", "{{ 行.单位 }}",
             "{{ 行.带头人 }}", "{{ 行.主管委办局 or '—' }}", "{{ 行.得分 }}", "{{ 行.名次 }}",
             "{{ 行.结果 }}")  # fmt: skip
    wide = {2, 3, 5}
    cells = [
        Cell(text, align="left" if at in wide else "center", style="CellSmall")
        for at, text in enumerate(texts)
    ]
    return slim(table(
        widths, names,
        *rows_of("行 in 名单[类别]", 9,
                 Row((*cells, scores, Cell("{{ 分 }}", style="CellSmall"), end), 460)),
    ))  # fmt: skip


def panel_summary() -> Page:
    """专家评审汇总表 (R46, R47): every list with every expert's score, averages, ranks, result."""
    experts = boxed(
        head("序号", "专家姓名", "工作单位", "回避声明", "签名"),
        *rows_of("专家 in 办.专家差额评审.专家", 5, row(
            "{{ loop.index }}", "{{ 专家.姓名 }}", left("{{ 专家.单位 }}"),
            tick("{{ 专家.回避声明|勾选 }}") + run("无须回避"), "", height=460)),
        shares=(8, 18, 36, 18, 20),
        width=TYPE_HEIGHT,
    )  # fmt: skip
    experts = together(experts)
    line = "{% if 表.评审.入围线[类别] %}，入围线{{ 表.评审.入围线[类别] }}分{% endif %}"
    lists = repeated(
        "类别 in 名单",
        para("{{ loop.index }}．{{ 类别 }}（候选{{ 名单[类别]|length }}个，拟资助"
             "{{ 批.名额[类别] }}个" + line + "）", style="FormHead"),
        _score_table(),
    )  # fmt: skip
    body = (
        para("{{ 批.年度 }}年{{ 政.地区 }}专家评审汇总表", style="FormTitle")
        + para("批次：{{ 批.批次 }}　　评审日期：{{ 办.专家差额评审.评审日期|日期 }}　　评审方式："
               "差额评审　　评审专家{{ 办.专家差额评审.专家|length }}人", style="FormNote")
        + lists
        + para("评审结论", style="FormHead")
        + para("{{ 政.说明|join }}专家组按照评审细则独立评分，取平均分排定名次，择优提出上列拟资助名单。"
               "{% if 办.专家差额评审.名额说明 %}" + sentence("办.专家差额评审.名额说明") + "{% endif %}"
               "名单于{{ 办.专家差额评审.审定日期|日期 }}经集体审定。", style="FormNote",
               extra="<w:keepNext/>")
        + para("评审专家签名", style="FormHead")
        + experts
        + para("", style="Tail")
    )  # fmt: skip
    return Page("专家评审汇总表", body, numbering=Numbering.MIDDLE, landscape=True)


def _elements() -> str:
    return boxed(
        head("考核要素", "主要内容", "分值", "得分", "评语"),
        *rows_of("要素 in 政.考核要素", 5, row(
            label("{{ 要素.名称 }}"), left("{{ 要素.举例|join('、') }}"), "{{ 要素.分值 }}",
            "{{ 办.届满考核.要素[要素.名称].得分 }}",
            left("{{ 办.届满考核.要素[要素.名称].评语 }}"))),
        row(label("合计", 2), "{{ 合计.分值 }}", "{{ 合计.得分 }}",
            left("考核等次：{{ 办.届满考核.结论 }}")),
        shares=(12, 29, 7, 7, 45),
    )  # fmt: skip


def _evidence() -> str:
    return boxed(
        head("考核要素", "考核依据和证明材料"),
        *rows_of("要素 in 政.考核要素", 2, row(
            label("{{ 要素.名称 }}"),
            left("{{ 办.届满考核.要素[要素.名称].依据|join('；') }}"), height=400)),
        shares=(20, 80),
    )  # fmt: skip


def _tasks_and_money() -> str:
    tasks = boxed(
        head("目标任务", "量化指标"),
        *rows_of("务 in 案.计划.目标任务", 2,
                 row(left("{{ 务.内容 }}"), left("{{ 务.指标 }}"), height=400)),
        row(left("资助周期内培养技术技能骨干"),
            left("{{ 办.届满考核.培养人数 }}人{% if 政.项目[案.项目类别].带徒下限 %}（政策要求不少于"
                 "{{ 政.项目[案.项目类别].带徒下限 }}人）{% endif %}")),
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
    return together(boxed(
        head("姓名", "工作单位", "专家意见", "签名", "日期"),
        *rows_of("专家 in 办.届满考核.专家", 5, row(
            "{{ 专家.姓名 }}", left("{% if 专家.单位 %}{{ 专家.单位 }}{% else %}—{% endif %}"),
            "同意考核结论", "", "", height=440)),
        shares=(16, 32, 18, 18, 16),
    ))  # fmt: skip


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
            cell_text("经{{ 办.届满考核.方式 }}考核，综合得分{{ 合计.得分 }}分，考核等次为"
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
        cover(("{{ 政.地区 }}{{ 案.项目类别 }}", "届满考核报告"), lines, "{{ 局.机关全称 }}制")
        + page_break_before("届满考核报告", "FormTitle")
        + para("一、考核组织和方法", style="FormHead")
        + para("依据《{{ 政.名称 }}》，在资助周期届满前，由{{ 局.机关全称 }}"
               "{% if 办.届满考核.方式 == '委托第三方' %}委托第三方{% else %}组织专家{% endif %}"
               "对该项目的运作情况和任务完成情况进行考核。{{ 政.说明|join }}采用的方法："
               "{{ 办.届满考核.方法|join('、') }}。", style="CellBody")
        + _tasks_and_money()
        + para("四、要素评分", style="FormHead") + _elements()
        + para("五、考核依据", style="FormHead") + _evidence()
        + para("六、考核结论", style="FormHead") + together(conclusion)
        + para("七、考核专家签名", style="FormHead") + _experts_sign()
        + para("", style="Tail")
    )  # fmt: skip
    return Page("届满考核报告", body, numbering=Numbering.MIDDLE)
