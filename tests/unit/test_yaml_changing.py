"""Edits touch what they mean and leave the rest of the text alone."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from cases.values.money import Money
from cases.yamlnodes import compose, plain
from cases.yamltext import Append, CannotEditError, Put, changed, dump


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("甲: 1 # 注\n", Put(("甲",), "二"), "甲: 二 # 注\n"),
        ("甲: '' # 注\n", Put(("甲",), "sha256:ab"), "甲: 'sha256:ab' # 注\n"),
        ("甲:   # 注\n乙: 1\n", Put(("甲",), "二"), "甲: 二   # 注\n乙: 1\n"),
        ("甲: 1\n", Put(("乙",), date(2019, 6, 1)), "甲: 1\n乙: 2019-06-01\n"),
        ("甲: 1", Put(("乙",), True), "甲: 1\n乙: 是"),
        ("甲: 1\r\n", Put(("乙",), "x"), "甲: 1\r\n乙: x\r\n"),
        ("甲: {} # 注\n", Put(("甲", "起"), "x"), "甲: # 注\n  起: x\n"),
        ("甲: {a: 1} # 注\n", Put(("甲", "b"), "x, y"), "甲: {a: 1, b: 'x, y'} # 注\n"),
        ("甲: {a: 1}\n", Put(("甲", "a"), {"b": ["c"]}), "甲: {a: {b: [c]}}\n"),
        ("办理: [] # 注\n", Append(("办理",), {"环节": "申报"}), "办理: # 注\n  - 环节: 申报\n"),
        ("a:\n- 1\n# 尾\nb: 2\n", Append(("a",), "3"), "a:\n- 1\n- '3'\n# 尾\nb: 2\n"),
        ("a: [1, 2] # 注\n", Append(("a",), "x"), "a: [1, 2, x] # 注\n"),
        ("a: 1\n", Append(("b", "c"), "x"), "a: 1\nb:\n  c:\n    - x\n"),
        ("a:\n  b: 1 # 注\nc: 2\n", Put(("a",), "x"), "a: x # 注\nc: 2\n"),
        ("a: # 头\n  b: 1\nc: 2\n", Put(("a",), {"d": "x"}), "a: # 头\n  d: x\nc: 2\n"),
        ("a: # 头\n- 1\nc: 2\n", Put(("a",), "x"), "a: x # 头\nc: 2\n"),
        ("a:\n  - b: 1\n    c: 2\n", Put(("a", 0, "c"), "x"), "a:\n  - b: 1\n    c: x\n"),
        ("a:\n  - b: 1\n", Put(("a", -1, "c"), {"d": "x"}), "a:\n  - b: 1\n    c:\n      d: x\n"),
        ("a: |\n  文\n  字\nb: 1\n", Put(("a",), "x"), "a: x\nb: 1\n"),
        ("a: |\n  文\n  字\nb: 1\n", Put(("c",), "x"), "a: |\n  文\n  字\nb: 1\nc: x\n"),
    ],
)
def test_an_edit_is_spliced_into_the_text(before: str, edit: Put | Append, after: str) -> None:
    assert changed(before, [edit]) == after


@pytest.mark.parametrize(
    "edit",
    [
        Put(("甲", "b"), "x"),
        Put(("表", 5), "x"),
        Put(("表", "b"), "x"),
        Put(("甲", 0), "x"),
        Put(("新", 0), "x"),
        Append(("甲",), "x"),
        Append((), "x"),
    ],
)
def test_an_edit_without_a_place_is_refused(edit: Put | Append) -> None:
    with pytest.raises(CannotEditError):
        changed("甲: 1\n表: [a, b]\n", [edit])


def test_several_edits_build_on_each_other() -> None:
    edits = [
        Append(("办理",), {"环节": "申报", "记录": {}}),
        Put(("办理", -1, "记录", "金额"), Money.of(50000)),
        Append(("办理",), {"环节": "初审", "核对": {"R14": {"结论": "是", "签名": "样甲"}}}),
    ]
    after = changed("甲: 1\n办理: []\n", edits)
    assert plain(compose(after, "")) == {
        "甲": "1",
        "办理": [
            {"环节": "申报", "记录": {"金额": "50000.00"}},
            {"环节": "初审", "核对": {"R14": {"结论": "是", "签名": "样甲"}}},
        ],
    }


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "12:30",
        "0123",
        "1e5",
        "~",
        "null",
        "",
        " x ",
        "a: b",
        "#x",
        "- a",
        "'",
        "一\n二",
        "\u2028",
        "=",
        "<<",
        "2019-03-25",
        "0o17",
        "x #y",
        '\x85\\"',
        "𠮷",
        "[a]",
        "!x",
        "&x",
        "%x",
        "@x",
        "`x",
    ],
)
def test_a_text_reads_back_as_the_same_text_by_any_reader(text: str) -> None:
    written = dump({"键": text, text: [text]})
    expected = {"键": text, text: [text]}
    assert plain(compose(written, "")) == expected
    assert yaml.safe_load(written) == expected
