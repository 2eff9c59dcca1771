"""The batch's official notices: call, public notice, award, disbursement."""

from __future__ import annotations

from doc_templates.kit.citing import BASIS, POLICY
from doc_templates.kit.joint_closing import signatures
from doc_templates.kit.page import TYPE_WIDTH, Page
from doc_templates.kit.phrases import (
    PASSED,
    TO_PROJECTS,
    fixed_days,
    grant,
    months,
    payers,
    term,
    to_projects,
    used_up,
    with_match,
    with_review,
    with_step,
)
from doc_templates.kit.project_lists import project_list
from doc_templates.kit.redhead import (
    addressee,
    annex,
    annex_list,
    batch_title,
    contacts,
    imprint,
    kept,
    level,
    red_head,
    single_annex,
)
from doc_templates.kit.wordml import (
    Cell,
    columns,
    head,
    label,
    left,
    para,
    repeated,
    row,
    rows_of,
    sentence,
    table,
    when,
)

_PROGRAMMES = "类别 in 名单"
_OF = "政.项目[类别]"
_EACH = "{% for 类别 in 名单 %}{% if not loop.first %}，{% endif %}"


def _list_table() -> str:
    """Serial, project, unit, leader, amount: nothing personal beyond the leader's name."""
    return project_list(
        "名单[类别]",
        (8, 34, 32, 12, 14),
        资助金额="{% if 行.金额 %}{{ 行.金额|万元 }}{% else %}按等级{% endif %}",
    )


def _annexed_lists(name: str) -> str:
    number = "附件{% if 名单|length > 1 %}{{ loop.index }}{% endif %}"
    return repeated(_PROGRAMMES, annex(number, name), _list_table(), para("", style="Tail"))


def _nth(number: int, text: str) -> str:
    """A heading's number, one higher where the policy's own sentences come first."""
    return f"{{{{ ({number} + (1 if 政.说明 else 0))|序号('汉字') }}}}、{text}"


def _quota() -> str:
    """Each kind: how many, how much, how long, out of which funds, in which make-up."""
    return repeated(
        "类别 in 批.名额",
        para("{{ loop.index }}.{{ 类别 }}：本批计划评选{{ 批.名额[类别] }}个，每个" + grant(_OF, "给予")
             + "，资助周期" + term(_OF) + "{% if 政.项目[类别].配套下限 %}，" + payers(_OF)
             + "配套工作经费不低于{{ 政.项目[类别].配套下限|万元 }}{% endif %}"
             "{% if 政.项目[类别].收款人 %}，资助经费拨付给{{ 政.项目[类别].收款人 }}本人{% endif %}"
             "{% if 政.项目[类别].经费来源 %}，从{{ 政.项目[类别].经费来源 }}中列支{% endif %}。"
             "{% if 政.项目[类别].名额结构 %}其中{{ 政.项目[类别].名额结构|join('，') }}。{% endif %}"
             "{% if 政.项目[类别].部门上限 %}每个" + with_review("{{ 政.主管 }}", "部门")
             + "推荐不超过{{ 政.项目[类别].部门上限 }}个。{% endif %}"),
    )  # fmt: skip


def _promised() -> str:
    """The match that has to be promised, by the kinds that owe one."""
    whole = "loop.length == 批.名额|length"
    return (
        "{% for 类别 in 批.名额 if 政.项目[类别].配套下限 %}"
        "{% if loop.first %}，申请{% if " + whole + " %}资助{% endif %}{% endif %}"
        "{% if not (" + whole + ") %}{{ 类别 }}{% if not loop.last %}、{% endif %}{% endif %}"
        "{% if loop.last %}的项目须由" + payers(_OF) + "承诺足额配套工作经费{% endif %}{% endfor %}"
    )


