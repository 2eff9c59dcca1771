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


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Tel16370740724", f"Tel{HIDDEN}"),
        ("手机：17471975291WX同号", f"手机：{HIDDEN}WX同号"),
        ("微信wx15484320961", f"微信wx{HIDDEN}"),
        ("13812345678a", f"{HIDDEN}a"),
        ("13812345678X光", f"{HIDDEN}X光"),
        ("甲A13812345678，乙", f"甲A{HIDDEN}，乙"),
        ("Tel138-0000-0001", f"Tel{HIDDEN}"),
        ("1.13866668888 张三\n2.13866668889 李四", f"1.{HIDDEN} 张三\n2.{HIDDEN} 李四"),
        ("1.6222000032417387 张三", f"1.{HIDDEN} 张三"),
        ("A/C6222000032417386127", f"A/C{HIDDEN}"),
        ("身份证31010319700312720X2019年", f"身份证{HIDDEN}2019年"),
        ("ID31010319700312710XA", f"ID{HIDDEN}A"),
    ],
)
def test_a_number_beside_letters_or_in_a_list_is_hidden(text: str, hidden: str) -> None:
    assert hide(text) == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("13,084,074,033", HIDDEN),
        ("14185308600.00", f"{HIDDEN}.00"),
        ("310,103,197,003,127,201", HIDDEN),
        ("手机136.7444.4425", f"手机{HIDDEN}"),
        ("联系电话：(169)7814-8126", f"联系电话：{HIDDEN}"),
        ("310103.19700312.7201", HIDDEN),
        ("310107 1976-07-16 7064", HIDDEN),
        ("310107/19760716/7064", HIDDEN),
        ("310107·19760716·706X", HIDDEN),
        ("身份证 310107\n760716706", f"身份证 {HIDDEN}"),
        ("张三1587691\n3559", f"张三{HIDDEN}"),
        ("62220000\n32417386122", HIDDEN),
    ],
)
def test_a_number_written_in_groups_or_over_a_line_end_is_hidden(text: str, hidden: str) -> None:
    assert hide(text) == hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("凭证号6222000032417387", f"凭证号{HIDDEN}"),
        ("发票号码6222000032417386127", f"发票号码{HIDDEN}"),
        ("订单号310107197607167061", f"订单号{HIDDEN}"),
        ("账号1234567890", f"账号{HIDDEN}"),
        ("帐号：01234567891", f"帐号：{HIDDEN}"),
        ("6222000032417386127元", f"{HIDDEN}元"),
    ],
)
def test_a_card_or_a_checked_number_is_hidden_whatever_it_is_called(text: str, hidden: str) -> None:
    assert hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "¥13,084,074,033.00",
        "13,084,074,033元",
        "合计13,084,074,033",
        "13,084,074,033.50",
        "14185308600.00元",
        "金额14185308600.00",
        "123456789012元",
        "123456789012 万元",
        "备案号123456789012",
        "收据No123456789012",
        "订单号：202019001012345678",
        "校验码12345678901234567890",
        "客户号123456789012345",
        "增长率1.13866668888",
        "0.6222000032417387",
        "2.6222000032417387",
        "d41d8cd98f13812345678f00b204e980",
        "合同编号HT13812345678",
        "1587691\n3559\n1234567",
        "1587600\n3559",
    ],
)
def test_amounts_codes_and_columns_can_still_be_found(text: str) -> None:
    assert hide(text) == text
    assert personal_numbers(text) == ()


def test_a_number_over_the_end_of_a_page_is_hidden_on_both() -> None:
    pages = hide_pages(["身份证号 310101", "19900101123X 静安"])
    assert pages == (f"身份证号 {HIDDEN}", f"{HIDDEN} 静安")
    assert hide_pages([]) == ()


@pytest.mark.parametrize(
    "unit",
    [
        *("1 ", "1", "1\n", "12345678 ", "4444 ", "13800000001 ", " -", "账1"),
        *("1,", "123,", "13,084,074,033 ", "310107/19760716/7064 ", "310107   "),
        *("a13812345678", "1587691\n3559\n", "1234567890X", "(138)", "1."),
    ],
)
def test_hostile_digits_take_time_in_proportion(unit: str) -> None:
    begun = time.process_time()
    masked(unit * (100_000 // len(unit)))
    assert time.process_time() - begun < 5
