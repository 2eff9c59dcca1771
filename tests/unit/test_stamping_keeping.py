"""The stamp store keeps keys private, other bodies' stamps out, and revoked stamps unusable."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from doc_templates.stamping.signers.keys import StampKeyUnreadableError
from doc_templates.stamping.signers.passphrases import StampKeyExposedError
from doc_templates.stamping.store.checkup import check_up
from doc_templates.stamping.store.keeping import (
    ForeignStampError,
    StampNotFoundError,
    StampStore,
)
from doc_templates.stamping.store.records import StampRecordBrokenError
from tests.fixtures.small_pdfs import put_out_of_use

OWNER = "样例区人力资源和社会保障局"


@pytest.fixture
def store(tmp_path: Path) -> StampStore:
    return StampStore(tmp_path / "stamps", demo=True)


def test_a_sample_has_picture_record_and_a_certificate_naming_owner_kind_and_sample(
    store: StampStore,
) -> None:
    stamp = store.sample(OWNER)
    assert {path.name for path in stamp.folder.iterdir()} == {
        "stamp.svg",
        "stamp.yaml",
        "stamp.p12",
    }
    subject = store.signer(stamp).certificate.subject.rfc4514_string()
    assert OWNER in subject
    assert "公章（样章）" in subject
    assert stamp.record.sample


def test_keys_are_readable_by_their_owner_only(store: StampStore) -> None:
    stamp = store.sample(OWNER)
    secret = [stamp.key_file, store.folder / ".authority.p12", store.folder / ".passphrase"]
    assert [path.stat().st_mode & 0o777 for path in secret] == [0o600] * 3
    assert store.folder.stat().st_mode & 0o777 == 0o700
    assert stamp.folder.stat().st_mode & 0o777 == 0o700


def test_a_key_that_others_can_read_is_not_used(store: StampStore) -> None:
    stamp = store.sample(OWNER)
    stamp.key_file.chmod(0o644)
    with pytest.raises(StampKeyExposedError, match="chmod 600"):
        store.signer(stamp)


def test_asking_twice_gives_the_same_stamp(store: StampStore) -> None:
    assert store.sample(OWNER) == store.sample(OWNER) == store.find(OWNER)
    assert [stamp.name for stamp in store.list()] == [f"{OWNER}-公章"]


def test_another_bodys_stamp_is_refused_outside_a_demonstration(tmp_path: Path) -> None:
    store = StampStore(tmp_path, owners=[OWNER])
    assert store.sample(OWNER).owner == OWNER
    with pytest.raises(ForeignStampError, match="待盖章稿"):
        store.sample("样例公司")
    assert len(store.list()) == 1


def test_a_missing_stamp_says_how_to_make_one(store: StampStore) -> None:
    with pytest.raises(StampNotFoundError, match="jiangdang stamp sample"):
        store.find("样例公司")


def test_a_revoked_stamp_is_not_found_but_stays_listed(store: StampStore) -> None:
    stamp = store.sample(OWNER)
    put_out_of_use(store, stamp.name, date(2026, 1, 2), "样例停用")
    with pytest.raises(StampNotFoundError):
        store.find(OWNER)
    fresh = store.sample(OWNER)
    assert fresh.record.serial != stamp.record.serial
    assert {held.record.revoked for held in store.list()} == {None, date(2026, 1, 2)}


def test_the_passphrase_may_come_from_the_environment(
    store: StampStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_STAMP_PASSPHRASE", "样例口令")
    stamp = store.sample(OWNER)
    assert not (store.folder / ".passphrase").exists()
    monkeypatch.setenv("JIANGDANG_STAMP_PASSPHRASE", "wrong")
    with pytest.raises(StampKeyUnreadableError, match="JIANGDANG_STAMP_PASSPHRASE") as caught:
        store.signer(stamp)
    assert "样例口令" not in caught.value.message


def test_a_broken_record_names_its_line(store: StampStore) -> None:
    stamp = store.sample(OWNER)
    record = stamp.folder / "stamp.yaml"
    record.write_text(record.read_text(encoding="utf-8") + "!!python/object:x\n", encoding="utf-8")
    with pytest.raises(StampRecordBrokenError, match="第 17 行"):
        store.list()


@pytest.mark.parametrize("owner", ["../../样例", "样/例", "..", "样\n例"])
def test_an_owners_name_never_leads_out_of_the_store(store: StampStore, owner: str) -> None:
    from doc_templates.stamping.store.keeping import folder_name

    assert (store.folder / folder_name(owner, "公章")).parent == store.folder
    assert "/" not in folder_name(owner, "公章")
    assert not folder_name(owner, "公章").startswith(".")


def test_doctor_hears_of_certificates_that_run_out(store: StampStore) -> None:
    stamp = store.sample(OWNER)
    assert check_up(store, date(2026, 11, 22)) == ()
    soon = check_up(store, stamp.record.valid_until)
    late = check_up(store, date(2099, 1, 1))
    assert [found.code for found in (*soon, *late)] == ["S502", "S503"]


def test_a_unit_with_a_long_name_has_a_stamp_that_names_it_whole(store: StampStore) -> None:
    from doc_templates.stamping.signers.certificates import common_name

    owner = "样例轨道交通装备维修与智能检测技术服务（上海）股份有限公司"
    assert common_name(store.signer(store.sample(owner)).certificate) == owner
