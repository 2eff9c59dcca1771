"""The end of the term: the call to assess, the third party's commission, the results (七(二))."""

from __future__ import annotations

from doc_templates.kit.citing import BASIS, POLICY
from doc_templates.kit.joint_closing import signatures
from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.phrases import used_up, with_match, with_step
from doc_templates.kit.project_lists import project_list
from doc_templates.kit.redhead import (
    addressee,
    annex,
    batch_title,
    blank,
    contacts,
    imprint,
    kept,
    level,
    red_head,
    signature,
    single_annex,
)
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
    together,
    when,
)

_LISTED = "{{ 批.年度 }}年{{ 政.地区 }}届满考核项目名单"
_RESULTS = "{{ 批.年度 }}年{{ 政.地区 }}届满考核结果"
_CALL = "办.通知届满考核"


def _called_list() -> str:
    due = "{% if 行.届满日 %}{{ 行.届满日|日期 }}{% endif %}"
    return project_list("表.考核名单", (8, 28, 27, 14, 23), 周期届满日=due)


def term_notice() -> Page:
    """关于开展届满考核的通知 (R68–R77): whom, when, by whom, on what, with which papers."""
    elements = (
        "{% for 要素 in 政.考核要素 %}{% if not loop.first %}；{% endif %}{{ 要素.名称 }}"
        "{% if 要素.分值 %}（{{ 要素.分值 }}分）{% endif %}"
        "{% if 要素.举例 %}：{{ 要素.举例|join('、') }}{% endif %}{% endfor %}"
    )
    span = (
        f"{{% if {_CALL}.考核起 and {_CALL}.考核止 %}}考核时间为{{{{ {_CALL}.考核起|日期 }}}}至"
        f"{{{{ {_CALL}.考核止|日期 }}}}。{{% else %}}考核在资助周期届满前进行，具体时间由我局另行通知。"
        "{% endif %}"
    )
    until = (
        f"{{% if {_CALL}.自评截止 %}}于{{{{ {_CALL}.自评截止|日期 }}}}前{{% else %}}在考核开始前"
        "{% endif %}"
    )
    way = f"{{% if {_CALL}.第三方 %}}委托{{{{ {_CALL}.第三方 }}}}{{% else %}}组织专家{{% endif %}}"
    body = (
        red_head()
        + batch_title("关于开展", "届满考核的通知")
        + addressee()
        + para(BASIS + "，{{ 批.年度 }}年列入资助的项目资助周期即将届满{% if 表.考核逾期 %}或者已经届满{% endif %}，现就开展届满考核的有关事项通知如下。")
        + level("一、考核对象和时间")
        + para("考核对象为{{ 批.年度 }}年资助的{{ 表.考核名单|length }}个项目（名单见附件）。" + span)
        + level("二、考核方式和内容")
        + para("由我局" + way + "，采取{{ 政.考核方法|join('、') }}等方法，对项目运作情况和任务完成情况进行"
               "考核。考核要素为：" + elements + "。")
        + level("三、材料报送")
        + para("各单位应当对照" + with_step("签订协议", "目标任务责任协议和量化指标", "申报时的目标任务")
               + "进行自评，" + until + "将届满自评总结、资助资金" + with_match("和配套经费") + "使用明细及凭证、各考核要素的佐证材料报送我局。")
        + when("文.联系人 or 文.联系电话",
               para(contacts(("联系人", "文.联系人"), ("联系电话", "文.联系电话")) + "。"))
        + when("政.说明", level("四、考核的组织"), para("{{ 政.说明|join }}"))
        + level("{% if 政.说明 %}五{% else %}四{% endif %}、有关要求")
        + para("各单位对材料的真实性负责，如实提供账目、台账和工作档案，配合做好现场考核。")
        + kept(used_up("资助资金应当在资助周期内使用完毕。") + "无正当理由不参加考核的，按照规定处理，并作为以后申报资助的重要"
               "参考。")
        + single_annex(_LISTED) + signatures()
        + annex("附件", _LISTED) + _called_list() + para("", style="Tail") + imprint()
    )  # fmt: skip
    return Page("届满考核的通知", body)


def assessment_result() -> Page:
    """届满考核结果通知: how many reached which grade, what follows, each project's result."""
    grades = (
        "{% for 等级 in 表.考核等级 %}{% if not loop.first %}，{% endif %}{{ 等级.名称 }}"
        "{{ 等级.个数 }}个{% endfor %}"
    )
    shares = (8, 28, 27, 13, 10, 14)
    listed = project_list("表.考核名单", shares, 得分="{{ 行.总分 }}", 结论="{{ 行.结论 }}")
    body = (
        red_head()
        + batch_title("关于", "届满考核结果的通知")
        + addressee()
        + para(BASIS + "，我局{% if not 表.考核逾期 %}在资助周期届满前，{% endif %}采取{{ 政.考核方法|join('、') }}等方法，对{{ 批.年度 }}年资助"
               "项目的运作情况和任务完成情况进行了届满考核。现将考核结果通知如下。")
        + level("一、考核结果")
        + para("本次考核项目{{ 表.考核名单|length }}个：" + grades + "。各项目的考核结果见附件。"
               "{% if 表.考核上限.等级 %}应考项目{{ 表.考核上限.应考 }}个，按照规定{{ 表.考核上限.等级 }}不超过"
               "百分之{{ 表.考核上限.百分之 }}（至多{{ 表.考核上限.至多 }}个），评定{{ 表.考核上限.已有 }}个。"
               "{% endif %}")
        + level("二、结项")
        + para("考核通过的项目，由所在单位整理项目工作档案，核对资助资金" + with_match("和配套经费") + "账目，办理结项。"
               + used_up("资助资金应当在资助周期内使用完毕；有结余的，按照规定退回。"))
        + when("政.说明", level("三、有关规定"), para("{{ 政.说明|join }}"))
        + level("{% if 政.说明 %}四{% else %}三{% endif %}、有关要求")
        + para("考核未通过的项目，{% if 表.考核已处理 %}已经按照政策规定作出处理{% elif 政.不合格整改 %}所在单位应当查找原因，按照我局的要求整改"
               "{% else %}按照政策规定处理{% endif %}。各单位要总结推广项目成果、绝技绝活和先进"
               "操作法，继续发挥技能人才的示范引领作用。")
        + kept("对考核结果有异议的，可自收到本通知之日起十五日内向我局书面提出，并附相关证明材料。")
        + single_annex(_RESULTS) + signature()
        + annex("附件", _RESULTS) + listed + para("", style="Tail") + imprint()
    )  # fmt: skip
    return Page("届满考核结果的通知", body)


