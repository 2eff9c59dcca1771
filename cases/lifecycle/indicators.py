"""评审指标: by which points a panel scores; the record's own, the policy's, or the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.lifecycle.reading import Facts, count_of, rows_of, text_of
from cases.policy.judging import Item

if TYPE_CHECKING:
    from cases.policy.model import Policy

# O11 leaves the rubric open; a policy or a batch's record may name its own.
DEFAULT_INDICATORS = (
    Item("技能水平", 25, "职业资格或技能等级、荣誉奖项、绝技绝活和行业声誉"),
    Item("工作业绩", 25, "近三年技术攻关、革新改造、专利、先进操作法和经济效益"),
    Item("团队和工作条件", 20, "团队结构、场地设备、制度建设、岗位津贴和单位支持"),
    Item("目标任务和计划", 20, "任务明确，指标可考核，年度安排合理，带徒措施具体"),
    Item("经费安排和配套", 10, "资助资金使用计划合规合理，配套资金落实，专账管理"),
)


def indicators_of(policy: Policy, facts: Facts) -> tuple[Item, ...]:
    """The indicators that the points in 分项 stand for, in order."""
    own = tuple(
        Item(text_of(row.get("指标")), count_of(row.get("分值")) or 0, text_of(row.get("要点")))
        for row in rows_of(facts.get("评审指标"))
    )
    return own or policy.panel.indicators or DEFAULT_INDICATORS


def indicator_names(policy: Policy, facts: Facts) -> tuple[str, ...]:
    """Their names, in order."""
    return tuple(each.label for each in indicators_of(policy, facts))
