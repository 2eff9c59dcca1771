"""资助申请表: one form for chief technicians, one for master studios (R41; fields as practised)."""

from __future__ import annotations

from doc_templates.kit.forms import (
    BLANK_DAY,
    boxed,
    cell_text,
    cover,
    opinion,
    optional,
    page_break_before,
    signed,
    stamped,
)
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.phrases import grades, payers, with_review
from doc_templates.kit.wordml import (
    Cell,
    head,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    run,
    tick,
    when,
)

_SIX = (16, 19.7, 16.4, 14.9, 16.3, 16.7)
_OF = "政.项目[案.项目类别]"
_NEEDS = _OF + ".条件事项"


def _heading(text: str) -> str:
    return para(text, style="FormHead")


def _instructions(notes: tuple[str, ...]) -> str:
    lines = "".join(
        para(f"{number}．{note}", style="Instruction") for number, note in enumerate(notes, 1)
    )
    return (
        page_break_before("填表说明", "FormTitle") + lines
        + _heading("随表报送材料清单")
        + boxed(
            head("序号", "材料名称", "是否附送", "在附件中的页号"),
            *rows_of("材料 in 政.项目[案.项目类别].证明材料", 4, row(
                "{{ loop.index }}", left("{{ 材料 }}"), tick("□") + run("是　") + tick("□") + run("否"), "")),
            shares=(9, 53, 19, 19),
        )
    )  # fmt: skip


def _unit() -> str:
    return _heading("一、申报单位基本情况") + boxed(
        row(label("单位名称"), left("{{ 案.单位.名称 }}", 3), label("单位类型"),
            "{{ 案.单位.类型 }}"),
        row(label("统一社会信用代码"), left("{{ 案.单位.统一社会信用代码 }}", 3),
            label("法定代表人"), "{{ 案.单位.法定代表人 }}"),
        row_mark("if 政.主管", 6),
        row(label("{{ 政.主管 }}"), left("{{ 案.单位.主管委办局 }}", 3), label("所属行业"),
            "{{ 案.单位.所属行业 }}"),
        row_mark("else", 6),
        row(label("所属行业"), left("{{ 案.单位.所属行业 }}", 5)),
        row_mark("endif", 6),
        row(label("单位地址"), left("{{ 案.单位.地址 }}", 5)),
        row(label("联系人"), left("{{ 案.单位.联系人 }}"), label("联系电话"),
            left("{{ 案.单位.联系电话 }}", 3)),
        row(label("职工总数"), "{{ 案.单位.职工总数 }}人", label("技能劳动者数"),
            "{{ 案.单位.技能劳动者总数 }}人", label("占职工比例"),
            "{% if 案.单位.职工总数 %}"
            "{{ (100 * 案.单位.技能劳动者总数 / 案.单位.职工总数)|round(1) }}%{% endif %}"),
        row(label("高级工人数"), "{{ 案.单位.高级工人数 }}人", label("技师人数"),
            "{{ 案.单位.技师人数 }}人", label("高级技师人数"), "{{ 案.单位.高级技师人数 }}人"),
        row(label("开户行"), left("{{ 案.单位.开户行 }}"), label("账号"),
            left("{{ 案.单位.账号 }}", 3)),
        shares=_SIX,
    ) + para("职工教育经费（近三年，单位：元）", style="FormHead") + boxed(
        head("年度", "提取额", "使用额"),
        *rows_of("年 in 案.单位.职工教育经费", 3, row(
            "{{ 年.年度 }}", Cell("{{ 年.提取|金额 }}", align="right"),
            Cell("{{ 年.使用|金额 }}", align="right"))),
        shares=(30, 35, 35),
    )  # fmt: skip


def _leader() -> str:
    return _heading(f"二、{{{{ {_OF}.带头人称谓 }}}}（带头人）情况") + boxed(
        row(label("姓名"), "{{ 案.带头人.姓名 }}", label("性别"), "{{ 案.带头人.性别 }}",
            label("出生年月"), "{{ 案.带头人.出生年月 }}"),
        row(label("身份证号"), left("{{ 案.带头人.身份证号|遮蔽 }}", 3), label("政治面貌"),
            "{{ 案.带头人.政治面貌 }}"),
        row(label("学历"), "{{ 案.带头人.学历 }}", label("职业（工种）"),
            "{{ 案.带头人.职业工种 }}", label("从业年限"), "{{ 案.带头人.从业年限 }}年"),
        row(label("技能等级"), "{{ 案.带头人.技能等级 }}", label("证书编号"),
            left(optional("案.带头人.证书编号"), 3)),
        row(label("聘任日期"), optional("案.带头人.聘任日期", "{{ 案.带头人.聘任日期|日期 }}"), label("聘期"),
            left(optional("案.带头人.聘期起", "{{ 案.带头人.聘期起|日期 }}至{{ 案.带头人.聘期止|日期 }}"), 3)),
        row(label("行业水平认定"), left(optional("案.带头人.行业水平认定", otherwise="不适用"), 3),
            label("身体健康"), tick("{{ 案.带头人.身体健康|勾选 }}") + run("能承担日常工作")),
        row(label("荣誉奖项"),
            left("{% for 奖 in 案.带头人.荣誉 %}{{ 奖.年份 }}年{{ 奖.级别 }}“{{ 奖.名称 }}”"
                 "{% if not loop.last %}；{% endif %}{% else %}无{% endfor %}", 5)),
        row(label("绝技绝活"), left(optional("案.带头人.绝技绝活"), 5), height=700),
        shares=_SIX,
    )  # fmt: skip


