"""The reader takes what we allow and names every fault of what we do not."""

from __future__ import annotations

import pytest

from cases.yamlnodes import LARGEST, BadYamlError, compose, plain, read_plain


def faults_of(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadYamlError) as caught:
        compose(text, "case.yaml")
    return [(found.code, found.place.line, found.place.key) for found in caught.value.findings]


def test_every_scalar_is_read_as_text() -> None:
    text = "甲: 0123456\n乙: no\n丙: 12:30\n丁: 1.10\n戊: 2019-03-25\n己: ~\n庚:\n"
    assert plain(compose(text, "")) == {
        "甲": "0123456",
        "乙": "no",
        "丙": "12:30",
        "丁": "1.10",
        "戊": "2019-03-25",
        "己": "~",
        "庚": "",
    }


def test_a_byte_order_mark_and_windows_line_breaks_are_borne() -> None:
    assert plain(compose("\ufeff甲: 1\r\n乙: 2\r\n", "")) == {"甲": "1", "乙": "2"}


def test_all_faults_are_named_at_once_with_line_and_key() -> None:
    text = "甲: &a 1\n乙: !!int 2\n甲: 3\n丙:\n  丁: !x 4\n"
    assert faults_of(text) == [
        ("Y105", 1, "甲"),
        ("Y107", 2, "乙"),
        ("Y110", 3, "甲"),
        ("Y107", 5, "丙.丁"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "Y104"),
        ("# 只有注释\n", "Y104"),
        ("甲: *a\n", "Y105"),
        ("甲: 1\n---\n乙: 2\n", "Y106"),
        ("甲: " + "[" * 100_000, "Y108"),
        ("? [a]\n: 1\n", "Y109"),
        ("甲: [1\n乙: 2\n", "Y102"),
        ("甲: 'x\n", "Y102"),
        ("甲: \x00\n", "Y103"),
        ("甲: " + "a" * LARGEST, "Y101"),
    ],
)
def test_what_we_do_not_allow_is_refused(text: str, code: str) -> None:
    assert [found[0] for found in faults_of(text)] == [code]


def test_a_million_faults_are_not_all_listed() -> None:
    assert len(faults_of("".join(f"k{n}: &a 1\n" for n in range(5000)))) == 200


def test_an_expanding_file_is_refused_before_it_expands() -> None:
    bomb = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert faults_of(bomb)[0][0] == "Y105"


def test_a_file_of_keys_and_values_is_asked_for_when_needed() -> None:
    assert read_plain("甲: {乙: [1]}\n", "") == {"甲": {"乙": ["1"]}}
    with pytest.raises(BadYamlError) as caught:
        read_plain("- 甲\n", "f.yaml")
    assert [found.code for found in caught.value.findings] == ["Y113"]
