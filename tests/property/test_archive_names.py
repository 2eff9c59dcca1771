"""The name rule: every name becomes one that travels, and a good one stays."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from archive.names import portable_name
from archive.verification import name_faults

NASTY = st.text(alphabet=st.characters(), max_size=300)


@given(NASTY)
@example("CON.pdf")
@example("%0A\n.pdf")
@example("-rf")
@example("..")
@example("样" * 200 + ".pdf")
@example("e\u0301.txt")
@example("\udcc9\udccf\udcba\udca3.doc")
def test_any_name_becomes_portable(original: str) -> None:
    assert name_faults(portable_name(original)) == []


@given(NASTY)
def test_a_portable_name_stays_as_it_is(original: str) -> None:
    once = portable_name(original)
    assert portable_name(once) == once


@given(st.text(alphabet="申请表样例〔〕（）0123456789", min_size=1, max_size=40))
def test_ordinary_names_are_kept(stem: str) -> None:
    assert portable_name(f"{stem}.pdf") == unicodedata.normalize("NFC", f"{stem}.pdf")


def test_gb18030_bytes_are_read_as_chinese() -> None:
    raw = "上海.doc".encode("gb18030").decode("utf-8", "surrogateescape")
    assert portable_name(raw) == "上海.doc"
