"""Papers to one unit: rectification, claw-back, and the receipt that proves their service."""

from __future__ import annotations

from doc_templates.kit.citing import POLICY
from doc_templates.kit.page import TYPE_WIDTH, Numbering, Page
from doc_templates.kit.redhead import (
    addressee,
    contacts,
    kept,
    letter_head,
    letter_number,
    level,
    signature,
    title,
)
from doc_templates.kit.wordml import (
    Cell,
    Row,
    columns,
    label,
    left,
    mark,
    para,
    repeated,
    row,
    rows_of,
    run,
    sentence,
    table,
    tick,
    when,
)

_SEEN = "办.监督检查 is defined and 办.监督检查"
_POINTS = "{% if 办.届满考核.总分 %}得{{ 办.届满考核.总分 }}分，{% endif %}"
_ASSESSED = (
    "{{ 办.届满考核.日期|日期 }}，我局对该项目进行届满考核，"
    + _POINTS
    + "考核结论为“{{ 办.届满考核.结论 }}”。"
)
_AFTER_FAILURE = (
    "整改期满后，我局组织复评。复评仍不合格的，按照" + POLICY
    + "{% if 政.不合格.取消称号 %}取消称号{% else %}作出处理{% endif %}"
    "{% if 政.不合格.追回 %}，追回资助资金（{{ 政.不合格.追回 }}）{% endif %}"
    "{% if 政.不合格.禁报年数 %}，{{ 政.不合格.禁报年数|序号('汉字') }}年内不得再次申报{% endif %}。"
)  # fmt: skip
_PROJECT = "“{{ 案.项目名称 }}”（{{ 案.项目类别 }}，案卷号{{ 案.案卷号 }}）"


def _clause(name: str) -> str:
    place = f"{{{{ 政.{name}.出处 }}}}"
    cited = f"{{% if (政.{name}.出处|string)[:1] == '第' %}}{place}{{% else %}}“{place}”部分{{% endif %}}"
    return POLICY + cited + f"关于{{{{ 政.{name}.要旨 }}}}的规定"


def _reachable() -> str:
    """Whom to turn to; what is not known leaves no label behind."""
    known = (("联系人", "文.联系人"), ("联系电话", "文.联系电话"), ("联系地址", "文.联系地址"))
    return when("文.联系人 or 文.联系电话 or 文.联系地址", kept(contacts(*known)))


def _found_at_inspection() -> str:
    """What was found wrong: by inspectors, or by the assessment that the project failed."""
    inspected = (
        para("{{ 办.监督检查.日期|日期 }}，我局检查人员{{ 办.监督检查.检查人|join('、') }}以"
             "{{ 办.监督检查.方式 }}方式，对你单位承担的" + _PROJECT
             + "的经费使用和项目管理情况进行监督检查。现将检查发现的问题和整改要求通知如下。")
        + level("一、检查发现的事实")
        + para(sentence("办.监督检查.事实"))
        + when("办.监督检查.涉及金额", para("涉及金额：人民币{{ 办.监督检查.涉及金额|金额 }}元"
               "（大写：{{ 办.监督检查.涉及金额|大写 }}）。"))
    )  # fmt: skip
    assessed = (
        para("我局依据" + POLICY + "，对你单位承担的" + _PROJECT + "进行了届满考核。现将考核发现的问题和"
             "整改要求通知如下。")
        + level("一、考核情况")
        + para(_ASSESSED)
    )  # fmt: skip
    return mark(f"if {_SEEN}") + inspected + mark("else") + assessed + mark("endif")


