"""上行文: the request that recommends projects to the city (GB/T 9704-2012, 7.2.6)."""

from __future__ import annotations

from doc_templates.kit.citing import POLICY
from doc_templates.kit.page import Page
from doc_templates.kit.phrases import PASSED, with_match
from doc_templates.kit.project_lists import project_list
from doc_templates.kit.redhead import (
    addressee,
    annex,
    closing,
    imprint,
    signature,
    single_annex,
    title,
    upward_head,
)
from doc_templates.kit.wordml import (
    left,
    para,
    sentence,
    when,
)

_ANNEX = "推荐申报{{ 政.上级 }}项目名单"


def _recommended() -> str:
    return project_list("表.推荐", (8, 30, 28, 16, 18), 申报类别=left("{{ 行.项目类别 }}"))


def _whom_to_call() -> str:
    """附注: the name below the date, the telephone below the name, clear of the stamp (7.3.7)."""
    name = "（联系人：{{ 文.联系人 }}{% if not 文.联系电话 %}）{% endif %}"
    telephone = "{% if not 文.联系人 %}（{% endif %}联系电话：{{ 文.联系电话 }}）"
    return when("文.联系人", para(name)) + when("文.联系电话", para(telephone))


def city_recommendation() -> Page:
    """关于推荐申报市级…的请示 (R11): basis, whom, the request, the list, whom to call."""
    reasons = "{{ 行.项目名称 }}（{{ 行.单位 }}）：" + sentence("行.推荐理由")
    body = (
        upward_head()
        + title("关于推荐申报{{ 文.年度 }}年{{ 政.上级 }}", "{{ 表.推荐类别|join('及') }}的请示")
        + addressee()
        + para("根据{{ 政.上级 }}{{ 政.项目|join('、') }}申报工作的有关要求和" + POLICY
               + "，我局在{{ 政.级别 }}资助项目中择优遴选，拟推荐{{ 表.推荐|length }}个项目申报{{ 政.上级 }}项目。现将有关情况"
               "请示如下。")
        + para("一、遴选情况。上述项目经" + PASSED + "、社会公示后列入{{ 政.级别 }}资助，运作"
               "情况良好，资助资金" + with_match("和配套经费") + "专款专用，符合择优推荐的条件。{{ 政.说明|join }}")
        + para("二、推荐名单。{% for 类别 in 表.推荐类别 %}{% if not loop.first %}，{% endif %}{{ 类别 }}"
               "{{ 表.推荐数[类别] }}个{% endfor %}，具体名单见附件。")
        + when("表.推荐|selectattr('推荐理由')|list",
               para("三、推荐理由。{% for 行 in 表.推荐 if 行.推荐理由 %}" + reasons + "{% endfor %}"))
        + closing("我局将指导所在单位做好申报材料的准备和报送，并对推荐项目继续加强日常指导和监管。",
                  "妥否，请批示。")
        + single_annex(_ANNEX)
        + signature(tied=True)
        + _whom_to_call()
        + annex("附件", _ANNEX)
        + _recommended() + para("", style="Tail")
        + imprint("")
    )  # fmt: skip
    return Page("推荐申报市级的请示", body)
