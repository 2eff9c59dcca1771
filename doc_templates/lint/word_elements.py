"""Which element of an official document each paragraph of a Word file is (GB/T 9704-2012, 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from doc_templates.lint.word_model import Paragraph, WordDocument

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,12}[〔\[［(（【﹝]\d{2,4}[〕\]］)）】﹞]第?\d+号(\s*签发人.*)?"
)
_TITLE = re.compile(r"关于.+的(通知|公示|公告|通告|通报|报告|请示|批复|意见|决定|函)")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_ISSUE = re.compile(r".*\d{4}年\d{1,2}月\d{1,2}日|第?\d+期")
_ATTENDANCE = re.compile(r"(出席|请假|列席|缺席|主持人?|记录人?)[：:]")
_ANNEX = re.compile(r"附\s*件\s*\d*[：:]?")
_ANNEX_NOTE = re.compile(r"附件[：:].+")
_NEXT_ANNEX = re.compile(r"\d+[.．]")
_LEVEL1 = re.compile(r"[一二三四五六七八九十]+、")
_LEVEL2 = re.compile(r"（[一二三四五六七八九十]+）")
_SENTENCE = re.compile(r"[。；！？]")
_LONGEST_HEADING = 56
_LONGEST_NAME = 40
_SMALLEST_MARK = 26
_RED = re.compile(r"(?:[C-F][0-9A-F])(?:[0-4][0-9A-F]){2}", re.IGNORECASE)


class Element(StrEnum):
    """An element of an official document by its Chinese name."""

    MARK = "发文机关标志"
    NUMBER = "发文字号"
    SIGNED_NUMBER = "发文字号和签发人"
    ISSUE = "编发单位和日期"
    TITLE = "标题"
    ADDRESSEE = "主送机关"
    LEVEL1 = "一级标题"
    LEVEL2 = "二级标题"
    BODY = "正文"
    ANNEX_NOTE = "附件说明"
    SIGNATURE = "署名和成文日期"
    ANNEX_MARK = "附件标识"
    ANNEX_TITLE = "附件标题"
    ATTENDANCE = "出席人员"
    IMPRINT = "版记"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph and what it is."""

    element: Element
    paragraph: Paragraph


def parts_of(document: WordDocument) -> tuple[Part, ...]:
    """The elements of an official document in order; nothing for forms and other papers.

    It is official when it opens with a red mark, bears a document number on a line of its own,
    or is titled 关于…的通知 or the like.
    """
    filled = [each for each in document.paragraphs if _said(each)]
    running = [each for each in filled if each.holder == "body"]
    if not _is_official(running):
        return ()
    of_letter = (Part(Element.MARK, each) for each in document.margins if _is_mark(each))
    return (*of_letter, *_main_parts(running), *_imprint(filled))


def _is_official(running: Sequence[Paragraph]) -> bool:
    """Whether the head of the text is that of an official document."""
    head = running[:6]
    numbered = any(_NUMBER.fullmatch(_said(each)) for each in head)
    titled = any(_TITLE.fullmatch(re.sub(r"\s", "", _said(each))) for each in head)
    return numbered or titled or any(_is_mark(each) for each in head)


def _main_parts(running: Sequence[Paragraph]) -> Iterator[Part]:
    """Head, title, addressee, then the text."""
    rest = list(running)
    minutes = False
    while rest and (element := _head_element(rest[0], minutes=minutes)) is not None:
        minutes = minutes or _said(rest[0]).endswith("纪要")
        yield Part(element, rest.pop(0))
    titles = _titles(rest)
    for _ in range(titles):
        yield Part(Element.TITLE, rest.pop(0))
    if rest and _said(rest[0]).endswith("："):
        yield Part(Element.ADDRESSEE, rest.pop(0))
    yield from _text_parts(rest)


def _head_element(paragraph: Paragraph, *, minutes: bool) -> Element | None:
    """What stands above the title; minutes tell there who issues them and when."""
    text = _said(paragraph)
    if _is_mark(paragraph):
        return Element.MARK
    if _NUMBER.fullmatch(text):
        return Element.SIGNED_NUMBER if "签发人" in text else Element.NUMBER
    return Element.ISSUE if minutes and _ISSUE.fullmatch(text) else None


def _titles(rest: Sequence[Paragraph]) -> int:
    """How many paragraphs the title takes: the first, and what is centred below it."""
    count = min(1, len(rest))
    while count < len(rest) and rest[count].align == "center":
        if _SENTENCE.search(_said(rest[count])) or _DATE.fullmatch(_said(rest[count])):
            break
        count += 1
    return count


def _text_parts(rest: Sequence[Paragraph]) -> Iterator[Part]:
    """The text with its headings, annex notes, signature and annexes."""
    before: Element | None = None
    for at, paragraph in enumerate(rest):
        following = _said(rest[at + 1]) if at + 1 < len(rest) else ""
        before = _element(_said(paragraph), following, before)
        if not _is_imprint(_said(paragraph)):
            yield Part(before, paragraph)


def _element(text: str, following: str, before: Element | None) -> Element:
    """What a paragraph of the text is, from what it says and what stands around it."""
    if _ATTENDANCE.match(text):
        return Element.ATTENDANCE
    if _ANNEX.fullmatch(text):
        return Element.ANNEX_MARK
    if before is Element.ANNEX_MARK and not _SENTENCE.search(text):
        return Element.ANNEX_TITLE
    if _ANNEX_NOTE.match(text) or (before is Element.ANNEX_NOTE and _NEXT_ANNEX.match(text)):
        return Element.ANNEX_NOTE
    if _DATE.fullmatch(text) or (_DATE.fullmatch(following) and _is_name(text)):
        return Element.SIGNATURE
    return _heading(text)


def _heading(text: str) -> Element:
    """一、 and （一） on a line of their own are headings; sentences are text."""
    if not _SENTENCE.search(text) and len(text) <= _LONGEST_HEADING:
        if _LEVEL1.match(text):
            return Element.LEVEL1
        if _LEVEL2.match(text):
            return Element.LEVEL2
    return Element.BODY


def _imprint(filled: Sequence[Paragraph]) -> Iterator[Part]:
    """抄送 and 印发 wherever they stand: in a frame, a table or the text."""
    for paragraph in filled:
        if _is_imprint(_said(paragraph)):
            yield Part(Element.IMPRINT, paragraph)


def _is_imprint(text: str) -> bool:
    """Whether a paragraph belongs to the imprint."""
    return text.startswith("抄送：") or bool(re.search(r"\d日印发$", text))


def _is_mark(paragraph: Paragraph) -> bool:
    """Large red letters: an issuer's mark."""
    return any(
        _RED.fullmatch(each.look.colour) and each.look.size >= _SMALLEST_MARK
        for each in paragraph.stretches
        if each.text.strip()
    )


def _is_name(text: str) -> bool:
    """Whether a line can be an issuer's name."""
    return len(text) <= _LONGEST_NAME and not re.search(r"[，。；：！？]", text)


def _said(paragraph: Paragraph) -> str:
    """The text without the white around it."""
    return paragraph.text.strip()
