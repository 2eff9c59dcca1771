"""Signatures of several bodies on one paper: ours first, theirs after, none missing unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from acts.bureau import Bureau, open_bureau
from acts.papers.records import DocumentRecord, decode_record
from acts.sealing.signed_originals import (
    BrokenSignatureError,
    Judged,
    NotOurStampedPaperError,
    judge_signatures,
)
from acts.stamps.expected_signers import Expected
from acts.starting import init_workspace
from cases.digest import digest_of
from doc_templates.stamping.places.locating import Placement
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore, awaited_stamp
from doc_templates.stamping.strangers.confined import stamp_stranger
from doc_templates.stamping.strangers.readying import Order
from tests.fixtures.signed_papers import WHEN, signed_by
from tests.fixtures.small_pdfs import paper

OURS, THIRD = "上海市静安区人力资源和社会保障局", "样例技能评价中心"
UNIT, LEADER = "样例精密机械有限公司", "样带头"
JOINT = Expected(THIRD, (OURS, THIRD), ())
AGREEMENT = Expected(UNIT, (UNIT, LEADER), ())


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    root = tmp_path_factory.mktemp("局") / "工作区"
    init_workspace(root, "jingan-2019")
    return open_bureau(root, "", print)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("章") / "stamps", demo=True)


def at(owner: str, store: StampStore, left: float = 0) -> Placement:
    return Placement("stamp1", store.sample(owner), dx_mm=left)


def pressed_by_us(store: StampStore) -> bytes:
    """Our stamp, and a place left open for the third party's."""
    place = Placement("stamp1", awaited_stamp(THIRD), dx_mm=-48)
    return stamp_and_sign(paper(), [at(OURS, store)], awaited=[place], signers=store, when=WHEN)


def kept(bureau: Bureau, content: bytes, *stamps: str) -> DocumentRecord:
    """A paper of ours as it lies in the workspace."""
    path = f"batches/{digest_of(content)[-8:]}.pdf"
    file = bureau.workspace.root / path
    file.write_bytes(content)
    digest = digest_of(content)
    return DocumentRecord(
        "commission", "样", "", "s", "2026-03-25", "", path, digest, 1, stamps=stamps
    )


def judged(bureau: Bureau, content: bytes, expected: Expected, *ours: DocumentRecord) -> Judged:
    return judge_signatures(bureau, Path("来件.pdf"), content, expected, ours)


def test_what_we_stamped_first_comes_back_untouched_under_the_other_stamp(
    bureau: Bureau, store: StampStore
) -> None:
    first = pressed_by_us(store)
    ours = kept(bureau, first, "公章")
    theirs = store.sample(THIRD)
    order = Order(theirs, "", "用印", WHEN, 0)
    back = stamp_stranger(first, "来文.pdf", order, store.signer(theirs)).content
    found = judged(bureau, back, JOINT, ours)
    assert [each["signer"] for each in found.signatures] == [OURS, THIRD]
    assert found.continues == ours.sha256
    assert any("含本局先盖章的原文" in note for note in found.notes)


def test_another_copy_than_the_one_we_stamped_is_refused(
    bureau: Bureau, store: StampStore, tmp_path: Path
) -> None:
    ours = kept(bureau, pressed_by_us(store), "公章")
    with pytest.raises(NotOurStampedPaperError):
        judged(bureau, signed_by(tmp_path, [THIRD]), JOINT, ours)


def test_a_place_nobody_signed_yet_is_told_as_missing(bureau: Bureau, store: StampStore) -> None:
    first = pressed_by_us(store)
    found = judged(bureau, first, JOINT)
    assert any(f"还缺“{THIRD}”" in note for note in found.notes)


def test_a_signature_taken_out_again_is_no_scan(bureau: Bureau, tmp_path: Path) -> None:
    signed = signed_by(tmp_path, [UNIT])
    broken = signed.replace(b"/Contents", b"/Contentz", 1).replace(b"/ByteRange", b"/ByteRangf")
    with pytest.raises(BrokenSignatureError):
        judged(bureau, broken, AGREEMENT)


def test_an_agreement_signed_by_both_lacks_nobody(bureau: Bureau, tmp_path: Path) -> None:
    found = judged(bureau, signed_by(tmp_path, [UNIT, LEADER]), AGREEMENT)
    assert not any("还缺" in note for note in found.notes)


def test_an_agreement_without_the_leaders_signature_says_so(bureau: Bureau, tmp_path: Path) -> None:
    found = judged(bureau, signed_by(tmp_path, [UNIT]), AGREEMENT)
    assert any(f"还缺“{LEADER}”" in note for note in found.notes)


def test_a_record_of_earlier_days_has_no_signatures(bureau: Bureau) -> None:
    record = kept(bureau, b"%PDF")
    plain = record.encode().decode()
    old = plain.replace(' "signatures": [],\n', "").replace(',\n "continues": ""', "")
    assert "signatures" not in old and "continues" not in old
    assert decode_record(old.encode()) == record
