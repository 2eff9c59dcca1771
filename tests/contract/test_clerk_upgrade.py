"""A workspace of an earlier version is upgraded once, with a copy kept, and nothing is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acts.consents import consent_key
from cases.register.reading import Register
from cases.register.rows import Approval
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk
from tests.fixtures.people import CLERK, ISSUER, NOTICE, NOTIFY, REVIEWER, Office
from tests.tools.old_registers import as_version_1, columns_of
from tests.tools.soundness import problems

FACTS = dict(word.split("=") for word in NOTICE[1::2])
OLD_KEY = consent_key("notify", "2020-1", date(2020, 4, 7), FACTS, False)


@pytest.fixture
def office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    return Office(desk)


def register_of(desk: Desk) -> Path:
    return desk.root / "register.sqlite3"


def age(desk: Desk, *approvals: dict[str, str]) -> None:
    """Make the register one of version 1, with consents as that version knew them."""
    as_version_1(register_of(desk))
    asked: dict[str, Any] = {
        "key": OLD_KEY,
        "what": "2020-1 下发工作通知（2020-04-07）",
        "target": "2020-1",
        "requested_by": CLERK,
        "requested_user": "u0",
        "requested_at": "2026-01-05T09:00:00+08:00",
    }
    with closing(sqlite3.connect(register_of(desk))) as connection, connection:
        for row in approvals:
            whole = {**asked, **row}
            names, marks = ", ".join(whole), ", ".join("?" * len(whole))
            connection.execute(
                f"INSERT INTO approvals ({names}) VALUES ({marks})", tuple(whole.values())
            )


def consented(**more: str) -> dict[str, str]:
    at = "2026-01-05T10:00:00+08:00"
    return {"consent_by": "样旧审核", "consent_user": "u9", "consent_at": at, **more}


def approval(desk: Desk, key: str) -> Approval:
    return Register(Workspace(desk.root)).approval(key)


def test_an_older_workspace_is_left_alone_until_it_is_upgraded(desk: Desk) -> None:
    age(desk)
    before = register_of(desk).read_bytes()
    said = desk.run("batch", "list")
    assert (said.code, "J119" in said.err, "jiangdang upgrade" in said.err) == (5, True, True)
    assert register_of(desk).read_bytes() == before


def test_upgrading_keeps_a_copy_and_says_where(desk: Desk) -> None:
    age(desk, consented())
    before = register_of(desk).read_bytes()
    done = desk.json("upgrade")
    assert done["migrated"] == 1
    assert (desk.root / done["backup"]).read_bytes() == before
    assert desk.json("audit", "log")[-1]["label"] == "升级登记簿"
    assert desk.json("audit", "verify")["findings"] == []
    assert problems(Workspace(desk.root)) == []


def test_upgrading_again_changes_nothing(desk: Desk) -> None:
    age(desk)
    desk.json("upgrade")
    after = register_of(desk).read_bytes()
    again = desk.json("upgrade")
    assert (again["migrated"], again["backup"]) == (0, "")
    assert register_of(desk).read_bytes() == after


def test_an_upgraded_register_has_the_tables_of_a_new_one(desk: Desk, tmp_path: Path) -> None:
    shutil.copyfile(register_of(desk), tmp_path / "new.sqlite3")
    age(desk)
    desk.json("upgrade")
    for table in ("acts", "numbers", "stamp_uses", "received", "approvals", "files"):
        new = columns_of(tmp_path / "new.sqlite3", table)
        assert columns_of(register_of(desk), table) == new


def test_an_old_consent_stands_for_review_and_signature_by_the_same_person(
    office: Office, desk: Desk
) -> None:
    age(desk, consented())
    desk.json("upgrade")
    held = approval(desk, OLD_KEY)
    assert (held.reviewed_by, held.consent_by) == ("样旧审核", "样旧审核")
    assert held.is_by_one
    assert office.run(CLERK, *NOTIFY).code == 7
    assert approval(desk, OLD_KEY).used_by


def test_an_old_request_that_waits_goes_through_the_chain_under_its_key(
    office: Office, desk: Desk
) -> None:
    age(desk, {})
    desk.json("upgrade")
    assert office.asked(*NOTIFY) == OLD_KEY
    assert office.run(REVIEWER, "approve", OLD_KEY).out.startswith("已核稿")
    assert office.run(ISSUER, "approve", OLD_KEY).out.startswith("已签发")
    assert office.run(CLERK, *NOTIFY).code == 7


def test_an_old_look_at_a_file_to_be_sealed_stays_one_consent(desk: Desk) -> None:
    age(desk, {"key": "0000seal", "what": "2020-SX-001 立卷检查（2026-01-05）"})
    desk.json("upgrade")
    assert not approval(desk, "0000seal").issuing


def test_a_newer_register_is_not_touched(desk: Desk) -> None:
    with closing(sqlite3.connect(register_of(desk))) as connection:
        connection.execute("PRAGMA user_version = 99")
    said = desk.run("upgrade")
    assert (said.code, "J101" in said.err) == (5, True)
    assert not (desk.root / "backup").exists()