def _party(anchor: str, number: int, name: str, value: str) -> Cell:
    """One party's place to stamp and sign."""
    lines = (
        para(run(f"{name}（盖章）："), style="PartySign")
        + para("", style="PartySign") * 4
        + para(bookmark(anchor, number) + run(value), style="PartySign")
        + para("{{ 文.成文日期|日期 }}", style="PartySign")
        + para("", style="PartySign") * 2
        + para("代表（签字）：　　　　　　", style="PartySign")
    )
    return Cell(lines, place="top")


def third_party_commission() -> Page:
    """届满考核委托书 (R71): the task, the projects, the time, how both sides are bound."""
    third = "{{ 办.通知届满考核.第三方 }}"
    span = (
        f"{{% if {_CALL}.考核起 and {_CALL}.考核止 %}}{{{{ {_CALL}.考核起|日期 }}}}至"
        f"{{{{ {_CALL}.考核止|日期 }}}}{{% else %}}自本委托书签订之日起，至最后一个项目资助周期届满前"
        "{% endif %}"
    )
    listed = table(
        columns(8, 36, 36, 20, total=TYPE_WIDTH),
        head("序号", "项目名称", "所在单位", "带头人"),
        *rows_of("行 in 表.考核名单", 4, row(
            "{{ 行.序号 }}", left("{{ 行.项目名称 }}"), left("{{ 行.单位 }}"), "{{ 行.带头人 }}")),
    )  # fmt: skip
    signing = table(
        columns(1, 1, total=TYPE_WIDTH),
        row(
            _party("stamp1", 1, "委托方", "{{ 局.机关全称 }}"), _party("stamp2", 2, "受托方", third)
        ),
        borders=False,
    )
    numbered = "{{ loop.index }}."
    body = (
        para("届满考核委托书", style="FormTitle")
        + para("委托方：{{ 局.机关全称 }}", style="ClauseFlush")
        + para("受托方：" + third, style="ClauseFlush")
        + para("根据" + POLICY + "关于届满考核可以委托第三方进行的规定，委托方委托受托方对{{ 批.年度 }}年"
               "{{ 政.地区 }}资助项目进行届满考核，双方约定如下。", style="Clause")
        + para("一、委托事项", style="ClauseHead")
        + para("对下列{{ 表.考核名单|length }}个项目的运作情况和任务完成情况进行考核评分，提出考核结论建议，出具"
               "届满考核报告。{{ 政.说明|join }}", style="Clause")
        + listed
        + para("二、考核要素和分值", style="ClauseHead", extra='<w:spacing w:before="160"/>')
        + repeated("要素 in 政.考核要素",
                   para(numbered + "{{ 要素.名称 }}{% if 要素.分值 %}（{{ 要素.分值 }}分）{% endif %}"
                        "{% if 要素.举例 %}：{{ 要素.举例|join('、') }}{% endif %}。", style="Clause"))
        + para("三、考核方法和期限", style="ClauseHead")
        + para("受托方采取{{ 政.考核方法|join('、') }}等方法进行考核。委托期限：" + span + "。", style="Clause")
        + para("四、双方责任", style="ClauseHead")
        + para("委托方提供项目清单、" + with_step("签订协议", "目标任务责任协议", "申报材料") + "和有关文件，协调所在单位配合考核，对考核过程进行监督，对考核"
               "结论予以审定。受托方应当客观公正、独立考核，对评分和结论负责；与被考核单位有利害关系的人员应当"
               "回避；对考核中知悉的商业秘密和个人信息予以保密，不得转委托，不得收受被考核单位的财物。",
               style="Clause")
        + para("五、其他", style="ClauseHead")
        + para("考核形成的工作底稿、评分表和佐证材料由受托方整理后全部移交委托方归档。考核经费由双方另行约定，"
               "不得向被考核单位收取任何费用。本委托书一式两份，双方各执一份，自双方盖章之日起生效。",
               style="Clause", extra='<w:keepNext/><w:widowControl w:val="1"/>')
        + blank() + together(signing)
    )  # fmt: skip
    return Page("届满考核委托书", body, numbering=Numbering.MIDDLE)
