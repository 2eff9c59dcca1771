"""文号, 档号, 统一社会信用代码, 身份证号, ids: strict to read, canonical to print."""

from __future__ import annotations

import pytest

from cases.values.bad_value import BadValueError
from cases.values.credit_code import CreditCode
from cases.values.document_number import DocumentNumber
from cases.values.id_number import BadIdNumberError, IdNumber
from cases.values.ids import BatchId, CaseId
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod

GOOD_ID = "310106197503150018"


@pytest.mark.parametrize(
    "text",
    [
        "[2019]03号",
        "（2019）第3号",
        "静府办发〔2019〕03号",
        "静府办发〔2019〕第3号",
        "静府办发[2019]3号",
        "静府办发〔19〕3号",
        "〔2019〕3号",
        "静府办发〔2019〕0号",
        "静府办发〔2019〕3",
        "静府办发〔２０１９〕3号",
    ],
)
def test_a_document_number_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        DocumentNumber.parse(text)


def test_a_document_number_is_read_and_printed() -> None:
    number = DocumentNumber.parse("静府办发〔2019〕3号")
    assert (number.prefix, number.year, number.number) == ("静府办发", 2019, 3)
    assert str(number) == "静府办发〔2019〕3号"


@pytest.mark.parametrize(
    ("text", "office", "file", "item"),
    [
        ("J001-WS·2022-Y-0001", "", 0, 1),
        ("Z109-WS·2011-Y-BGS-0001", "BGS", 0, 1),
        ("J099-WS·2019-D30-ZNK-0007", "ZNK", 0, 7),
        ("J099-ZY·JN·2019-D30-001", "", 1, 0),
        ("J099-ZY·JN·2019-D30-001-0003", "", 1, 3),
    ],
)
def test_a_reference_code_is_read_by_item_and_by_volume(
    text: str, office: str, file: int, item: int
) -> None:
    code = ReferenceCode.parse(text)
    assert (code.office, code.file_number, code.item_number) == (office, file, item)
    assert str(code) == text


@pytest.mark.parametrize(
    "text",
    [
        "J001-WS·2022-永久-1",
        "J001-WS.2022-Y-0001",
        "J001-WS•2022-Y-0001",
        "J001-WS·2022-Y",
        "J001-WS·2022-Y-0000",
        "J001-WS·2022-Y-000-0001",
        "J001-WS·2022-D20-0001",
        "J001-WS·2022-Y-0001 ",
        "J001-WS·2022-Y-00010",
        "j001-WS·2022-Y-0001",
    ],
)
def test_a_reference_code_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        ReferenceCode.parse(text)


def test_a_file_names_its_items_and_an_item_its_file() -> None:
    file = ReferenceCode.of_file("J099", "ZY·JN", 2019, RetentionPeriod.THIRTY_YEARS, 1)
    assert str(file) == "J099-ZY·JN·2019-D30-001"
    assert str(file.item(3)) == "J099-ZY·JN·2019-D30-001-0003"
    assert file.item(3).file == file
    assert (file.is_file, file.item(3).is_file) == (True, False)


def test_a_package_takes_the_longest_retention() -> None:
    ten, thirty, ever = (RetentionPeriod.from_code(code) for code in ("D10", "D30", "Y"))
    assert RetentionPeriod.longest([ten, thirty]) is thirty
    assert RetentionPeriod.longest([ever, thirty, ten]) is ever


@pytest.mark.parametrize("text", ["长期", "永久 ", "D30", "15年"])
def test_an_abolished_retention_period_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        RetentionPeriod.parse(text)


@pytest.mark.parametrize("text", ["91310106MA1FY00X09", "91310106MA1FY00X0", "91310106ma1fy00x0x"])
def test_a_credit_code_with_a_wrong_check_digit_or_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        CreditCode.parse(text)


def test_a_credit_code_with_its_check_digit_is_read() -> None:
    assert str(CreditCode.parse("91310106MA1FY00X0X")) == "91310106MA1FY00X0X"


@pytest.mark.parametrize(
    "text",
    ["310106197503150019", "310106197502300018", "31010619750315001", "31010619750315002x", ""],
)
def test_a_wrong_id_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(BadIdNumberError) as caught:
        IdNumber.parse(text)
    assert not text or text not in caught.value.message


def test_an_id_number_hides_itself_wherever_it_is_shown() -> None:
    number = IdNumber.parse(GOOD_ID)
    assert number.masked == "310106********0018"
    assert GOOD_ID not in repr(number)
    assert GOOD_ID not in f"{[number]!r}"
    assert str(number) == GOOD_ID
    assert number.born.isoformat() == "1975-03-15"


@pytest.mark.parametrize(
    "text", ["2019-SX-000", "2019-sx-001", "2019-SX-1", "../2019-SX-001", "2019-SX-００１"]
)
def test_a_case_id_that_could_leave_its_folder_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        CaseId.parse(text)


@pytest.mark.parametrize("text", ["2019-0", "2019-01", "2019", "19-1", "2019-1/.."])
def test_a_batch_id_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        BatchId.parse(text)


def test_an_id_number_in_the_place_of_a_code_is_masked() -> None:
    number = "310106197102030015"
    with pytest.raises(BadValueError) as refused:
        CreditCode.parse(number)
    assert number not in refused.value.message
