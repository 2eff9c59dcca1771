"""OFD (GB/T 33190): page by page with its templates, notes and attachments."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from index.extraction.gallery import FEW_SIGNS
from index.extraction.readers.ofd_lines import Piece, lines_of
from index.extraction.readers.package import Package, attribute, local
from index.extraction.readers.pictures import PlacedPictures
from index.extraction.unreadable import ENCRYPTED, NO_TEXT, UnreadableFileError, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.extraction.harvest import Harvest

_SECRETS = ("encryptions.xml", "entriesmap.dat")


def read_ofd(content: bytes, harvest: Harvest) -> None:
    """A page a page, for every document in the file."""
    package = Package(content, harvest)
    root = package.root("OFD.xml")
    bodies = [] if root is None else [each for each in root.iter() if local(each) == "DocRoot"]
    if any(name.lower().endswith(_SECRETS) for name in package.members):
        raise UnreadableFileError(ENCRYPTED)
    if not bodies:
        raise damaged("缺少主文档")
    for body in bodies:
        _Document(package, (body.text or "").strip().lstrip("/"), harvest).read()


class _Document:
    """One document of an OFD file."""

    def __init__(self, package: Package, part: str, harvest: Harvest) -> None:
        self._package, self._harvest, self._folder = package, harvest, posixpath.dirname(part)
        self._root = package.root(part)
        if self._root is None:
            raise damaged("缺少主文档")
        self._templates = {
            attribute(each, "ID"): attribute(each, "BaseLoc")
            for each in self._root.iter()
            if local(each) == "TemplatePage"
        }

        self._pictures = PlacedPictures(package, harvest)
        self._files = self._files_of(self._root, "")

    def _files_of(self, root: Any, folder: str) -> dict[str, str]:
        """The members that hold a document's or a page's pictures, by their numbers."""
        found: dict[str, str] = {}
        lists = [each for each in root.iter()
                 if local(each) in ("PublicRes", "DocumentRes", "PageRes")]  # fmt: skip
        for each in lists:
            place = self._found((each.text or "").strip(), folder)
            resources = self._package.root(place)
            for media in resources.iter() if resources is not None else ():
                if local(media) == "MultiMedia":
                    name = next((n.text or "" for n in media if local(n) == "MediaFile"), "")
                    base = posixpath.join(posixpath.dirname(place), attribute(resources, "BaseLoc"))
                    found[attribute(media, "ID")] = self._found(name.strip(), base)
        return found

    def read(self) -> None:
        """Bring in every page, then what is attached."""
        notes = self._notes()
        pages = [each for each in self._root.iter() if local(each) == "Page"]
        for number, page in enumerate(pages, 1):
            self._harvest.bounds.spend_page()
            self._page(number, page, notes)
        self._attached()

    def _page(self, number: int, page: Any, notes: dict[str, list[Piece]]) -> None:
        """One page: its templates below, its own layers, its notes above."""
        place = attribute(page, "BaseLoc")
        try:
            root = self._part(place)
        except UnreadableFileError as error:
            root = None
            if error.code in ("I206", "I211"):
                raise
        if root is None:
            self._harvest.leave(f"第{number}页", "I203", {"reason": "页面读不通"})
            self._harvest.page("")
            return
        pieces = [*self._of_templates(root), *pieces_of(root)]
        lines = lines_of(pieces) + lines_of(notes.get(attribute(page, "ID"), []))
        text = "\n".join(lines)
        self._harvest.page(text)
        shown = [attribute(each, "ResourceID") for each in root.iter()
                 if local(each) == "ImageObject"]  # fmt: skip
        if shown and len("".join(text.split())) < FEW_SIGNS:
            files = {**self._files, **self._files_of(root, posixpath.dirname(place))}
            parts = [files[each] for each in shown if each in files]
            if not self._pictures.on_page(parts, f"第{number}页"):
                self._harvest.leave(f"第{number}页", NO_TEXT)

    def _of_templates(self, root: Any) -> Iterator[Piece]:
        for each in root:
            if local(each) == "Template":
                place = self._templates.get(attribute(each, "TemplateID"), "")
                template = self._part(place) if place else None
                yield from pieces_of(template) if template is not None else ()

    def _part(self, place: str, folder: str | None = None) -> Any:
        """A part by its place: from the file's root, or from a folder."""
        return self._package.root(self._found(place, folder))

    def _found(self, place: str, folder: str | None = None) -> str:
        """The member at a place: from a folder, from the document's or from the file's root."""
        for base in ([folder] if folder else []) + [self._folder]:
            name = posixpath.normpath(posixpath.join(base, place)).lstrip("/")
            if name in self._package:
                return name
        return place.lstrip("/")

    def _told(self, name: str) -> str:
        """The place of a list that the document names."""
        found = (each.text or "" for each in self._root if local(each) == name)
        return next(found, "").strip()

    def _notes(self) -> dict[str, list[Piece]]:
        """What is written onto pages afterwards, by page."""
        place = self._told("Annotations")
        root = self._part(place) if place else None
        found: dict[str, list[Piece]] = {}
        for page in root if root is not None else ():
            inner = next((each.text or "" for each in page if local(each) == "FileLoc"), "")
            folder = posixpath.dirname(posixpath.join(self._folder, place.lstrip("/")))
            notes = self._part(inner.strip(), folder) if inner else None
            if notes is not None:
                found.setdefault(attribute(page, "PageID"), []).extend(pieces_of(notes))
        return found

    def _attached(self) -> None:
        """Files carried inside."""
        from index.extraction.readers.members import read_member

        place = self._told("Attachments")
        root = self._part(place) if place else None
        folder = posixpath.dirname(posixpath.join(self._folder, place.lstrip("/")))
        for each in root if root is not None else ():
            inner = next((node.text or "" for node in each.iter() if local(node) == "FileLoc"), "")
            for base in (folder, self._folder, ""):
                name = posixpath.normpath(posixpath.join(base, inner.strip())).lstrip("/")
                if inner and name in self._package:
                    self._harvest.bounds.spend_member()
                    title = attribute(each, "Name") or name
                    read_member(title, self._package.read(name), self._harvest)
                    break


