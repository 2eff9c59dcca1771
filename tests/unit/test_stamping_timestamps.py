"""A time-stamping authority vouches for the time, and stamping stops when it does not answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from doc_templates.stamping.places.locating import Placement
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.revisions.timestamps import TimestampAuthority, TimestampMissingError
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verifying import verify_pdf
from tests.fixtures.small_pdfs import paper
from tests.fixtures.time_authority import TimeAuthority, time_authority

WHEN = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with time_authority(tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture
def store(tmp_path: Path) -> StampStore:
    return StampStore(tmp_path / "stamps", demo=True)


def signed(store: StampStore, address: str, *names: str) -> bytes:
    stamps = [store.sample(name) for name in names or ("样例公司",)]
    places = [Placement("", each, page=1, x_mm=60.0 + 80 * at, y_mm=100.0)
              for at, each in enumerate(stamps)]  # fmt: skip
    return stamp_and_sign(
        paper(), places, signers=store, when=WHEN, authority=TimestampAuthority(address)
    )


def tokens(pdf: bytes) -> list[datetime]:
    """The times the authority vouched for, of each signature."""
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    found = []
    for signature in PdfFileReader(BytesIO(pdf)).embedded_signatures:
        for attribute in signature.signer_info["unsigned_attrs"]:
            assert attribute["type"].native == "signature_time_stamp_token"
            content = attribute["values"][0]["content"]["encap_content_info"]["content"]
            found.append(content.parsed["gen_time"].native)
    return found


def test_each_signature_carries_the_authoritys_time(
    store: StampStore, authority: TimeAuthority
) -> None:
    pdf = signed(store, authority.address, "样例公司", "样例学校")
    times = tokens(pdf)
    assert len(times) == 2
    assert all(abs((time - datetime.now(UTC)).total_seconds()) < 120 for time in times)
    assert verify_pdf(pdf, store).intact


def test_the_time_is_believed_by_the_authoritys_certificate(
    store: StampStore, authority: TimeAuthority
) -> None:
    pdf = signed(store, authority.address)
    (store.folder / "tsa.pem").write_bytes(authority.root)
    verdict = verify_pdf(pdf, store)
    assert (verdict.intact, verdict.signatures[0].trusted) == (True, True)
    assert verdict.findings == ()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "ftp://样例/", "没有地址"])
def test_without_an_answer_nothing_is_stamped(store: StampStore, address: str) -> None:
    with pytest.raises(TimestampMissingError, match="时间戳服务"):
        signed(store, address)
