"""Totals and grades of assessments against plain sums of fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cases.lifecycle.assessing import grade_of, points_of_assessment, shown_total
from tests.fixtures.little_bureau import jingan
from tests.fixtures.rubrics import with_rubric

JINGAN, HANGZHOU = jingan().assessment, with_rubric("hangzhou").assessment


def experts(weights: list[int]) -> st.SearchStrategy[list[list[str]]]:
    points = st.tuples(
        *(
            st.integers(0, 100 * each).map(lambda cents: str(Decimal(cents) / 100))
            for each in weights
        )
    ).map(list)
    return st.lists(points, min_size=1, max_size=7)


@given(experts([each.weight for each in JINGAN.elements]))
def test_a_total_is_the_exact_mean_of_the_experts_totals(given_points: list[list[str]]) -> None:
    labels = [each.label for each in JINGAN.elements]
    rows = [
        {"专家": f"样{at}", "要素": dict(zip(labels, own, strict=True))}
        for at, own in enumerate(given_points)
    ]
    total = points_of_assessment(JINGAN, {"评分": rows}).total
    assert total == sum((Fraction(p) for own in given_points for p in own), Fraction()) / len(rows)
    shown = Fraction(shown_total(total))
    assert shown <= total < shown + Fraction(1, 100)
    reached, printed = grade_of(JINGAN, total), grade_of(JINGAN, shown)
    assert reached == printed


@given(
    st.dictionaries(
        st.sampled_from([each.label for each in HANGZHOU.deductions]), st.integers(1, 40)
    ),
    st.dictionaries(st.sampled_from([each.label for each in HANGZHOU.bonuses]), st.integers(1, 40)),
    st.integers(0, 35),
)
def test_deductions_and_bonus_keep_to_their_bounds(
    deducted: dict[str, int], bonus: dict[str, int], basis: int
) -> None:
    worth = {"基础保障": basis, "日常管理": 15, "技术攻关": 15, "技术交流": 15, "带徒传艺": 20}
    facts = {
        "要素": {label: {"得分": str(points)} for label, points in worth.items()},
        "扣分": [{"名称": name, "次数": count, "理由": "样"} for name, count in deducted.items()],
        "加分": [{"名称": name, "次数": count, "理由": "样"} for name, count in bonus.items()],
    }
    taken = {"基础保障": 0, "带徒传艺": 0}
    for each in HANGZHOU.deductions:
        own = min(int(each.points) * deducted.get(each.label, 0), int(each.most))
        taken[each.element] += own
    kept = sum(max(0, points - taken.get(label, 0)) for label, points in worth.items())
    added = sum(int(each.points) * bonus.get(each.label, 0) for each in HANGZHOU.bonuses)
    assert points_of_assessment(HANGZHOU, facts).total == kept + min(added, 10)
