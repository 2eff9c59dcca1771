"""目标任务责任协议书 (R65): the unit and its leader; the bureau is no party to it."""

from __future__ import annotations

from doc_templates.kit.forms import boxed
from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.phrases import (
    TO_PROJECTS,
    grades,
    to_projects,
    used_up,
    with_review,
    with_step,
)
from doc_templates.kit.redhead import blank, kept, level
from doc_templates.kit.wordml import (
    Cell,
    bookmark,
    columns,
    head,
    left,
    para,
    repeated,
    row,
    rows_of,
    run,
    table,
    when,
)

_PROGRAMME = "政.项目[案.项目类别]"


def _parties() -> str:
    return (
        para("甲方（所在单位）：{{ 案.单位.名称 }}", style="Flush")
        + para("统一社会信用代码：{{ 案.单位.统一社会信用代码 }}", style="Flush")
        + para("单位地址：{{ 案.单位.地址 }}", style="Flush")
        + para("法定代表人：{{ 案.单位.法定代表人 }}", style="Flush")
        + para("乙方（带头人）：{{ 案.带头人.姓名 }}", style="Flush")
        + para("身份证号：{{ 案.带头人.身份证号|遮蔽 }}", style="Flush")
        + para("职业（工种）和技能等级：{{ 案.带头人.职业工种 }}，{{ 案.带头人.技能等级 }}",
               style="Flush")
    )  # fmt: skip


def _recitals() -> str:
    return (
        para("依据《{{ 政.名称 }}》和《{{ 前文.公布通知.标题 }}》（{{ 前文.公布通知.文号 }}），"
             "“{{ 案.项目名称 }}”" + _granted() + "。"
             "为明确资助周期内的目标任务和双方责任，经协商一致，签订本协议。")
    )  # fmt: skip


def _granted() -> str:
    """What the project gets: one sum, one sum a year, or a sum by the grade it reaches."""
    of, kind = _PROGRAMME, "{{ 案.项目类别 }}"
    money = f"人民币{{{{ {of}.资助金额|大写 }}}}（{{{{ {of}.资助金额|金额 }}}}元）"
    return (
        f"{{% if {of}.资助方式 == '分级' %}}列入{kind}资助，资助金额按届满考核等级确定（{grades(of)}）"
        f"{{% elif {of}.资助方式 == '年度' %}}获得{kind}资助，每年{money}，"
        f"共{{{{ {of}.资助笔数|序号('汉字') }}}}年{{% else %}}获得{kind}一次性资助{money}{{% endif %}}"
        "{% if 办.追加资助 is defined and 办.追加资助 %}，并获得追加资助人民币"
        "{{ 办.追加资助.金额|大写 }}（{{ 办.追加资助.金额|金额 }}元）{% endif %}"
    )


def _tasks() -> str:
    return (
        level("第二条　目标任务")
        + para("乙方带领团队在资助周期内完成下列任务和量化指标：")
        + boxed(
            head("序号", "目标任务", "量化指标"),
            *rows_of("务 in 案.计划.目标任务", 3,
                     row("{{ loop.index }}", left("{{ 务.内容 }}"), left("{{ 务.指标 }}"))),
            shares=(8, 58, 34),
        )
        + para("双方补充约定的量化指标：{{ 办.签订协议.量化指标|join('；') }}。")
        + para("年度进度安排：")
        + boxed(
            head("年度", "阶段目标"),
            *rows_of("年 in 案.计划.年度进度", 2,
                     row("{{ 年.年度 }}", left("{{ 年.内容 }}"))),
            shares=(22, 78),
        )
        + para("乙方在资助周期内带徒{{ 案.计划.带徒人数 }}人"
               "{% if " + _PROGRAMME + ".带徒下限 %}，培养青年技术技能骨干不少于"
               "{{ " + _PROGRAMME + ".带徒下限 }}人{% endif %}，建立花名册和培养记录。")
    )  # fmt: skip


def _duties() -> str:
    return (
        level("第三条　甲方责任")
        + para("1.提供场地{{ 案.条件.场地面积 }}平方米、设备设施（{{ 案.条件.设备设施 }}）和人员支持，"
               "指定{{ 案.条件.责任部门 }}负责日常管理。")
        + para("{% if 案.经费.配套承诺 %}2.配套工作经费人民币{{ 案.经费.配套承诺|大写 }}（{{ 案.经费.配套承诺|金额 }}元），以"
               "{{ 案.经费.配套形式 }}形式足额到位，专账管理。{% else %}2.保障工作室和项目日常运作所需的经费，专账管理。{% endif %}")
        + para("3.落实岗位津贴和带徒津贴，为乙方学习交流、培训进修创造条件，建立健全各项管理制度。")
        + para(with_step("定期考核", "4.每年至少一次对项目运作和任务完成情况进行定期考核，书面记录考核结果，"
                         "作为兑现待遇和调整工作的依据。",
                         "4.加强项目日常管理，及时检查任务完成情况，作为兑现待遇和调整工作的依据。"))
        + when("'年度报告' in 政.环节 and " + _PROGRAMME + ".年度报告截止",
               para("5.每年{{ " + _PROGRAMME + ".年度报告截止 }}前报送项目年度报告{% if " + _PROGRAMME
                    + ".凭报告拨付 %}；未报送上一年度报告的，不拨付下一年度资助经费{% endif %}。"))
        + level("第四条　乙方责任")
        + para("1.作为项目日常运作和管理的第一责任人，制定年度计划，组织团队按期完成目标任务。")
        + para("2.如实记录工作档案，及时总结推广创新成果、绝技绝活和先进操作法，积极传技带徒。")
        + para("3.合理使用经费，配合单位定期考核、主管部门检查和届满考核，按要求提供材料。")
    )  # fmt: skip


