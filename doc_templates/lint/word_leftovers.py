"""Rules on what a finished Word file must not carry along: marks, revisions, secrets, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.word_reading import tree_of
from doc_templates.word_parts import W, relations
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.findings import Finding
    from doc_templates.lint.word_model import WordDocument

# No mark is longer: thousands of openings that nothing closes must not take minutes.
_LONGEST = "{0,1000}?"
_MARK = re.compile(
    r"\{\{.L\}\}|\{%.L%\}|\{#.L#\}|[｛]{2}.L[｝]{2}|«[^»]{1,1000}»".replace("L", _LONGEST)
)
_BLOCK = re.compile(rf"\{{%.{_LONGEST}%\}}")
_NOTHING = re.compile(r"(?<![A-Za-z])(?:None|Undefined|undefined|null|NaN)(?![A-Za-z])")
_MANY_MARKS = 3
_REVISIONS = {
    "ins": "插入的修订", "del": "删除的修订", "moveFrom": "移走的修订", "moveTo": "移来的修订",
    "rPrChange": "格式修订", "pPrChange": "段落修订", "sectPrChange": "分节修订",
    "tblPrChange": "表格修订", "trPrChange": "表格行修订", "tcPrChange": "单元格修订",
    "commentReference": "批注",
}  # fmt: skip
_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_TOOLS = ("python-docx", "docxtpl")


def is_template(document: WordDocument) -> bool:
    """Whether a file is a template rather than a document: a block, or several marks."""
    texts = [paragraph.text for paragraph in document.every_paragraph]
    marks = [mark for text in texts for mark in _MARK.findall(text)]
    return len(marks) >= _MANY_MARKS or any(map(_BLOCK.search, texts))


def mark_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Marks that nobody filled, and values that came out as None."""
    for paragraph in document.every_paragraph:
        for sign in (*_MARK.findall(paragraph.text), *_NOTHING.findall(paragraph.text)):
            yield finding("D561", name, paragraph.place, mark=sign[:60])


def revision_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Tracked changes and comments, a place each and kind once."""
    seen: set[tuple[str, str]] = set()
    for element in document.root.iter(*(f"{W}{tag}" for tag in _REVISIONS)):
        what = _REVISIONS[element.tag.removeprefix(W)]
        place = document.places.of(element)
        if (place, what) not in seen:
            seen.add((place, what))
            yield finding("D578", name, place, what=what)


def hidden_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Text that is there and does not print."""
    for paragraph in document.every_paragraph:
        hidden = "".join(s.text for s in paragraph.stretches if s.look.hidden).strip()
        if hidden:
            yield finding("D579", name, paragraph.place, found=hidden[:20])


def author_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """A program's name where the author's should stand."""
    core = next((each for each in relations(document.members) if "core-prop" in each.type), None)
    root = None if core is None else tree_of(document.members, core.target.lstrip("/"))
    if root is None:
        return
    for tag, what in ((f"{_DC}creator", "作者"), (f"{_CP}lastModifiedBy", "最后修改者")):
        said = (root.findtext(tag) or "").strip()
        if said in _TOOLS:
            yield finding("D580", name, "文件属性", what=what, found=said)


def link_faults(document: WordDocument, name: str) -> Iterator[Finding]:
    """Links that lead out of the document; harmless in a draft, not in a finished paper."""
    for part in sorted(each for each in document.members if each.endswith(".rels")):
        owner = re.sub(r"_rels/([^/]*)\.rels$", r"\1", part)
        for each in relations(document.members, owner):
            if each.external:
                yield finding("D581", name, owner, target=each.target[:80])
