"""What was found is shown in the original's own signs, on one line, with its page."""

from __future__ import annotations

import time

from index.highlighting import extracts, highlights


def test_a_term_over_two_lines_is_shown_on_one() -> None:
    pages = ("责令限期\n整改通知书", "别的")
    assert highlights(pages, ["限期整改"]) == ("第1页：责令【限期 整改】通知书",)


def test_signs_that_fold_to_several_are_marked_whole() -> None:
    assert highlights(("面积12㎡，静人社〔２０１９〕",), ["2m", "(2019)"]) == (
        "面积1【2㎡】，静人社【〔２０１９〕】",
    )


def test_every_term_has_its_turn_before_any_has_two() -> None:
    pages = ("限期" + "甲" * 60, "限期" + "乙" * 60, *("限期" for _ in range(9)), "整改")
    shown = highlights(pages, ["限期", "整改"])
    assert len(shown) == 5
    assert shown[0].startswith("第1页：【限期】")
    assert shown[-1] == "第12页：【整改】"


def test_cells_are_shown_apart_and_control_signs_not_at_all() -> None:
    assert highlights(("单位\x1f样例厂\x1b[31m\u202e",), ["样例"]) == ("单位 【样例】厂[31m",)


def test_places_of_marks_are_told() -> None:
    (extract,) = extracts(("责令限期整改，限期十日",), ["限期"])
    assert [extract.text[start:end] for start, end in extract.spans] == ["【限期】", "【限期】"]


def test_what_does_not_stand_there_is_not_shown() -> None:
    assert highlights(("甲乙",), ["丙", ""]) == highlights((), ["甲"]) == ()
    assert highlights(("a b",), ["ab"]) == ()


def test_a_very_long_term_is_shown_in_part() -> None:
    (shown,) = highlights(("甲乙" * 500,), ["甲乙" * 500])
    assert len(shown) < 200


def test_a_page_of_a_million_signs_is_shown_at_once() -> None:
    begun = time.process_time()
    shown = highlights(("甲乙 丙丁" * 250_000 + "限期整改",), ["限期", "没有"])
    assert "【限期】整改" in shown[0]
    assert time.process_time() - begun < 5
