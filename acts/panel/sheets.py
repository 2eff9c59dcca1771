"""评分表: what one expert gave one project, indicator by indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.lifecycle.indicators import DEFAULT_INDICATORS as DEFAULT
from cases.lifecycle.indicators import indicators_of
from cases.lifecycle.reading import rows_of, text_of, texts_of

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World

DEFAULT_INDICATORS: tuple[dict[str, Any], ...] = tuple(
    {"指标": each.label, "要点": each.standard, "分值": each.weight} for each in DEFAULT
)
_EXPERT = ("姓名", "单位", "回避声明")


def score_sheet(world: World, case: CaseFile, expert: str) -> dict[str, Any]:
    """评分表 of one expert for one project; what was not recorded is left to the hand."""
    facts = world.batch.facts_of("score")
    seat = [text_of(each.get("姓名")) for each in rows_of(facts.get("专家"))].index(expert)
    rows = rows_of(facts.get("评分"))
    row = next((each for each in rows if text_of(each.get("案卷号")) == case.id), {})
    indicators = indicators_of(world.policy, facts)
    scores = texts_of(_at(row.get("分项"), seat)) or ("",) * len(indicators)
    return {
        "专家": {key: rows_of(facts.get("专家"))[seat].get(key, "") for key in _EXPERT},
        "指标": [
            {"指标": each.label, "要点": each.standard, "分值": str(each.weight), "得分": score}
            for each, score in zip(indicators, scores, strict=False)
        ],
        "评审日期": facts.get("评审日期", ""),
        "满分": sum(each.weight for each in indicators),
        "总分": text_of(_at(row.get("得分"), seat)),
        "评语": text_of(_at(row.get("评语"), seat)),
    }


def _at(given: object, place: int) -> object:
    """What stands at a place of a list; nothing where the list is shorter."""
    return given[place] if isinstance(given, list) and place < len(given) else None
