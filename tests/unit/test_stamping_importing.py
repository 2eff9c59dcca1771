"""A bureau's own stamp is taken in only when picture, size, key and owner are right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doc_templates.stamping.certificates import issue, make_authority, pack
from doc_templates.stamping.importing import StampPictureError, read_picture
from doc_templates.stamping.keeping import (
    ForeignStampError,
    StampExistsError,
    StampKeyUnreadableError,
    StampStore,
)

OWNER = "样例区人力资源和社会保障局"
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40mm" viewBox="0 0 80 80">'
    b'<path d="M0 0H80V40H0Z"/></svg>'
)


def own_key() -> bytes:
    start, end = date(2020, 1, 1), date(2040, 1, 1)
    pair = issue(make_authority(start, end), OWNER, "公章", start, end)
    return pack(pair, "own", [], b"secret")


def test_an_svg_is_read_in_true_size_and_the_right_way_up() -> None:
    drawing = read_picture(SQUARE, "样例")
    points = [p for shape in drawing.shapes for _, pts in shape.segments for p in pts]
    assert (drawing.width_mm, drawing.height_mm) == (40, 40)
    assert (min(y for _, y in points), max(y for _, y in points)) == (20, 40)


@pytest.mark.parametrize(
    "svg",
    [
        b"",
        b"not an svg",
        SQUARE.replace(b"40mm", b"46mm"),
        SQUARE.replace(b"40mm", b"40px"),
        SQUARE.replace(b"<path", b"<script/><path"),
        SQUARE.replace(b"<path", b'<path stroke="red"'),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SQUARE,
        SQUARE.replace(b"</svg>", b""),
        SQUARE + b" " * 2**21,
    ],
)
def test_a_picture_that_is_no_stamp_is_refused(svg: bytes) -> None:
    with pytest.raises(StampPictureError):
        read_picture(svg, "样例")


def test_only_the_bureaus_own_stamp_is_taken_in_and_only_once(tmp_path: Path) -> None:
    store = StampStore(tmp_path / "stamps", demo=True, owners=[OWNER])
    with pytest.raises(ForeignStampError):
        store.import_stamp(SQUARE, own_key(), b"secret", "样例公司", "公章")
    with pytest.raises(StampKeyUnreadableError):
        store.import_stamp(SQUARE, own_key(), b"wrong", OWNER, "公章")
    stamp = store.import_stamp(SQUARE, own_key(), b"secret", OWNER, "公章")
    assert not stamp.record.sample
    assert stamp.drawing.width_mm == 40
    assert store.key_pair(stamp).certificate.not_valid_after_utc.year == 2040
    with pytest.raises(StampExistsError):
        store.import_stamp(SQUARE, own_key(), b"secret", OWNER, "公章")
