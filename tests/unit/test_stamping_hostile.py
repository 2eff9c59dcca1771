"""PDFs made to hurt: verification in the child ends in a finding, in time, whatever they are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verifying import verify_confined
from tests.fixtures.hostile_pdfs import forms_within_forms
from tests.fixtures.small_pdfs import paper
from tests.fixtures.strangers import authority, holder, signed

SIGNED = signed(holder(authority()), paper(2))
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
OBJECTS = 1_000_000


def pdf_of(*objects: bytes) -> bytes:
    """The objects numbered from 1, with table and trailer."""
    pieces, places, at = [b"%PDF-1.7\n"], [], len(b"%PDF-1.7\n")
    for number, content in enumerate(objects, 1):
        places.append(at)
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(pieces[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + rows
    tail = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join(pieces) + table + tail % (len(objects) + 1, at)


def stream(content: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    head = b"<</Length %d/Filter%s>>stream\n" % (len(content), filters)
    return head + content + b"\nendstream"


def deep_arrays() -> bytes:
    return pdf_of(b"<</Type/Catalog/AcroForm " + b"[" * 200_000 + b"]" * 200_000 + b">>")


def deep_dictionaries() -> bytes:
    return pdf_of(b"<</A" * 100_000 + b">>" * 100_000)


def table_that_leads_to_itself() -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \n1 1\n0000000009 00000 n \n"
    tail = b"trailer\n<</Root 1 0 R/Size 2/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + tail % (len(body), len(body))


def bomb_in_the_signature() -> bytes:
    bomb = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    form, field = b"<</Fields[4 0 R]>>", b"<</FT/Sig/T(x)/V 5 0 R>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>"
    return pdf_of(catalog, PAGES, form, field, stream(bomb, b"[/FlateDecode/FlateDecode]"))


def bomb_in_a_broken_file() -> bytes:
    return pdf_of(CATALOG, PAGES, stream(zlib.compress(b"\0" * 500_000_000, 9)))[:-9]


def a_million_objects() -> bytes:
    return pdf_of(CATALOG, PAGES, *[b"<<>>"] * OBJECTS)


def a_million_objects_without_trailer() -> bytes:
    return a_million_objects().replace(b"trailer", b"trailex")


def pages_and_fields_in_circles() -> bytes:
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>"
    pages = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
    first, second = b"<</T(x)/Kids[4 0 R 5 0 R]>>", b"<</T(y)/Kids[4 0 R]/Parent 4 0 R>>"
    return pdf_of(catalog, pages, b"<</Fields[4 0 R]>>", first, second)


def endless_value() -> bytes:
    return SIGNED.replace(b"/Contents <", b"/Contents <" + b"00" * 1_000_000)


def hundreds_of_revisions() -> bytes:
    pdf, root = SIGNED, re.search(rb"/Root (\d+) 0 R", SIGNED)
    assert root
    for _ in range(250):
        before = re.findall(rb"startxref\s+(\d+)", pdf)[-1]
        table = b"xref\n0 0\ntrailer\n<</Root %s 0 R/Size 99/Prev %s>>\n" % (root[1], before)
        pdf += table + b"startxref\n%d\n%%%%EOF\n" % len(pdf)
    return pdf


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "deep arrays": (deep_arrays, {"S408"}),
    "deep dictionaries": (deep_dictionaries, {"S408"}),
    "a table that leads to itself": (table_that_leads_to_itself, {"S408"}),
    "a bomb in the signature": (bomb_in_the_signature, {"S412"}),
    "a bomb in a broken file": (bomb_in_a_broken_file, {"S408"}),
    "a million objects": (a_million_objects, {"S401"}),
    "a million without a trailer": (a_million_objects_without_trailer, {"S408", "S449"}),
    "circles": (pages_and_fields_in_circles, {"S408"}),
    "forms within forms": (lambda: forms_within_forms(9, 9), {"S401"}),
    "an object that is itself": (lambda: pdf_of(b"1 0 R"), {"S408"}),
    "an endless value": (endless_value, {"S408", "S449"}),
    "hundreds of revisions": (hundreds_of_revisions, {"S449"}),
    "many end marks": (lambda: SIGNED + b"%%EOF\n" * 200_000, {"S404"}),
    "many pointers": (lambda: SIGNED + b"\nstartxref\n1\n%%EOF\n" * 50_000, {"S408"}),
    "many tables": (lambda: SIGNED[:-10] + b"\nxref\n0 99999999\n" * 50_000, {"S404", "S440"}),
    "many objects begun": (lambda: SIGNED[:-10] + b"\n7 0 obj\n<<" * 300_000, {"S440"}),
    "many trailers": (lambda: SIGNED + b"\ntrailer\n<</Root 1 0 R>>" * 100_000, {"S404"}),
    "nothing": (lambda: b"", {"S408"}),
    "zeros": (lambda: b"\0" * 1_000_000, {"S408"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_finding_in_time(name: str, tmp_path: Path) -> None:
    make, expected = HOSTILE[name]
    verdict = verify_confined(make(), StampStore(tmp_path / "stamps"), file=f"{name}.pdf")
    assert not verdict.intact
    assert {finding.code for finding in verdict.findings} & expected
    assert len(verdict.findings) < 100
