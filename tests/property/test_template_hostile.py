"""Whatever is called a template: marks are gathered without loss, no check crashes."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cases.errors import JiangdangError
from doc_templates.template_check import check_template
from doc_templates.template_gathering import MARK, gathered
from doc_templates.word_intake import check_word_file
from doc_templates.word_parts import MAIN, W
from tests.fixtures import wild_word as word

SHIPPED = (files("doc_templates") / "templates" / "rectification-order.docx").read_bytes()
PIECES = st.sampled_from(
    [
        "{{ 案.单位.名称 }}",
        "{% if 案.批次 %}",
        "{% endif %}",
        "{# 注 #}",
        "甲",
        "{",
        "}",
        "%",
        " ",
        "乙",
    ]
)
WRAPS = st.sampled_from(
    [
        ("", ""),
        ('<w:hyperlink w:anchor="x">', "</w:hyperlink>"),
        ("<w:sdt><w:sdtPr/><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ('<w:smartTag w:uri="x" w:element="y">', "</w:smartTag>"),
        ('<w:proofErr w:type="spellStart"/>', ""),
        ('<w:bookmarkStart w:id="1" w:name="stamp1"/>', '<w:bookmarkEnd w:id="1"/>'),
        ("<w:r><w:tab/></w:r>", "<w:r><w:drawing/></w:r>"),
    ]
)


@given(
    st.lists(PIECES, max_size=8).map("".join),
    st.lists(st.integers(0, 60), max_size=8),
    st.lists(WRAPS, min_size=1, max_size=9),
)
def test_gathering_loses_no_text_and_no_element(
    text: str, cuts: list[int], wraps: list[tuple[str, str]]
) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    spans = [text[low:high] for low, high in pairwise(ends)]
    inner = "".join(
        f"{wraps[at % len(wraps)][0]}{word.run(span)}{wraps[at % len(wraps)][1]}"
        for at, span in enumerate(spans)
    )
    members = {name: each if isinstance(each, bytes) else each.encode()
               for name, each in word.members(f"<w:p>{inner}</w:p>").items()}  # fmt: skip
    before, after = (etree.fromstring(each[MAIN]) for each in (members, gathered(members)))
    told = [each.text or "" for each in after.iter(f"{W}t")]
    assert "".join(told) == text
    assert [each.tag for each in after.iter()] == [each.tag for each in before.iter()]
    whole = [found for piece in told for found in MARK.findall(piece)]
    assert whole == MARK.findall(text)


@given(st.data())
def test_a_changed_file_is_checked_or_refused_but_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(SHIPPED)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(len(content) // 2, len(content)))]
    check_word_file(bytes(content), "本局.docx")
    try:
        check_template(bytes(content))
    except JiangdangError as error:
        assert error.code.startswith("D")


@given(
    st.lists(st.tuples(PIECES | st.text(alphabet="{}%#|.'\"()[]案批 ", max_size=5)), max_size=30)
)
def test_any_text_is_checked_but_never_a_crash(pieces: list[tuple[str]]) -> None:
    check_template(word.word_file(word.paragraph(*(each for (each,) in pieces))))


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(st.dictionaries(NAMES, st.binary(max_size=40), max_size=5))
def test_members_of_any_name_and_content_are_looked_over(extra: dict[str, bytes]) -> None:
    with ZipFile(BytesIO(SHIPPED)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    try:
        content = word.zipped({**parts, **extra})
    except (ValueError, UnicodeEncodeError):
        return
    check_word_file(content, "本局.docx")
