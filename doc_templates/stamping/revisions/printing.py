"""Writing stamps into a PDF's next revision: shared form objects and page content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyhanko.pdf_utils.generic import IndirectObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    from doc_templates.stamping.pictures.drawing import Drawing
    from doc_templates.stamping.pictures.lettering import Matrix
    from doc_templates.stamping.pictures.raster import Raster
    from doc_templates.stamping.places.locating import Spot
    from doc_templates.stamping.places.pageview import PageView
    from doc_templates.stamping.places.paging import Slice
    from doc_templates.stamping.store.keeping import Stamp


class Press:
    """Collects what each page gets, then writes it as one content stream a page."""

    def __init__(self, writer: IncrementalPdfFileWriter, *, opaque: bool = False) -> None:
        """Print into the revision that ``writer`` will write.

        ``opaque`` forgoes transparency, which PDF/A-1 forbids; outlines alone can do that.
        """
        self.writer: Any = writer
        self._opaque = opaque
        self._forms: dict[str, IndirectObject] = {}
        self._content: dict[int, list[bytes]] = {}
        self._used: dict[int, dict[str, IndirectObject]] = {}

    def form(self, stamp: Stamp) -> IndirectObject:
        """The stamp's form object, one a document."""
        if stamp.name not in self._forms:
            form = _form(self.writer, stamp.drawing, opaque=self._opaque)
            self._forms[stamp.name] = self.writer.add_object(form)
        return self._forms[stamp.name]

    def print_spot(self, spot: Spot) -> None:
        """Put the whole stamp at its spot."""
        name = self._use(spot.view.index, spot.stamp)
        move = f"1 0 0 1 {spot.box.left:.3f} {spot.box.bottom:.3f} cm"
        self._add(spot.view, f"{move} /{name} Do")

    def print_slice(self, view: PageView, stamp: Stamp, part: Slice) -> None:
        """Put a slice of the stamp at the page's right edge."""
        name = self._use(view.index, stamp)
        drawing = stamp.drawing
        width = drawing.width * (part.end - part.start)
        bottom = view.height * part.height - drawing.height / 2
        edge = view.width - width
        clip = f"{edge:.4f} {bottom:.4f} {width:.4f} {drawing.height:.4f} re W n"
        move = f"1 0 0 1 {edge - drawing.width * part.start:.4f} {bottom:.4f} cm"
        self._add(view, f"{clip} {move} /{name} Do")

    def finish(self) -> None:
        """Add the collected content to the pages."""
        for index, parts in self._content.items():
            self._print_page(index, b"\n".join(parts), self._used[index])

    def _use(self, page: int, stamp: Stamp) -> str:
        form = self.form(stamp)
        name = f"JdStamp{form.idnum}"
        self._used.setdefault(page, {})[name] = form
        return name

    def _add(self, view: PageView, drawing: str) -> None:
        matrix = _numbers(view.to_page)
        content = f"/Artifact BMC q {matrix} cm {drawing} Q EMC".encode("ascii")
        self._content.setdefault(view.index, []).append(content)

    def _print_page(self, index: int, content: bytes, used: Mapping[str, IndirectObject]) -> None:
        from pyhanko.pdf_utils import generic

        page_reference, _ = self.writer.find_page_for_modification(index)
        page = page_reference.get_object()
        opening = self.writer.add_object(generic.StreamObject(stream_data=b"q\n"))
        closing = self.writer.add_object(
            generic.StreamObject(stream_data=b"\nQ\n" + content + b"\n")
        )
        old = _contents(page)
        page[generic.pdf_name("/Contents")] = generic.ArrayObject([opening, *old, closing])
        page[generic.pdf_name("/Resources")] = _resources(page, used)
        self.writer.mark_update(page_reference)


