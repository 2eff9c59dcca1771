"""A template as people left it in Word, made ready: each mark whole in one run.

Word, WPS and spelling checkers split what was typed as one mark over runs, smart tags,
links and content controls. The text of such a mark moves into the run it begins in; the
elements it was spread over stay, so bookmarks, pictures and controls are never lost.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from doc_templates.word_parts import W, filled_parts, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def gathered(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with every mark in one run; parts without marks keep their bytes."""
    found = dict(members)
    for part, _ in filled_parts(members):
        if b"{" in members[part]:
            root = parsed(members[part])
            _prepare(root)
            found[part] = etree.tostring(
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
    return found


def _prepare(root: Any) -> None:
    """One copy of each text box, marks gathered, controls no longer placeholders."""
    for other in list(root.iter(f"{_MC}Fallback")):
        box = other.getparent()
        if box.find(f"{_MC}Choice") is not None and MARK.search("".join(other.itertext())):
            box.remove(other)
    for paragraph in root.iter(f"{W}p"):
        _gather(list(own_texts(paragraph)))
    for shown in list(root.iter(f"{W}showingPlcHdr")):
        control = shown.getparent().getparent()
        if MARK.search("".join(each.text or "" for each in control.iter(f"{W}t"))):
            shown.getparent().remove(shown)


def own_texts(paragraph: Any) -> Iterator[Any]:
    """The texts of a paragraph, without those of text boxes inside it."""
    for text in paragraph.iter(f"{W}t"):
        if next(text.iterancestors(f"{W}p"), None) is paragraph:
            yield text


def _gather(texts: list[Any]) -> None:
    """Move each mark that spreads over several texts into the first of them."""
    pieces = [each.text or "" for each in texts]
    whole = "".join(pieces)
    spread = [found.span() for found in MARK.finditer(whole)]
    for start, end in reversed(spread):
        _move(pieces, start, end)
    for text, piece in zip(texts, pieces, strict=True):
        if (text.text or "") != piece:
            text.text = piece
            text.set(_SPACE, "preserve")


def _move(pieces: list[str], start: int, end: int) -> None:
    """Take ``start:end`` of the joined pieces into the piece where it starts."""
    offset, first = 0, -1
    for at, piece in enumerate(pieces):
        low, high = max(start - offset, 0), min(end - offset, len(piece))
        offset += len(piece)
        if low >= high:
            continue
        if first < 0:
            first, head = at, piece
        else:
            head += piece[low:high]
            pieces[at] = piece[:low] + piece[high:]
    if first >= 0:
        pieces[first] = head
