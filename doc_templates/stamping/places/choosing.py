"""Of all places where a name stands, the one where it signs.

The last one counts; before it those with a date below and those that stand by themselves.
The mark in the head, contents, addressees, the imprint and running heads never sign.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from doc_templates.stamping.pictures.drawing import SIGNATURE
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM
from doc_templates.stamping.places.missing import AnchorMissingError, page_at
from doc_templates.stamping.places.searching import Hit, PageText, folded, hits_on, may_hold
from doc_templates.stamping.places.textlines import below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from doc_templates.stamping.store.keeping import Stamp

_SEAL_MARKS = ("（盖章）", "（公章）", "（单位盖章）", "（单位公章）", "（加盖公章）", "（签章）")
_HAND_MARKS = ("（签字）", "（签名）", "（签章）", "（签字或盖章）")
_PLACE_NAMES = re.compile(r"^(?:[^省市区]{2,7}省|[^省市区]{2,8}自治区)?(?:[^省市区县]{2,6}市)?")
_SHORTEST_NAME = 4
_HEAD = 1.3
_HEADER_MM = 25.0
_FOOTER_MM = 20.0
_LONGEST_REST = 12
_SENTENCE = set(",。;、")
_CONTENTS = re.compile(r"[.·⋯]{4,}\d*$")
_IMPRINT = re.compile(r"^(抄送|抄报|主送|印发|分送)|印发$")


class TextMissingError(AnchorMissingError):
    """The PDF does not hold the text that was asked for."""

    code: ClassVar[str] = "S307"


class NoTextError(AnchorMissingError):
    """The PDF holds no text at all: a scan."""

    code: ClassVar[str] = "S308"


class NoUsualPlaceError(AnchorMissingError):
    """The PDF holds neither a bookmark nor a name or mark to stamp over."""

    code: ClassVar[str] = "S311"


def text_place(document: Any, text: str) -> Hit:
    """The best place of a text in a pypdfium2 document.

    Raises TextMissingError, or NoTextError when there is nothing but pictures.
    """
    found = _best(document, text)
    if found is None:
        _refuse_scan(document)
        raise TextMissingError(anchor=text)
    return found


def usual_place(document: Any, stamp: Stamp) -> Hit:
    """Where a stamp belongs when nobody says it: its owner's name, else a mark for stamps.

    A person's goes to a mark for signatures first: the name is often printed elsewhere too.
    Raises NoUsualPlaceError or NoTextError.
    """
    names = _names(stamp.owner)
    hand = stamp.kind == SIGNATURE
    for text in (*_HAND_MARKS, *names) if hand else (*names, *_SEAL_MARKS):
        found = _best(document, text)
        if found is not None and _signs(found):
            return found
    _refuse_scan(document)
    raise NoUsualPlaceError(anchor=stamp.owner, owner=stamp.owner)


def _names(owner: str) -> Iterator[str]:
    """The name in full, and without the province and city before it."""
    yield owner
    shorter = _PLACE_NAMES.sub("", owner, count=1)
    if shorter != owner and len(shorter) >= _SHORTEST_NAME:
        yield shorter


def _best(document: Any, text: str) -> Hit | None:
    """The hit of the highest rank; pages are read from the last, until one surely signs."""
    best: Hit | None = None
    for index in reversed(range(len(document))):
        page = page_at(document, index)
        for hit in reversed(hits_on(PageText(page, index), text) if may_hold(page, text) else []):
            if best is None or _rank(hit) > _rank(best):
                best = hit
        page.close()
        if best is not None and all(_rank(best)):
            break
    return best


def _rank(hit: Hit) -> tuple[bool, bool, bool]:
    return not _elsewhere(hit), dated(hit), _alone(hit)


def _signs(hit: Hit) -> bool:
    """Whether the name signs here, and is not merely spoken of."""
    return not _elsewhere(hit) and (dated(hit) or _alone(hit))


def dated(hit: Hit) -> bool:
    """Whether a date stands below."""
    return below(hit.page.lines, hit.whole) is not None


def _alone(hit: Hit) -> bool:
    """Whether the text has its line for itself, apart from a label or a mark."""
    rest = folded(hit.rest)
    addressee = rest == ":" and not folded(hit.whole.text).endswith(")")
    return len(rest) <= _LONGEST_REST and not _SENTENCE & set(rest) and not addressee


def _elsewhere(hit: Hit) -> bool:
    """Whether the text stands in a head, in contents, in the imprint or in a running head."""
    middle, view = hit.whole.box.centre[1], hit.page.view
    tall = hit.parts[0].letters[0][1].height >= _HEAD * hit.page.usual_height
    if tall and middle > view.height / 2:
        return True
    beside = [line for line in hit.page.lines if abs(line.box.centre[1] - middle) < 2]
    texts = [folded(line.text) for line in (*hit.holders, *beside)]
    if any(_CONTENTS.search(text) or _IMPRINT.search(text) for text in texts):
        return True
    edge = middle > view.height - _HEADER_MM * POINTS_PER_MM or middle < _FOOTER_MM * POINTS_PER_MM
    return edge and not dated(hit)


def _refuse_scan(document: Any) -> None:
    """Say so when no page holds a character."""
    for index in range(len(document)):
        text = page_at(document, index).get_textpage()
        count = text.count_chars()
        text.close()
        if count:
            return
    raise NoTextError(anchor="")