def work_notice() -> Page:
    """关于开展…申报工作的通知 (R40): conditions, quota, papers, dates, contacts."""
    body = (
        red_head() + batch_title("关于开展", "申报工作的通知") + addressee()
        + para(BASIS + "，为做好{{ 批.年度 }}年度申报和评审工作，现将有关事项通知如下。")
        + when("政.说明", level("一、依据和总体要求"), para("{{ 政.说明|join }}"))
        + level(_nth(1, "名额和资助标准")) + _quota()
        + level(_nth(2, "申报条件"))
        + repeated("类别 in 批.名额",
                   para("{{ loop.index }}.{{ 类别 }}由{{ 政.项目[类别].申报单位类型|join('、') }}"
                        "申报，单位和带头人应当符合" + POLICY
                        + "{% if (政.项目[类别].条件出处|string)[:1] == '第' %}{{ 政.项目[类别].条件出处 }}规定的条件"
                        "{% if 政.项目[类别].条件要点 %}：{{ 政.项目[类别].条件要点|join('；') }}{% endif %}。"
                        "{% else %}“{{ 政.项目[类别].条件出处 }}”部分规定的各项条件。{% endif %}"))
        + level(_nth(3, "申报材料"))
        + para("1.资助申请表（由申报单位如实填写，法定代表人和带头人签字，加盖单位公章）。")
        + repeated("类别 in 批.名额",
                   para("{{ loop.index + 1 }}.{{ 类别 }}的证明材料："
                        "{{ 政.项目[类别].证明材料|join('、') }}。"))
        + para("申报材料一式两份，按A4纸双面打印并装订成册，同时报送电子版。")
        + level(_nth(4, "程序和时间"))
        + para("1.申报。申报单位于{{ 办.下发工作通知.申报起|日期 }}至"
               "{{ 办.下发工作通知.申报截止|日期 }}，"
               + with_review("按隶属关系将申报材料报送{{ 政.主管 }}。", "将申报材料报送我局。"))
        + when("政.主管", para(
            "2.初审。各{{ 政.主管 }}对照申报条件严格审核，实地核实有关情况，逐个出具初审意见，排出推荐"
            "顺序，于{{ 办.下发工作通知.上报截止|日期 }}前将候选项目报送我局。"))
        + para(with_review("3", "2") + ".评审。我局组织专家开展差额评审，择优拟定资助名单。")
        + para(with_review("4", "3") + ".公示和公布。拟资助名单向社会公示，公示无异议的公布名单，"
               "{% if 政.先考核 %}届满考核后按规定拨付资助经费{% else %}并按规定下拨资助经费{% endif %}。")
        + level(_nth(5, "有关要求"))
        + para("各单位对申报材料的真实性负责"
               + _promised()
               + "。" + with_review("各{{ 政.主管 }}要坚持公开、公平、公正，在规定时间内完成初审和上报，")
               + "逾期不予受理。")
        + kept(contacts(("联系人", "办.下发工作通知.联系人"), ("联系电话", "办.下发工作通知.联系电话")))
        + annex_list("类别 in 批.名额", "{{ 政.地区|冠于(类别) }}{{ 类别 }}申请表", "批.名额|length")
        + signatures()
        + imprint()
    )  # fmt: skip
    return Page("申报工作通知", body)


def _hearing() -> str:
    return (
        para("公示期间，单位和个人对名单有异议的，可通过来信、来电、来访等方式向我局反映。反映情况应当"
             "实事求是并提供相关证据：以单位名义反映的须加盖公章，以个人名义反映的须署真实姓名和联系"
             "方式，我局予以保密。公示期满无异议或者经核查异议不成立的，公布名单并办理资助；异议经核查"
             "成立的，取消拟资助资格。")
        + when("办.公示.咨询电话", para("咨询电话：{{ 办.公示.咨询电话 }}"))
        + when("办.公示.监督电话", para("监督电话：{{ 办.公示.监督电话 }}"))
        + when("办.公示.电子邮箱", para("电子邮箱：{{ 办.公示.电子邮箱 }}"))
        + when("办.公示.平台", para("公示平台：{{ 办.公示.平台 }}"))
        + when("办.公示.网址", para("公示网址：{{ 办.公示.网址 }}", extra='<w:jc w:val="left"/>'))
        + kept("特此公示。")
    )  # fmt: skip


