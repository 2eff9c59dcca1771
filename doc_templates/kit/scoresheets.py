"""What leads to a choice: a department's list of candidates, an expert's score sheet."""

from __future__ import annotations

from doc_templates.kit.forms import boxed, cell_text, joint, stamped
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
    table,
    tick,
    together,
)

_LIST_HEADS = (
    *("序号", "案卷号", "项目名称", "申报单位", "带头人", "职业（工种）", "技能等级"),
    *("配套承诺（元）", "推荐排序", "备注"),
)
_LIST_SHARES = (4.5, 11, 22, 20, 8, 11, 9, 10, 6, 8.5)


def _small(text: str, align: str = "center") -> Cell:
    return Cell(text, align=align, style="CellSmall")


def _candidates() -> str:
    names = tuple(Cell(name, style="LabelSmall") for name in _LIST_HEADS)
    cells = (
        _small("{{ loop.index }}"), _small("{{ 行.案卷号 }}"), _small("{{ 行.项目名称 }}", "left"),
        _small("{{ 行.单位 }}", "left"), _small("{{ 行.带头人 }}"), _small("{{ 行.职业工种 }}"),
        _small("{{ 行.技能等级 }}"), _small("{{ 行.配套承诺|金额 }}", "right"),
        _small("{{ 行.推荐排序 }}"), _small(""),
    )  # fmt: skip
    rows = rows_of("行 in 表.候选[类别]", len(names), Row(cells, 480))
    return table(columns(*_LIST_SHARES, total=TYPE_HEIGHT), Row(names, 560, header=True), *rows)


def candidate_list() -> Page:
    """候选项目汇总表 (R45): what one department recommends, in its own order, under its stamp."""
    lists = repeated(
        "类别 in 表.候选",
        para("{{ loop.index }}．{{ 类别 }}（{{ 表.候选[类别]|length }}个）", style="FormHead"),
        _candidates(),
    )  # fmt: skip
    counted = (
        "{% for 类别 in 表.候选 %}{{ 类别 }}{{ 表.候选[类别]|length }}个{% if not loop.last %}，{% endif %}"
        "{% endfor %}"
    )
    words = (
        cell_text("经审核，上列项目申报材料真实、齐全，符合申报条件，同意推荐，现予上报。")
        + para("", style="Cell")
        + para("经办人（签字）：", style="Cell") + para("", style="Cell")
        + para("负责人（签字）：", style="Cell")
    )  # fmt: skip
    body = (
        para("{{ 批.年度 }}年{{ 政.地区 }}候选项目汇总表", style="FormTitle")
        + para("{{ 政.主管 }}：{{ 文.部门 }}　　批次：{{ 批.批次 }}　　上报截止："
               "{% if 批.上报截止 %}{{ 批.上报截止|日期 }}{% else %}—{% endif %}", style="FormNote")
        + lists
        + joint()
        + together(boxed(
            row(label("合计"), left(counted, 2), height=440),
            row(label("{{ 政.主管 }}意见"), Cell(words, place="top"),
                Cell(stamped("{{ 文.部门 }}（盖章）", "{{ 文.成文日期|日期 }}", indent=0),
                     place="top")),
            shares=(12, 46, 42), width=TYPE_HEIGHT,
        ))
        + para("", style="Tail")
    )  # fmt: skip
    return Page("候选项目汇总表", body, numbering=Numbering.MIDDLE, landscape=True)


def panel_scoresheet() -> Page:
    """专家评审评分表 (R46): one expert, one project; scored item by item, signed."""
    score = "{% if 项目.得分 %}{{ 项目.得分 }}{% endif %}"
    body = (
        para("{{ 批.年度 }}年{{ 政.地区 }}专家评审评分表", style="FormTitle")
        + boxed(
            row(label("项目编号"), "{{ 案.案卷号 }}", label("项目类别"), "{{ 案.项目类别 }}"),
            row(label("项目名称"), left("{{ 案.项目名称 }}", 3)),
            row(label("申报单位"), left("{{ 案.单位.名称 }}", 3)),
            row(label("带头人"), "{{ 案.带头人.姓名 }}", label("职业和等级"),
                left("{{ 案.带头人.职业工种 }}，{{ 案.带头人.技能等级 }}")),
            row(label("评审日期"), "{{ 表.评分.评审日期|日期 }}", label("评审批次"),
                "{{ 批.批次 }}"),
            shares=(15, 33, 16, 36),
        )
        + para("评分", style="FormHead")
        + boxed(
            head("序号", "评审指标", "评审要点", "分值", "得分"),
            *rows_of("项目 in 表.评分.指标", 5, row(
                "{{ loop.index }}", left("{{ 项目.指标 }}"), left("{{ 项目.要点 }}"),
                "{{ 项目.分值 }}", score, height=560)),
            row(label("合计", 3), "{{ 表.评分.满分 }}", "{{ 表.评分.总分 }}", height=560),
            shares=(8, 22, 48, 10, 12),
        )
        + joint()
        + together(boxed(
            row(label("评语"), Cell(para("{{ 表.评分.评语 }}", style="Cell"), 3, place="top"),
                height=1300),
            row(label("回避声明"),
                left(tick("{{ 表.评分.专家.回避声明|勾选 }}")
                     + run("本人与申报单位、带头人无劳动、投资、师徒、近亲属等可能影响公正评审的关系。"), 3),
                height=480),
            row(label("专家姓名"), "{{ 表.评分.专家.姓名 }}", label("工作单位"),
                left("{{ 表.评分.专家.单位 }}"), height=560),
            row(label("专家签名"), "", label("日期"), "年　　月　　日", height=800),
            shares=(15, 33, 16, 36),
        ))
        + para("", style="Tail")
    )  # fmt: skip
    return Page("专家评审评分表", body, numbering=Numbering.MIDDLE)
