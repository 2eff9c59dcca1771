"""What text is: folded the same way in files and in queries."""

from __future__ import annotations

import pytest

from index.text.folding import MASK, SEPARATOR, STAND_IN, fold, fold_query, fold_text, join_pages


@pytest.mark.parametrize(
    ("original", "folded"),
    [
        ("静人社〔２０１９〕 12 号", "静人社(2019)12号"),
        ("静人社【2019】12号", "静人社(2019)12号"),
        ("資 助\n資\u3000金", "资助资金"),
        ("ＡＢＣ  Def", "abc def"),
        ("A & B", "a&b"),
        ("50\n000", "50 000"),
        ("㎡ﬁ①", "m2fi1"),
        ("Café CAFE\u0301", "cafe cafe"),
        ("软\u00ad连\u200b字\ufeff符\x00", "软连字符"),
        ("葛\U000e0100城", "葛城"),
        ("单元\t格\v与\f页", f"单元{SEPARATOR}格{SEPARATOR}与{SEPARATOR}页"),
        ("髙某吳某戸口", "高某吴某户口"),
        ("⻚⻓⾼", "页长高"),
        ("金", "金"),
        ("阿卜杜•热合曼", "阿卜杜·热合曼"),
        ("二○一九年", "二〇一九年"),
        ("“专款”", '"专款"'),
        ("2019—SX–001", "2019-sx-001"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_writings_that_mean_the_same_fold_to_one(original: str, folded: str) -> None:
    assert fold_text(original) == folded
    assert fold(original).text == folded


def test_every_place_leads_back_to_the_original() -> None:
    folded = fold("资 助\n㎡Ａ")
    assert folded.text == "资助m2a"
    assert folded.original_span(0, 2) == (0, 3)
    assert folded.original_span(2, 2) == (4, 5)
    assert folded.original_span(4, 1) == (5, 6)


def test_a_query_spans_no_cells_and_nothing_hidden() -> None:
    assert fold_query(f" 限期\t整改{MASK} ") == f"限期整改{STAND_IN}"


def test_pages_are_parted() -> None:
    assert join_pages(["第一 页", "第二页"]) == f"第一页{SEPARATOR}第二页"


def test_every_character_folds_once_and_for_all() -> None:
    for first in (*range(0, 0x24000, 0x1000), 0xE0000):
        text = "\n".join(map(chr, range(first, first + 0x1000)))
        once = fold_text(text)
        assert fold_text(once) == once