def _selection() -> str:
    return boxed(
        row(label("单位内部选聘公示"),
            left("{{ 案.选聘公示.公示起|日期 }}至{{ 案.选聘公示.公示止|日期 }}，"
                 "公示结果：{{ 案.选聘公示.结果 }}")),
        shares=(22, 78),
    )  # fmt: skip


def _team() -> str:
    return _heading("三、团队成员") + boxed(
        head("序号", "姓名", "岗位", "技能等级或职称", "人员类别", "分工"),
        *rows_of("人 in 案.团队", 6, row(
            "{{ loop.index }}", "{{ 人.姓名 }}", "{{ 人.岗位 }}", "{{ 人.技能等级 }}",
            "{{ 人.人员类别 }}", left("{{ 人.分工 }}"))),
        shares=(7, 12, 18, 18, 21, 24),
    )  # fmt: skip


def _conditions() -> str:
    return _heading("四、工作条件和制度") + boxed(
        row(label("场地面积"), "{{ 案.条件.场地面积 }}平方米", label("责任部门"),
            "{{ 案.条件.责任部门 }}"),
        row(label("设备设施"), left("{{ 案.条件.设备设施 }}", 3)),
        row(label("人员支持"), left("{{ 案.条件.人员支持 }}", 3)),
        row(label("资金支持"), left("{{ 案.条件.资金支持 }}", 3)),
        row(label("岗位津贴"), left(optional("案.条件.岗位津贴"), 3)),
        row(label("制度清单"),
            left("{% for 制 in 案.条件.制度 %}《{{ 制 }}》{% endfor %}", 3)),
        shares=(18, 32, 18, 32),
    )  # fmt: skip


def _results() -> str:
    return _heading("五、近三年主要业绩") + boxed(
        head("类别", "名称", "时间", "成效"),
        *rows_of("绩 in 案.业绩", 4, row(
            "{{ 绩.类别 }}", left("{{ 绩.名称 }}"), "{{ 绩.时间 }}", left("{{ 绩.成效 }}"))),
        shares=(16, 34, 14, 36),
    )  # fmt: skip


def _plan() -> str:
    tasks = (
        head("政策任务", "计划内容", "量化指标"),
        *rows_of("务 in 案.计划.目标任务", 3, row(
            left("{% if 政.条款[务.任务] is defined %}{{ 政.条款[务.任务].要旨 }}{% else %}{{ 务.任务 }}{% endif %}"),
            left("{{ 务.内容 }}"), left("{{ 务.指标 }}"))),
    )  # fmt: skip
    years = (
        head("年度", "年度进度安排"),
        *rows_of("年 in 案.计划.年度进度", 2, row("{{ 年.年度 }}", left("{{ 年.内容 }}"))),
        row(label("计划带徒人数"), left("{{ 案.计划.带徒人数 }}人"
            "{% if 政.项目[案.项目类别].带徒下限 %}（政策要求不少于"
            "{{ 政.项目[案.项目类别].带徒下限 }}人）{% endif %}")),
    )  # fmt: skip
    return (
        _heading("六、资助周期内的目标任务和年度进度")
        + boxed(*tasks, shares=(36, 36, 28))
        + para("", style="Tail")
        + boxed(*years, shares=(36, 64))
    )


def _asked_for() -> str:
    """The sum, where it is known before the project is assessed."""
    return (
        f"{{% if {_OF}.资助方式 == '分级' %}}按届满考核等级（{grades(_OF)}）{{% else %}}"
        f"{{{{ {_OF}.资助金额|金额 }}}}{{% endif %}}"
    )


def _money() -> str:
    planned = rows_of("项 in 案.经费.资助计划", 3, row(
        "资助资金", left("{{ 项.用途 }}"), Cell("{{ 项.金额|金额 }}", align="right")))  # fmt: skip
    matched = rows_of("项 in 案.经费.配套用途 or []", 3, row(
        "配套资金", left("{{ 项.用途 }}"), Cell("{{ 项.金额|金额 }}", align="right")))  # fmt: skip
    return _heading("七、经费计划（单位：元）") + boxed(
        row(label("申请资助金额"), left(_asked_for()),
            label("配套承诺金额"), left("{% if 表.要求.配套 or 案.经费.配套承诺 %}{{ 案.经费.配套承诺|金额 }}{% else %}无{% endif %}")),
        row_mark("if 表.要求.配套", 4),
        row(label("配套来源"), left("{{ 案.经费.配套来源 }}（{{ 案.经费.配套形式 }}）"),
            label("配套专账"), left("{{ 案.经费.配套账户 }}")),
        row_mark("endif", 4),
        shares=(20, 30, 20, 30),
    ) + para("", style="Tail") + boxed(
        head("资金来源", "用途", "金额"), *planned, *matched, shares=(20, 50, 30)
    )  # fmt: skip


