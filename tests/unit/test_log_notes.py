"""Checkpoints are C2SP signed notes, read from anybody, and signed by going on from the last."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cases.log.checkpoints import kept_frontier, parse_notes, registered_notes, write_checkpoint
from cases.log.keeping import LogDamagedError
from cases.log.keys import (
    NoPublicKeyError,
    PublicKey,
    create_log_key,
    private_file,
    registered_key,
)
from cases.log.leaves import heads_at
from cases.log.prooffile import LineProof, NoProofFileError
from cases.log.verification import verify_log
from cases.workspace import Workspace
from tests.tools.forging import rechained, replace_lines
from tests.tools.workspaces import NOW, bare_workspace, log_some

# The example of golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
QUIP = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
QUIPPED = (
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return bare_workspace(tmp_path / "ws")


def key_of(workspace: Workspace) -> PublicKey:
    key = registered_key(workspace)
    assert key
    return key


def test_the_published_key_reads_and_its_signature_holds() -> None:
    key = PublicKey.parse(PETER)
    made = base64.b64decode(QUIPPED)
    assert (str(key), key.id.hex()) == (PETER, "c74f20a3")
    assert made[:4] == key.id
    assert key.accepts(made[4:], QUIP.encode())
    assert not key.accepts(made[4:], QUIP.encode() + b"x")


@pytest.mark.parametrize(
    "text", ["", "x", "a+b", PETER[:-4], PETER.replace("c74f20a3", "c74f20a4"), "a+0+é"]
)
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoPublicKeyError):
        PublicKey.parse(text)


def test_a_note_has_the_lines_of_the_specification(workspace: Workspace) -> None:
    log_some(workspace, 3)
    note = write_checkpoint(workspace, NOW)
    origin, size, root, time, empty, signature, end = str(note).split("\n")
    assert (origin, size, empty, end) == (key_of(workspace).name, "3", "", "")
    assert re.fullmatch("jiangdang/log/[0-9a-f]{16}", origin)
    assert base64.b64decode(root, validate=True) == note.root
    assert time == "2026-03-02T09:30:00+08:00"
    dash, name, made = signature.split(" ")
    assert (dash, name) == ("—", origin)
    assert base64.b64decode(made)[:4] == key_of(workspace).id
    assert key_of(workspace).accepts(base64.b64decode(made)[4:], note.body.encode())


def test_a_note_that_others_signed_too_is_still_ours(workspace: Workspace) -> None:
    log_some(workspace, 1)
    note = write_checkpoint(workspace, NOW)
    witness = "— witness.example/w " + base64.b64encode(b"1234" + bytes(64)).decode()
    text = str(note).replace("\n— ", f"\n{witness}\n— ")
    ours = str(note)
    (first, second) = parse_notes(text + ours)
    assert first
    assert second == note
    assert first.signed_by(key_of(workspace))
    assert str(first) == text
    stranger = PublicKey(Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert not first.signed_by(stranger)


def test_notes_without_and_with_more_extension_lines_are_read() -> None:
    head = f"example.com/log\n7\n{base64.b64encode(bytes(32)).decode()}\n"
    end = "\n— example.com/log " + base64.b64encode(b"1234sig").decode() + "\n"
    bare, long = parse_notes(head + end + head + "一\n二\n" + end)
    assert bare
    assert long
    assert (bare.at, long.at, bare.day) == ("", "一\n二", None)
    assert long.body.endswith("一\n二\n")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n3\n", "\n03\n"),
        lambda text: text.replace("\n3\n", "\n-3\n"),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("— ", "- "),
        lambda text: text.replace("=\n2026", "\n2026"),
        lambda text: text[:40],
        lambda text: text.split("—")[0],
    ],
)
def test_what_is_no_canonical_note_is_none(
    workspace: Workspace, spoil: Callable[[str], str]
) -> None:
    log_some(workspace, 3)
    text = spoil(str(write_checkpoint(workspace, NOW)))
    assert not [note for note in parse_notes(text) if note and note.signed_by(key_of(workspace))]


def test_a_checkpoint_goes_on_from_the_last_and_agrees_with_all_lines(
    workspace: Workspace,
) -> None:
    sizes = []
    for count in (1, 2, 1, 5, 7):
        log_some(workspace, count)
        note = write_checkpoint(workspace, NOW)
        sizes.append(note.size)
        frontier = kept_frontier(workspace)
        assert frontier
        assert (frontier.size, frontier.head()) == (note.size, note.root)
        assert heads_at(workspace, {note.size})[1][note.size] == note.root
    assert sizes == [1, 3, 4, 9, 16]
    assert verify_log(workspace).intact


def test_a_log_that_has_not_grown_keeps_its_last_note(workspace: Workspace) -> None:
    log_some(workspace, 2)
    first = write_checkpoint(workspace, NOW)
    assert write_checkpoint(workspace, NOW + timedelta(days=3)) == first
    assert len(registered_notes(workspace)) == 1


def test_two_logs_have_two_names(workspace: Workspace, tmp_path: Path) -> None:
    other = bare_workspace(tmp_path / "other")
    names = set()
    for each in (workspace, other):
        log_some(each, 1)
        names.add(write_checkpoint(each, NOW).origin)
    assert len(names) == 2


def test_a_log_begun_under_the_common_name_keeps_it_and_still_verifies(
    workspace: Workspace,
) -> None:
    """As 0.1.0 wrote it: the bare key in the register, the origin ``jiangdang/log``."""
    log_some(workspace, 2)
    raw = create_log_key(workspace).raw
    with closing(connect(workspace.register_file)) as connection, connection:
        connection.execute("UPDATE facts SET value = ? WHERE name = 'log_key'", (raw.hex(),))
    private_file(workspace).with_suffix(".pub").write_text(f"{PublicKey(raw)}\n", "utf-8")
    first = write_checkpoint(workspace, NOW)
    log_some(workspace, 2)
    second = write_checkpoint(workspace, NOW)
    assert (first.origin, second.origin) == ("jiangdang/log", "jiangdang/log")
    assert verify_log(workspace).intact


def change_fact(workspace: Workspace, value: str | None) -> None:
    with closing(connect(workspace.register_file)) as connection, connection:
        connection.execute("DELETE FROM facts WHERE name = 'log_frontier'")
        if value is not None:
            connection.execute("INSERT INTO facts VALUES ('log_frontier', ?)", (value,))


@pytest.mark.parametrize("value", [None, "", "3", "x y", "3 " + "00" * 32 + " " + "11" * 32])
def test_a_frontier_that_is_gone_or_wrong_is_made_anew_from_the_lines(
    workspace: Workspace, value: str | None
) -> None:
    log_some(workspace, 3)
    write_checkpoint(workspace, NOW)
    change_fact(workspace, value)
    log_some(workspace, 2)
    note = write_checkpoint(workspace, NOW)
    assert heads_at(workspace, {5})[1][5] == note.root
    assert verify_log(workspace).intact


def test_a_forged_frontier_is_found_by_the_audit(workspace: Workspace) -> None:
    log_some(workspace, 3)
    write_checkpoint(workspace, NOW)
    change_fact(workspace, "3 " + "00" * 32 + " " + "11" * 32)
    assert [found.code for found in verify_log(workspace).findings] == ["J220"]


@pytest.mark.parametrize("harm", ["changed", "cut"])
def test_nothing_is_signed_that_does_not_go_on_from_what_was_signed(
    workspace: Workspace, harm: str
) -> None:
    log_some(workspace, 4)
    write_checkpoint(workspace, NOW)
    lines = workspace.log_file.read_text("utf-8").splitlines()
    forged = [lines[0].replace("样经办", "样审核"), *lines[1:]]
    replace_lines(workspace, rechained(forged) if harm == "changed" else lines[:2])
    change_fact(workspace, None)
    with pytest.raises(LogDamagedError):
        write_checkpoint(workspace, NOW)


def test_a_proof_file_reads_back_and_nothing_near_it_does(workspace: Workspace) -> None:
    from acts.log.proving import line_proof

    log_some(workspace, 6)
    write_checkpoint(workspace, NOW)
    content = bytes(line_proof(workspace, 4))
    assert bytes(LineProof.parse(content)) == content
    wrong = [b"", b"x", content[:-1], content + b"\n", content.replace(b"index 3", b"index 03"),
             content.replace(b"@v1", b"@v2"), content.replace(b"index", b"indes"),
             content.replace(b"extra ", b""), content.replace(b"\n\n", b"\n", 1),
             content.replace(b"\n", b"\r\n"), content + content]  # fmt: skip
    for each in wrong:
        with pytest.raises(NoProofFileError):
            LineProof.parse(each)


def test_a_flood_of_faults_is_counted_not_listed(workspace: Workspace) -> None:
    log_some(workspace, 3)
    with workspace.log_file.open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n" * 250)
    codes = [found.code for found in verify_log(workspace).findings]
    assert codes.count("J201") == 100
    assert [found.facts["more"] for found in verify_log(workspace).findings
            if found.code == "J225"] == ["150"]  # fmt: skip
