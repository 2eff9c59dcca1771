"""Whatever a file holds, reading it ends in data or in findings, and edits keep blocks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.casefile import parse_case
from cases.recordfile import parse_record
from cases.settings import parse_settings
from cases.typedfile import FaultyFileError, NewerFormatError
from cases.yamlnodes import BadYamlError, compose, plain
from cases.yamltext import Append, CannotEditError, Put, changed

SIGNS = st.text(
    st.sampled_from("ab:-# \n\r\t[]{},&*!|>'\"%@`?~=.\\0\u2028\x85\ufeff单位\x00𠮷\ud800"),
    max_size=40,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "案卷号: 2019-SX-001\n",
            "单位:\n  名称: 样\n",
            "- a\n",
            "  - b: c\n",
            "a: |\n  x\n\n  y\n\n",
            "b: >-\n  x\n  y # z\n",
            "c: 'x\n  y'\n",
            'd: "x\\\n  y"\n',
            "# 注\n",
            "\n",
            "e: [x,\n  y, # 注\n ]\n",
            "f: {g: h, i}\n",
            "? j\n: k\n",
            "l:\n- m\n-\n- n: o\n",
            "'p q': r\n",
            "---\n",
            "格式版本: 9\n",
        ]
    ),
    max_size=6,
).map("".join)
PATHS = st.lists(st.sampled_from(["a", "b", "e", "f", "g", "l", "单位", 0, 1, -1]), max_size=3)


@given(SIGNS | PIECES)
def test_any_text_ends_in_data_or_findings(text: str) -> None:
    for read in (parse_case, parse_settings, lambda each: parse_record(each, "r", "apply")):
        try:
            read(text)
        except (BadYamlError, FaultyFileError) as error:
            assert error.findings
            assert all(found.message != found.code for found in error.findings)
        except NewerFormatError:
            assert "格式版本" in text


@settings(max_examples=300)
@given(PIECES, PATHS, st.sampled_from(["x", "", {"k": "v"}, ["i", {"k": "v"}], {}]), st.booleans())
def test_an_edit_of_any_layout_is_true_or_refused(
    text: str, path: list[str | int], value: object, append: bool
) -> None:
    edit = (Append if append else Put)(tuple(path), value)
    try:
        edited = changed(text, [edit])
    except (BadYamlError, CannotEditError):
        return
    if append:
        assert edited.count("# 注") == text.count("# 注")


def test_block_texts_and_multi_line_values_survive_edits_beside_them() -> None:
    text = "a: |\n  x\n\n  y\n\nc: 'x\n  y'\ne: [x,\n  y, # 注\n ]\nl:\n- m\n-\n- n: o\n"
    edited = changed(
        text,
        [
            Append(("e",), "z"),
            Put(("l", 1), {"k": "v", "w": []}),
            Put(("l", 2, "n"), "p"),
            Append(("l",), {"q": ["r"]}),
            Put(("c",), "s"),
            Put(("a2",), "t"),
        ],
    )
    assert plain(compose(edited, "")) == {
        "a": "x\n\ny\n",
        "c": "s",
        "e": ["x", "y", "z"],
        "l": ["m", {"k": "v", "w": []}, {"n": "p"}, {"q": ["r"]}],
        "a2": "t",
    }
    assert "# 注" in edited
