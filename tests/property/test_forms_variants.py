"""However Word or WPS rearrange our form, it says the same."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from doc_templates.packing import pack, unpack
from doc_templates.word_parts import MAIN
from tests.fixtures.forms import filled_form, read_back, said, shown
from tests.property.test_forms_round_trip import CHIEF, STUDIO, cases

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
W = f"{{{NAMESPACES['w']}}}"
BOX = (
    '<w:p {ns}><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent/>'
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent/></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
).format(ns=" ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items()))


def element(name: str, *inside: Any) -> Any:
    made = etree.Element(f"{W}{name}", nsmap={"w": NAMESPACES["w"]})
    made.extend(inside)
    return made


def content_of(cell: Any) -> list[Any]:
    return [each for each in cell if each.tag != f"{W}tcPr"]


def split_runs(root: Any, chance: random.Random) -> None:
    """Every text in several runs, as an input method leaves it."""
    for run in list(root.iter(f"{W}r")):
        text = run.find(f"{W}t")
        if text is None or len(run.findall(f"{W}t")) != 1 or len(text.text or "") < 2:
            continue
        if any(each.tag not in (f"{W}rPr", f"{W}t") for each in run):
            continue
        at = chance.randrange(1, len(text.text))
        twin = copy.deepcopy(run)
        twin.find(f"{W}t").text, text.text = text.text[at:], text.text[:at]
        run.addnext(twin)


def blank_rows(root: Any, chance: random.Random) -> None:
    """Empty rows between the others."""
    for row in list(root.iter(f"{W}tr")):
        if chance.random() < 0.3:
            blank = copy.deepcopy(row)
            for text in blank.iter(f"{W}t", f"{W}br"):
                text.text = ""
            for line in list(blank.iter(f"{W}br")):
                line.getparent().remove(line)
            row.addnext(blank)


def moved_rows(root: Any, chance: random.Random) -> None:
    """The rows of tables without a heading row in another order."""
    for table in root.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        if not any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows):
            chance.shuffle(rows)
            table.extend(rows)


def nested_tables(root: Any, chance: random.Random) -> None:
    """What is in a cell in a table of one cell inside it."""
    for cell in list(root.iter(f"{W}tc")):
        if chance.random() < 0.2:
            inner = element("tc", *content_of(cell))
            cell.extend([element("tbl", element("tr", inner)), element("p")])


def text_boxes(root: Any, chance: random.Random) -> None:
    """What is in a cell in a text box, written twice as Word does."""
    for cell in list(root.iter(f"{W}tc")):
        if chance.random() < 0.2 and not list(cell.iter(f"{W}tbl", f"{W}txbxContent")):
            box = etree.fromstring(BOX)
            first, second = box.iter(f"{W}txbxContent")
            second.extend(copy.deepcopy(each) for each in content_of(cell))
            first.extend(content_of(cell))
            cell.append(box)


def controls(root: Any, chance: random.Random) -> None:
    """Rows, cells and paragraphs in content controls without a name of ours."""
    for name in ("tr", "tc", "p"):
        for each in list(root.iter(f"{W}{name}")):
            if chance.random() < 0.2:
                place = each.getparent()
                at = place.index(each)
                place.insert(at, element("sdt", element("sdtPr"), element("sdtContent", each)))


WAYS: dict[str, Callable[[Any, random.Random], None]] = {
    way.__name__: way
    for way in (split_runs, blank_rows, moved_rows, nested_tables, text_boxes, controls)
}


@settings(max_examples=60)
@given(
    case=cases(CHIEF) | cases(STUDIO),
    ways=st.lists(st.sampled_from(sorted(WAYS)), min_size=1, max_size=6, unique=True),
    seed=st.integers(0, 10**9),
)
def test_a_rearranged_form_says_the_same(case: dict[str, Any], ways: list[str], seed: int) -> None:
    members, chance = unpack(filled_form(case), "申请表.docx"), random.Random(seed)
    root = etree.fromstring(members[MAIN])
    for way in sorted(ways, key=list(WAYS).index):
        WAYS[way](root, chance)
    changed = pack({**members, MAIN: etree.tostring(root, xml_declaration=True, encoding="UTF-8")})
    assert said(read_back(changed)) == shown(case)
