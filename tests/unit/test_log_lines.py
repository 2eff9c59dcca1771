"""Log lines are canonical, carry no personal data, and hash into RFC 6962's tree."""

from __future__ import annotations

import hashlib
import json
import stat
from datetime import date
from pathlib import Path

import pytest

from cases.log.canonical import canonical, plain
from cases.log.checkpoints import parse_notes, write_checkpoint
from cases.log.keys import LogKeyMissingError, create_log_key, private_file
from cases.log.tree import EMPTY, Frontier, leaf_hash, node_hash, tree_head
from cases.log.verification import verify_log
from cases.values.id_number import IdNumber, check_digit
from cases.workspace import Workspace
from tests.tools.workspaces import NOW, TARGET, bare_workspace, log_some, open_journal


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "ws")


def test_a_line_has_every_field_in_order_and_the_instant_in_shanghai(
    workspace: Workspace,
) -> None:
    with open_journal(workspace).act("award", "样经办", TARGET) as act:
        act.under_policy("sha256:p")
        act.enter("award", TARGET, {"公布日": date(2019, 3, 25), "件数": 3})
    line = workspace.log_file.read_text("utf-8")
    fields = json.loads(line)
    assert list(fields) == sorted(fields)
    assert (fields["v"], fields["seq"], fields["prev"]) == (1, 1, "0" * 64)
    assert fields["ts"] == "2026-03-02T09:30:00+08:00"
    assert (fields["actor"], fields["system_user"]) == ("样经办", "clerk")
    assert fields["facts"] == {"公布日": "2019-03-25", "件数": 3}
    assert fields["policy"] == "sha256:p"
    assert fields["settings"].startswith("sha256:")
    assert line == canonical(fields) + "\n"


def test_personal_data_never_reaches_the_log(workspace: Workspace) -> None:
    first = "31010619800101001"
    number = first + check_digit(first)
    secrets = [number, "13812345678", "6222021001012345678"]
    with open_journal(workspace).act("note", "样经办", TARGET) as act:
        act.enter("note", TARGET, {"身份证": IdNumber.parse(number), secrets[1]: secrets})
        act.enter("note", TARGET, {"账号": int(secrets[2]), "话": f"电{secrets[1]}号"})
        act.enter("note", f"stamps/{number}.pdf")
    text = workspace.log_file.read_text("utf-8")
    assert not [secret for secret in secrets if secret in text]


def test_digests_dates_and_document_numbers_stay_readable() -> None:
    facts = {"摘要": "sha256:" + "1234567890" * 6 + "abcd", "文号": "静人社〔2019〕12号"}
    assert plain(facts) == facts


def test_floats_have_no_place_in_the_log() -> None:
    with pytest.raises(TypeError):
        plain({"金额": 1.5})


@pytest.mark.parametrize("size", [*range(1, 18), 31, 32, 33])
def test_heads_are_those_of_rfc_6962(size: int) -> None:
    leaves = [leaf_hash(str(number)) for number in range(size)]
    assert tree_head(leaves) == by_definition(leaves)


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as §2.1 writes it: split at the largest power of two below n."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().head() == EMPTY == hashlib.sha256().digest()


def test_a_checkpoint_is_a_signed_note_that_reads_back(workspace: Workspace) -> None:
    log_some(workspace, 2)
    written = write_checkpoint(workspace, NOW)
    (read,) = parse_notes(workspace.checkpoints_file.read_text("utf-8"))
    assert read == written
    assert written.size == 2
    assert written.signed_by(create_log_key(workspace))
    assert verify_log(workspace).checkpoints == 1


def test_the_key_is_for_its_owner_alone_and_made_once(workspace: Workspace) -> None:
    open_journal(workspace)
    first = create_log_key(workspace)
    assert create_log_key(workspace) == first
    assert stat.S_IMODE(private_file(workspace).stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["gone", "broken", "another"])
def test_a_lost_or_changed_key_signs_nothing(
    workspace: Workspace, tmp_path: Path, harm: str
) -> None:
    log_some(workspace, 1)
    write_checkpoint(workspace, NOW)
    key = private_file(workspace)
    other = bare_workspace(tmp_path / "other")
    open_journal(other)
    create_log_key(other)
    contents = {"broken": b"x", "another": private_file(other).read_bytes()}
    key.unlink() if harm == "gone" else key.write_bytes(contents[harm])
    with pytest.raises(LogKeyMissingError):
        write_checkpoint(workspace, NOW)
