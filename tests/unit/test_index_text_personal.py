"""Personal numbers are hidden before anything is indexed, and what is none stays findable."""

from __future__ import annotations

import time

import pytest

from cases.masking import masked
from index.text.personal import HIDDEN, hide, hide_pages, personal_numbers


@pytest.mark.parametrize(
    ("text", "hidden", "numbers"),
    [
        ("310101199001011234", HIDDEN, ("310101199001011234",)),
        ("３１０１０１19900101123x。", f"{HIDDEN}。", ("31010119900101123x",)),
        ("310101\n199001011234", HIDDEN, ("310101199001011234",)),
        ("310101 19900101 1234", HIDDEN, ("310101199001011234",)),
        ("310101\u200b199001\u00ad011234", HIDDEN, ("310101199001011234",)),
        ("ID310101199001011234", f"ID{HIDDEN}", ("310101199001011234",)),
        ("\t".join("31010119900101123X"), HIDDEN, ("31010119900101123x",)),
        ("+86 138-0000-0001", HIDDEN, ("13800000001",)),
        ("13800000001 13800000002", f"{HIDDEN} {HIDDEN}", ("13800000001", "13800000002")),
        ("手机：138\n00000001 ", f"手机：{HIDDEN} ", ("13800000001",)),
        ("卡号 6222 0212 3456 7890 123", f"卡号 {HIDDEN}", ("6222021234567890123",)),
        ("622848 0012345678901", HIDDEN, ("6228480012345678901",)),
        (
            "账号：6200 0000\n0000 0000 001\n50000",
            f"账号：{HIDDEN}\n50000",
            ("6200000000000000001",),
        ),
    ],
)
def test_a_personal_number_is_hidden_however_it_is_broken(
    text: str, hidden: str, numbers: tuple[str, ...]
) -> None:
    assert hide(text) == hidden
    assert personal_numbers(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "50000 60000 70000",
        "50000\n60000\n70000",
        "2019 2020 2021 2022",
        "20190520 20100520 12",
        "2019-05-14\n2019-05-20\n2020-05-05",
        "合计15000\n200000元",
        "10000\t20000\t30000\t40000",
        "静人社〔2019〕12号 2019-SX-001",
        "J099-ZY·JN·2019-D30-001-0003",
        "统一社会信用代码91310106MA1FY00X0X",
        "发票号码24312000000012345678",
        "支付凭证号201907010001",
        "证书编号：1909000000300001",
        "电话 021-62345678",
        "金额12345678901.50元",
    ],
)
def test_what_is_not_personal_can_still_be_found(text: str) -> None:
    assert hide(text) == text
    assert personal_numbers(text) == ()


def test_a_number_over_the_end_of_a_page_is_hidden_on_both() -> None:
    pages = hide_pages(["身份证号 310101", "19900101123X 静安"])
    assert pages == (f"身份证号 {HIDDEN}", f"{HIDDEN} 静安")
    assert hide_pages([]) == ()


@pytest.mark.parametrize(
    "unit", ["1 ", "1", "1\n", "12345678 ", "4444 ", "13800000001 ", " -", "账1"]
)
def test_hostile_digits_take_time_in_proportion(unit: str) -> None:
    begun = time.process_time()
    masked(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 5
