"""Any PDF the clerk was sent is stamped, or refused with the reason; nothing of it is lost."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfReader, PdfWriter

from cases.errors import JiangdangError
from doc_templates.stamping.places.locating import (
    AnchorMissingError,
    Placement,
    StampDoesNotFitError,
)
from doc_templates.stamping.placing import AlreadySignedError, stamp_and_sign
from doc_templates.stamping.revisions.opening import CannotStampError
from doc_templates.stamping.revisions.preparing import Prepared, PreparedBadlyError
from doc_templates.stamping.store.keeping import Stamp, StampStore
from doc_templates.stamping.strangers.confined import StampedStranger, stamp_stranger
from doc_templates.stamping.strangers.readying import Order, SignedSeamError, WhichFieldError
from doc_templates.stamping.verifying import verify_pdf
from tests.fixtures.hostile_pdfs import forms_within_forms
from tests.fixtures.small_pdfs import assembled, paper

WHEN = datetime(2026, 3, 25, 10, tzinfo=UTC)
BY_HAND = "1,105,150"
TEXT = "BT /F 16 Tf 100 600 Td (Body of a paper) Tj ET"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def seal(store: StampStore) -> Stamp:
    return store.sample("样例区人力资源和社会保障局")


@pytest.fixture(scope="module")
def unit(store: StampStore) -> Stamp:
    return store.sample("样例公司")


def stamped(
    pdf: bytes, store: StampStore, stamp: Stamp, place: str = BY_HAND, *, paging: bool = False,
    more: bool = False,
) -> StampedStranger:  # fmt: skip
    order = Order(stamp, place, "用印", WHEN, 0, paging=paging, more=more)
    return stamp_stranger(pdf, "来文.pdf", order, store.signer(stamp))


def approved(pdf: bytes, store: StampStore, stamp: Stamp) -> bytes:
    """A file signed by another body without locking it."""
    return stamped(pdf, store, stamp, "1,60,60", more=True).content


def looks(pdf: bytes) -> list[tuple[int, int]]:
    """The red pixels of the first page with its fields' looks, at one pixel a point."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    image = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
    document.close()
    return [
        (x, y)
        for y in range(image.height)
        for x in range(image.width)
        if image.getpixel((x, y))[0] > 180 and image.getpixel((x, y))[1] < 110
    ]


def texts(pdf: bytes) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_an_unsigned_file_gets_stamp_and_signature_and_keeps_every_byte(
    store: StampStore, seal: Stamp
) -> None:
    given = paper(3, content=TEXT)
    done = stamped(given, store, seal)
    assert done.content.startswith(given)
    assert (done.page, round(done.left_mm), round(done.top_mm)) == (1, 84, 129)
    assert texts(done.content) == texts(given)
    verdict = verify_pdf(done.content, store)
    assert (verdict.intact, [each.signer for each in verdict.signatures]) == (True, [seal.owner])


def test_a_seam_is_stamped_over_all_pages(store: StampStore, seal: Stamp) -> None:
    done = stamped(paper(3, content=TEXT), store, seal, paging=True)
    document = pypdfium2.PdfDocument(done.content)
    for page in document:
        image = page.render(scale=1).to_pil().convert("RGB")
        edge = image.crop((image.width - 30, 0, image.width, image.height))
        colours = [colour for _, colour in edge.getcolors(100_000) or ()]
        assert any(red > 180 and green < 110 for red, green, _ in colours)
    document.close()


