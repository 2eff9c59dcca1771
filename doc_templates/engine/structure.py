"""What can be proved of a part before any data are seen.

Static text and values follow one another as the template's syntax tree says. A block (a loop,
a branch) may be left out or repeated; when it leaves the open elements exactly as it found
them, that never harms the XML. So a part is proved when each of its blocks does, and when the
part with every block taken once is well-formed: then every rendering is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinja2 import nodes
from lxml import etree

from doc_templates.engine.tables import BLOCK, tables_need_no_fixing
from doc_templates.word_parts import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAG = re.compile(r"<(/?)([^\s/>]+)([^<>]*?)(/?)>")
_NAMESPACE = re.compile(r"\sxmlns[^=]*=\"[^\"]*\"")
_OTHER_MARKUP = re.compile(r"<[!?]")
_LAYOUT_SIGNS = re.compile("[\n\t\a\f\r]")
_CELLS = frozenset(("w:tbl", "w:tr", "w:tc"))
_NOTED = frozenset((*_CELLS, "w:gridCol"))
_NESTABLE = frozenset(("w:p", "w:r"))
# Elements whose children are elements: a value standing right in one of them must be XML.
_HOLDERS = frozenset(
    f"w:{name}"
    for name in (
        "body", "hdr", "ftr", "footnote", "p", "r", "tbl", "tr", "tc",
        "sdtContent", "txbxContent", "hyperlink", "ins", "smartTag",
    )
)  # fmt: skip
_SIMPLE = (nodes.Assign, nodes.ExprStmt)
_VALUE = "x"


class _UnprovableError(Exception):
    """The part is built in a way that the proof does not follow."""


@dataclass(frozen=True, slots=True)
class Structure:
    """What holds for every rendering of a part; all False where nothing is proved.

    ``well_formed``: it is XML. ``in_text``: every value stands in a ``w:t`` that docxtpl's pass
    over line breaks reaches. ``needs_xml``: some value must itself be XML. ``tables_fixed``:
    docxtpl would mend no table. ``pictures_fixed``: pictures are neither repeated nor left out.
    ``doubtful``: the text before the block that could not be proved.
    """

    well_formed: bool = False
    in_text: bool = False
    needs_xml: bool = False
    tables_fixed: bool = False
    pictures_fixed: bool = False
    doubtful: str = ""


def structure_of(tree: nodes.Template, head: str, tail: str) -> Structure:
    """What can be proved of a part that stands between a head and a tail without marks."""
    survey = _Survey()
    try:
        survey.feed(head)
        survey.walk(tree.body)
        survey.feed(tail)
        if survey.open or survey.tag:
            raise _UnprovableError
        whole = parsed("".join(survey.skeleton).encode())
    except (_UnprovableError, etree.XMLSyntaxError, ValueError):
        return Structure(needs_xml=survey.needs_xml, doubtful=survey.doubtful)
    return Structure(
        well_formed=True,
        in_text=survey.in_text,
        needs_xml=survey.needs_xml,
        tables_fixed=survey.whole_rows and tables_need_no_fixing(whole),
        pictures_fixed=survey.pictures_fixed,
    )


@dataclass(slots=True)
class _Survey:
    """Walks a part as a reader of XML would, every block taken once."""

    open: list[str] = field(default_factory=list)
    tag: str = ""
    skeleton: list[str] = field(default_factory=list)
    block: int = 0
    blocks: int = 0
    floors: list[int] = field(default_factory=list)
    in_text: bool = True
    needs_xml: bool = False
    whole_rows: bool = True
    pictures_fixed: bool = True
    doubtful: str = ""

    def walk(self, body: Iterable[nodes.Node]) -> None:
        """Follow the nodes of a template or a block."""
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    self._output(child)
            elif isinstance(node, nodes.With):
                self.walk(node.body)
            elif not isinstance(node, _SIMPLE):
                for block in _blocks_of(node):
                    self._take(block)

    def _output(self, child: nodes.Expr) -> None:
        """The template's own text, or a value at the place reached."""
        if isinstance(child, nodes.TemplateData):
            self.in_text = self.in_text and not _LAYOUT_SIGNS.search(child.data)
            self.feed(child.data)
            return
        if self.tag:
            self._within_attribute()
            self.tag += _VALUE
            self.in_text = False
            return
        if not self.open:
            raise _UnprovableError
        self.skeleton.append(_VALUE)
        names = [name.partition(" ")[0] for name in self.open]
        self.needs_xml = self.needs_xml or names[-1] in _HOLDERS
        self.in_text = self.in_text and names[-2:] == ["w:r", "w:t"] and "w:p" in names

    def _take(self, body: list[nodes.Node]) -> None:
        """A block, which must leave the open elements as it found them."""
        if self.tag:
            self._within_attribute()
        before, tag, outer = list(self.open), self.tag, self.block
        self.blocks += 1
        self.block = self.blocks
        written = len(self.skeleton)
        self.floors.append(len(self.open))
        self.walk(body)
        self.floors.pop()
        self.block = outer
        added = self.tag.removeprefix(tag)
        if self.open != before or not self.tag.startswith(tag) or {*'"<>'} & {*added}:
            self.doubtful = _TAG.sub("", "".join(self.skeleton[:written]))[-20:]
            raise _UnprovableError

    def _within_attribute(self) -> None:
        """A mark inside a tag must stand within an attribute's quotes."""
        if self.tag.count('"') % 2 == 0:
            raise _UnprovableError

    def feed(self, text: str) -> None:
        """Read the template's own text up to the next mark."""
        text, self.tag = self.tag + text, ""
        if _OTHER_MARKUP.search(text):
            raise _UnprovableError
        end = 0
        for found in _TAG.finditer(text):
            self._plain(text[end : found.start()])
            self.skeleton.append(self._noted(found))
            end = found.end()
        rest, opening, tag = text[end:].partition("<")
        self._plain(rest)
        self.tag = opening + tag

    def _plain(self, text: str) -> None:
        """Text between tags; a bare > could close a ]] that a value ends with."""
        if ">" in text:
            raise _UnprovableError
        self.skeleton.append(text)

    def _noted(self, found: re.Match[str]) -> str:
        """One tag, with the number of its block where tables are looked at."""
        closing, name, attributes, empty = found.groups()
        if closing:
            self._close(name)
            return found[0]
        if name in _NESTABLE and any(each.partition(" ")[0] == name for each in self.open):
            self.in_text = False
        if name.endswith(":docPr") and (self.block or name != "wp:docPr"):
            self.pictures_fixed = False
        if not empty:
            self.open.append(f"{name} {''.join(_NAMESPACE.findall(attributes))}")
        mark = f' {BLOCK}="{self.block}"' if name in _NOTED else ""
        return f"<{name}{attributes}{mark}{empty}>"

    def _close(self, name: str) -> None:
        """A closing tag; within a block it may close what stood open before."""
        if not self.open or self.open.pop().partition(" ")[0] != name:
            raise _UnprovableError
        if self.floors and not self.open:
            raise _UnprovableError
        if self.floors and len(self.open) < self.floors[-1] and name in _CELLS:
            self.whole_rows = False


def _blocks_of(node: nodes.Node) -> Iterator[list[nodes.Node]]:
    """The bodies of a block that may be left out or repeated."""
    if isinstance(node, nodes.For) and not node.recursive:
        yield node.body
        yield node.else_
    elif isinstance(node, nodes.If):
        yield node.body
        for branch in node.elif_:
            yield branch.body
        yield node.else_
    else:
        raise _UnprovableError
