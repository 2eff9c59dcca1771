"""纪要: the minutes of the meeting that settled the lists (GB/T 9704-2012, 10.3)."""

from __future__ import annotations

from doc_templates.kit.citing import POLICY
from doc_templates.kit.page import Page
from doc_templates.kit.phrases import with_review
from doc_templates.kit.redhead import batch_title, imprint, level, minutes_head
from doc_templates.kit.styles import HEI_FONT, LINE
from doc_templates.kit.wordml import Look, mark, para, repeated, run, sentence, when

_MEETING = "表.会议"
_GAP = "　" * 18


def _present(name: str, *, written: bool = False, before: int = 0) -> str:
    """出席, 请假 or 列席 in 黑体, the names hanging behind the colon; left out where there are none.

    ``written`` leaves a ruled space to be filled in by hand instead.
    """
    label = run(f"{name}：", Look(font=HEI_FONT))
    above = f'<w:spacing w:before="{before}"/>'
    names = para(
        label, run(f"{{{{ {_MEETING}.{name}|join('、') }}}}"), style="Attendance", extra=above
    )
    if not written:
        return when(f"{_MEETING}.{name}", names)
    space = para(label, run(_GAP, Look(underline=True)), style="Attendance", extra=above)
    return mark(f"if {_MEETING}.{name}") + names + mark("else") + space + mark("endif")


def approval_minutes() -> Page:
    """名单审定会议纪要 (R47): what the panel reported, whom the meeting chose, who was there."""
    chosen = "{% for 行 in 名单[类别] if 行.结果 == '拟资助' %}{% if not loop.first %}、{% endif %}"
    chosen += "{{ 行.项目名称 }}（{{ 行.单位 }}）{% endfor %}"
    body = (
        minutes_head("资助名单审定会议纪要")
        + batch_title("关于审定", "拟资助名单的会议纪要")
        + para("", style="Flush")
        + para("{{ 办.专家差额评审.审定日期|日期 }}，我局{% if 表.会议.地点 %}在{{ 表.会议.地点 }}{% endif %}"
               "召开会议，{% if 表.会议.主持人 %}由{{ 表.会议.主持人 }}主持，{% endif %}依据" + POLICY
               + "审定{{ 批.年度 }}年拟资助名单。现将会议议定事项纪要如下。")
        + level("一、专家评审情况")
        + para("会议听取了专家差额评审情况的汇报。{{ 办.专家差额评审.评审日期|日期 }}，"
               "{{ 办.专家差额评审.专家|length }}名专家对" + with_review("{{ 政.主管 }}推荐的") + "候选项目逐项评分，"
               "{% for 类别 in 名单 %}{% if not loop.first %}，{% endif %}{{ 类别 }}候选"
               "{{ 名单[类别]|length }}个{% endfor %}，评审得分和名次见专家评审汇总表。"
               "{% if 办.专家差额评审.名额说明 %}{{ 办.专家差额评审.名额说明 }}{% endif %}")
        + when("表.评审.去极值", para("各项目的得分去掉一个最高分和一个最低分后取平均分。"))
        + when("表.评审.回避", para(
            "{% for 行 in 表.评审.回避 %}{% if not loop.first %}，{% endif %}{{ 行.专家 }}对{{ 行.项目名称 }}"
            "回避（{{ 行.情形 }}）{% endfor %}，平均分由其他专家的得分计算。"))
        + when("表.评审.同分", para(
            "{% for 行 in 表.评审.同分 %}{% if not loop.first %}；{% endif %}{{ 行.项目类别 }}"
            "{{ 行.案卷|join('、') }}同为{{ 行.得分 }}分，{{ 行.办法 }}{% endfor %}。"
            "{% if 表.评审.同分说明 %}取舍的理由：" + sentence("表.评审.同分说明") + "{% endif %}"))
        + level("二、审定结果")
        + para("会议经集体研究，同意专家评审意见，审定拟资助名单如下。")
        + repeated("类别 in 名单", para("{{ loop.index }}.{{ 类别 }}：" + chosen + "。"))
        + when("表.会议.议定事项", level("三、其他议定事项"),
               repeated("事项 in 表.会议.议定事项", para("{{ loop.index }}.{{ 事项 }}")))
        + level("{% if 表.会议.议定事项 %}四{% else %}三{% endif %}、有关要求")
        + para("会议要求，拟资助名单按规定向社会公示，公示期不少于{{ 文.公示工作日数 }}个工作日；公示无异议或者"
               "异议经核查不成立的，公布名单并办理资助。{{ 政.说明|join }}")
        + _present("出席", written=True, before=LINE) + _present("请假") + _present("列席")
        + when("表.会议.记录人", para("记录人：{{ 表.会议.记录人|join('、') }}", style="Attendance"))
        + imprint("")
    )  # fmt: skip
    return Page("名单审定会议纪要", body)
