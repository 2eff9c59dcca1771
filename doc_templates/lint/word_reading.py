"""Reading a Word file into what its rules look at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from doc_templates.lint.word_model import Paragraph, Row, Section, Stretch, Table, WordDocument
from doc_templates.lint.word_styles import Styles, attributes, is_on, number
from doc_templates.word_parts import MAIN, W, parsed, relations, resolved
from doc_templates.word_places import Places, around

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NEVER_TEXT = {f"{W}del", f"{W}moveFrom", _FALLBACK}
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SIDES = {"header": "页眉", "footer": "页脚"}


def read_word(members: Mapping[str, bytes]) -> WordDocument:
    """The document of the members of a Word file, which are sound XML already."""
    root = parsed(members[MAIN])
    reader = _Reader(members)
    places = Places(root)
    sections = tuple(_sections(root, reader))
    paragraphs = tuple(_paragraphs(root, places, reader.styles))
    margins = tuple(each for part in reader.sides.values() for each in part)
    settings = reader.part("settings")
    turned = None if settings is None else settings.find(f"{W}evenAndOddHeaders")
    return WordDocument(
        members, root, places, sections, paragraphs, margins,
        tuple(_tables(root, places, sections)),
        turned is not None and is_on(attributes(turned)),
    )  # fmt: skip


class _Reader:
    """Finds and parses the parts that the main part refers to."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._members = members
        self._links = {each.id: each for each in relations(members, MAIN) if not each.external}
        self.styles = Styles(self.part("styles"), self.part("theme"))
        self.sides = {
            each.id: self._side(each.id) for each in self._links.values() if each.sort in _SIDES
        }

    def part(self, sort: str) -> Any:
        """The part of a relationship's sort; None when there is none."""
        return next((self._root(key) for key, e in self._links.items() if e.sort == sort), None)

    def _root(self, key: str) -> Any:
        return tree_of(self._members, resolved(MAIN, self._links[key].target))

    def _side(self, key: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a header or footer."""
        root = self._root(key)
        if root is None:
            return ()
        return tuple(_paragraphs(root, Places(root, _SIDES[self._links[key].sort]), self.styles))


def tree_of(members: Mapping[str, bytes], name: str) -> Any:
    """A part as a tree; None when it is not there."""
    return parsed(members[name]) if name in members else None


def _sections(root: Any, reader: _Reader) -> Iterator[Section]:
    """The sections in order; footers that one does not name are those of the one before."""
    footers: dict[str, tuple[Paragraph, ...]] = {}
    current = (each for each in root.iter(f"{W}sectPr") if not _is_former(each))
    for at, element in enumerate(current, 1):
        for reference in element.iterchildren(f"{W}footerReference"):
            values = attributes(reference)
            footers[values.get("type", "default")] = reader.sides.get(values.get("id", ""), ())
        size, margins = (element.find(f"{W}{tag}") for tag in ("pgSz", "pgMar"))
        yield Section(
            at, {} if size is None else attributes(size),
            {} if margins is None else attributes(margins), dict(footers),
            {} if (grid := element.find(f"{W}docGrid")) is None else attributes(grid),
        )  # fmt: skip


def _is_former(section: Any) -> bool:
    """Whether this is what a tracked change replaced."""
    return around(section, f"{W}sectPrChange") is not None


def _paragraphs(root: Any, places: Places, styles: Styles) -> Iterator[Paragraph]:
    """Every paragraph in reading order; compatibility copies of boxes do not count."""
    for element in root.iter(f"{W}p"):
        if around(element, _FALLBACK) is None:
            runs = [run for run in element.iter(f"{W}r") if _belongs(run, element)]
            yield Paragraph(
                places.of(element), styles.name_of(element),
                tuple(_stretch(run, element, styles) for run in runs),
                styles.paragraph(element), _holder(element), _fields(element, runs),
            )  # fmt: skip


def _belongs(run: Any, paragraph: Any) -> bool:
    """Whether a run is the paragraph's own: not deleted, not of a box inside it."""
    for outer in run.iterancestors():
        if outer is paragraph:
            return True
        if outer.tag == f"{W}p" or outer.tag in _NEVER_TEXT:
            return False
    return False


def _stretch(run: Any, paragraph: Any, styles: Styles) -> Stretch:
    """A run's text and look."""
    text = "".join(
        each.text or "" if each.tag == f"{W}t" else _CHARACTERS.get(each.tag, "")
        for each in run.iterchildren(etree.Element)
    )
    return Stretch(text, styles.look(run, paragraph))


def _holder(paragraph: Any) -> str:
    """What the paragraph stands in: a box wins over the cell it is anchored in."""
    if around(paragraph, f"{W}txbxContent") is not None:
        return "box"
    return "body" if around(paragraph, f"{W}tc") is None else "cell"


def _fields(paragraph: Any, runs: list[Any]) -> tuple[str, ...]:
    """The codes of the paragraph's fields: PAGE."""
    typed = "".join(each.text or "" for run in runs for each in run.iter(f"{W}instrText"))
    simple = (each.get(f"{W}instr", "") for each in paragraph.iter(f"{W}fldSimple"))
    return tuple(re.findall(r"[A-Z]+", " ".join((typed, *simple)).upper()))


def _tables(root: Any, places: Places, sections: tuple[Section, ...]) -> Iterator[Table]:
    """The tables that stand in no other table, each with the section it stands in."""
    ended = 0
    for element in root.iter(f"{W}tbl", f"{W}sectPr"):
        if element.tag == f"{W}sectPr":
            ended += not _is_former(element)
        elif around(element, f"{W}tc") is None and around(element, _FALLBACK) is None:
            yield _table(element, places, sections[ended] if ended < len(sections) else None)


def _table(element: Any, places: Places, section: Section | None) -> Table:
    """One table; its width is that of its grid."""
    first = next(element.iter(f"{W}p"), None)
    place = "" if first is None else places.of(first).partition("个表格")[0] + "个表格"
    properties = element.find(f"{W}tblPr")
    indent, centred = (
        None if properties is None else properties.find(f"{W}{tag}") for tag in ("tblInd", "jc")
    )
    grid = element.iterfind(f"{W}tblGrid/{W}gridCol")
    width = sum(number(each.get(f"{W}w", ""), 0) for each in grid)
    left = 0 if indent is None or centred is not None else number(indent.get(f"{W}w", ""), 0)
    own = (each for each in element.iter(f"{W}tr") if around(each, f"{W}tbl") is element)
    rows = tuple(_row(each, at) for at, each in enumerate(own, 1))
    return Table(place, rows, width, left, section)


def _row(element: Any, at: int) -> Row:
    """One row."""
    found: dict[str, dict[str, str]] = {}
    for each in element.iterfind(f"{W}trPr/*"):
        found[etree.QName(each).localname] = attributes(each)
    texts = tuple(
        "".join(text.text or "" for text in cell.iter(f"{W}t")) for cell in element.iter(f"{W}tc")
    )
    fixed = found.get("trHeight", {}).get("hRule") == "exact"
    return Row(at, is_on(found.get("tblHeader")), is_on(found.get("cantSplit")), fixed, texts)
