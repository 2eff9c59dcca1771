"""Time stamps over checkpoints, by the commands and a real authority: OpenSSL's (fault 25)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from acts.log.anchoring import anchor_state
from acts.stamps.timestamping import kept_tokens
from cases.workspace import Workspace
from tests.fixtures.command_line import Desk
from tests.fixtures.time_authority import TimeAuthority, time_authority

HERE_ONLY = "已锚定于本机，未在别处"
NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeAuthority]:
    with time_authority(tmp_path_factory.mktemp("tsa")) as found:
        yield found


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bureau")
    desk = Desk(home / "ws")
    desk.furnish()
    desk.json("audit", "checkpoint")
    return home


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "bureau")
    return Desk(tmp_path / "bureau" / "ws")


def served_by(desk: Desk, address: str, *roots: bytes) -> None:
    """Name the service in the settings, and believe the authorities."""
    file = desk.root / "jiangdang.yaml"
    kept = [line for line in file.read_text("utf-8").splitlines() if "时间戳服务" not in line]
    file.write_text("\n".join([*kept, f"时间戳服务: '{address}'", ""]), "utf-8")
    (desk.root / "stamps").mkdir(exist_ok=True)
    for root in roots:
        (desk.root / "stamps" / f"tsa{len(root)}{hash(root)}.pem").write_bytes(root)


def audited(desk: Desk) -> tuple[int, list[str], str]:
    said = desk.run("audit", "verify", "--json")
    codes = [found["code"] for found in said.json["findings"]]
    (sentence,) = (line for line in said.err.splitlines() if line.startswith("已锚定于"))
    return said.code, codes, sentence


def stamped(desk: Desk) -> Any:
    return desk.json("audit", "timestamp")


def folder(desk: Desk) -> Path:
    return desk.root / "log.timestamps"


def openssl_accepts(data: bytes, token: Path, root: bytes, scratch: Path, *more: str) -> bool:
    scratch.mkdir(exist_ok=True)
    (scratch / "data").write_bytes(data)
    (scratch / "ca.pem").write_bytes(root)
    command = ["openssl", "ts", "-verify", "-data", "data", "-in", str(token)]
    done = subprocess.run(
        [*command, "-CAfile", "ca.pem", *more], cwd=scratch, capture_output=True, check=False
    )
    return done.returncode == 0


def test_a_token_over_the_checkpoint_anchors_the_log_and_openssl_accepts_it(
    desk: Desk, authority: TimeAuthority, tmp_path: Path
) -> None:
    served_by(desk, authority.address, authority.root)
    (tmp_path / "硬盘").mkdir()
    file = desk.root / "jiangdang.yaml"
    text = f"留存处:\n  - {{名称: 硬盘, 路径: '{tmp_path / '硬盘'}'}}\n"
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    done = stamped(desk)
    assert (done["fetched"], done["renewed"]) == (1, 0)
    (row,) = done["tokens"]
    assert (row["checkpoint"], row["number"], row["state"]) == (3, 1, "有效")
    note = (folder(desk) / "3.checkpoint").read_bytes()
    assert note == (desk.root / "log.checkpoints").read_bytes()
    token = desk.root / row["file"]
    assert openssl_accepts(note, token, authority.root, tmp_path / "ssl")
    assert not openssl_accepts(note + b"x", token, authority.root, tmp_path / "ssl")
    kept = tmp_path / "硬盘" / "匠档检查点" / "J099.timestamps"
    assert (kept / "3-1.tsr").read_bytes() == token.read_bytes()
    code, codes, sentence = audited(desk)
    assert (code, codes) == (0, [])
    assert "Sample TSA的时间戳（至第 3 条，" in sentence
    assert stamped(desk)["fetched"] == 0


def test_the_signature_of_the_log_needs_no_service(desk: Desk) -> None:
    said = desk.run("audit", "timestamp", "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "J230")
    assert desk.json("audit", "timestamp", "--list") == {"tokens": []}


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "ftp://样例/"])
def test_a_service_that_is_down_is_told_and_the_checkpoint_stands(desk: Desk, address: str) -> None:
    served_by(desk, address)
    said = desk.run("audit", "timestamp", "--json")
    assert (said.code, said.json["error"]["code"]) == (7, "J246")
    assert not folder(desk).exists()
    assert audited(desk)[:2] == (0, [])


def test_after_sealing_a_service_that_is_down_is_a_warning(desk: Desk) -> None:
    from acts.bureau import open_bureau
    from acts.log.anchoring import anchor_log
    from cases.findings import Severity

    served_by(desk, "http://127.0.0.1:9/")
    told: list[Any] = []
    anchor_log(open_bureau(desk.root, "", print, alert=told.extend))
    assert [(found.code, found.severity) for found in told] == [("J237", Severity.WARNING)]


def test_after_sealing_the_newest_checkpoint_is_stamped(
    desk: Desk, authority: TimeAuthority
) -> None:
    from acts.bureau import open_bureau
    from acts.log.anchoring import anchor_log

    served_by(desk, authority.address, authority.root)
    told: list[Any] = []
    anchor_log(open_bureau(desk.root, "", print, alert=told.extend))
    assert (told, len(desk.json("audit", "timestamp", "--list")["tokens"])) == ([], 1)


def test_an_authority_nobody_believes_is_no_anchor(desk: Desk, authority: TimeAuthority) -> None:
    served_by(desk, authority.address)
    assert stamped(desk)["tokens"][0]["state"] == "机构未认可"
    code, codes, sentence = audited(desk)
    assert (code, codes) == (0, ["J233"])
    assert sentence.startswith(HERE_ONLY)


@pytest.mark.parametrize("name", ["3-1.tsr", "3.checkpoint"])
def test_a_token_or_note_that_was_touched_is_damage(
    desk: Desk, authority: TimeAuthority, name: str
) -> None:
    served_by(desk, authority.address, authority.root)
    stamped(desk)
    file = folder(desk) / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    code, codes, sentence = audited(desk)
    assert (code, codes) == (6, ["J231"])
    assert sentence.startswith(HERE_ONLY)


@pytest.mark.parametrize("name", ["3-1.tsr", "3.checkpoint"])
def test_a_token_or_note_that_is_gone_is_damage(
    desk: Desk, authority: TimeAuthority, name: str
) -> None:
    served_by(desk, authority.address, authority.root)
    stamped(desk)
    (folder(desk) / name).unlink()
    assert audited(desk)[:2] == (6, ["J231"])


@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n\r\nnonsense",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\n"
        b"Content-Length: 9000\r\n\r\n0",
        b"HTTP/1.1 500 no\r\n\r\n",
        b"",
    ],
)
def test_a_service_that_talks_nonsense_is_told(desk: Desk, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        thread = threading.Thread(target=talk)
        thread.start()
        served_by(desk, f"http://127.0.0.1:{server.getsockname()[1]}/")
        said = desk.run("audit", "timestamp", "--json")
        thread.join()
    assert (said.code, said.json["error"]["code"]) == (7, "J246")
    assert not folder(desk).exists()


def test_a_token_is_renewed_before_its_authority_ends_and_covers_the_one_before(
    desk: Desk, authority: TimeAuthority, tmp_path: Path
) -> None:
    """RFC 4998 5: the later token covers the note and the earlier token."""
    soon = datetime.now(UTC) + timedelta(seconds=8)
    with time_authority(tmp_path / "ending", ends=soon) as ending:
        served_by(desk, ending.address, ending.root, authority.root)
        assert stamped(desk)["tokens"][0]["state"] == "一年内到期"
    assert audited(desk)[:2] == (0, ["J235"])
    served_by(desk, authority.address)
    done = stamped(desk)
    assert (done["fetched"], done["renewed"]) == (0, 1)
    assert [(row["number"], row["state"]) for row in done["tokens"]] == [(2, "有效")]
    note = (folder(desk) / "3.checkpoint").read_bytes()
    covered = note + (folder(desk) / "3-1.tsr").read_bytes()
    scratch = tmp_path / "ssl"
    assert openssl_accepts(covered, folder(desk) / "3-2.tsr", authority.root, scratch)
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()) + 1)
    # Ended by now: alone it would prove nothing, the later token carries it on.
    first = folder(desk) / "3-1.tsr"
    assert not openssl_accepts(note, first, ending.root, scratch)
    assert openssl_accepts(note, first, ending.root, scratch, "-no_check_time")
    code, codes, sentence = audited(desk)
    assert (code, codes) == (0, [])
    assert "Sample TSA的时间戳（至第 3 条" in sentence
    states = [kept.state for kept in kept_tokens(Workspace(desk.root), datetime.now(UTC))]
    assert states == ["已续期", "有效"]


def test_a_token_whose_authority_has_ended_is_explained_and_no_damage(
    desk: Desk, authority: TimeAuthority
) -> None:
    served_by(desk, authority.address, authority.root)
    stamped(desk)
    later = datetime.now(UTC) + timedelta(days=3700)
    state = anchor_state(Workspace(desk.root), later)
    (found,) = state.findings
    assert (found.code, found.severity.value) == ("J234", "warning")
    assert "日志没有损坏" in found.message
    assert state.sentence.startswith(HERE_ONLY)


def test_a_late_renewal_vouches_from_its_own_time_only(
    desk: Desk, authority: TimeAuthority, tmp_path: Path
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=3)
    with time_authority(tmp_path / "ending", ends=soon) as ending:
        served_by(desk, ending.address, ending.root, authority.root)
        stamped(desk)
    time.sleep(max(0.0, (soon - datetime.now(UTC)).total_seconds()) + 1.5)
    assert audited(desk)[:2] == (0, ["J234"])
    served_by(desk, authority.address)
    assert stamped(desk)["renewed"] == 1
    code, codes, sentence = audited(desk)
    assert (code, codes) == (0, ["J238"])
    assert "Sample TSA的时间戳（至第 3 条" in sentence


def test_an_authority_without_a_newer_certificate_is_told_and_nothing_piles_up(
    desk: Desk, tmp_path: Path
) -> None:
    with time_authority(tmp_path / "ending", ends=NOW + timedelta(days=90)) as ending:
        served_by(desk, ending.address, ending.root)
        stamped(desk)
        said = desk.run("audit", "timestamp")
    assert said.code == 0
    assert "[J239]" in said.err
    assert sorted(path.name for path in folder(desk).iterdir()) == ["3-1.tsr", "3.checkpoint"]


def test_a_weak_key_is_renewed_although_its_certificate_runs_on(
    desk: Desk, authority: TimeAuthority, tmp_path: Path
) -> None:
    with time_authority(tmp_path / "weak", bits=1024) as weak:
        served_by(desk, weak.address, weak.root, authority.root)
        assert stamped(desk)["tokens"][0]["state"] == "算法过弱"
    assert audited(desk)[:2] == (0, ["J236"])
    served_by(desk, authority.address)
    assert stamped(desk)["renewed"] == 1
    assert audited(desk)[:2] == (0, [])


def test_the_list_says_what_ends_when(desk: Desk, authority: TimeAuthority) -> None:
    served_by(desk, authority.address, authority.root)
    stamped(desk)
    said = desk.run("audit", "timestamp", "--list")
    assert "证书到期" in said.out
    assert f"{(datetime.now(UTC) + timedelta(days=3650)).year}-" in said.out