def test_a_signed_file_is_signed_further_and_the_earlier_signature_stays_whole(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    given = approved(paper(content=TEXT), store, unit)
    done = stamped(given, store, seal, "1,150,200")
    assert (done.earlier, done.content.startswith(given)) == (1, True)
    verdict = verify_pdf(done.content, store)
    assert verdict.intact
    assert [each.signer for each in verdict.signatures] == [unit.owner, seal.owner]
    red = looks(done.content)
    assert {x // 200 for x, _ in red} >= {0, 1, 2}


def test_three_bodies_sign_one_after_another(store: StampStore, seal: Stamp, unit: Stamp) -> None:
    third = store.sample("样例学校")
    given = approved(paper(content=TEXT), store, unit)
    given = stamped(given, store, third, "1,60,150").content
    verdict = verify_pdf(stamped(given, store, seal, "1,150,220").content, store)
    assert (verdict.intact, len(verdict.signatures)) == (True, 3)


def test_a_locked_file_is_refused_and_says_who_locked_it(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    locked = stamped(paper(), store, unit).content
    with pytest.raises(AlreadySignedError, match="样例公司"):
        stamped(locked, store, seal)


def test_a_seam_on_a_signed_file_is_refused(store: StampStore, seal: Stamp, unit: Stamp) -> None:
    with pytest.raises(SignedSeamError, match="样例公司"):
        stamped(approved(paper(2), store, unit), store, seal, paging=True)


def with_fields(pdf: bytes, *places: tuple[str, float, float], size: float = 130.0) -> bytes:
    """A file with empty signature fields, their lower left corners in points."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for name, x, y in places:
        box = (x, y, x + size, y + size)
        append_signature_field(writer, SigFieldSpec(name, on_page=0, box=box))
    writer.write(out := io.BytesIO())
    return out.getvalue()


def test_a_prepared_field_of_a_certified_file_is_filled_in(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    awaited = [Placement("", seal, page=1, x_mm=150, y_mm=200)]
    first = Placement("", unit, page=1, x_mm=60, y_mm=200)
    given = stamp_and_sign(paper(), [first], awaited=awaited, signers=store, when=WHEN)
    assert "S411" in {found.code for found in verify_pdf(given, store).findings}
    done = stamped(given, store, seal, "")
    verdict = verify_pdf(done.content, store)
    assert (verdict.intact, verdict.findings) == (True, ())
    assert round(done.left_mm) == 129


def test_of_several_prepared_fields_the_one_asked_for_is_filled(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    fields = with_fields(paper(), ("甲方", 60, 100), ("乙方", 350, 100))
    given = approved(fields, store, unit)
    with pytest.raises(WhichFieldError, match="甲方"):
        stamped(given, store, seal, "")
    done = stamped(given, store, seal, "1,146,238")
    names = [
        each.field_name for each in PdfFileReader(io.BytesIO(done.content)).embedded_signatures
    ]
    assert names[-1] == "乙方"


def test_a_field_smaller_than_the_stamp_is_refused(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    given = approved(with_fields(paper(), ("小", 60, 100), size=60), store, unit)
    with pytest.raises(StampDoesNotFitError, match="比印章小"):
        stamped(given, store, seal, "")


def test_a_file_whose_signature_is_broken_is_refused(
    store: StampStore, seal: Stamp, unit: Stamp
) -> None:
    given = approved(paper(content=TEXT), store, unit)
    broken = given.replace(b"Body of a paper", b"Body of a pauer", 1)
    with pytest.raises(JiangdangError, match="样例公司"):
        stamped(broken, store, seal, "1,150,200")


def locked_by_password() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(paper()))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(out := io.BytesIO())
    return out.getvalue()


def dynamic_form() -> bytes:
    return assembled([
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA(x)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ])  # fmt: skip


def endless_pages() -> bytes:
    return assembled([
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[2 0 R]/Count 1/MediaBox[0 0 595 842]>>",
    ])  # fmt: skip


def no_pages() -> bytes:
    return assembled(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"])


def many_pages() -> bytes:
    return paper(2100)


def deep_arrays() -> bytes:
    return assembled([
        "<</Type/Catalog/Pages 2 0 R/X " + "[" * 50_000 + "]" * 50_000 + ">>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R>>",
    ])  # fmt: skip


def bomb() -> bytes:
    """A page whose content is a thousand times its size, twice over."""
    import zlib

    inner = zlib.compress(b"q Q " * 50_000_000, 9)
    packed = zlib.compress(inner, 9).decode("latin-1")
    return assembled([
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        f"<</Length {len(packed)}/Filter[/FlateDecode/FlateDecode]>>stream\n{packed}\nendstream",
    ])  # fmt: skip


HOSTILE = {
    "nothing": b"",
    "no PDF": b"hello" * 100,
    "cut off": paper()[:-200],
    "only a head": b"%PDF-1.7\n",
    "no table": paper().replace(b"startxref", b"startxxxx"),
    "no pages": no_pages(),
    "endless pages": endless_pages(),
    "encrypted": locked_by_password(),
    "dynamic form": dynamic_form(),
    "too many pages": many_pages(),
    "deep arrays": deep_arrays(),
    "forms within forms": forms_within_forms(9, 9),
    "a bomb": bomb(),
}


@pytest.mark.parametrize("pdf", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_stamped_or_refused_in_words_and_in_time(
    store: StampStore, seal: Stamp, pdf: bytes
) -> None:
    start = time.monotonic()
    try:
        done = stamped(pdf, store, seal)
    except JiangdangError as error:
        assert error.message
        assert error.code.startswith("S3")
        assert "Error" not in error.message
    else:
        assert verify_pdf(done.content, store).intact
    assert time.monotonic() - start < 150


REASONS = {
    "encrypted": "加密",
    "dynamic form": "XFA",
    "too many pages": "2000 页",
    "cut off": "损坏",
}


@pytest.mark.parametrize("name", REASONS)
def test_a_refusal_says_why(store: StampStore, seal: Stamp, name: str) -> None:
    with pytest.raises(CannotStampError, match=REASONS[name]):
        stamped(HOSTILE[name], store, seal)


def test_a_file_without_the_text_asked_for_says_how_to_go_on(
    store: StampStore, seal: Stamp
) -> None:
    with pytest.raises(AnchorMissingError, match="--at"):
        stamped(paper(content=TEXT), store, seal, "没有这几个字")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_the_stamp_stands_upright_where_it_was_asked_for_on_turned_pages(
    store: StampStore, seal: Stamp, unit: Stamp, rotate: int, signed: bool
) -> None:
    given = paper(box="-50 20 545 862", rotate=rotate, content=TEXT)
    if signed:
        given = approved(given, store, unit)
    red = looks(stamped(given, store, seal, "1,150,150").content)
    near = [(x, y) for x, y in red if abs(x - 425) < 70 and abs(y - 425) < 70]
    across = [x for x, _ in near]
    down = [y for _, y in near]
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    assert middle == pytest.approx((425, 425), abs=2)
    upper = sum(y < 425 for y in down)
    assert upper > len(down) / 2


def test_what_the_child_sends_back_is_only_believed_as_the_file_and_a_gap() -> None:
    given = b"%PDF-1.7 the file"
    added = b" more /ByteRange [0 46 52 9]<0000> and end"
    content = given + added
    start = content.index(b"<")
    honest = content.replace(b"[0 46 52 9]", b"[0 %d %d %d]" % (start, start + 6, 8))
    start = honest.index(b"<")
    told = b"[0 %d %d %d]" % (start, start + 6, len(honest) - start - 6)
    honest = honest.replace(honest[honest.index(b"[") : honest.index(b"]") + 1], told)
    Prepared(honest, start, start + 6).refuse_unlike(given)
    wrong = [
        Prepared(b"x" + honest[1:], start, start + 6),
        Prepared(honest, start - 1, start + 6),
        Prepared(honest.replace(b"<0000>", b"<00f0>"), start, start + 6),
        Prepared(honest.replace(told, told.replace(b"0 ", b"1 ", 1)), start, start + 6),
    ]
    for prepared in wrong:
        with pytest.raises(PreparedBadlyError):
            prepared.refuse_unlike(given)


def test_a_signature_that_is_too_long_is_not_cut() -> None:
    with pytest.raises(PreparedBadlyError):
        Prepared(b"a<0000>b", 1, 7).filled(b"123")


def test_the_childs_environment_holds_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    from doc_templates.confinement import Confined

    monkeypatch.setenv("JIANGDANG_STAMP_PASSPHRASE", "样例口令")
    monkeypatch.setenv("JIANGDANG_TOKEN_PIN", "123456")
    child = Confined()
    child.ask("样例", {"task": "check", "kind": None, "name": "样例"}, b"")
    assert child._child is not None
    held = Path(f"/proc/{child._child.pid}/environ").read_bytes().decode()
    child.close()
    assert "口令" not in held
    assert "123456" not in held