def pieces_of(root: Any) -> Iterator[Piece]:
    """Every piece of text with its place on the page, in the order it is drawn."""
    for node in root.iter():
        if local(node) != "TextObject":
            continue
        for code in node:
            if local(code) == "TextCode" and (code.text or "").strip():
                yield _piece(node, code)


def _piece(node: Any, code: Any) -> Piece:
    """One run of signs: its place is that of its object, moved as the object's matrix says."""
    text = (code.text or "").strip("\r\n")
    left, top = _numbers(attribute(node, "Boundary"), 2)
    a, b, c, d, e, f = _matrix(attribute(node, "CTM"))
    x, y = _numbers(attribute(code, "X"), 1)[0], _numbers(attribute(code, "Y"), 1)[0]
    size = (_numbers(attribute(node, "Size"), 1)[0] or 4.0) * (abs(d) + abs(c))
    across, down = attribute(code, "DeltaX"), attribute(code, "DeltaY")
    falls = bool(down) and not across and any(_numbers(_spread(down), 1))
    turned = {attribute(node, "CharDirection"), attribute(node, "ReadDirection")} & {"90", "270"}
    upright = falls or (bool(turned) and len(text) > 1 and not across)
    steps = _total(down if falls else across) * (abs(a) + abs(b))
    length = steps + size if steps else len(text) * size
    place = (left + a * x + c * y + e, top + b * x + d * y + f)
    return Piece(text, *place, size, length, upright != (abs(b) > abs(a)))


def _matrix(told: str) -> list[float]:
    """The six numbers of a matrix; the one that moves nothing where none is told."""
    found = _numbers(told, 6)
    return found if any(found[:4]) else [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def _spread(told: str) -> str:
    """A list of steps whose first value is plain: ``g 5 3.2`` is five steps of 3.2."""
    parts = told.split()
    return parts[2] if len(parts) > 2 and parts[0] == "g" else told


def _total(told: str) -> float:
    """The sum of a list of steps."""
    total, parts, at = 0.0, told.split()[:20_000], 0
    while at < len(parts):
        if parts[at] == "g" and at + 2 < len(parts):
            count, step = _numbers(f"{parts[at + 1]} {parts[at + 2]}", 2)
            total, at = total + min(count, 20_000) * step, at + 3
        else:
            total, at = total + _numbers(parts[at], 1)[0], at + 1
    return total


def _numbers(told: str, count: int) -> list[float]:
    """The first numbers of a list; zero for those that are missing."""
    found: list[float] = []
    for each in told.split()[:count]:
        try:
            number = float(each)
        except ValueError:
            number = 0.0
        found.append(number if abs(number) < 1e6 else 0.0)
    return found + [0.0] * (count - len(found))
