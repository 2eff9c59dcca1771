"""PowerPoint (.pptx): a page a slide, in their order, with tables, diagrams, notes, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.extraction.readers.package import Package, local
from index.extraction.readers.pictures import PlacedPictures

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_BESIDE = ("notesSlide", "comments", "diagramData", "chart")
_PLACEHOLDERS = ("sldNum", "dt", "hdr", "ftr")


def read_slides(content: bytes, harvest: Harvest) -> None:
    """A page a slide; what belongs to it follows its text."""
    package = Package(content, harvest)
    main = package.main_part("ppt/presentation.xml")
    links = package.links(main)
    order = [
        links.get(value, ("", ""))[1]
        for node in package.root(main).iter()
        if local(node) == "sldId"
        for key, value in node.attrib.items()
        if key.endswith("}id")
    ]
    pictures = PlacedPictures(package, harvest)
    for part in order or package.below("ppt/slides/slide"):
        if part not in package:
            harvest.leave(part or "幻灯片", "I203", {"reason": "缺少幻灯片"})
            continue
        harvest.bounds.spend_page()
        harvest.page("\n".join(_slide(package, part)))
        placed = (target for sort, target in package.links(part).values() if sort == "image")
        pictures.on_page(placed, f"第{len(harvest.pages)}页")
    pictures.tell_drawings("ppt/media/")


def _slide(package: Package, part: str) -> list[str]:
    """The lines of a slide and of what belongs to it."""
    lines = slide_lines(package.root(part))
    for sort, target in package.links(part).values():
        if sort in _BESIDE and target in package:
            lines += slide_lines(package.root(target), values=sort == "chart")
    return lines


def slide_lines(root: Any, *, values: bool = False) -> list[str]:
    """A line a paragraph, a line a table row; ``values`` reads a chart's too."""
    lines: list[str] = []
    _gather(root, lines, values=values)
    return [line for line in lines if line.strip()]


def _gather(node: Any, lines: list[str], *, values: bool) -> None:
    for child in node:
        name = local(child)
        if name == "p":
            lines.append(_paragraph(child))
        elif name == "tr":
            cells = [" ".join(slide_lines(cell)) for cell in child if local(cell) == "tc"]
            lines.append("\t".join(cells))
        elif name == "AlternateContent":
            _gather(_chosen(child), lines, values=values)
        elif (name == "v" and values) or (name == "text" and not len(child)):
            lines.append(child.text or "")
        elif name and not _is_field(child):
            _gather(child, lines, values=values)


def _chosen(node: Any) -> Any:
    """The one form of alternative contents that holds text."""
    forms = [child for child in node if local(child) in ("Choice", "Fallback")]
    held = (form for form in forms if any(local(each) == "t" for each in form.iter()))
    return next(held, forms[0] if forms else node)


def _paragraph(node: Any) -> str:
    out = []
    for each in node.iter():
        name = local(each)
        if name == "t":
            out.append((each.text or "").replace("\t", " "))
        elif name == "br":
            out.append(" ")
    return "".join(out)


def _is_field(shape: Any) -> bool:
    """Whether a shape is only the slide's number or date."""
    if local(shape) != "sp":
        return False
    sorts = [each.get("type") for each in shape.iter() if local(each) == "ph"]
    return bool(sorts) and sorts[0] in _PLACEHOLDERS[:2]
