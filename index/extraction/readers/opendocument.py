"""OpenDocument (.odt, .ods, .odp): what shows, with notes, comments, headers and footers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.extraction.readers.package import Package, attribute, local
from index.extraction.readers.pictures import PlacedPictures
from index.extraction.unreadable import ENCRYPTED, NO_TEXT, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_LEFT_OUT = frozenset(("tracked-changes", "forms", "automatic-styles", "font-face-decls",
                       "scripts", "settings", "meta", "event-listeners",
                       "binary-data"))  # fmt: skip
_EDGES = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_MOST_BLANKS = 1_000
_MOST_REPEATS = 20
_WIDEST = 1_024


def read_opendocument(content: bytes, harvest: Harvest) -> None:
    """A page a sheet or slide; one page for a text."""
    package = Package(content, harvest)
    root = package.root("content.xml") if not _is_secret(package) else None
    if root is None:
        raise damaged("缺少主文档")
    pictures = PlacedPictures(package, harvest)
    bring_in(root, harvest, _edges(package, harvest), pictures)
    pictures.tell_drawings("Pictures/")


def bring_in(
    root: Any, harvest: Harvest, edges: list[str], pictures: PlacedPictures | None = None
) -> None:
    """The pages of a document's content; ``edges`` are its headers and footers."""
    body = next((each for each in root.iter() if local(each) == "body"), root)
    sheets = [each for each in body.iter() if local(each) in ("spreadsheet", "presentation")]
    if sheets:
        for each in sheets[0]:
            if local(each) in ("table", "page"):
                harvest.bounds.spend_page()
                name = attribute(each, "name") if local(each) == "table" else ""
                harvest.page("\n".join(filter(str.strip, [name, *_lines(each, harvest)])))
                if pictures is not None:
                    pictures.on_page(_placed(each), name or f"第{len(harvest.pages)}页")
        return
    harvest.page("\n".join([*_lines(body, harvest), *edges]))
    if pictures is not None:
        pictures.after_text(_placed(body))
    elif any(local(each) == "binary-data" for each in body.iter()):
        harvest.leave("图片", NO_TEXT)


def _placed(node: Any) -> Iterator[str]:
    """The pictures in a part of the content, in their order; stand-ins of objects are none."""
    for each in node.iter():
        name = attribute(each, "href").removeprefix("./") if local(each) == "image" else ""
        if name and not name.startswith("ObjectReplacements/"):
            yield name


def _is_secret(package: Package) -> bool:
    """Tell an encrypted document."""
    manifest = package.root("META-INF/manifest.xml")
    if manifest is not None and any(local(each) == "encryption-data" for each in manifest.iter()):
        raise UnreadableFileError(ENCRYPTED)
    return False


def _edges(package: Package, harvest: Harvest) -> list[str]:
    """Headers and footers of a package."""
    return edges_of(package.root("styles.xml"), harvest)


def edges_of(root: Any, harvest: Harvest) -> list[str]:
    """Headers and footers; those that repeat are told once."""
    found: dict[str, None] = {}
    for node in root.iter() if root is not None else ():
        if local(node) in _EDGES:
            found |= dict.fromkeys(_lines(node, harvest))
    return list(found)


def _lines(node: Any, harvest: Harvest) -> list[str]:
    """A line a paragraph, a line a table row."""
    lines: list[str] = []
    for child in node:
        name = local(child)
        if name in ("p", "h"):
            boxes: list[str] = []
            out: list[str] = []
            _words(child, out, boxes, harvest)
            lines += ["".join(out), *boxes]
        elif name == "table-row":
            lines.append(_row(child, harvest))
        elif name and name not in _LEFT_OUT:
            lines += _lines(child, harvest)
    return [line for line in lines if line.strip()]


def _row(row: Any, harvest: Harvest) -> str:
    """The cells of a row, parted by tabs; repeated ones as often as people would look."""
    cells: list[str] = []
    harvest.bounds.spend_cells(len(row))
    for node in row:
        if local(node) not in ("table-cell", "covered-table-cell"):
            continue
        times = _count(node, "number-columns-repeated")
        text = " ".join(_lines(node, harvest)).replace("\t", " ")
        cells += [text] * min(times, _MOST_REPEATS if text else _WIDEST)
    return "\t".join(cells).rstrip("\t")


def _count(node: Any, name: str) -> int:
    """How often something is meant; once where it is not told."""
    told = attribute(node, name)
    return int(told) if told.isdecimal() and len(told) < 7 else 1


def _words(node: Any, out: list[str], boxes: list[str], harvest: Harvest) -> None:
    """The text of everything in a paragraph; notes and boxes apart."""
    out.append(" ".join((node.text or "").split("\n")))
    for child in node:
        name = local(child)
        if name == "s":
            out.append(" " * min(_count(child, "c"), _MOST_BLANKS))
        elif name in ("tab", "line-break"):
            out.append(" " if name == "tab" else "\n")
        elif name in ("note-body", "annotation", "text-box", "table", "custom-shape", "list"):
            boxes += _lines(child, harvest)
        elif name in ("note-citation", "ruby-text", "desc", "title") or name in _LEFT_OUT:
            pass
        elif name:
            _words(child, out, boxes, harvest)
        out.append(" ".join((child.tail or "").split("\n")))
