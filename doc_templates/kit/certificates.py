"""What proves that a name was shown: the unit's own notice, and what came of the public one."""

from __future__ import annotations

from doc_templates.kit.forms import boxed, cell_text, joint, opinion, optional, signatures, stamped
from doc_templates.kit.page import Numbering, Page
from doc_templates.kit.wordml import (
    head,
    label,
    left,
    para,
    row,
    row_mark,
    rows_of,
    sentence,
    together,
)

_OBJECTION_COLUMNS = 5
_NOTICE = (
    "{% if 前文.公示 is defined and 前文.公示 %}{{ 前文.公示.标题 }}{% else %}"
    "{{ 批.年度 }}年{{ 政.地区 }}拟资助名单公示{% endif %}"
)


def internal_notice() -> Page:
    """单位内部选聘公示情况证明 (R18): who was chosen, shown how long, with what outcome."""
    appointed = optional("案.带头人.聘任日期", "{{ 案.带头人.聘任日期|日期 }}", "—")
    term = optional(
        "案.带头人.聘期起", "{{ 案.带头人.聘期起|日期 }}至{{ 案.带头人.聘期止|日期 }}", "—"
    )
    body = (
        para("单位内部选聘公示情况证明", style="FormTitle")
        + para("由选聘单位出具，随资助申请表一并报送；公示原件或者照片另附。", style="FormNote")
        + boxed(
            row(label("选聘单位"), left("{{ 案.单位.名称 }}", 3), height=460),
            row(label("项目名称"), left("{{ 案.项目名称 }}", 3), height=460),
            row(label("选聘对象"), "{{ 案.带头人.姓名 }}", label("性别"),
                "{{ 案.带头人.性别 }}", height=460),
            row(label("职业（工种）"), left("{{ 案.带头人.职业工种 }}"), label("技能等级"),
                left("{{ 案.带头人.技能等级 }}"), height=460),
            row(label("选聘依据"),
                left("{% for 制 in 案.条件.制度 %}《{{ 制 }}》{% else %}—{% endfor %}", 3),
                height=460),
            row(label("公示内容"),
                left("选聘对象的姓名、岗位、职业（工种）、技能等级、主要业绩和选聘结果", 3), height=460),
            row(label("公示方式"), left("{{ 表.公示证明.方式 }}", 3), height=460),
            row(label("公示期"),
                left("{{ 案.选聘公示.公示起|日期 }}至{{ 案.选聘公示.公示止|日期 }}"
                     "{% if 表.公示证明.工作日数 %}（{{ 表.公示证明.工作日数 }}个工作日）{% endif %}", 3),
                height=460),
            row(label("公示结果"), left("{{ 案.选聘公示.结果 }}", 3), height=460),
            row(label("异议处理"), left("{{ 表.公示证明.异议处理 }}", 3), height=460),
            row(label("聘任日期"), appointed, label("聘期"), left(term), height=460),
            opinion("单位证明",
                    cell_text("本单位按照{{ 政.项目[案.项目类别].带头人称谓 }}制度和既定条件自主选聘{{ 案.带头人.姓名 }}同志，选聘前"
                              "已在本单位内部公示，广泛听取职工群众意见，公示结果为"
                              "“{{ 案.选聘公示.结果 }}”。以上情况属实，特此证明。"),
                    para("", style="Cell"),
                    para("经办人（签字）：　　　　　　　　　　　法定代表人（签字）：", style="Cell"),
                    stamped("{{ 案.单位.名称 }}（盖章）", "{{ 文.成文日期|日期 }}"), span=3),
            shares=(17, 29, 13, 41),
        )
        + para("", style="Tail")
    )  # fmt: skip
    return Page("单位内部选聘公示情况证明", body, numbering=Numbering.MIDDLE)


def _objections() -> str:
    return boxed(
        head("序号", "收到日期", "异议人和异议对象", "反映事项", "核查情况和处理意见"),
        *rows_of("异 in 表.异议.明细", _OBJECTION_COLUMNS, row(
            "{{ loop.index }}", "{% if 异.日期 %}{{ 异.日期|日期 }}{% else %}—{% endif %}",
            left("{{ 异.异议人 }}{% if 异.对象 %}（{{ 异.对象 }}）{% endif %}"),
            left("{{ 异.反映事项 }}"),
            left("{{ 异.核查情况 }}{% if 异.处理意见 %}处理意见：{{ 异.处理意见 }}{% endif %}"))),
        row_mark("if not 表.异议.明细", _OBJECTION_COLUMNS),
        row("—", "—", "公示期内未收到异议", "—", "—", height=600),
        row_mark("endif", _OBJECTION_COLUMNS),
        shares=(6, 15, 18, 24, 37),
    )  # fmt: skip


def notice_outcome() -> Page:
    """公示情况及异议处理记录 (R48): also when nobody objected."""
    body = (
        para("公示情况及异议处理记录", style="FormTitle")
        + boxed(
            row(label("公示事项"), left(_NOTICE, 3), height=620),
            row(label("公示单位"), left("{{ 局.机关全称 }}"), label("批次"), "{{ 批.批次 }}",
                height=520),
            row(label("公示期"),
                left("{{ 办.公示.公示起|日期 }}至{{ 办.公示.公示止|日期 }}"
                     "{% if 表.异议.工作日数 %}（{{ 表.异议.工作日数 }}个工作日）{% endif %}", 3), height=520),
            row(label("公示平台"), left("{{ 办.公示.平台 }}", 3), height=520),
            row(label("网址"), left("{{ 办.公示.网址 or '—' }}", 3), height=520),
            row(label("公示对象"),
                left("{% for 类别 in 名单 %}{{ 类别 }}{{ 名单[类别]|length }}个"
                     "{% if not loop.last %}，{% endif %}{% endfor %}"), label("收到异议"),
                "{{ 表.异议.件数 }}件", height=520),
            row(label("咨询电话"), left("{{ 办.公示.咨询电话 }}"), label("监督电话"),
                left("{{ 办.公示.监督电话 }}"), height=520),
            shares=(16, 42, 16, 26),
        )
        + para("异议登记和处理", style="FormHead")
        + _objections()
        + para("公示结论", style="FormHead")
        + together(boxed(
            row(label("公示结果"), left("{{ 办.公布.公示结果 }}"), height=460),
            row(label("处理情况"),
                left("{% if 办.公布.异议处理 %}" + sentence("办.公布.异议处理")
                     + "{% else %}公示期内未收到异议，无须处理。{% endif %}"), height=760),
            row(label("留存材料"),
                left("公示稿、公示网页快照及上下线时间、来信来电登记和核查材料，随本记录归档。"),
                height=460),
            shares=(16, 84),
        ))
        + joint()
        + signatures(("经办人", "审核人"))
    )  # fmt: skip
    return Page("公示情况及异议处理记录", body, numbering=Numbering.MIDDLE)
