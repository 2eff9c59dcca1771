"""Letters of changes: the unit's, the term's, a second grant; award or title taken back."""

from __future__ import annotations

from doc_templates.kit.citing import POLICY
from doc_templates.kit.page import TYPE_WIDTH, Page
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
from doc_templates.kit.wordml import columns, label, left, para, row, sentence, table, when

_PROJECT = "“{{ 案.项目名称 }}”（{{ 案.项目类别 }}，案卷号{{ 案.案卷号 }}）"
_UNIT, _TERM, _AGAIN = "办.变更单位", "办.延长周期", "办.追加资助"
_DOUBT = "表.异议记录"
_TOLD, _GONE, _TITLE = "办.撤销告知", "办.撤销资助", "办.取消称号"
_NOTICE = (
    "{% if 前文.撤销告知书 is defined and 前文.撤销告知书 %}《{{ 前文.撤销告知书.标题 }}》"
    "（{{ 前文.撤销告知书.文号 }}）{% else %}撤销资助事先告知书{% endif %}"
)
_REMEDIES = (
    "如不服本决定，可自收到本决定之日起{{ 文.救济.复议期限 }}内向{{ 文.救济.复议机关 }}申请行政复议，或者"
    "{{ 文.救济.诉讼期限 }}内向{{ 文.救济.诉讼法院 }}提起行政诉讼。复议、诉讼期间，除法律另有规定外，"
    "不停止本决定的执行。"
)


def _letter(name: str, body: str) -> Page:
    return Page(name, body, letter_head=letter_head())


def _of_kind(kind: str, text: str) -> str:
    return when(f"{_UNIT}.变更类型 == '{kind}'", para("一、" + text))


def unit_change_approval() -> Page:
    """单位变更批复: name, address, successor or account; papers issued before stay as they are."""
    code = "统一社会信用代码"
    body = (
        letter_number() + project_title("关于同意变更", "单位信息的批复") + addressee()
        + para("你单位关于变更" + _PROJECT + "所在单位信息的申请和证明材料收悉。经审核，批复如下。")
        + _of_kind("更名", f"同意项目所在单位名称由“{{{{ {_UNIT}.原名称 }}}}”变更为“{{{{ {_UNIT}.新名称 }}}}”，{code}不变，"
                   f"自{{{{ {_UNIT}.生效日期|日期 }}}}起使用新名称。")
        + _of_kind("迁址", f"同意项目所在单位地址由“{{{{ {_UNIT}.原地址 }}}}”变更为“{{{{ {_UNIT}.新地址 }}}}”，"
                   f"自{{{{ {_UNIT}.生效日期|日期 }}}}起生效。")
        + _of_kind("合并分立", f"同意项目自{{{{ {_UNIT}.生效日期|日期 }}}}起由“{{{{ {_UNIT}.新名称 }}}}”"
                   f"（{code}{{{{ {_UNIT}.新{code} }}}}）承继“{{{{ {_UNIT}.原名称 }}}}”的权利和义务。")
        + _of_kind("变更账户", f"同意项目收款账户自{{{{ {_UNIT}.生效日期|日期 }}}}起变更为你单位在{{{{ {_UNIT}.新开户行 }}}}"
                   f"开立的账户（账号{{{{ {_UNIT}.新账号|脱敏 }}}}），户名为“{{{{ {_UNIT}.户名 }}}}”。")
        + para("二、变更理由：" + sentence(f"{_UNIT}.理由") + "证明材料："
               f"{{{{ {_UNIT}.证明材料|join('、') }}}}。")
        + para("三、资助金额、资助周期和目标任务不变。{{ 政.说明|join }}此前已经印发的文书继续有效，不再另行"
               "改印；此后的文书按变更后的信息制发。")
        + closing("四、你单位应当及时办理协议、账目和工作档案中有关信息的变更，资助资金和配套经费继续单独核算、"
                  "专款专用。", "此复。")
        + signature()
    )  # fmt: skip
    return _letter("单位变更批复", body)


