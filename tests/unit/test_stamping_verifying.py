"""Whom a verification believes, of what time, with which algorithms, and what it says of others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cases.findings import errors_of
from doc_templates.stamping.pictures.drawing import SIGNATURE
from doc_templates.stamping.placing import Placement, stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verification.reports import as_plain, from_plain
from doc_templates.stamping.verifying import (
    Verification,
    WantedStamp,
    judge_signed,
    stamps_in,
    verify_confined,
    verify_pdf,
)
from tests.fixtures import tampering as ways
from tests.fixtures.office_papers import with_text_field
from tests.fixtures.small_pdfs import paper, put_out_of_use
from tests.fixtures.strangers import (
    DETACHED,
    PADES,
    SIGNER,
    Holder,
    authority,
    believing,
    clock,
    holder,
    keys,
    revocation_list,
    signed,
    time_stamped,
)

NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
BUREAU = "样例区人力资源和社会保障局"


@pytest.fixture(scope="module")
def root() -> Holder:
    return authority()


@pytest.fixture(scope="module")
def middle(root: Holder) -> Holder:
    return authority("样例二级中心", root)


@pytest.fixture
def store(tmp_path: Path, root: Holder) -> StampStore:
    return StampStore(believing(tmp_path / "stamps", root))


def codes(verdict: Verification) -> set[str]:
    return {finding.code for finding in verdict.findings}


def trusted(verdict: Verification) -> list[bool]:
    return [signature.trusted for signature in verdict.signatures]


def samples(folder: Path, *owners: str, kind: str = "公章") -> tuple[StampStore, bytes]:
    """A store of samples and a paper stamped by each of them."""
    store = StampStore(folder / "stamps", demo=True)
    places = [Placement("", store.sample(owner, kind), page=1, x_mm=60.0 + 70 * at, y_mm=100.0)
              for at, owner in enumerate(owners)]  # fmt: skip
    return store, stamp_and_sign(paper(2), places, signers=store, when=NOW)


# --- what is reported ------------------------------------------------------------------------


def test_a_signature_is_reported_with_stamp_chain_algorithm_and_reach(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU, "样例公司")
    first, second = verify_pdf(pdf, store).as_json()["signatures"]
    assert first == first | {
        "signer": BUREAU,
        "stamp": "公章（样章）",
        "kind": "公章",
        "trusted": True,
        "covers_whole_document": False,
        "algorithm": "ECDSA P-256，SHA-256",
        "revision": 2,
        "revisions": 3,
        "valid_when_signed": True,
        "timestamp": None,
        "changes": [{"what": "“样例公司”的签名", "permitted": True}],
        "chain": [f"{BUREAU}，公章（样章）", "匠档演示签发机构（样章专用），演示"],
    }
    assert (second["covers_whole_document"], second["changes"]) == (True, [])
    assert first["covered_bytes"] < second["covered_bytes"] < len(pdf)


def test_the_chain_leads_over_authorities_in_between(
    store: StampStore, middle: Holder, root: Holder
) -> None:
    (signature,) = verify_pdf(signed(holder(middle)), store).signatures
    assert signature.chain == (f"{SIGNER}，公章", "样例二级中心", "样例认证中心")


def test_a_verdict_travels_whole(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU, "样例公司")
    for content in (pdf, ways.revised(ways.edit_content)(pdf), pdf[:-1], b"x"):
        verdict = verify_pdf(content, store, file="样例.pdf")
        assert from_plain(as_plain(verdict)) == verdict


def test_the_stamps_of_the_store_in_a_file_are_named(tmp_path: Path, middle: Holder) -> None:
    store, pdf = samples(tmp_path, BUREAU, "样例公司")
    assert stamps_in(pdf, store) == {f"{BUREAU}-公章", "样例公司-公章"}
    assert stamps_in(signed(holder(middle)), store) == set()


# --- algorithms and formats -------------------------------------------------------------------


@pytest.mark.parametrize("sort", ["P-256", "P-384", "P-521", "RSA 2048", "RSA 3072"])
def test_strong_keys_are_accepted(store: StampStore, middle: Holder, sort: str) -> None:
    verdict = verify_pdf(signed(holder(middle, key=keys()[sort])), store)
    assert (verdict.accepted, verdict.findings) == (True, ())
    assert sort in verdict.signatures[0].algorithm


@pytest.mark.parametrize("sort", ["RSA 1024", "P-192"])
def test_weak_keys_prove_nothing(store: StampStore, middle: Holder, sort: str) -> None:
    verdict = verify_pdf(signed(holder(middle, key=keys()[sort])), store)
    assert (verdict.intact, trusted(verdict), codes(verdict)) == (False, [False], {"S414"})


def test_a_weak_digest_proves_nothing(store: StampStore, middle: Holder) -> None:
    verdict = verify_pdf(signed(holder(middle, key=keys()["RSA 2048"]), digest="sha1"), store)
    assert (verdict.intact, codes(verdict)) == (False, {"S414"})
    assert "SHA-1" in verdict.findings[0].message


def test_an_algorithm_we_do_not_know_is_said_so(store: StampStore, middle: Holder) -> None:
    pdf = signed(holder(middle, key=keys()["Ed25519"]), digest="sha512")
    verdict = verify_pdf(pdf, store)
    assert (verdict.intact, codes(verdict)) == (False, {"S410"})


@pytest.mark.parametrize("form", [DETACHED, PADES])
@pytest.mark.parametrize("visible", [True, False])
@pytest.mark.parametrize("certify", [True, False])
def test_strangers_signatures_of_every_form_are_accepted(
    store: StampStore, middle: Holder, form: object, visible: bool, certify: bool
) -> None:
    pdf = signed(holder(middle), form=form, visible=visible, certify=certify)
    assert verify_pdf(pdf, store).accepted


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
@pytest.mark.parametrize("pss", [True, False])
def test_rsa_is_accepted_with_longer_digests_and_both_paddings(
    store: StampStore, middle: Holder, digest: str, pss: bool
) -> None:
    pdf = signed(holder(middle, key=keys()["RSA 2048"]), digest=digest, pss=pss)
    assert verify_pdf(pdf, store).accepted


def test_an_old_format_of_signatures_is_said_to_be_one(store: StampStore, middle: Holder) -> None:
    pdf = signed(holder(middle)).replace(b"/adbe.pkcs7.detached", b"/adbe.pkcs7.sha1    ")
    verdict = verify_pdf(pdf, store)
    assert (verdict.intact, codes(verdict)) == (False, {"S410"})
    assert "adbe.pkcs7.sha1" in verdict.findings[0].message


# --- whom it believes -------------------------------------------------------------------------


def test_another_authority_with_the_same_names_is_not_believed(store: StampStore) -> None:
    same = authority("样例二级中心", authority("样例认证中心"))
    verdict = verify_pdf(signed(holder(same)), store)
    assert (verdict.intact, verdict.accepted, codes(verdict)) == (True, False, {"S405"})


def test_a_certificate_that_may_not_sign_is_not_believed(store: StampStore, root: Holder) -> None:
    verdict = verify_pdf(signed(authority(SIGNER, root)), store)
    assert (trusted(verdict), codes(verdict)) == ([False], {"S405"})
    assert "用途" in verdict.findings[0].message


def test_a_store_that_may_not_be_read_leaves_trust_open(middle: Holder, root: Holder) -> None:
    with TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        store = StampStore(believing(Path(place) / "stamps", root))
        pdf = signed(holder(middle))
        assert verify_pdf(pdf, store).accepted
        assert verify_pdf(b"", store).findings[0].message  # the words are read by now
        with without_rights(store.folder):
            verdict = verify_pdf(pdf, store)
    assert (verdict.intact, trusted(verdict), codes(verdict)) == (True, [False], {"S435"})


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """As somebody who may not read the folder, root or not."""
    folder.chmod(0o000)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)


# --- time and term ----------------------------------------------------------------------------


def test_a_certificate_that_ended_needs_a_proven_time(store: StampStore, root: Holder) -> None:
    pdf, later = signed(holder(root, end=NOW + YEAR)), NOW + 2 * YEAR
    verdict = verify_pdf(pdf, store, now=later)
    assert (trusted(verdict), codes(verdict)) == ([False], {"S406"})
    registered = verify_pdf(pdf, store, now=later, witnessed=NOW)
    assert (registered.accepted, codes(registered)) == (True, {"S417"})
    assert "本局登记簿" in registered.findings[0].message


def test_a_time_stamp_proves_the_time(store: StampStore, root: Holder) -> None:
    pdf = signed(holder(root, end=NOW + YEAR), clock=clock(root))
    verdict = verify_pdf(pdf, store)
    assert (verdict.accepted, verdict.findings) == (True, ())
    (signature,) = verdict.signatures
    assert signature.timestamp is not None
    assert (signature.timestamp.authority, signature.timestamp.trusted) == ("样例时间戳机构", True)
    later = verify_pdf(pdf, store, now=NOW + 2 * YEAR)
    assert (later.accepted, codes(later)) == (True, {"S417"})
    assert "可信时间戳" in later.findings[0].message


def test_a_time_stamp_over_the_whole_document_vouches_for_what_is_below(
    store: StampStore, root: Holder
) -> None:
    pdf = time_stamped(signed(holder(root, end=NOW + YEAR)), clock(root))
    verdict = verify_pdf(pdf, store, now=NOW + 2 * YEAR)
    assert (verdict.accepted, codes(verdict)) == (True, {"S417"})
    signature, stamp = verdict.signatures
    assert (stamp.is_document_timestamp, stamp.covers_whole_document) == (True, True)
    assert (signature.trusted, signature.proof) == (True, "可信时间戳")
    broken = verify_pdf(ways.flipped(pdf, 100), store)
    assert {"S403", "S418"} <= codes(broken)


def test_a_clock_nobody_knows_is_told_and_proves_nothing(store: StampStore, root: Holder) -> None:
    pdf = signed(holder(root, end=NOW + YEAR), clock=clock(authority("别处")))
    verdict = verify_pdf(pdf, store)
    assert (verdict.accepted, codes(verdict)) == (True, {"S419"})
    assert codes(verify_pdf(pdf, store, now=NOW + 2 * YEAR)) == {"S406", "S419"}


def test_a_time_stamp_of_something_else_is_caught(store: StampStore, root: Holder) -> None:
    verdict = verify_pdf(signed(holder(root), clock=clock(root, wrong=True)), store)
    assert (verdict.intact, codes(verdict)) == (False, {"S418"})


def test_a_claimed_time_far_from_the_stamped_one_is_told(store: StampStore, root: Holder) -> None:
    pdf = signed(holder(root), clock=clock(root, NOW - timedelta(days=3)))
    verdict = verify_pdf(pdf, store)
    assert (verdict.accepted, codes(verdict)) == (True, {"S420"})


def test_a_certificate_not_yet_valid_when_it_signed_is_refused(
    store: StampStore, root: Holder
) -> None:
    pdf = signed(holder(root, start=NOW + YEAR, end=NOW + 3 * YEAR))
    verdict = verify_pdf(pdf, store, now=NOW + 2 * YEAR)
    assert (trusted(verdict), codes(verdict)) == ([False], {"S406"})
    assert not verdict.signatures[0].valid_when_signed


# --- revocation -------------------------------------------------------------------------------


def listed(store: StampStore, content: bytes) -> None:
    (store.folder / "吊销名单.crl").write_bytes(content)


def test_a_list_of_the_authority_revokes(store: StampStore, root: Holder) -> None:
    who = holder(root)
    pdf = signed(who)
    listed(store, revocation_list(root, {}))
    assert verify_pdf(pdf, store).accepted
    listed(store, revocation_list(root, {who.certificate: NOW - YEAR}))
    verdict = verify_pdf(pdf, store)
    assert (verdict.intact, trusted(verdict), codes(verdict)) == (True, [False], {"S415"})


def test_a_later_revocation_spares_what_was_proven_before(store: StampStore, root: Holder) -> None:
    who = holder(root)
    pdf = signed(who)
    listed(store, revocation_list(root, {who.certificate: NOW + timedelta(days=1)}))
    assert trusted(verify_pdf(pdf, store)) == [False]
    proven = verify_pdf(pdf, store, witnessed=NOW)
    assert (proven.accepted, codes(proven)) == (True, {"S415"})


def test_a_revoked_authority_takes_its_certificates_along(
    store: StampStore, root: Holder, middle: Holder
) -> None:
    listed(store, revocation_list(root, {middle.certificate: NOW - YEAR}))
    verdict = verify_pdf(signed(holder(middle)), store)
    assert (trusted(verdict), codes(verdict)) == ([False], {"S415"})
    assert "样例二级中心" in verdict.findings[0].message


def test_a_list_of_somebody_else_revokes_nothing(store: StampStore, root: Holder) -> None:
    who = holder(root)
    impostor = replace(authority("样例认证中心"), certificate=root.certificate)
    listed(store, revocation_list(impostor, {who.certificate: NOW - YEAR}))
    assert verify_pdf(signed(who), store).accepted


def test_a_list_that_is_out_of_date_is_told(store: StampStore, root: Holder) -> None:
    listed(store, revocation_list(root, {}))
    verdict = verify_pdf(signed(holder(root)), store, now=NOW + YEAR)
    assert (verdict.accepted, codes(verdict)) == (True, {"S450"})


def test_a_list_that_cannot_be_read_is_told(store: StampStore, root: Holder) -> None:
    listed(store, b"nothing")
    verdict = verify_pdf(signed(holder(root)), store)
    assert (verdict.accepted, codes(verdict)) == (True, {"S437"})


def test_a_stamp_put_out_of_use_stamps_no_more(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU)
    put_out_of_use(store, f"{BUREAU}-公章", (NOW - YEAR).date(), "样例停用")
    verdict = verify_pdf(pdf, store)
    assert (trusted(verdict), codes(verdict)) == ([False], {"S407"})


# --- later changes that are permitted ---------------------------------------------------------


def test_a_form_filled_in_between_two_signatures_is_told(store: StampStore, root: Holder) -> None:
    first = signed(holder(root), with_text_field(paper(2)))
    filled = ways.revised(ways.fill_in_form)(first)
    verdict = verify_pdf(signed(holder(root, "样例乙"), filled, field="乙"), store)
    assert (verdict.accepted, codes(verdict)) == (True, {"S434"})
    told = [change.what for change in verdict.signatures[0].changes]
    assert told == ["“样例乙”的签名", "填写了表单项“意见”"]


def test_a_permitted_change_that_nobody_signed_is_not_accepted(
    store: StampStore, root: Holder
) -> None:
    first = signed(holder(root), with_text_field(paper(2)))
    verdict = verify_pdf(ways.revised(ways.fill_in_form)(first), store)
    assert (verdict.intact, codes(verdict)) == (False, {"S434", "S436"})


def test_a_second_signer_may_change_nothing_else(store: StampStore, root: Holder) -> None:
    edited = ways.revised(ways.edit_content)(signed(holder(root)))
    verdict = verify_pdf(signed(holder(root, "样例乙"), edited, field="乙"), store)
    assert (verdict.intact, codes(verdict)) == (False, {"S402", "S421"})
    assert [each.covers_whole_document for each in verdict.signatures] == [False, True]


def test_many_changes_are_counted_not_all_told(store: StampStore, root: Holder) -> None:
    def scribble(writer: IncrementalPdfFileWriter) -> None:
        for page in range(60):
            ways.edit_content(writer, page)

    verdict = verify_pdf(ways.revised(scribble)(signed(holder(root), paper(60))), store)
    assert codes(verdict) == {"S402", "S421", "S430"}
    assert len(verdict.findings) == 42


# --- whose stamps belong there ----------------------------------------------------------------

NOTICE = [WantedStamp("局", (BUREAU,))]
AGREEMENT = [
    WantedStamp("单位", ("样例公司", "样例旧名公司"), ("公章", "合同专用章")),
    WantedStamp("带头人", ("样带头",), (SIGNATURE,)),
]


def test_the_right_stamps_are_accepted(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU)
    assert judge_signed(pdf, store, NOTICE).accepted
    assert judge_signed(pdf, store, [BUREAU]).accepted
    assert judge_signed(pdf, store, ["样例区人力资源和社会保障局 "]).accepted


def test_names_may_differ_in_width_and_brackets(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, "样例（上海）公司")
    assert judge_signed(pdf, store, ["样例(上海)公司"]).accepted


def test_a_units_stamp_on_the_bureaus_notice_is_the_wrong_owners(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, "样例公司")
    verdict = judge_signed(pdf, store, NOTICE)
    assert (verdict.intact, verdict.accepted) == (True, False)
    assert codes(verdict) == {"S442", "S443"}


def test_a_missing_signer_is_named(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, "样例旧名公司")
    verdict = judge_signed(pdf, store, AGREEMENT)
    assert codes(verdict) == {"S443"}
    assert "样带头" in verdict.findings[0].message


def test_a_persons_stamp_does_not_stand_for_a_seal(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, "样例公司", kind=SIGNATURE)
    assert codes(judge_signed(pdf, store, ["样例公司"])) == {"S444"}


def test_a_contract_stamp_does_for_an_agreement_only(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, "样例公司", kind="合同专用章")
    assert codes(judge_signed(pdf, store, AGREEMENT[:1])) == set()
    assert codes(judge_signed(pdf, store, ["样例公司"])) == {"S444"}


def test_a_kind_that_no_certificate_names_is_let_be(store: StampStore, root: Holder) -> None:
    pdf = signed(holder(root, unit="办公室"))
    assert judge_signed(pdf, store, [SIGNER]).accepted


def test_owners_nobody_named_are_counted(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU)
    needed = [WantedStamp("单位"), WantedStamp("带头人", kinds=(SIGNATURE,))]
    assert codes(judge_signed(pdf, store, needed)) == {"S443"}
    assert codes(judge_signed(pdf, store, needed[:1])) == set()


# --- files from anywhere ----------------------------------------------------------------------


def test_the_child_says_what_we_say(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU, "样例公司")
    for content in (pdf, ways.revised(ways.replace_page)(pdf), ways.flipped(pdf, 300)):
        here = verify_pdf(content, store, file="样例.pdf", now=NOW, witnessed=NOW)
        there = verify_confined(content, store, file="样例.pdf", now=NOW, witnessed=NOW)
        assert there == here


def test_an_encrypted_file_is_not_gone_into(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU)
    for password in ("", "口令"):
        writer = pypdf.PdfWriter(clone_from=BytesIO(pdf))
        writer.encrypt(password, algorithm="AES-256")
        writer.write(output := BytesIO())
        verdict = verify_confined(output.getvalue(), store)
        assert (verdict.intact, codes(verdict)) == (False, {"S449"})
        assert "加密" in verdict.findings[0].message


def test_no_finding_speaks_english(tmp_path: Path, root: Holder) -> None:
    """But for the names of the format's own parts."""
    store, pdf = samples(tmp_path, BUREAU, "样例公司")
    known = {"PDF", "EOF", "xref", "trailer", "startxref", "Catalog", "XMP", "pem", "stamps", "SHA"}
    known |= {"Signature", "Helvetica", "RSA"}
    for content in many_broken(pdf, root):
        for finding in verify_pdf(content, store).findings:
            words = set(re.findall(r"[A-Za-z]{3,}", finding.message))
            assert words <= known, finding.message


def many_broken(pdf: bytes, root: Holder) -> Iterator[bytes]:
    for _, place in list(ways.structural_places(pdf))[::3]:
        yield ways.flipped(pdf, place)
    for change in (ways.edit_content, ways.add_annotation, ways.add_open_action, ways.remove_page):
        yield ways.revised(change)(pdf)
    yield signed(holder(authority("别处")), digest="sha1", visible=True)
    yield signed(holder(root, key=keys()["RSA 1024"]))
    yield signed(holder(root), clock=clock(root, wrong=True))


def test_verification_leaves_no_error_without_a_severity(tmp_path: Path) -> None:
    store, pdf = samples(tmp_path, BUREAU)
    verdict = verify_pdf(ways.with_tail(b"x")(pdf), store, file="样例.pdf")
    (finding,) = errors_of(verdict.findings)
    assert (finding.code, finding.clause, str(finding.place)) == ("S404", "本局设定", "样例.pdf")
