"""A bureau's own stamp is taken in only when picture, size, colour, key and owner are right."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageDraw

from doc_templates.stamping.pictures.drawing import StampKindError, draw_sample
from doc_templates.stamping.pictures.faults import StampPictureError
from doc_templates.stamping.pictures.importing import read_picture
from doc_templates.stamping.revisions.signing import StampExpiredError
from doc_templates.stamping.signers.certificates import issue, make_authority, pack
from doc_templates.stamping.signers.keys import StampKeyUnreadableError
from doc_templates.stamping.signers.passphrases import Passphrase
from doc_templates.stamping.store.keeping import ForeignStampError, StampStore
from doc_templates.stamping.store.taking_in import (
    AuthorityUnfitError,
    OwnStamp,
    SampleCertificateError,
    StampExistsError,
    take_in,
)
from tests.fixtures.small_pdfs import END, OWNER, RING, SECRET, START, pair_of, put_out_of_use

TODAY = date(2026, 3, 1)
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40mm" viewBox="0 0 80 80">'
    b'<path d="M0 0H80V40H0Z"/></svg>'
)


def png(
    side: int = 500,
    colour: tuple[int, int, int, int] = (220, 20, 30, 255),
    ground: tuple[int, int, int, int] = (255, 255, 255, 0),
    margin: int = 10,
    dpi: int | None = 300,
) -> bytes:
    """A ring on a ground, with a margin around it."""
    image = Image.new("RGBA", (side, side), ground)
    box = (margin, margin, side - margin - 1, side - margin - 1)
    ImageDraw.Draw(image).ellipse(box, outline=colour, width=side // 12)
    out = io.BytesIO()
    image.save(out, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return out.getvalue()


def own(**more: Any) -> OwnStamp:
    known: dict[str, Any] = {
        "owner": OWNER,
        "picture": RING,
        "p12": pack(pair_of(), "own", [], SECRET),
        "passphrase": SECRET,
    }
    return OwnStamp(**{**known, **more})


@pytest.fixture
def store(tmp_path: Path) -> StampStore:
    return StampStore(tmp_path / "stamps", owners=[OWNER])


def test_an_svg_is_read_in_true_size_and_the_right_way_up() -> None:
    drawing = read_picture(SQUARE, "样例")
    points = [p for shape in drawing.shapes for _, pts in shape.segments for p in pts]
    assert (drawing.width_mm, drawing.height_mm) == (40, 40)
    assert (min(y for _, y in points), max(y for _, y in points)) == (20, 40)


def test_lines_and_groups_of_an_svg_keep_their_width_and_place() -> None:
    ring, star = read_picture(RING, "样例").shapes
    points = [p for _, pts in ring.segments for p in pts]
    assert (ring.filled, ring.line_mm) == (False, pytest.approx(1.0))
    assert min(x for x, _ in points) == pytest.approx(1.0, abs=0.01)
    assert max(y for _, y in points) == pytest.approx(41.0, abs=0.01)
    assert max(y for _, pts in star.segments for _, y in pts) == pytest.approx(27.0)


@pytest.mark.parametrize("turn", ["rotate(90 42 42)", "translate(0 0)", "matrix(1 0 0 1 0 0)"])
def test_a_transformation_moves_a_shape_as_a_browser_would(turn: str) -> None:
    svg = RING.replace(
        b'<g transform="translate(42 42)">',
        b'<g transform="%s"><g transform="translate(42 42)">' % turn.encode(),
    ).replace(b"</g>", b"</g></g>")
    plain, turned = read_picture(RING, "样例"), read_picture(svg, "样例")
    for one, two in zip(plain.shapes[:1], turned.shapes[:1], strict=True):
        corners = [
            (min(x), min(y), max(x), max(y))
            for shape in (one, two)
            for x, y in [list(zip(*(p for _, pts in shape.segments for p in pts), strict=True))]
        ]
        assert corners[0] == pytest.approx(corners[1], abs=0.02)


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        (b"", "读不懂"),
        (b"not an svg", "读不懂"),
        (SQUARE.replace(b"40mm", b"46mm"), "46"),
        (SQUARE.replace(b"40mm", b"40px"), "毫米"),
        (SQUARE.replace(b"<path", b"<script/><path"), "script"),
        (SQUARE.replace(b"<path", b"<text>a</text><path"), "text"),
        (SQUARE.replace(b"<path", b'<image href="x"/><path'), "image"),
        (SQUARE.replace(b"<path", b"<style/><path"), "style"),
        (SQUARE.replace(b"<path", b'<path clip-path="url(#a)"'), "剪裁"),
        (SQUARE.replace(b"<path", b'<path fill="#ffffff"'), "不是红色"),
        (SQUARE.replace(b"<path", b'<path style="fill:blue"'), "不是红色"),
        (SQUARE.replace(b"<path", b'<path fill="none"'), "空"),
        (SQUARE.replace(b"<path", b'<path transform="spin(4)"'), "变换"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SQUARE, "文档类型"),
        (SQUARE.replace(b"</svg>", b""), "读不懂"),
        (SQUARE + b" " * 2**21, "2 MB"),
        (draw_sample("样例公司").svg.encode(), "样章"),
    ],
)
def test_an_svg_that_is_no_stamp_is_refused_with_the_reason(svg: bytes, said: str) -> None:
    with pytest.raises(StampPictureError, match=said):
        read_picture(svg, "样例", "公章")


def test_a_png_is_cut_to_the_stamp_and_its_width_is_the_stamps_own() -> None:
    drawing = read_picture(png(margin=50), "样例", "公章", 42)
    assert drawing.raster is not None
    assert (drawing.width_mm, drawing.height_mm) == (42, pytest.approx(42, abs=0.2))
    assert (drawing.raster.width, drawing.raster.height) == (400, 400)
    assert drawing.raster.opacity[:1] == b"\0"


def test_a_png_tells_its_size_by_its_resolution() -> None:
    assert read_picture(png(480, margin=0, dpi=300), "样例").width_mm == pytest.approx(
        40.6, abs=0.1
    )


def test_a_fine_png_is_kept_no_finer_than_print_shows() -> None:
    drawing = read_picture(png(2000, margin=0), "样例", "公章", 42)
    assert drawing.raster is not None
    assert drawing.raster.width == pytest.approx(42 / 25.4 * 600, abs=1)


@pytest.mark.parametrize(
    ("picture", "width", "said"),
    [
        (png(ground=(255, 255, 255, 255)), 42, "底不透明"),
        (png(colour=(20, 20, 20, 255)), 42, "红色"),
        (png(dpi=None), None, "--width"),
        (png(), 46, "46"),
        (png(120, margin=0), 42, "太粗"),
        (png(colour=(0, 0, 0, 0)), 42, "空"),
        (png()[:200], 42, "损坏"),
    ],
)
def test_a_png_that_is_no_stamp_is_refused_with_the_reason(
    picture: bytes, width: float | None, said: str
) -> None:
    with pytest.raises(StampPictureError, match=said):
        read_picture(picture, "样例", "公章", width)


def test_a_png_that_would_fill_the_memory_is_refused() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(StampPictureError):
        read_picture(out.getvalue(), "样例", "公章", 42)


def test_a_name_stamp_may_be_black() -> None:
    assert read_picture(png(colour=(10, 10, 10, 255)), "样例", "签名章", 40).raster is not None


def test_a_png_stamp_is_pressed_with_the_text_showing_through(store: StampStore) -> None:
    from tests.unit.test_stamping_signers import kept, signed

    pdf = signed(store, kept(store, own(picture=png(700, margin=0), width_mm=42.0)))
    page = pypdfium2.PdfDocument(pdf)[0]
    pixels = page.render(scale=2).to_pil().convert("RGB")
    red = [
        (x, y)
        for y in range(pixels.height)
        for x in range(pixels.width)
        if pixels.getpixel((x, y))[0] > 180 and pixels.getpixel((x, y))[1] < 100
    ]
    across = max(x for x, _ in red) - min(x for x, _ in red)
    assert across == pytest.approx(42 / 25.4 * 72 * 2, abs=4)
    middle = (
        min(x for x, _ in red) + across // 2,
        (min(y for _, y in red) + max(y for _, y in red)) // 2,
    )
    assert pixels.getpixel(middle) == (255, 255, 255)


def test_the_record_says_size_validity_users_and_where_the_key_is(store: StampStore) -> None:
    taken = take_in(store, own(users=("样经办", "签发人")), TODAY)
    record = taken.record
    assert (record.width_mm, record.height_mm, record.sample) == (42, 42, False)
    assert (record.valid_from, record.valid_until) == (START, END)
    assert (record.users, record.way) == (("样经办", "签发人"), "证书文件")
    assert list(taken.files)[-1].endswith("stamp.yaml")


def test_only_the_bureaus_own_stamp_is_taken_in_and_only_once(store: StampStore) -> None:
    from tests.unit.test_stamping_signers import kept

    with pytest.raises(ForeignStampError):
        take_in(store, own(owner="样例公司"), TODAY)
    with pytest.raises(StampKeyUnreadableError, match="口令"):
        take_in(store, own(passphrase=Passphrase(b"wrong")), TODAY)
    with pytest.raises(StampKindError):
        take_in(store, own(kind="萝卜章"), TODAY)
    stamp = kept(store, own())
    assert store.signer(stamp).certificate.not_valid_after_utc.year == 2040
    with pytest.raises(StampExistsError, match=f"“{stamp.name}”"):
        take_in(store, own(), TODAY)


def test_a_second_stamp_of_a_kind_gets_a_name_of_its_own(store: StampStore) -> None:
    from tests.unit.test_stamping_signers import kept

    first = kept(store, own())
    put_out_of_use(store, first.name, TODAY, "样例停用")
    assert take_in(store, own(), TODAY).record.name == f"{first.name}-2"


def test_a_samples_certificate_never_becomes_a_real_stamps(store: StampStore) -> None:
    pair = issue(make_authority(START, END), OWNER, "公章", START, END)
    with pytest.raises(SampleCertificateError):
        take_in(store, own(p12=pack(pair, "own", [], SECRET)), TODAY)


def test_an_expired_certificate_is_refused(store: StampStore) -> None:
    with pytest.raises(StampExpiredError):
        take_in(store, own(), date(2041, 1, 1))


def test_the_authority_believed_must_be_the_one_that_issued(store: StampStore) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    pair, other = pair_of(), pair_of()
    pem = other.chain[0].public_bytes(Encoding.PEM)
    p12 = pack(pair, "own", [], SECRET)
    for authority in (pem, b"no certificate"):
        with pytest.raises(AuthorityUnfitError):
            take_in(store, own(p12=p12, authority=authority), TODAY)
    taken = take_in(store, own(p12=p12, authority=pair.chain[0].public_bytes(Encoding.PEM)), TODAY)
    assert sum(name.endswith(".pem") for name in taken.files) == 1


def test_old_records_are_brought_to_this_format(tmp_path: Path) -> None:
    from doc_templates.stamping.store.old_records import old_records

    store = StampStore(tmp_path / "stamps", demo=True)
    stamp = store.sample("样例公司")
    old = (
        'name: "样例公司-公章"\nowner: "样例公司"\nkind: "公章"\ndiameter_mm: 42.0\nsample: true\n'
        'valid_from: "2000-01-01"\nvalid_until: "2036-11-01"\nusers: ""\n'
        f'serial: "{stamp.record.serial}"\nrevoked: "2026-01-05"\nreason: "样例"\n'
    )
    file = stamp.folder / "stamp.yaml"
    file.write_text(old, "utf-8")
    ((path, (before, after)),) = old_records(store.folder).items()
    assert (path, before) == (file, old.encode())
    file.write_bytes(after)
    record = store.named("样例公司-公章").record
    assert (record.width_mm, record.revoked, record.sample) == (42, date(2026, 1, 5), True)
    assert old_records(store.folder) == {}