def rectification_order() -> Page:
    """责令限期整改通知书 (R86): basis, facts, demands, the last day, what follows."""
    body = (
        letter_number() + title("责令限期整改通知书") + addressee()
        + _found_at_inspection()
        + level("二、问题性质和依据")
        + para("上述情况属于{{ 办.限期整改.问题类型 }}：" + sentence("办.限期整改.事由") + "{{ 政.说明|join }}依据"
               + _clause("整改条款") + "，责令你单位限期整改。")
        + level("三、整改要求")
        + repeated("要求 in 办.限期整改.要求", para("{{ loop.index }}." + sentence("要求")))
        + level("四、整改期限和复查")
        + para("你单位应当自收到本通知书次日起开始整改，于{{ 办.限期整改.整改期限|日期 }}前完成，并向我局"
               "报送加盖公章的书面整改报告和凭证、台账等证明材料。我局收到报告后组织复查，出具复查意见。")
        + level("五、逾期不整改的后果")
        + when(f"政.不合格.条款 is defined and not ({_SEEN})", para(_AFTER_FAILURE))
        + para("逾期未整改、整改不到位或者情节严重的，我局可依据" + _clause("追回条款")
               + "，追回已提供的资助资金，并依法依规作出处理。对本通知书所列事实有异议的，可在整改期限"
               "内向我局书面说明并提供证据。")
        + _reachable()
        + signature()
    )  # fmt: skip
    return Page("责令限期整改通知书", body, letter_head=letter_head())


def _facts() -> str:
    """The facts established: by inspection, or by an assessment not passed."""
    return (
        f"{{% if {_SEEN} %}}"
        + sentence("办.监督检查.事实")
        + "{% else %}"
        + _ASSESSED
        + "{% endif %}"
    )


def clawback_prior_notice() -> Page:
    """追回资助资金事先告知书: what is planned, why, and the right to be heard (O26)."""
    body = (
        letter_number() + title("追回资助资金事先告知书") + addressee()
        + para("你单位承担的" + _PROJECT + "，我局已拨付资助资金人民币"
               "{{ 经费.资助.到位|金额 }}元。经{% if " + _SEEN + " %}监督检查{% else %}届满考核{% endif %}"
               "，拟追回资助资金，现依法告知如下。")
        + level("一、查明的事实")
        + para(_facts() + "{% if 前文.整改通知书 is defined and 前文.整改通知书 %}我局以{{ 前文.整改通知书.文号 }}责令"
               "限期整改{% if 办.整改复查 is defined and 办.整改复查 %}，复查结论为{{ 办.整改复查.结论 }}"
               "{% if 办.整改复查.说明 %}：" + sentence("办.整改复查.说明") + "{% else %}。{% endif %}"
               "{% else %}。{% endif %}{% endif %}")
        + level("二、拟作出的处理")
        + para("{% if 办.追回资金.情节严重理由 %}认定情节严重的理由："
               + sentence("办.追回资金.情节严重理由") + "{% endif %}依据" + _clause("追回条款")
               + "，拟追回资助资金人民币{{ 办.追回资金.金额|金额 }}元（大写："
               "{{ 办.追回资金.金额|大写 }}）。计算说明：" + sentence("办.追回资金.计算说明"))
        + level("三、陈述和申辩的权利")
        + para("你单位可自收到本告知书之日起{{ 文.申辩工作日数 }}个工作日内，向我局书面或者当面陈述、"
               "申辩并提供证据；逾期未提出的，视为放弃上述权利，我局将依法作出决定。你单位提出的事实、"
               "理由和证据，我局将予以复核，成立的予以采纳，不因申辩而加重处理。")
        + _reachable()
        + signature()
    )  # fmt: skip
    return Page("追回资助资金事先告知书", body, letter_head=letter_head())


def _account() -> str:
    widths = columns(22, 78, total=TYPE_WIDTH)
    return table(
        widths,
        row(label("收款户名"), left("{{ 办.追回资金.收款账户.户名 }}")),
        row(label("收款账号"), left("{{ 办.追回资金.收款账户.账号 }}")),
        row(label("开户银行"), left("{{ 办.追回资金.收款账户.开户行 }}")),
        row(label("缴款附言"), left("{{ 案.案卷号 }}{{ 案.单位.名称 }}退回资助资金")),
    )


