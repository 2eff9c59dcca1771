"""表.评审: what a summary and the minutes tell of the panel beside the points themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from cases.lifecycle.indicators import indicator_names
from cases.lifecycle.reading import rows_of, text_of, texts_of
from cases.lifecycle.scoring import dropped_seats, keys, mean_scores, rows_by_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from cases.lifecycle.world import World

    Facts = Mapping[str, Any]


def panel_words(world: World, facts: Facts) -> dict[str, Any]:
    """How means were taken, who kept out of what, how ties were settled, where the line is."""
    panel, rows = world.policy.panel, rows_by_case(facts)
    dropped = sum(bool(dropped_seats(row, panel)) for row in rows.values())
    return {
        "去极值": panel.drop_extremes,
        "已去个数": dropped,
        "未去": [case for case, row in rows.items() if panel.drop_extremes
                 and not dropped_seats(row, panel)],
        "同分依次比": list(panel.tie_break),
        "同分说明": text_of(facts.get("同分说明")),
        "同分": list(_ties(world, facts)),
        "回避": list(_recusals(world, facts)),
        "入围线": dict(_lines(world, facts)),
    }  # fmt: skip


def _recusals(world: World, facts: Facts) -> Iterator[dict[str, str]]:
    """Each recusal: whose, from which project, and why where it is told."""
    experts = rows_of(facts.get("专家"))
    for case, row in rows_by_case(facts).items():
        for seat in row.recused:
            expert = experts[seat] if seat < len(experts) else {}
            reasons = {
                text_of(each.get("案卷号")): text_of(each.get("情形"))
                for each in rows_of(expert.get("回避情形"))
            }
            title = world.cases[case].get("项目名称", "") if case in world.cases else ""
            told = {"专家": text_of(expert.get("姓名")), "案卷号": case, "项目名称": str(title)}
            yield {**told, "情形": reasons.get(case) or "申明回避"}


def _ties(world: World, facts: Facts) -> Iterator[dict[str, Any]]:
    """The projects of one list with the same published mean, and what parted them."""
    panel, means = world.policy.panel, mean_scores(facts, world.policy.panel)
    order = keys(facts, panel, indicator_names(world.policy, facts))
    groups: dict[tuple[str, Decimal], list[str]] = defaultdict(list)
    for case, mean in means.items():
        if case in world.cases:
            groups[world.cases[case].programme, mean].append(case)
    for (label, mean), cases in groups.items():
        if len(cases) > 1:
            parted = len({order[case] for case in cases}) == len(cases)
            how = f"依次比较{'、'.join(panel.tie_break)}排定" if parted else "并列"
            yield {"项目类别": label, "得分": f"{mean:.2f}", "案卷": cases, "办法": how}


def _lines(world: World, facts: Facts) -> Iterator[tuple[str, str]]:
    """The lowest mean that was chosen, by programme; empty where none was."""
    means, chosen = mean_scores(facts, world.policy.panel), texts_of(facts.get("入选"))
    for label in dict.fromkeys(each.label for each in world.policy.programmes.values()):
        mine = [c for c in chosen if c in means and world.cases[c].programme == label]
        yield label, f"{min(means[case] for case in mine):.2f}" if mine else ""
