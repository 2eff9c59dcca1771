"""Letters to one unit: not recommended or not chosen, review of a remedy, change, termination."""

from __future__ import annotations

from doc_templates.kit.citing import POLICY
from doc_templates.kit.page import Page
from doc_templates.kit.phrases import with_match, with_review, with_step
from doc_templates.kit.redhead import (
    addressee,
    closing,
    kept,
    letter_head,
    letter_number,
    level,
    project_title,
    signature,
    title,
)
from doc_templates.kit.wordml import para, sentence, when

_PROJECT = "“{{ 案.项目名称 }}”（{{ 案.项目类别 }}，案卷号{{ 案.案卷号 }}）"


def _begun(text: str) -> str:
    """A text that is printed once the term has begun."""
    return f"{{% if 案.资助周期 is defined and 案.资助周期 %}}{text}{{% endif %}}"


def _letter(name: str, body: str) -> Page:
    return Page(name, body, letter_head=letter_head())


def non_award_letter() -> Page:
    """不予推荐、未入选告知: which of the two, why, and what the unit may do."""
    declined = (
        para("你单位申报的" + _PROJECT + "，经对照" + POLICY + "规定的申报条件审核申请表和申报材料，"
             "并核实有关情况，我单位决定不予推荐。")
        + para("不予推荐的理由：" + sentence("办.不予推荐.理由"))
        + para("对本告知有异议的，可向我单位书面说明情况并提供证据。")
        + kept("申报材料按规定归档保存；以后批次符合申报条件的，可重新申报。感谢你单位对技能人才工作的支持。")
    )  # fmt: skip
    passed_over = (
        para("你单位申报的" + _PROJECT + "，" + with_review("经{{ 政.主管 }}推荐，") + "参加了{{ 批.年度 }}年"
             + with_step("专家差额评审", "专家差额评审", "评选") + "。根据"
             + POLICY + with_step("专家差额评审", "和评审结果")
             + "，经集体审定，该项目未列入拟资助名单。")
        + para("未入选的理由：" + sentence("办.未入选.理由"))
        + para("对本告知有异议的，可向我局书面说明情况并提供证据。")
        + kept("申报材料按规定归档保存；以后批次符合申报条件的，可重新申报。感谢你单位对技能人才工作的支持。")
    )  # fmt: skip
    body = (
        title("{% if 文.环节 == '不予推荐' %}申报项目不予推荐告知书{% else %}"
              "申报项目未入选告知书{% endif %}")
        + addressee()
        + when("文.环节 == '不予推荐'", declined) + when("文.环节 != '不予推荐'", passed_over)
        + signature()
    )  # fmt: skip
    return _letter("不予推荐、未入选告知", body)


def rectification_review() -> Page:
    """整改复查意见书: what was looked at again, what was found, what follows (R86)."""
    order = (
        "{% if 前文.整改通知书 is defined and 前文.整改通知书 %}《{{ 前文.整改通知书.标题 }}》"
        "（{{ 前文.整改通知书.文号 }}）{% else %}责令限期整改的要求{% endif %}"
    )
    passed = "办.整改复查.结论 == '整改到位'"
    body = (
        title("整改复查意见书") + addressee()
        + para("依据" + order + "，我局对你单位承担的" + _PROJECT + "的整改情况组织了复查。现将复查意见"
               "告知如下。")
        + level("一、整改要求和期限")
        + para("{% if 办.限期整改 is defined and 办.限期整改 %}责令整改的事由：" + sentence("办.限期整改.事由")
               + "整改期限至{{ 办.限期整改.整改期限|日期 }}。{% else %}按照监督检查提出的要求整改。{% endif %}")
        + level("二、复查情况")
        + para("{{ 办.整改复查.日期|日期 }}，复查人员{{ 表.复查.复查人|join('、') }}复查了整改报告"
               "{% if 政.不合格.条款 is defined and not (办.监督检查 is defined and 办.监督检查) %}和有关证明材料"
               "{% else %}、支出凭证和项目台账{% endif %}。{% if 办.整改复查.说明 %}" + sentence("办.整改复查.说明") + "{% endif %}")
        + level("三、复查结论")
        + when(passed, kept("经复查，结论为：整改到位。请你单位举一反三，严格执行项目经费管理制度，做到专款"
                            "专用、单独核算。我局将在日常监管和届满考核中继续跟踪检查。"))
        + when(f"not ({passed})",
               para("经复查，结论为：{{ 办.整改复查.结论 }}。你单位应当立即纠正，并将纠正情况书面报送我局。"),
               kept("情节严重的，我局将依据" + POLICY + "追回已提供的资助资金，并依法依规作出处理。"))
        + signature()
    )  # fmt: skip
    return _letter("整改复查意见书", body)


