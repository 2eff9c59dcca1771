"""评分表: what one expert gave one project, indicator by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.lifecycle.reading import rows_of, text_of, texts_of

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World

# O11 leaves the rubric open; a batch's record may name its own under 评审指标.
_RUBRIC = (
    ("技能水平", "职业资格或技能等级、荣誉奖项、绝技绝活和行业声誉", 25),
    ("工作业绩", "近三年技术攻关、革新改造、专利、先进操作法和经济效益", 25),
    ("团队和工作条件", "团队结构、场地设备、制度建设、岗位津贴和单位支持", 20),
    ("目标任务和计划", "任务明确，指标可考核，年度安排合理，带徒措施具体", 20),
    ("经费安排和配套", "资助资金使用计划合规合理，配套资金落实，专账管理", 10),
)
DEFAULT_INDICATORS: tuple[dict[str, Any], ...] = tuple(
    {"指标": name, "要点": points, "分值": weight} for name, points, weight in _RUBRIC
)
_EXPERT = ("姓名", "单位", "回避声明")


def score_sheet(world: World, case: CaseFile, expert: str) -> dict[str, Any]:
    """评分表 of one expert for one project; what was not recorded is left to the hand."""
    facts = world.batch.facts_of("score")
    seat = [text_of(each.get("姓名")) for each in rows_of(facts.get("专家"))].index(expert)
    rows = rows_of(facts.get("评分"))
    row = next((each for each in rows if text_of(each.get("案卷号")) == case.id), {})
    indicators = rows_of(facts.get("评审指标")) or DEFAULT_INDICATORS
    scores = texts_of(_at(row.get("分项"), seat)) or ("",) * len(indicators)
    return {
        "专家": {key: rows_of(facts.get("专家"))[seat].get(key, "") for key in _EXPERT},
        "指标": [
            {**{key: text_of(each.get(key)) for key in ("指标", "要点", "分值")}, "得分": score}
            for each, score in zip(indicators, scores, strict=False)
        ],
        "评审日期": facts.get("评审日期", ""),
        "满分": sum(int(text_of(each.get("分值")) or 0) for each in indicators),
        "总分": text_of(_at(row.get("得分"), seat)),
        "评语": text_of(_at(row.get("评语"), seat)),
    }


def _at(given: object, place: int) -> object:
    """What stands at a place of a list; nothing where the list is shorter."""
    return given[place] if isinstance(given, list) and place < len(given) else None