def clawback_decision() -> Page:
    """追回资助资金决定书 (R87): facts, hearing, amount, account, remedies of the day."""
    body = (
        letter_number() + title("追回资助资金决定书") + addressee()
        + para("你单位承担的" + _PROJECT + "，获得{% if 政.项目[案.项目类别].资助方式 == '一次性' %}一次性{% endif %}"
               "资助资金人民币{{ 经费.资助.到位|金额 }}元。"
               "现就追回资助资金决定如下。")
        + level("一、事实和证据")
        + para(_facts() + "以上事实有{% if " + _SEEN + " %}监督检查记录{% else %}届满考核报告{% endif %}"
               "、支出凭证、台账等证据证明。")
        + level("二、告知和申辩情况")
        + para("我局于{{ 办.追回资金.告知送达日期|日期 }}向你单位送达《{{ 前文.事先告知书.标题 }}》"
               "（{{ 前文.事先告知书.文号 }}），告知拟处理意见和陈述、申辩的权利。陈述申辩情况："
               + sentence("办.追回资金.陈述申辩"))
        + level("三、依据和决定")
        + para("{% if 办.追回资金.情节严重理由 %}你单位的上述行为情节严重："
               + sentence("办.追回资金.情节严重理由") + "{% endif %}依据" + _clause("追回条款")
               + "，我局决定追回资助资金人民币{{ 办.追回资金.金额|金额 }}元（大写："
               "{{ 办.追回资金.金额|大写 }}）。计算说明：" + sentence("办.追回资金.计算说明"))
        + level("四、履行方式和期限")
        + para("你单位应当于{{ 办.追回资金.缴款期限|日期 }}前，将上述款项缴入下列账户，并将缴款凭证"
               "复印件报送我局。逾期不缴的，依法申请人民法院强制执行。")
        + para("", style="Tail") + _account() + para("", style="Tail")
        + level("五、救济途径")
        + kept("如不服本决定，可自收到本决定书之日起{{ 文.救济.复议期限 }}内向{{ 文.救济.复议机关 }}申请"
               "行政复议，或者{{ 文.救济.诉讼期限 }}内向{{ 文.救济.诉讼法院 }}提起行政诉讼。复议、诉讼"
               "期间，除法律另有规定外，不停止本决定的执行。")
        + signature()
    )  # fmt: skip
    return Page("追回资助资金决定书", body, letter_head=letter_head())


def service_receipt() -> Page:
    """送达回证: for one or several papers, signed by who serves and who receives."""
    widths = columns(20, 32, 18, 30, total=TYPE_WIDTH)
    person = "签名：　　　　　　　　　　　　　　　　年　　月　　日"
    papers = rows_of(
        "书 in 文.送达文书", 4, row(left("{{ 书.标题 }}", 2), left("{{ 书.文号 }}", 2), height=600)
    )
    body = (
        para("送达回证", style="FormTitle")
        + table(
            widths,
            row(label("送达机关"), left("{{ 局.机关全称 }}", 3), height=640),
            row(label("受送达人"), left("{{ 案.单位.名称 }}", 3), height=640),
            row(label("送达事由"), left("{{ 案.项目名称 }}（{{ 案.案卷号 }}）", 3), height=640),
            Row((label("送达文书名称", 2), label("文号", 2)), 560),
            *papers,
            row(label("送达地点"), left("{{ 文.送达地点 }}", 3), height=640),
            row(label("送达方式"),
                left(run("{% for 方式 in ['直接送达', '留置送达', '邮寄送达', '电子送达', '公告送达'] %}")
                     + tick("{{ 文.送达方式|勾选(方式) }}") + run("{{ 方式 }}　{% endfor %}"), 3), height=640),
            row(label("送达人"), left("{{ 文.送达人 }}"), label("送达日期"),
                left("{{ 文.送达日期|日期 }}"), height=640),
            row(label("受送达人签收"),
                Cell(para("收件人：{{ 文.受送达人 }}", style="Cell")
                     + para("", style="Cell") + para(person, style="Cell"), 3), height=1300),
            row(label("送达人签名"), Cell(para("", style="Cell") + para(person, style="Cell"), 3),
                height=1050),
            row(label("留置送达理由和见证人"),
                Cell(para("", style="Cell") + para("", style="Cell") + para(person, style="Cell"),
                     3), height=1300),
            row(label("备注"), left("", 3), height=700),
        )
        + para("", style="FormNote")
        + para("填写说明：受送达人拒绝签收的，送达人应当注明理由，由见证人签名；委托他人代收的，注明代收人"
               "与受送达人的关系。本回证随文书归档。", style="FormNote")
    )  # fmt: skip
    return Page("送达回证", body, numbering=Numbering.NONE)