def change_approval() -> Page:
    """变更批复: the new leader approved, the tasks and the money handed over (O27)."""
    body = (
        letter_number() + project_title("关于同意变更", "带头人的批复") + addressee()
        + para("你单位关于变更" + _PROJECT + "带头人的申请收悉。经研究，批复如下。")
        + para("一、同意该项目带头人由{{ 办.变更带头人.原带头人 }}变更为{{ 办.变更带头人.新带头人.姓名 }}"
               "{% if 表.变更.技能等级 %}（{{ 表.变更.技能等级 }}）{% endif %}，自"
               "{{ 办.变更带头人.批准日期|日期 }}起履行带头人职责。变更理由：" + sentence("办.变更带头人.理由"))
        + para("二、项目资助金额" + _begun("、资助周期（{{ 案.资助周期.起|日期 }}至{{ 案.资助周期.止|日期 }}）")
               + "和目标任务不变，由变更后的带头人继续组织完成。{{ 政.说明|join }}")
        + para("三、你单位应当" + with_step("签订协议", "与变更后的带头人重新签订目标任务责任协议，") + "办理工作档案、设备设施和经费台账的"
               "交接，交接清单存入项目工作档案。")
        + closing("四、变更后的带头人是项目日常运作和管理的第一责任人。你单位应当" + with_match("继续落实配套工作经费，") + "做到"
                  "专款专用，并接受监督检查和届满考核。", "此复。")
        + signature()
    )  # fmt: skip
    return _letter("变更批复", body)


def termination_decision() -> Page:
    """终止决定: why the project ends early, what is settled, the remedies of the day (O27)."""
    body = (
        letter_number() + project_title("关于终止", "的决定") + addressee()
        + para("你单位承担的" + _PROJECT + "" + _begun("，资助周期为{{ 案.资助周期.起|日期 }}至{{ 案.资助周期.止|日期 }}") + "。现就终止该项目决定如下。")
        + level("一、终止的事由")
        + para(sentence("办.终止.理由"))
        + level("二、决定")
        + para("依据" + POLICY + "和目标任务责任协议，经{{ 办.终止.批准日期|日期 }}研究批准，我局决定自本"
               "决定作出之日起终止该项目，不再列入{{ 政.级别 }}资助项目管理。{{ 政.说明|join }}")
        + level("三、有关事项")
        + para("1.你单位应当清理项目账目，保存支出凭证和台账，配合我局核实资助资金" + with_match("和配套经费") + "的使用情况。")
        + para("2.应当退回的资助资金，按照我局的决定缴回；尚未使用的资助资金，不得再行支出。")
        + para("3.项目工作档案由你单位整理后报送我局，一并归档。")
        + level("四、救济途径")
        + kept("如不服本决定，可自收到本决定之日起{{ 文.救济.复议期限 }}内向{{ 文.救济.复议机关 }}申请行政"
                  "复议，或者{{ 文.救济.诉讼期限 }}内向{{ 文.救济.诉讼法院 }}提起行政诉讼。复议、诉讼期间，除"
                  "法律另有规定外，不停止本决定的执行。")
        + signature()
    )  # fmt: skip
    return _letter("终止决定", body)