def extension_approval() -> Page:
    """延长周期批复: the old last day, the new one, why; the money stays as it is (O28)."""
    body = (
        letter_number() + project_title("关于同意延长", "资助周期的批复") + addressee()
        + para("你单位关于延长" + _PROJECT + "资助周期的申请收悉。经研究，批复如下。")
        + para(f"一、同意该项目资助周期的届满日由{{{{ {_TERM}.原届满日|日期 }}}}延长至"
               f"{{{{ {_TERM}.新届满日|日期 }}}}。延长理由：" + sentence(f"{_TERM}.理由")
               + f"{{% if {_TERM}.固定周期延长依据 %}}延长依据：" + sentence(f"{_TERM}.固定周期延长依据")
               + "{% endif %}")
        + para("二、资助金额不变，不因延长增加资助。目标任务尚未完成的，应当在延长后的周期内完成。{{ 政.说明|join }}")
        + closing("三、你单位应当与带头人签订目标任务责任协议的补充协议，明确延长期内的任务、进度和资金使用计划。",
                  "四、届满考核在延长后的届满日之前进行；届满后不再延长。", "此复。")
        + signature()
    )  # fmt: skip
    return _letter("延长周期批复", body)


def follow_on_notice() -> Page:
    """追加资助通知: on what result, how much more, for how long, after which notice."""
    body = (
        letter_number() + project_title("关于给予", "追加资助的通知") + addressee()
        + para("你单位承担的" + _PROJECT + "，届满考核结论为{{ 办.届满考核.结论 }}。依据" + POLICY
               + f"，经研究并于{{{{ {_AGAIN}.公示起|日期 }}}}至{{{{ {_AGAIN}.公示止|日期 }}}}向社会公示，公示结果："
               f"{{{{ {_AGAIN}.公示结果 }}}}。现就追加资助通知如下。")
        + level("一、追加资助")
        + para(f"追加资助人民币{{{{ {_AGAIN}.金额|金额 }}}}元（大写：{{{{ {_AGAIN}.金额|大写 }}}}）。理由："
               + sentence(f"{_AGAIN}.理由") + "{{ 政.说明|join }}")
        + level("二、资助周期")
        + when(f"{_AGAIN}.追加周期止",
               para(f"追加资助的周期自{{{{ {_AGAIN}.追加周期起|日期 }}}}起至{{{{ {_AGAIN}.追加周期止|日期 }}}}止，"
                    "届满前进行考核。"))
        + when(f"not {_AGAIN}.追加周期止", para("追加的资金在现有资助周期内使用，周期不另行起算。"))
        + level("三、有关要求")
        + kept("你单位应当与带头人重新签订目标任务责任协议，明确追加资助的任务和指标；资金单独核算、专款专用。"
               "已经追加资助的项目，不再重复追加。")
        + signature()
    )  # fmt: skip
    return _letter("追加资助通知", body)


def objection_reply() -> Page:
    """异议答复书 (R48, O12): what was looked into and found, to who objected and nobody else."""
    listed = (
        "{{ 批.年度 }}年{{ 政.地区|冠于((批.名额|join('及'))) }}{{ 批.名额|join('及') }}拟资助名单"
    )
    whose = "{% if 案.项目名称 is defined and 案.项目名称 %}中“{{ 案.项目名称 }}”{% endif %}"
    came = f"{{% if {_DOUBT}.收到日期 %}}{{{{ {_DOUBT}.收到日期|日期 }}}}，{{% endif %}}"
    body = (
        letter_number() + title("关于异议处理情况的答复")
        + para(f"{{{{ {_DOUBT}.异议人 or '异议人' }}}}：", style="Addressee")
        + para(came + "我局收到你（单位）" + f"{{% if {_DOUBT}.形式 %}}以{{{{ {_DOUBT}.形式 }}}}形式{{% endif %}}"
               + "对" + listed + whose + "提出的异议。经核查，现答复如下。")
        + level("一、核查情况和结论")
        + para(sentence(f"{_DOUBT}.核查情况") + f"异议{{{{ {_DOUBT}.核查结论 }}}}。{{{{ 政.说明|join }}}}")
        + level("二、处理意见")
        + para(sentence(f"{_DOUBT}.处理意见"))
        + closing("我局对异议人的身份和反映的事项予以保密。特此答复。")
        + signature()
    )  # fmt: skip
    return _letter("异议答复书", body)


def withdrawal_prior_notice() -> Page:
    """撤销资助事先告知书: what is planned, why, how much is to be paid back, the hearing (O26)."""
    body = (
        letter_number() + title("撤销资助事先告知书") + addressee()
        + para("你单位承担的" + _PROJECT + "已经公布给予资助。经查，拟撤销资助，现依法告知如下。")
        + level("一、查明的事实和理由")
        + para(sentence(f"{_TOLD}.理由"))
        + level("二、拟作出的处理")
        + para("依据" + POLICY + "，拟撤销该项目的资助"
               f"{{% if {_TOLD}.追回金额 %}}，并追回已拨付的资助资金人民币{{{{ {_TOLD}.追回金额|金额 }}}}元"
               f"（大写：{{{{ {_TOLD}.追回金额|大写 }}}}）{{% endif %}}。{{{{ 政.说明|join }}}}")
        + level("三、陈述和申辩的权利")
        + kept("你单位可自收到本告知书之日起{{ 文.申辩工作日数 }}个工作日内，向我局书面或者当面陈述、申辩并提供"
               "证据；逾期未提出的，视为放弃上述权利，我局将依法作出决定。你单位提出的事实、理由和证据，我局将予以"
               "复核，成立的予以采纳，不因申辩而加重处理。")
        + signature()
    )  # fmt: skip
    return _letter("撤销资助事先告知书", body)