def _promise() -> str:
    unit = cell_text(
        "本单位承诺：本表所填内容和所附材料真实、准确、完整；获得资助后，"
        + f"{{% if {_OF}.配套下限 %}}按承诺足额配套工作经费，{{% endif %}}"
        + "资助资金"
        "专款专用，接受监督检查和届满考核。如有不实，愿承担相应责任。"
    )
    signers = para("带头人（签字）：　　　　　　　　　法定代表人（签字）：", style="Cell")
    seal = stamped("{{ 案.单位.名称 }}（盖章）", "{{ 案.申报.日期|日期 }}")
    later = signed("（盖章）", BLANK_DAY, above=3)
    return _heading("八、承诺和意见") + boxed(
        opinion("申报单位承诺", unit, para("", style="Cell"), signers, seal),
        row_mark("if 政.主管", 2),
        opinion("{{ 政.主管 }}初审意见", para("（见初审意见表）", style="Cell"), later),
        row_mark("endif", 2),
        opinion("专家评审意见", para("（见专家评审汇总表）", style="Cell"),
                signed("专家组组长（签字）", BLANK_DAY)),
        opinion("{{ 政.人社局 }}审核意见", para("", style="Cell"), later),
        shares=(16, 84),
    )  # fmt: skip


def _form(kind: str, notes: tuple[str, ...], selection: str) -> Page:
    lines = (
        ("项目名称", "{{ 案.项目名称 }}"),
        ("申报单位", "{{ 案.单位.名称 }}"),
        ("带头人", "{{ 案.带头人.姓名 }}"),
        ("{{ 政.主管 }}", "{{ 案.单位.主管委办局 }}", "政.主管"),
        ("联系人", "{{ 案.单位.联系人 }}"),
        ("联系电话", "{{ 案.单位.联系电话 }}"),
        ("申报日期", "{{ 案.申报.日期|日期 }}"),
        ("案卷号", "{{ 案.案卷号 }}"),
    )
    body = (
        cover(("{{ 政.地区|冠于(案.项目类别) }}{{ 案.项目类别 }}", "申请表"), lines, "{{ 局.机关全称 }}制")
        + _instructions(notes)
        + page_break_before("申报内容", "FormTitle")
        + _unit() + _leader() + selection + _team() + _conditions() + _results()
        + _plan() + _money() + _promise()
        + para("", style="Tail")
    )  # fmt: skip
    return Page(f"{kind}申请表", body, numbering=Numbering.MIDDLE)


_COMMON = (
    "申报单位应当如实填写各栏，内容具体、数字准确，没有的填“无”，不得空缺。",
    "本表由申报单位加盖公章，法定代表人和带头人签字后，"
    + with_review("按隶属关系报送{{ 政.主管 }}。", "报送{{ 局.机关全称 }}。"),
    "金额以人民币元为单位，保留两位小数；日期写明年月日。",
)


_MATCH = (
    f"{{% if {_OF}.配套下限 %}}{payers(_OF)}配套工作经费不低于{{{{ {_OF}.配套下限|万元 }}}}，"
    "以货币形式专账管理。{% else %}资助资金专款专用，专账管理。{% endif %}"
)


def _needing(need: str, text: str, otherwise: str) -> str:
    """A note for policies whose conditions stand on a check or a field, and for others."""
    return f"{{% if '{need}' in {_NEEDS} %}}{text}{{% else %}}{otherwise}{{% endif %}}"


def chief_form() -> Page:
    """首席技师资助项目申请表, with the unit's own notice of the appointment (R18)."""
    notes = (
        *_COMMON,
        _needing(
            "within_appointment",
            "首席技师须在聘期内，聘任前应当经单位内部公示；职业尚无国家职业标准的，填写行业水平认定情况并附证明。",
            "带头人应当符合申报条件，并附证明。",
        ),
        _needing(
            "单位.职工教育经费.使用",
            "随表附送首席技师制度、聘书、资格证书、获奖证明、团队和工作条件、岗位津贴、职工教育经费使用等材料。",
            "随表附送下列清单所列的材料。",
        ),
        _MATCH,
    )
    return _form(
        "首席技师资助项目",
        notes,
        when("案.选聘公示 is defined and 案.选聘公示", _selection()),
    )


def studio_form() -> Page:
    """技能大师工作室申请表: the master, the team of three kinds, the trainees (R29–R39, R59)."""
    notes = (
        *_COMMON,
        _needing(
            "leader_in_chief_technician_term",
            "技能大师应当具备政策列明的荣誉奖项、在周期内的首席技师资助项目、绝技绝活三类条件之一，并附证明。",
            "带头人应当符合申报条件，并附证明。",
        ),
        _needing(
            "团队.人员类别",
            "团队应当由高技能人才、专业技术人员和管理人员组成；计划培养人数按政策下限填写，不得减少。",
            "团队成员和计划培养人数按实填写，随表附送下列清单所列的材料。",
        ),
        _MATCH,
    )
    return _form("技能大师工作室", notes, "")
