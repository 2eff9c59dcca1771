"""Personal numbers are hidden where shown and found where published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cases.casefile import parse_case
from cases.masking import PersonalDataKind, masked, masked_data, personal_data


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("身份证号310106197503150018。", "身份证号310106********0018。"),
        ("号 31010619750315002x ", "号 310106********002X "),
        ("３１０１０６１９７５０３１５００１８", "310106********0018"),
        ("手机13800000001", "手机138****0001"),
        ("手机 +86 138-0000-0001", "手机 138****0001"),
        ("账号6200 0000 0000 0000 001", "账号6200***********0001"),
        ("2019-04-08 6200000000000000001", "2019-04-08 6200***********0001"),
        ("310106750315001", "3101*******5001"),
        ("微信wx13800000001", "微信wx138****0001"),
        ("13,800,000,001", "138****0001"),
        ("310107/19760716/706x", "310107********706X"),
    ],
)
def test_a_personal_number_is_hidden(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2019年3月25日印发，电话021-00000000",
        "公示期 2019-05-14 2019-05-20",
        "20190514-20190520",
        "统一社会信用代码 91310106MA1FY00X0X",
        "金额 50000.00 元、100,000.00 元",
        "静人社〔2019〕12号，2019-SX-001",
        "J099-ZY·JN·2019-D30-001-0003",
        "支付凭证号 201907010001",
        "sha256:0123456789012345678901234567890123456789012345678901234567890123",
    ],
)
def test_what_is_not_personal_stays(text: str) -> None:
    assert masked(text) == text
    assert personal_data(text) == []


def test_the_phones_for_questions_may_be_published() -> None:
    text = "咨询电话：13800000001 13800000002，监督电话：138-0000-0003"
    assert personal_data(text, ["13800000001", "138 0000 0002", "13800000003"]) == []
    left = personal_data(text, ["13800000001", "13800000002"])
    assert [found.kind for found in left] == [PersonalDataKind.MOBILE]
    assert text[left[0].start : left[0].end] == "138-0000-0003"


def test_an_allowed_phone_inside_a_longer_number_hides_nothing() -> None:
    found = personal_data("621380000000145", ["13800000001"])
    assert [each.kind for each in found] == [PersonalDataKind.ACCOUNT]


def test_a_whole_case_is_shown_without_personal_numbers() -> None:
    text = (Path(__file__).parents[2] / "examples" / "case.yaml").read_text(encoding="utf-8")
    shown = masked_data(parse_case(text).data)
    written = json.dumps(shown, ensure_ascii=False)
    assert "310106197503150018" not in written
    assert "6200000000000000001" not in written
    assert '"配套承诺": "50000.00"' in written
    assert '"聘期止": "2023-05-31"' in written
    assert '"统一社会信用代码": "91310106MA1FY00X0X"' in written
    assert '"职工总数": 320' in written


def test_a_digest_is_no_number_whatever_digits_stand_in_it() -> None:
    digest = "sha256:255ac64f2a9b374157860601793d61491c561c29df77cbf82d4610772937ce59"
    assert masked(digest) == digest
