"""Numbers, amounts, clauses and days are found however they are written."""

from __future__ import annotations

import time

import pytest

from cases.values.money import Money
from index.text.mentions import mentions, number_key


@pytest.mark.parametrize(
    "written",
    [
        *("静人社〔2019〕12号", "静人社［2019］12号", "静人社[2019]12号", "静人社【2019】12号"),
        *(
            "静人社（2019）12号",
            "静人社(2019)12号",
            "静人社〔２０１９〕１２号",
            "静人社〔2019〕第12号",
        ),
        *(
            "静人社 〔2019〕 12 号",
            "静人社\n〔20\n19〕1\n2号",
            "靜人社〔二〇一九〕十二號",
            "静人社[2019年]012号",
        ),
    ],
)
def test_a_document_number_has_one_key(written: str) -> None:
    assert number_key(written) == "静人社(2019)12号"
    assert mentions(f"根据{written}文件").numbers == ("静人社(2019)12号",)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("和经信规〔2019〕5号", ("和经信规(2019)5号", "经信规(2019)5号", "信规(2019)5号")),
        ("同年〔2019〕12号", ("同年(2019)12号",)),
        ("（2019）沪01民初123号", ("(2019)沪01民初123号",)),
        ("见附件（2019）3月", ()),
        ("没有文号", ()),
    ],
)
def test_a_beginning_that_is_not_plain_is_kept_in_every_likely_way(
    text: str, keys: tuple[str, ...]
) -> None:
    assert mentions(text).numbers == keys


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("50000元", ["50000"]),
        ("5万元", ["50000"]),
        ("５０，０００．００元", ["50000"]),
        ("￥50,000.00", ["50000"]),
        ("人民币伍万元整", ["50000"]),
        ("1.5亿元", ["150000000"]),
        ("5万元至10万元", ["50000", "100000"]),
        ("5至10万元", ["50000", "100000"]),
        ("五至十万元", ["50000", "100000"]),
        ("五点五万元", ["55000"]),
        ("3万5千元", ["35000"]),
        ("叁萬圓", ["30000"]),
        ("壹佰贰拾万叁仟元伍角贰分", ["1203000.52"]),
        ("金额\t50,000.00\t3000.50", ["50000", "3000.5"]),
        ("资助5万，共3人", ["50000"]),
        ("（万元）", []),
        ("5万人", []),
        ("99.5分", []),
        ("2019.03", []),
        ("2019年12月", []),
    ],
)
def test_an_amount_is_found_in_fen(text: str, yuan: list[str]) -> None:
    assert list(mentions(text).amounts) == [round(float(each) * 100) for each in yuan]


@pytest.mark.parametrize("yuan", [1, 10, 19, 50000, 101010, 1200300, 99999999, 100000001])
def test_an_amount_in_capitals_reads_back(yuan: int) -> None:
    assert mentions(f"人民币{Money.of(yuan).capital}").amounts == (yuan * 100,)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("第十二条", (12,)),
        ("第12条", (12,)),
        ("第 12 条", (12,)),
        ("第三至五条", (3, 4, 5)),
        ("第三条、第七条", (3, 7)),
        ("第三、七条", (3, 7)),
        ("第二十一条之一", (21,)),
        ("第三款", ()),
    ],
)
def test_a_clause_is_a_number(text: str, clauses: tuple[int, ...]) -> None:
    assert mentions(text).clauses == clauses


@pytest.mark.parametrize(
    "text",
    [
        "2019年3月25日",
        "2019-03-25",
        "2019.3.25",
        "2019/3/25",
        "二〇一九年三月二十五日",
        "二○一九年三月廿五日",
    ],
)
def test_a_day_is_iso(text: str) -> None:
    assert mentions(f"于{text}印发").days == ("2019-03-25",)


@pytest.mark.parametrize("text", ["2019年2月30日", "2019-13-01", "2019年3月", "120190325"])
def test_what_the_calendar_does_not_know_is_no_day(text: str) -> None:
    assert mentions(text).days == ()


@pytest.mark.parametrize(
    "unit",
    ["1,", "第一、", "第1至", "(2019)", "(", "一", "1-", "5万", "2019-", "静", "1.1", "(2019)静"],
)
def test_hostile_texts_take_time_in_proportion(unit: str) -> None:
    mentions(unit * 1000)
    begun = time.process_time()
    mentions(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 5
