"""规则依据: what the gates stand on, by name, and the rule of each policy that says so.

The gates are the same everywhere; the clause they quote is each policy's own. A policy that
is silent on a ground leaves it to the system's default, and a refusal says that.
"""

from __future__ import annotations

from enum import StrEnum


class Ground(StrEnum):
    """A duty that gates enforce, by the name a policy file gives it under 规则依据."""

    IN_FORCE = "施行"
    VALIDITY = "政策期限"
    RECOMMENDATION = "推荐上级"
    SKILL_GRADE = "技能等级"
    TRADE_RECOGNITION = "行业水平认定"
    INTERNAL_NOTICE = "内部公示"
    APPOINTMENT = "聘期"
    WORK_NOTICE = "工作通知"
    APPLICATION = "申请表"
    FILED_WITH_DEPARTMENT = "报送主管部门"
    REVIEW = "审核材料"
    OPINION = "初审意见"
    REPORTED_IN_TIME = "上报候选"
    PANEL = "差额评审"
    SELECTION = "拟定名单"
    PUBLICITY = "公示公布"
    PAYMENT = "拨付资助"
    ORDER = "办理程序"
    AGREEMENT = "目标任务协议"
    PERIODIC_ASSESSMENT = "定期考核"
    ANNUAL_REPORT = "年度报告"
    TERM_ASSESSMENT = "届满考核"
    ASSESSING_BODY = "考核主体"
    ASSESSMENT_CONTENT = "考核内容"
    ASSESSORS = "考核方式"
    METHODS = "考核方法"
    TRAINING = "人才培养"
    INSPECTION = "监督检查"
    RECTIFICATION = "限期整改"
    CLAWBACK = "追回资金"
    BOOKKEEPING = "专账核算"
    EARMARKED = "专款专用"
    USED_UP = "期内用完"
    TITLE_WITHDRAWN = "取消称号"
    BAN = "禁报"
    FOLLOW_ON = "追加资助"
    CHANGES = "变更事项"