def _account() -> str:
    return when(
        f"{_GONE}.追回金额",
        para("", style="Tail"),
        table(
            columns(22, 78, total=TYPE_WIDTH),
            row(label("收款户名"), left(f"{{{{ {_GONE}.收款账户.户名 }}}}")),
            row(label("收款账号"), left(f"{{{{ {_GONE}.收款账户.账号 }}}}")),
            row(label("开户银行"), left(f"{{{{ {_GONE}.收款账户.开户行 }}}}")),
            row(label("缴款附言"), left("{{ 案.案卷号 }}{{ 案.单位.名称 }}退回资助资金")),
        ),
        para("", style="Tail"),
    )


def withdrawal_decision() -> Page:
    """撤销资助决定书: facts, hearing, what is withdrawn and paid back, the remedies of the day."""
    back = (
        f"你单位应当于{{{{ {_GONE}.缴款期限|日期 }}}}前，将已拨付的资助资金人民币{{{{ {_GONE}.追回金额|金额 }}}}元"
        f"（大写：{{{{ {_GONE}.追回金额|大写 }}}}）缴入下列账户，并将缴款凭证复印件报送我局。逾期不缴的，依法申请"
        "人民法院强制执行。"
    )
    body = (
        letter_number() + title("撤销资助决定书") + addressee()
        + para("你单位承担的" + _PROJECT + "，现就撤销资助决定如下。")
        + level("一、事实和理由")
        + para(sentence(f"{_GONE}.理由"))
        + level("二、告知和申辩情况")
        + para(f"我局于{{{{ {_GONE}.告知送达日期|日期 }}}}向你单位送达" + _NOTICE + "，告知拟处理意见和陈述、申辩的"
               "权利。陈述申辩情况：" + sentence(f"{_GONE}.陈述申辩"))
        + level("三、决定")
        + para("依据" + POLICY + f"，经{{{{ {_GONE}.批准日期|日期 }}}}研究批准，我局决定撤销该项目的资助，自本决定"
               "作出之日起不再列入资助项目。空出的名额需要递补的，另行公示。{{ 政.说明|join }}")
        + level("四、资金处理")
        + when(f"{_GONE}.追回金额", para(back)) + _account()
        + when(f"not {_GONE}.追回金额",
               para(f"{{% if {_GONE}.不追回理由 %}}不追回已拨付的资助资金：" + sentence(f"{_GONE}.不追回理由")
                    + "{% else %}资助资金尚未拨付，不再拨付。{% endif %}"))
        + level("五、救济途径") + kept(_REMEDIES) + signature()
    )  # fmt: skip
    return _letter("撤销资助决定书", body)


def title_removal_decision() -> Page:
    """取消称号决定: why the title falls, the plaque given back, what may no longer be said."""
    body = (
        letter_number() + project_title("关于取消", "称号的决定") + addressee()
        + para("你单位承担的" + _PROJECT + "，现就取消称号决定如下。")
        + level("一、取消的事由")
        + para(sentence(f"{_TITLE}.理由"))
        + level("二、决定")
        + para("依据" + POLICY + f"，经{{{{ {_TITLE}.批准日期|日期 }}}}研究批准，我局决定取消该项目的称号，"
               "不再列入资助项目管理。{{ 政.说明|join }}")
        + level("三、有关事项")
        + para("1.你单位应当自收到本决定之日起十五日内摘除标牌并交回我局，停止以该称号开展活动和宣传。")
        + para("2.资助资金的结余和项目账目，按照我局的要求清理、报送；应当缴回的资金，另行作出决定。")
        + when(f"{_TITLE}.禁报止", para(f"3.你单位和带头人至{{{{ {_TITLE}.禁报止|日期 }}}}止不得再次申报。"))
        + level("四、救济途径") + kept(_REMEDIES) + signature()
    )  # fmt: skip
    return _letter("取消称号决定", body)
