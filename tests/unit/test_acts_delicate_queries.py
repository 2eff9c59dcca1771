"""Which queries may be after somebody's number, and what the log then keeps of them."""

from datetime import date

import pytest

from acts.audit.search_key import keyed_digest
from acts.search.delicate_queries import digits_in, is_delicate, without_digits
from acts.search.index_state import engine_advice
from acts.search.understood import understood
from cases.masking import masked
from index.queries.parsing import parse_query

TODAY = date(2023, 3, 1)


def delicate(query: str) -> bool:
    return is_delicate(parse_query(query, TODAY), query)


@pytest.mark.parametrize(
    "query",
    [
        "310106197503150018",
        "３１０１０６１９７５０３１５００１８",
        "19750315",
        "310106",
        "0018",
        "001X",
        "尾号:18",
        "电话:139",
        "身份证:310106*",
        "整改 13917283645",
        "139 1728 3645",
        "非 8364 与 整改",
        "带头人:样精工 或 0018",
        "题名:19750315",
        "7503150018~",
    ],
)
def test_digits_that_may_be_of_somebodys_number_are_delicate(query: str) -> None:
    assert delicate(query)


@pytest.mark.parametrize(
    "query",
    [
        "整改",
        "2019",
        "2019年",
        "静人社〔2019〕12号",
        "2019-SX-001",
        "案卷:2019-SX-001",
        "日期:2019-03-25..2019-04-12",
        "2019-03-25",
        "金额>500000",
        "年度:2019 条款:21",
        "第17条",
        "拼音:wxm",
    ],
)
def test_years_numbers_of_papers_amounts_and_days_are_not(query: str) -> None:
    assert not delicate(query)


def test_what_is_kept_of_a_delicate_query_has_no_digit_left() -> None:
    query = "尾号：００１８ 与（整改 或 139-1728-3645）"
    assert without_digits(query) == "尾号：██████ 与（整改 或 ██████）"
    assert digits_in(query) == ("0018", "13917283645")
    assert not set("018") & set(understood(parse_query(query, TODAY), {}))


def test_a_keyed_digest_needs_the_key_and_is_never_taken_for_a_number() -> None:
    keys = [bytes([n]) * 32 for n in range(40)]
    made = {keyed_digest(key, "0018") for key in keys}
    assert len(made) == len(keys)
    assert all(masked(each) == each for each in made)


def test_a_question_is_told_as_it_was_understood() -> None:
    tree = parse_query("（整改 或 挪用） 非 复查 日期:2019..2020 金额>=5万 单位:样例", TODAY)
    assert understood(tree, {}) == (
        "（含“整改”，或者含“挪用”），并且排除（含“复查”），并且日期从2019-01-01起到2020-12-31止，"
        "并且金额从50,000.00元起，并且单位含“样例”"
    )


@pytest.mark.parametrize(
    ("engine", "documents", "next_one"),
    [
        ("whoosh", 100_000, ""),
        ("whoosh", 100_001, "tantivy"),
        ("tantivy", 900_000, ""),
        ("tantivy", 1_000_001, "opensearch"),
        ("opensearch", 9_000_000, ""),
    ],
)
def test_an_outgrown_engine_names_the_next_one(engine: str, documents: int, next_one: str) -> None:
    advice = engine_advice(engine, documents)
    assert bool(advice) == bool(next_one)
    assert next_one in advice
