"""Finding the stamps of a page, whoever made the PDF.

A stamp is red ink of a stamp's size: a form that holds no other red, a picture, the look of a
signature field or note, or paths about a ring drawn straight on the page. A ring with signs in
it is a stamp in any colour. What the page's edge or a clip at it cuts off leaves a slice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from doc_templates.lint.drawn import area_of, drawn_on, overlap
from doc_templates.lint.ink import is_stamp_red, lean_of, star_turn
from doc_templates.lint.sheets import PrintedStamp
from doc_templates.lint.stamp_groups import Gathering
from doc_templates.lint.stamp_pictures import inked
from doc_templates.lint.stamp_sizes import edge_of, is_name_size, is_office_size
from doc_templates.stamping.pictures.geometry import POINTS_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from doc_templates.lint.drawn import Drawn
    from doc_templates.lint.stamp_groups import Group
    from doc_templates.stamping.places.pageview import Box, PageView

_MOST_STAMPS = 60
_MOST_PICTURES = 40
_SAME = 1.0  # mm: the middles of what is one stamp
_THINNEST = 0.5  # mm
_FIFTH = 72.0  # degrees
_SMALLEST_LOOK = 3.0 * POINTS_PER_MM
_LOOKLESS = frozenset((2, 16))  # pdfium's numbers of links and pop-ups


def stamps_of(
    document: Any, page: Any, drawn: Sequence[Drawn], groups: Iterable[Group], view: PageView
) -> tuple[PrintedStamp, ...]:
    """The stamps of a page from top to bottom; ``drawn`` is its content, ``groups`` those of it.

    The page gives nothing else afterwards: the looks of its notes become part of it.
    """
    found = [
        *_told(groups, view), *_pictures(document, drawn, view),
        *_of_notes(document, page, view),
    ]  # fmt: skip
    kept: list[PrintedStamp] = []
    for stamp in sorted(found, key=lambda each: -each.whole.width * each.whole.height):
        if len(kept) < _MOST_STAMPS and not any(_is_part(stamp, other) for other in kept):
            kept.append(stamp)
    return tuple(sorted(kept, key=lambda each: (each.area.top, each.area.left)))


def _is_part(stamp: PrintedStamp, other: PrintedStamp) -> bool:
    """Whether one is a part of the other, or the same once more."""
    one, two = stamp.whole, other.whole
    aside = max(abs(one.middle - two.middle), abs(one.level - two.level))
    inside = (
        two.left <= one.left
        and one.right <= two.right
        and (two.top <= one.top and one.bottom <= two.bottom)
    )
    return aside < _SAME or (inside and not stamp.personal)


def _of_notes(document: Any, page: Any, view: PageView) -> Iterator[PrintedStamp]:
    """The stamps in the looks of signature fields and notes."""
    import pypdfium2.raw as pdfium

    if not _has_looks(page):
        return
    before = pdfium.FPDFPage_CountObjects(page)
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return
    flattened = document[view.index]
    try:
        drawn = drawn_on(flattened, start=before) or ()
        gathering = Gathering(drawn, view)
        yield from _told((*gathering.groups(), *gathering.names()), view)
        yield from _pictures(document, drawn, view)
    finally:
        flattened.close()


def _has_looks(page: Any) -> bool:
    """Whether the page has a note or field that is large enough to be seen as a stamp."""
    import pypdfium2.raw as pdfium

    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note, sides = pdfium.FPDFPage_GetAnnot(page, at), pdfium.FS_RECTF()
        if not note:
            continue
        pdfium.FPDFAnnot_GetRect(note, sides)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        least = min(abs(sides.right - sides.left), abs(sides.top - sides.bottom))
        if least >= _SMALLEST_LOOK and kind not in _LOOKLESS:
            return True
    return False


def _told(groups: Iterable[Group], view: PageView) -> Iterator[PrintedStamp]:
    """Groups as stamps."""
    for group in groups:
        lean = _lean(star_turn(group.leaves, view), lean_of(group.largest, view))
        yield from _printed(group.box, group.largest, group.colour, lean, view)


def _lean(star: float | None, own: float) -> float:
    """How a stamp leans: as its coordinates do, unless its star says otherwise.

    A star tells the lean but for whole fifths of a turn.
    """
    if star is None:
        return own
    off = (own - star + _FIFTH / 2) % _FIFTH - _FIFTH / 2
    return own if abs(off) < 1 else star


def _pictures(document: Any, drawn: Sequence[Drawn], view: PageView) -> Iterator[PrintedStamp]:
    """Stamps that are pictures in pixels: red ones, and round ones in any colour."""
    import pypdfium2.raw as pdfium

    leaves = [leaf for each in drawn for leaf in each.leaves]
    pictures = [leaf for leaf in leaves if leaf.kind == pdfium.FPDF_PAGEOBJ_IMAGE]
    for leaf in pictures[:_MOST_PICTURES]:
        ink = inked(document, leaf)
        if ink is not None and (ink.is_round or is_stamp_red(ink.colour)):
            yield from _printed(ink.box, leaf, ink.colour, lean_of(leaf, view), view)


def _printed(
    box: Box, leaf: Drawn, colour: str, lean: float, view: PageView
) -> Iterator[PrintedStamp]:
    """Ink as a stamp or as a slice of one; nothing where it is neither or is not seen."""
    seen = overlap([box, view.box, *([leaf.clip] if leaf.clip else [])])
    if seen is None:
        return
    whole, area = area_of(box, view), area_of(seen, view)
    if min(area.width, area.height) < _THINNEST:
        return
    edge = edge_of(whole, area, view.width / POINTS_PER_MM, view.height / POINTS_PER_MM)
    office = is_office_size(whole)
    if edge or office or is_name_size(whole):
        yield PrintedStamp(area, whole, colour, lean, edge, not office and not edge)
