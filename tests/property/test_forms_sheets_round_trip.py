"""What a sheet says of a case it says again when read; what is no form or sheet is only refused."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from acts.rosters.roster_export import roster_heads, roster_keys, roster_lines
from acts.rosters.roster_heads import find_heads
from acts.rosters.roster_rows import read_row
from cases.casefile import CaseFile
from cases.errors import JiangdangError
from cases.yamlwriting import as_plain
from doc_templates.packing import pack, unpack
from index.sheet_reading import read_workbook
from index.sheets import harmless, unharmed, write_typed_rows
from tests.fixtures.forms import filled_form, read_back, sample
from tests.property.test_forms_round_trip import CHIEF, STUDIO, cases

BODY = "word/document.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORM = unpack(filled_form(sample(CHIEF)), "申请表.docx")


def exported(case: dict[str, Any]) -> dict[str, Any]:
    """A case written as a sheet and read back."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "汇总.xlsx"
        line = roster_lines([(CaseFile("2019-SX-001", "", "", case), "申报")])
        write_typed_rows(file, "汇总", roster_heads(), line)
        (sheet,) = read_workbook(file).sheets
    heads = find_heads(sheet)
    assert heads is not None
    found = read_row("第 2 行", sheet.rows[2], heads.columns)
    assert found.faults == []
    return found.values


def at(case: dict[str, Any], key: str) -> Any:
    value: Any = as_plain(case)
    for part in key.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return value


@settings(max_examples=40)
@given(case=cases(CHIEF) | cases(STUDIO))
def test_every_column_reads_back_as_it_was(case: dict[str, Any]) -> None:
    found = exported(case)
    for key in roster_keys():
        assert (found.get(key) or "") == (at(case, key) or ""), key


@given(st.text())
def test_a_harmless_text_gives_back_the_text(text: str) -> None:
    assert unharmed(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_a_form_torn_apart_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    root = etree.fromstring(FORM[BODY])
    for _ in range(chance.randint(1, 12)):
        nodes = list(root.iter(f"{W}tr", f"{W}tc", f"{W}p", f"{W}r", f"{W}tbl"))
        one, other = chance.choice(nodes), chance.choice(nodes)
        act = chance.choice(("drop", "move", "twice"))
        if act == "drop" and one.getparent() is not None:
            one.getparent().remove(one)
        elif one is not other and one not in set(other.iterancestors()):
            other.addnext(one if act == "move" else etree.fromstring(etree.tostring(one)))
    try:
        read_back(pack({**FORM, BODY: etree.tostring(root)}))
    except JiangdangError as error:
        assert error.message


TYPED = st.sampled_from(["合计", "{姓名: 样}", "[甲", "=1+1", "☑企业", "5万元"])
NUMBERS = st.integers() | st.floats(allow_nan=False) | st.booleans()
CELLS = st.none() | st.text(max_size=12) | NUMBERS | st.dates() | st.datetimes() | TYPED


@settings(max_examples=40)
@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=5), data=st.data())
def test_any_cells_below_known_heads_are_read_or_named(
    rows: list[list[Any]], data: st.DataObject
) -> None:
    heads = data.draw(
        st.lists(st.sampled_from(roster_heads()), min_size=4, max_size=8, unique=True)
    )
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(heads)
    for line in rows:
        for column, value in enumerate(line, start=1):
            try:
                page.cell(page.max_row + (column == 1), column, value)
            except (openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
                continue
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "汇总.xlsx"
        book.save(file)
        (sheet,) = read_workbook(file).sheets
    found = find_heads(sheet)
    if found is not None:
        for cells in sheet.rows.values():
            read_row("行", cells, found.columns)
