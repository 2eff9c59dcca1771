"""递补: the fresh notice of who steps up, and the announcement that follows it (五.4)."""

from __future__ import annotations

from doc_templates.kit.citing import BASIS
from doc_templates.kit.joint_closing import signatures
from doc_templates.kit.page import Page
from doc_templates.kit.project_lists import project_list
from doc_templates.kit.redhead import (
    addressee,
    annex,
    contacts,
    imprint,
    kept,
    red_head,
    single_annex,
    title,
)
from doc_templates.kit.wordml import para, when

_LIST = "{{ 批.年度 }}年{{ 政.地区 }}递补{{ 表.递补.项目类别 }}名单"
_SHOWN = "办.递补公示"
_FELL = "原名单中的“{{ 表.递补.原项目.项目名称 }}”（{{ 表.递补.原项目.单位 }}）不再列入资助名单"


def _table() -> str:
    return project_list("表.递补.名单", (8, 34, 32, 12, 14), 资助金额="{{ 行.金额|万元 }}")


def substitution_notice() -> Page:
    """关于递补…拟资助项目的公示: who fell, who is next in rank, five working days of its own."""
    body = (
        title("关于{{ 批.年度 }}年{{ 政.地区 }}", "递补{{ 表.递补.项目类别 }}", "拟资助名单的公示", before=0)
        + para("", style="Flush")
        + para(BASIS + "和{{ 批.年度 }}年度专家差额评审结果，因" + _FELL + "，经集体审定，拟按评审名次递补下列项目"
               "（名单见附件），予以公示，接受社会监督。")
        + when(f"{_SHOWN}.递补说明", para("递补次序的说明：{{ 办.递补公示.递补说明 }}"))
        + para(f"公示期为{{{{ 文.公示工作日数 }}}}个工作日，自{{{{ {_SHOWN}.公示起|日期 }}}}起至"
               f"{{{{ {_SHOWN}.公示止|日期 }}}}止。")
        + kept("公示期间，单位和个人对名单有异议的，可通过来信、来电、来访等方式向我局反映。反映情况应当实事求是并提供"
               "相关证据：以单位名义反映的须加盖公章，以个人名义反映的须署真实姓名和联系方式，我局予以保密。公示期满"
               "无异议或者经核查异议不成立的，公布名单并办理资助；异议经核查成立的，取消递补资格。")
        + kept(contacts(("咨询电话", f"{_SHOWN}.咨询电话"), ("监督电话", f"{_SHOWN}.监督电话")))
        + when(f"{_SHOWN}.平台", kept(f"公示平台：{{{{ {_SHOWN}.平台 }}}}"))
        + kept("特此公示。")
        + single_annex(_LIST) + signatures()
        + annex("附件", _LIST) + _table() + para("", style="Tail")
    )  # fmt: skip
    return Page("递补公示", body)


def substitution_award_notice() -> Page:
    """关于公布递补…名单的通知: shown when, with what outcome, the term, the duties."""
    days = f"{{{{ {_SHOWN}.公示起|日期 }}}}至{{{{ {_SHOWN}.公示止|日期 }}}}"
    body = (
        red_head()
        + title("关于公布{{ 批.年度 }}年{{ 政.地区 }}", "递补{{ 表.递补.项目类别 }}", "名单的通知")
        + addressee()
        + para(BASIS + "，因" + _FELL + "，我局按评审名次确定递补项目，并于" + days
               + "向社会公示，公示结果：{{ 办.递补公布.公示结果 }}。现将递补名单予以公布（见附件），并就有关事项通知"
               "如下。")
        + para("一、资助周期自{{ 办.递补公布.起算日|日期 }}起计算，资助标准、工作任务和管理要求与原公布名单的同类项目"
               "相同。")
        + para("二、所在单位应当与带头人签订目标任务责任协议，足额落实配套工作经费，资助资金和配套经费单独核算、"
               "专款专用。{{ 政.说明|join }}")
        + kept("三、原公布名单的其他项目不变。")
        + single_annex(_LIST) + signatures()
        + annex("附件", _LIST) + _table() + para("", style="Tail") + imprint()
    )  # fmt: skip
    return Page("公布递补名单的通知", body)