def _money() -> str:
    return (
        level("第五条　经费管理")
        + para("1.资助资金{% if 案.经费.配套承诺 %}和配套经费{% endif %}专款专用，"
               + to_projects("做到" + TO_PROJECTS + "，") + "建立收支台账" + used_up("，在资助周期内使用完毕") + "。")
        + para("2.经费使用计划如下：")
        + boxed(
            head("资金来源", "用途", "金额（元）"),
            *rows_of("项 in 案.经费.资助计划", 3,
                     row("资助资金", left("{{ 项.用途 }}"),
                         Cell("{{ 项.金额|金额 }}", align="right"))),
            *rows_of("项 in 案.经费.配套用途 or []", 3,
                     row("配套资金", left("{{ 项.用途 }}"),
                         Cell("{{ 项.金额|金额 }}", align="right"))),
            shares=(24, 50, 26),
        )
        + when("政.不得列支", para("3.资助资金不得用于{{ 政.不得列支|join('、') }}。"))
    )  # fmt: skip


def _closing() -> str:
    return (
        level("第六条　成果归属")
        + para("资助周期内形成的职务技术成果归甲方所有，乙方享有署名和依法获得奖励、报酬的权利；甲方支持成果"
               "在行业和区域内交流推广。")
        + level("第七条　变更和终止")
        + para("乙方离职、调岗、退休或者丧失任职资格，甲方应当及时报请资助部门批准更换带头人或者终止项目；"
               "甲方注销、迁出{{ 政.本地 }}或者项目无法继续的，按规定办理终止和资金清算。")
        + level("第八条　违约责任")
        + para("一方未履行本协议约定的，应当限期改正；造成资金损失的，依法承担赔偿责任。因资金使用不当或者"
               "违规被责令整改、追回资助资金的，{% if " + _PROGRAMME + ".收款人 %}乙方承担退回责任，甲方予以协助"
               "{% else %}甲方承担退回责任，并可依法向责任人追偿{% endif %}。"
               "{% if 政.禁报年数 %}被取消称号的，{{ 政.禁报年数|序号('汉字') }}年内不得再次申报。{% endif %}")
        + level("第九条　争议解决")
        + para("因本协议发生争议，双方协商解决；协商不成的，依法向甲方所在地人民法院提起诉讼。")
        + when("政.说明", level("第十条　政策规定的责任"),
               para("甲方、乙方共同遵守下列规定："),
               repeated("句 in 政.说明", para("{{ loop.index }}.{{ 句 }}")))
        + level("第{% if 政.说明 %}十一{% else %}十{% endif %}条　生效和份数")
        + kept("本协议自双方签名、盖章之日起生效，至资助周期届满且届满考核办结之日止。本协议一式"
               "{{ 办.签订协议.份数 }}份，甲方、乙方各执一份，其余报" + with_review("{{ 政.主管 }}和") + "资助部门备案。")
    )  # fmt: skip


def _signatures() -> str:
    """Who signs above, who stamps below: the unit's stamp touches no signature."""
    widths = columns(50, 50, total=TYPE_WIDTH)
    empty = para("", style="PartySign")

    def signer(text: str, anchor: str = "") -> Cell:
        held = bookmark(anchor, int(anchor[-1])) if anchor else ""
        room = '<w:ind w:left="60"/><w:jc w:val="left"/>'
        return Cell(para(held, run(text), style="PartySign", extra=room), place="top")

    def party(name: str, anchor: str = "") -> Cell:
        held = bookmark(anchor, int(anchor[-1])) if anchor else ""
        day = para("{{ 文.成文日期|日期 }}", style="PartySign")
        return Cell(empty * 3 + para(held, run(name), style="PartySign") + day + empty,
                    place="bottom")  # fmt: skip

    return blank() + table(
        widths,
        row(signer("甲方代表人（签字）：{{ 办.签订协议.单位代表 }}"),
            signer("乙方（签字）：", "stamp2"), height=700),
        row(party("{{ 案.单位.名称 }}（盖章）", "stamp1"), party("{{ 办.签订协议.带头人 }}")),
        borders=False,
    )  # fmt: skip


def _in_clause_type(body: str) -> str:
    """The same text in the type of contracts, one size below that of official documents."""
    for official, clause in (
        ("Body", "Clause"),
        ("Level1", "ClauseHead"),
        ("Flush", "ClauseFlush"),
    ):
        body = body.replace(f'w:pStyle w:val="{official}"', f'w:pStyle w:val="{clause}"')
    return body


def responsibility_agreement() -> Page:
    """The agreement's ten articles, ending on the page the parties sign."""
    body = (
        para("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}", style="FormTitle",
             extra='<w:spacing w:before="0" w:after="0"/>')
        + para("目标任务责任协议书", style="FormTitle")
        + _parties() + para("", style="Flush") + _recitals()
        + level("第一条　项目和资助周期")
        + para("项目名称：{{ 案.项目名称 }}（案卷号{{ 案.案卷号 }}）。资助周期自"
               "{{ 案.资助周期.起|日期 }}起至{{ 案.资助周期.止|日期 }}止。")
        + _tasks() + _duties() + _money() + _closing() + _signatures()
        + para("", style="Tail")
    )  # fmt: skip
    return Page("目标任务责任协议书", _in_clause_type(body), numbering=Numbering.MIDDLE)
