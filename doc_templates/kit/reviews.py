"""What departments, panels and assessors put on paper: opinions, scores, the term's report."""

from __future__ import annotations

from doc_templates.kit.forms import (
    boxed,
    cell_text,
    opinion,
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
    when,
)


def preliminary_opinion() -> Page:
    """初审意见表 (R43, R44): papers, conditions one by one, visit, rank, conclusion, stamp."""
    checked = rows_of("核 in 核对.初审", 4, row(
        "{{ loop.index }}", Cell("{{ 核.要旨 }}（{{ 核.出处 }}）", align="left", style="CellSmall"), "{{ 核.结论 }}",
        left("{{ 核.依据 or '—' }}"), height=400))  # fmt: skip
    body = (
        para("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}初审意见表", style="FormTitle")
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
            tick("{{ 专家.回避声明|勾选 }}") + run("已作声明"), "", height=460)),
        shares=(8, 18, 36, 18, 20),
        width=TYPE_HEIGHT,
    )  # fmt: skip
    experts = together(experts)
    line = "{% if 表.评审.入围线[类别] %}，入围线{{ 表.评审.入围线[类别] }}分{% endif %}"
    lists = repeated(
        "类别 in 名单",
        para("{{ loop.index }}．{{ 类别 }}（候选{{ 名单[类别]|length }}个，拟资助"
             "{{ 名单[类别]|selectattr('结果', 'equalto', '拟资助')|list|length }}个" + line + "）", style="FormHead"),
        _score_table(),
    )  # fmt: skip
    body = (
        para("{{ 批.年度 }}年{{ 政.地区 }}专家评审汇总表", style="FormTitle")
        + para("批次：{{ 批.批次 }}　　评审日期：{{ 办.专家差额评审.评审日期|日期 }}　　评审方式："
               "差额评审　　评审专家{{ 办.专家差额评审.专家|length }}人", style="FormNote")
        + lists
        + when("表.评审.去极值", para(
            "带 * 的得分为去掉的一个最高分和一个最低分，不计入平均分。"
            "{% if 表.评审.未去 %}{{ 表.评审.未去|join('、') }}的得分个数不足，没有去掉。{% endif %}",
            style="CellSmall"))
        + when("表.评审.回避 or 表.评审.同分", para("回避和同分", style="FormHead"))
        + repeated("行 in 表.评审.回避", para(
            "{{ 行.专家 }}对{{ 行.案卷号 }} {{ 行.项目名称 }}回避（{{ 行.情形 }}），其平均分由其他专家的得分"
            "计算。", style="FormNote"))
        + repeated("行 in 表.评审.同分", para(
            "{{ 行.项目类别 }}{{ 行.案卷|join('、') }}同为{{ 行.得分 }}分，{{ 行.办法 }}。",
            style="FormNote"))
        + when("表.评审.同分说明", para("同分取舍：" + sentence("表.评审.同分说明"), style="FormNote"))
        + para("评审结论", style="FormHead")
        + para("{{ 政.说明|join }}专家组按照评审细则独立评分，"
               "{% if 表.评审.去极值 %}去掉一个最高分和一个最低分后{% endif %}取平均分排定名次，择优提出上列"
               "拟资助名单。"
               "{% if 办.专家差额评审.名额说明 %}" + sentence("办.专家差额评审.名额说明") + "{% endif %}"
               "名单于{{ 办.专家差额评审.审定日期|日期 }}经集体审定。", style="FormNote",
               extra="<w:keepNext/>")
        + para("评审专家签名", style="FormHead")
        + experts
        + para("", style="Tail")
    )  # fmt: skip
    return Page("专家评审汇总表", body, numbering=Numbering.MIDDLE, landscape=True)
