"""Signature fields on a page: empty ones for those who sign later."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.places.pageview import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.pictures.drawing import Drawing
    from doc_templates.stamping.places.locating import Spot

_SLACK = 0.5  # points


@dataclass(frozen=True, slots=True)
class EmptyField:
    """A visible field that waits for a signature: its page from 0, its box on the page."""

    name: str
    label: str
    page: int
    box: Box

    def holds(self, drawing: Drawing) -> bool:
        """Whether a stamp of that size fits in, upright or turned with the page."""
        sides = sorted((self.box.right - self.box.left, self.box.height))
        return all(
            side + _SLACK >= wanted
            for side, wanted in zip(sides, sorted((drawing.width, drawing.height)), strict=True)
        )


def append_field(writer: IncrementalPdfFileWriter, name: str, spot: Spot) -> None:
    """An empty signature field at a spot; its tooltip says whose it is."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    box = spot.view.page_box(spot.box)
    corners: Any = (box.left, box.bottom, box.right, box.top)
    spec = SigFieldSpec(
        name,
        on_page=spot.view.index,
        box=corners,
        empty_field_appearance=True,
        readable_field_name=f"{spot.stamp.owner}（{spot.stamp.kind}）",
    )
    append_signature_field(writer, spec)


def empty_fields(writer: IncrementalPdfFileWriter) -> Iterator[EmptyField]:
    """The visible signature fields that nobody filled in yet."""
    from pyhanko.sign.fields import enumerate_sig_fields

    pages = _pages(writer)
    for name, _, reference in enumerate_sig_fields(writer.prev, filled_status=False):
        field: Any = reference.get_object()
        widget = field if "/Rect" in field else field["/Kids"][0]
        sides = [float(side) for side in widget["/Rect"]]
        page = widget.raw_get("/P").reference.idnum if "/P" in widget else None
        if len(sides) == 4 and sides[2] > sides[0] and sides[3] > sides[1] and page in pages:
            label = str(field["/TU"]) if "/TU" in field else ""
            yield EmptyField(name, label, pages[page], Box(*sides))


def form_of(writer: IncrementalPdfFileWriter) -> Any:
    """The file's form, or an empty one."""
    root: Any = writer.prev.root
    if "/AcroForm" not in root:
        return {}
    return root["/AcroForm"]


def _pages(writer: IncrementalPdfFileWriter) -> dict[int, int]:
    """The pages' object numbers and their places from 0."""
    source: Any = writer
    total = int(source.prev.root["/Pages"]["/Count"])
    found = (source.find_page_for_modification(index)[0] for index in range(total))
    return {reference.idnum: place for place, reference in enumerate(found)}


def free_field_name(writer: IncrementalPdfFileWriter) -> str:
    """A name for a new signature field that no field of the form bears."""
    from pyhanko.sign.fields import enumerate_sig_fields

    taken = {name for name, *_ in enumerate_sig_fields(writer.prev)}
    form = form_of(writer)
    if "/Fields" not in form:
        form = {"/Fields": ()}
    for reference in form["/Fields"]:
        field = reference.get_object()
        taken.add(str(field["/T"]) if "/T" in field else "")
    return next(name for number in count(1) if (name := f"Signature{number}") not in taken)