def public_notice() -> Page:
    """关于…拟资助名单的公示 (R48): done so far, period, objections; no personal data."""
    counts = _EACH + "{{ 类别 }}{{ 名单[类别]|length }}个{% endfor %}"
    body = (
        batch_title("关于", "拟资助名单的公示", before=0)
        + para("", style="Flush")
        + para(BASIS + "和{{ 批.年度 }}年度申报工作通知，经" + PASSED + "和集体审定，现拟对" + counts + "给予资助（名单见附件），予以公示，接受社会监督。")
        + para("公示期为{{ 文.公示工作日数 }}个工作日，自{{ 办.公示.公示起|日期 }}起至"
               "{{ 办.公示.公示止|日期 }}止。")
        + _hearing()
        + annex_list(_PROGRAMMES, "{{ 批.年度 }}年{{ 政.地区|冠于(类别) }}{{ 类别 }}拟资助名单", "名单|length")
        + signatures()
        + _annexed_lists("{{ 批.年度 }}年{{ 政.地区|冠于(类别) }}{{ 类别 }}拟资助名单")
    )  # fmt: skip
    return Page("拟资助名单公示", body)


def award_notice() -> Page:
    """关于公布…名单的通知 (R48), with a list for each programme."""
    sums = _EACH + "{{ 类别 }}{{ 名单[类别]|length }}个，每个" + grant(_OF) + "{% endfor %}"
    match = "{% for 类别 in 名单 if 政.项目[类别].配套下限 %}{% if loop.first %}" + payers(_OF)
    match += "应当配套工作经费：{% else %}、{% endif %}{{ 类别 }}不低于"
    match += "{{ 政.项目[类别].配套下限|万元 }}{% if loop.last %}。{% endif %}{% endfor %}"
    starts = "自{{ 办.公布.起算日|日期 }}起计算"
    ends = f"{{% if {_OF}.周期起 %}}{fixed_days(_OF)}{{% else %}}"
    ends += f"{{% if not 政.浮动周期 %}}{starts}，{{% endif %}}{months(_OF)}"
    ends += "，至{{ 文.届满日[类别]|日期 }}届满{% endif %}"
    agreed = "，所在单位应当与带头人签订目标任务责任协议，明确量化指标"
    agreed += with_step("定期考核", "，并定期考核")
    body = (
        red_head() + batch_title("关于公布", "名单的通知") + addressee()
        + para(BASIS + "，在单位申报" + with_review("、{{ 政.主管 }}初审")
               + "的基础上，我局组织专家进行差额评审，并于"
               "{{ 办.公示.公示起|日期 }}至{{ 办.公示.公示止|日期 }}向社会公示，"
               "公示结果：{{ 办.公布.公示结果 }}。现将{{ 批.年度 }}年资助名单予以公布，并就有关"
               "事项通知如下。")
        + level("一、资助名单和标准")
        + para("本批共资助" + sums + "{% if 合计.总额 %}，资助总额{{ 合计.总额|万元 }}"
               "（大写：{{ 合计.总额|大写 }}）{% else %}，资助金额在届满考核评定等级后确定{% endif %}。"
               "{% if 办.公布.核减说明 is defined and 办.公布.核减说明 %}" + sentence("办.公布.核减说明")
               + "{% endif %}名单见附件。")
        + level("二、资助周期和工作任务")
        + para("资助周期{% if 政.浮动周期 %}" + starts + "{% endif %}："
               "{% for 类别 in 名单 %}{% if not loop.first %}；{% endif %}{{ 类别 }}" + ends + "{% endfor %}。"
               "各项目带头人是日常运作和管理的第一责任人" + with_step("签订协议", agreed)
               + with_step("年度报告", "，每年报送年度报告") + "。")
        + level("三、" + with_match("配套经费和") + "资金管理")
        + para(match
               + "资助资金" + with_match("和配套经费") + "实行项目管理，单独核算，专款"
               "专用" + used_up("，在资助周期内使用完毕") + "。我局对经费使用情况监督检查，发现使用不当或者违规的，责令"
               "限期整改；情节严重的，可追回已拨付的资助资金。")
        + when("政.说明", level("四、" + with_step("推荐市级", "推荐和监管", "有关规定")),
               para("{{ 政.说明|join }}"))
        + level("{% if 政.说明 %}五{% else %}四{% endif %}、届满考核")
        + kept("资助周期届满前，我局{{ 政.考核方式|join('或者') }}进行届满考核。各单位要按照"
               "{{ 政.考核要素|map(attribute='名称')|join('、') }}等要素留存工作档案，做好迎检准备。")
        + annex_list(_PROGRAMMES, "{{ 批.年度 }}年{{ 政.地区|冠于(类别) }}{{ 类别 }}名单", "名单|length")
        + signatures()
        + _annexed_lists("{{ 批.年度 }}年{{ 政.地区|冠于(类别) }}{{ 类别 }}名单")
        + imprint()
    )  # fmt: skip
    return Page("公布名单的通知", body)