def form_content(view: PageView, drawing: Drawing) -> bytes:
    """Operators that draw the form ``/Stamp`` upright in a widget of a turned page."""
    upright = {
        0: (1, 0, 0, 1, 0.0, 0.0),
        90: (0, 1, -1, 0, drawing.height, 0.0),
        180: (-1, 0, 0, -1, drawing.width, drawing.height),
        270: (0, -1, 1, 0, 0.0, drawing.width),
    }[view.rotation]
    matrix = _numbers(upright)
    return f"q {matrix} cm /Stamp Do Q".encode("ascii")


def _numbers(matrix: Matrix) -> str:
    """A matrix as PDF writes one: no exponents, ten-thousandths of a point."""
    return " ".join(f"{part:.4f}" for part in matrix)


def _form(writer: Any, drawing: Drawing, *, opaque: bool) -> Any:
    """The picture as a form object that lets the text below show through."""
    from pyhanko.pdf_utils import generic

    name: Any = generic.pdf_name
    dictionary: Any = generic.DictionaryObject
    number: Any = generic.FloatObject
    resources = dictionary()
    if not opaque:
        through = dictionary({name("/Type"): name("/ExtGState"), name("/BM"): name("/Multiply")})
        resources[name("/ExtGState")] = dictionary({name("/Through"): through})
    if drawing.raster is not None:
        picture = writer.add_object(_image(writer, drawing.raster))
        resources[name("/XObject")] = dictionary({name("/Picture"): picture})
    box = generic.ArrayObject(number(side) for side in (0, 0, drawing.width, drawing.height))
    form: Any = generic.StreamObject(
        {
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): box,
            name("/Resources"): resources,
        },
        stream_data=(b"" if opaque else b"/Through gs\n") + drawing.operators,
    )
    form.compress()
    return form


def _image(writer: Any, raster: Raster) -> Any:
    """The pixels as an image object whose soft mask keeps the ground clear."""
    mask = _pixels(raster, "/DeviceGray", raster.opacity)
    image = _pixels(raster, "/DeviceRGB", raster.colours)
    from pyhanko.pdf_utils import generic

    image[generic.pdf_name("/SMask")] = writer.add_object(mask)
    return image


def _pixels(raster: Raster, colours: str, content: bytes) -> Any:
    from pyhanko.pdf_utils import generic

    name: Any = generic.pdf_name
    number: Any = generic.NumberObject
    stream: Any = generic.StreamObject(
        {
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Image"),
            name("/Width"): number(raster.width),
            name("/Height"): number(raster.height),
            name("/ColorSpace"): name(colours),
            name("/BitsPerComponent"): number(8),
        },
        stream_data=content,
    )
    stream.compress()
    return stream


def _contents(page: Any) -> Sequence[object]:
    """The page's content streams as references."""
    from pyhanko.pdf_utils import generic

    if "/Contents" not in page:
        return []
    raw = page.raw_get("/Contents")
    inner = page["/Contents"]
    if isinstance(inner, generic.ArrayObject):
        return [inner.raw_get(place) for place in range(len(inner))]
    return [raw]


def _resources(page: Any, used: Mapping[str, IndirectObject]) -> Any:
    """A copy of the page's resources (they may be shared or inherited) with the stamps added."""
    from pyhanko.pdf_utils import generic

    holder = page
    while "/Resources" not in holder and "/Parent" in holder:
        holder = holder["/Parent"]
    resources = _copied(holder, "/Resources")
    pictures = _copied(resources, "/XObject")
    pictures.update({generic.pdf_name(f"/{name}"): form for name, form in used.items()})
    resources[generic.pdf_name("/XObject")] = pictures
    return resources


def _copied(holder: Any, key: str) -> Any:
    """A shallow copy of a dictionary's dictionary, references kept as they are."""
    from pyhanko.pdf_utils import generic

    dictionary: Any = generic.DictionaryObject
    if key not in holder:
        return dictionary()
    inner: Any = holder[key]
    return dictionary({name: inner.raw_get(name) for name in inner})
