"""Two names mean the same body, nearly the same, or different ones."""

from __future__ import annotations

import pytest

from acts.papers.body_names import Likeness, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样例精密机械有限公司", "样例精密机械有限公司"),
        ("样例精密机械（上海）有限公司", "样例精密机械(上海)有限公司"),
        ("样例 精密机械 有限公司", "样例精密机械有限公司"),
    ],
)
def test_spaces_and_brackets_make_no_other_body(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样例精密机械有限公司", "上海样例精密机械有限公司"),
        ("上海市样例精密机械厂", "上海样例精密机械有限公司"),
        ("样例精密机械有限公司", "样例精密机械集团股份有限公司"),
        ("样例区人力资源和社会保障局", "样例市样例区人力资源和社会保障局"),
        ("样例精密机械有限公司静安分公司", "样例精密机械有限公司"),
    ],
)
def test_legal_form_place_and_branch_make_a_near_name(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样例精密机械有限公司", "样例电子设备有限公司"),
        ("甲区人力资源和社会保障局", "乙区人力资源和社会保障局"),
        ("样例区商务委员会", "样例区国有资产监督管理委员会"),
        ("有限公司", "样例精密机械有限公司"),
        ("样甲", "样乙"),
        ("样甲", "样甲精密机械有限公司"),
    ],
)
def test_another_body_is_another_body(one: str, other: str) -> None:
    assert likeness(one, other) is Likeness.OTHER


def test_likeness_knows_no_order() -> None:
    names = ("样例精密机械有限公司", "上海样例精密机械有限公司", "样例电子设备有限公司")
    assert all(likeness(a, b) is likeness(b, a) for a in names for b in names)