def _payment_table() -> str:
    widths = columns(5.7, 25.5, 19, 13.5, 21.8, 14.5, total=TYPE_WIDTH)
    cells = ("{{ loop.index }}", left("{{ 行.项目名称 }}"), left("{{ 行.收款方 }}"),
             left("{{ 行.开户行 }}"), Cell("{{ 行.账号 }}", style="CellSmall"),
             Cell("{{ 行.金额|金额 }}", align="right"))  # fmt: skip
    return table(
        widths,
        head("序号", "项目名称", "{{ 付款.收款方 }}", "开户行", "账号", "金额（元）"),
        *rows_of("行 in 拨款明细", 6, row(*cells)),
        row(label("合计", 2), left("人民币{{ 合计.总额|大写 }}", 3),
            Cell("{{ 合计.总额|金额 }}", align="right")),
    )  # fmt: skip


def disbursement_notice() -> Page:
    """关于拨付…资助经费的通知 (R49), with the payments and their sum."""
    body = (
        red_head()
        + batch_title("关于拨付", "资助经费的通知", kinds="名单", which="付款.后缀")
        + addressee()
        + para(BASIS + "和《{{ 前文.公布通知.标题 }}》（{{ 前文.公布通知.文号 }}），现将"
               "{{ 批.年度 }}年资助经费拨付有关事项通知如下。")
        + para("一、本次拨付{{ 合计.个数 }}个项目的{{ 付款.名目 }}，共计人民币{{ 合计.总额|大写 }}"
               "（{{ 合计.总额|金额 }}元）{% if 付款.来源 %}，从{{ 付款.来源 }}中列支{% endif %}，"
               "经费指标文号：{{ 付款.指标文号 }}，{{ 付款.对象 }}金额见附件。")
        + para("二、{{ 付款.对象 }}收到经费后，应当及时{% if 付款.到人 %}出具收条{% else %}入账并单独核算，"
               "开具收款凭证{% endif %}" + to_projects("，做到" + TO_PROJECTS)
               + "。资助资金专款专用{% if 政.不得列支 %}，不得用于"
               "{{ 政.不得列支|join('、') }}{% endif %}" + used_up("，并在资助周期内使用完毕") + "。")
        + para("三、各单位应当" + with_match("按照申报时的承诺，将配套工作经费足额落实到位，")
               + "保存凭证和台账，接受我局和有关部门的监督检查。")
        + when("政.说明", para("四、{{ 政.说明|join }}"))
        + kept("特此通知。")
        + single_annex("{{ 批.年度 }}年{{ 政.地区 }}资助经费拨付明细表")
        + signatures()
        + annex("附件", "{{ 批.年度 }}年{{ 政.地区 }}资助经费拨付明细表")
        + _payment_table()
        + para("", style="Tail")
        + imprint()
    )  # fmt: skip
    return Page("拨付资助经费的通知", body)
