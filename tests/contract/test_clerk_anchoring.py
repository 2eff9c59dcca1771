"""The log and its anchors, by the commands: what is forged, cut or rolled back is caught."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from cases.workspace import Workspace
from tests.fixtures.command_line import CASE, Desk
from tests.tools.forging import forge_everything, rechained, replace_lines

HERE_ONLY = "已锚定于本机，未在别处"


def named(desk: Desk, *places: Path) -> None:
    """Name keeping places in the settings."""
    file = desk.root / "jiangdang.yaml"
    rows = "".join(f"  - {{名称: {path.name}, 路径: '{path}'}}\n" for path in places)
    file.write_text(file.read_text("utf-8") + "\n留存处:\n" + rows, "utf-8")


def place_of(root: Path) -> Path:
    return root / "匠档检查点" / "J099.checkpoints"


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau at work: checkpoints in a place outside, lines before and after them."""
    home = tmp_path_factory.mktemp("bureau")
    desk = Desk(home / "ws")
    desk.furnish()
    (home / "硬盘").mkdir()
    named(desk, home / "硬盘")
    desk.json("audit", "checkpoint")
    log_more(desk)
    desk.json("audit", "checkpoint")
    log_more(desk)
    return home


def log_more(desk: Desk) -> None:
    """Two more lines: a case edited by hand is taken in."""
    file = desk.root / "cases" / CASE / "case.yaml"
    for word in ("甲", "乙"):
        file.write_text(file.read_text("utf-8") + f"# {word}\n", "utf-8")
        desk.json("case", "list")


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "bureau")
    found = Desk(tmp_path / "bureau" / "ws")
    file = found.root / "jiangdang.yaml"
    text = file.read_text("utf-8").replace(str(furnished), str(tmp_path / "bureau"))
    file.write_text(text, "utf-8")
    return found


@pytest.fixture
def place(desk: Desk) -> Path:
    return desk.root.parent / "硬盘"


def audited(desk: Desk) -> tuple[int, set[str], dict[str, Any]]:
    said = desk.run("audit", "verify", "--json")
    value = said.json
    return said.code, {found["code"] for found in value["findings"]}, value


def test_an_untouched_log_is_anchored_outside(desk: Desk) -> None:
    code, codes, value = audited(desk)
    assert (code, codes, value["checkpoints"]) == (0, set(), 2)
    told = re.sub(r"\d{4}-\d\d-\d\d", "某日", value["anchor"]["sentence"])
    assert told == "已锚定于 硬盘（至第 5 条，某日，与工作区同在一块磁盘）；其后 2 条还没有锚定。"
    (place,) = value["anchor"]["places"]
    assert (place["state"], place["size"]) == ("相符", 5)
    assert "已锚定于 硬盘" in desk.run("audit", "verify").out
    assert "留存处最近的检查点：硬盘 今天" in desk.run("doctor").out


Change = Callable[[list[str]], list[str]]
TAMPERING: dict[str, tuple[Change, str]] = {
    "edited": (lambda s: [*s[:1], s[1].replace("2020-1", "2020-2"), *s[2:]], "J203"),
    "deleted": (lambda s: [*s[:2], *s[3:]], "J202"),
    "reordered": (lambda s: [s[0], s[2], s[1], *s[3:]], "J202"),
    "inserted": (lambda s: [*s[:3], s[0], *s[3:]], "J202"),
    "duplicated": (lambda s: [*s[:3], s[2], *s[3:]], "J202"),
    "the last doubled": (lambda s: [*s, s[-1]], "J207"),
    "chained anew": (lambda s: rechained([s[0], s[1].replace("2020-1", "2020-2"), *s[2:]]), "J209"),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_with_a_line_is_caught_and_named(desk: Desk, name: str) -> None:
    """Fault 14."""
    change, wanted = TAMPERING[name]
    log = desk.root / "log.jsonl"
    lines = change(log.read_text("utf-8").splitlines())
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    code, codes, value = audited(desk)
    assert (code, wanted in codes) == (6, True), codes
    assert any(found["place"].startswith("log.jsonl 第") for found in value["findings"])


@pytest.mark.parametrize("cut", range(1, 8))
def test_the_last_lines_cut_off_everywhere_are_caught_by_the_checkpoint(
    desk: Desk, cut: int
) -> None:
    """Fault 14: log and register both truncated; only lines under no checkpoint can be lost."""
    workspace = Workspace(desk.root)
    lines = workspace.log_file.read_text("utf-8").splitlines()
    replace_lines(workspace, lines[:-cut])
    code, codes, _ = audited(desk)
    covered = len(lines) - cut < 5
    assert (code == 6) == covered
    assert ({"J209", "J218"} <= codes) == covered


def test_a_history_rewritten_whole_with_another_key_is_caught_by_the_place(desk: Desk) -> None:
    """Fault 15: log, register, checkpoints and key agree; only the place outside knows better."""
    forge_everything(desk.root, "2020-1", "2020-2")
    code, codes, value = audited(desk)
    assert (code, codes) == (6, {"J219"})
    assert value["anchor"]["sentence"].startswith(HERE_ONLY)
    assert "不符" in value["anchor"]["sentence"]


def test_a_history_rewritten_whole_with_the_same_key_is_caught_by_the_place(desk: Desk) -> None:
    forge_everything(desk.root, "2020-1", "2020-2", new_key=False)
    code, codes, _ = audited(desk)
    assert (code, codes) == (6, {"J217"})


def test_a_history_rewritten_whole_is_caught_by_a_kept_checkpoint(
    desk: Desk, tmp_path: Path
) -> None:
    kept = tmp_path / "抽屉里的检查点"
    shutil.copy(desk.root / "log.checkpoints", kept)
    assert desk.json("audit", "consistency", kept)["consistent"] is True
    forge_everything(desk.root, "2020-1", "2020-2", new_key=False)
    said = desk.run("audit", "consistency", kept, "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "J244")
    forge_everything(desk.root, "2020-2", "2020-3")
    said = desk.run("audit", "consistency", kept, "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "J228")


def test_without_a_place_a_whole_rewriting_passes_and_every_verification_says_so(
    desk: Desk,
) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(file.read_text("utf-8").split("\n留存处:")[0] + "\n", "utf-8")
    forge_everything(desk.root, "2020-1", "2020-2")
    code, codes, value = audited(desk)
    assert (code, codes, value.keys()) == (0, set(), {"entries", "checkpoints", "findings"})
    assert HERE_ONLY in desk.run("audit", "verify", "--json").err
    assert HERE_ONLY in desk.run("audit", "verify").out


def test_a_workspace_rolled_back_is_caught_by_the_place(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.root, tmp_path / "backup")
    log_more(desk)
    desk.json("audit", "checkpoint")
    shutil.rmtree(desk.root)
    shutil.copytree(tmp_path / "backup", desk.root)
    code, codes, value = audited(desk)
    assert (code, codes) == (6, {"J218"})
    assert value["anchor"]["places"][0]["state"] == "比本机新"
    place = place_of(desk.root.parent / "硬盘")
    before = place.read_bytes()
    said = desk.run("audit", "checkpoint")
    assert said.code == 0
    assert "[J217]" in said.err
    assert place.read_bytes() == before


def test_checkpoints_taken_from_the_place_are_seen_as_missing(desk: Desk, place: Path) -> None:
    place_of(place).unlink()
    code, _, value = audited(desk)
    assert code == 0
    assert value["anchor"]["sentence"] == f"{HERE_ONLY}。硬盘：还没有检查点。"


def test_a_place_out_of_reach_stops_nothing_and_is_caught_up(desk: Desk, place: Path) -> None:
    away = place.rename(place.with_name("拔下"))
    log_more(desk)
    said = desk.run("audit", "checkpoint")
    assert said.code == 0
    assert "[J216]" in said.err
    code, _, value = audited(desk)
    assert code == 0
    assert value["anchor"]["sentence"] == f"{HERE_ONLY}。硬盘：现在用不了。"
    away.rename(place)
    log_more(desk)
    assert desk.run("audit", "checkpoint").err == ""
    assert place_of(place).read_bytes() == (desk.root / "log.checkpoints").read_bytes()


def test_a_place_inside_the_workspace_is_no_anchor(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    inside = desk.root / "留存"
    inside.mkdir()
    file.write_text(file.read_text("utf-8").split("\n留存处:")[0] + "\n", "utf-8")
    named(desk, inside)
    desk.json("audit", "checkpoint")
    assert audited(desk)[2]["anchor"]["sentence"].startswith(HERE_ONLY)


def test_a_torn_last_line_is_completed_once_and_logged(desk: Desk) -> None:
    """Fault 16."""
    log = desk.root / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole[:-30])
    assert audited(desk)[:2] == (0, set())
    healed = log.read_bytes()
    assert healed.startswith(whole)
    assert healed.count(b'"log-repaired"') == 1
    assert audited(desk)[:2] == (0, set())
    assert log.read_bytes() == healed


def test_earlier_damage_is_never_repaired_by_itself(desk: Desk) -> None:
    """Fault 16: a hole in the middle stays for the auditor to see."""
    log = desk.root / "log.jsonl"
    damaged = log.read_bytes().replace(b"2020-1", b"2020-9", 1)
    log.write_bytes(damaged)
    assert audited(desk)[0] == 6
    desk.run("case", "list")
    assert log.read_bytes().startswith(damaged)


def test_a_damaged_log_is_written_anew_when_told_to(desk: Desk) -> None:
    log = desk.root / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b"nonsense\n")
    assert desk.run("case", "list").code == 6
    done = desk.json("audit", "restore-log")
    assert (desk.root / done["kept"]).read_bytes() == whole + b"nonsense\n"
    restored = log.read_bytes()
    assert restored.startswith(whole)
    assert json.loads(restored.splitlines()[-1])["facts"]["原文件"] == done["kept"]
    assert audited(desk)[:2] == (0, set())
    assert desk.run("audit", "restore-log", "--json").json["error"]["code"] == "J240"


def test_a_log_is_not_written_from_a_register_that_was_forged(desk: Desk) -> None:
    log = desk.root / "log.jsonl"
    workspace = Workspace(desk.root)
    true = log.read_text("utf-8").splitlines()
    replace_lines(workspace, rechained([line.replace("2020-1", "2020-2") for line in true]))
    log.write_text("".join(f"{line}\n" for line in true), "utf-8")
    said = desk.run("audit", "restore-log", "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "J241")
    assert log.read_text("utf-8").splitlines() == true


def test_only_an_administrator_writes_the_log_anew(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    file.write_text(re.sub(r"管理员[,，、 ]*", "", file.read_text("utf-8")), "utf-8")
    (desk.root / "log.jsonl").write_bytes(b"nonsense\n")
    said = desk.run("audit", "restore-log", "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "J242")


def test_a_line_is_proved_and_the_proof_checked_elsewhere(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "证明.tlog-proof"
    made = desk.json("audit", "prove", "2", "--out", file)
    assert file.read_text("utf-8") == made["proof"]
    assert (made["line"], made["entry"]["action"]) == (2, "open")
    key = (desk.root / ".keys" / "log.pub").read_text("utf-8").strip()
    nowhere = Desk(tmp_path / "nowhere")
    for given in (key, desk.root / ".keys" / "log.pub"):
        told = nowhere.json("audit", "check-proof", file, "--key", given)
        assert (told["line"], told["entry"]["object"]) == (2, "2020-1")
    assert desk.json("audit", "check-proof", file)["line"] == 2
    said = nowhere.run("audit", "check-proof", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "J215")


def test_a_proof_can_be_followed_by_hand(desk: Desk) -> None:
    """The way of the file leads to its root by SHA-256 alone (RFC 6962 2.1.1)."""
    first, extra, index, *rest = desk.json("audit", "prove", "5")["proof"].split("\n")
    assert (first, index) == ("c2sp.org/tlog-proof@v1", "index 4")
    gap = rest.index("")
    line = base64.b64decode(extra.removeprefix("extra "))
    assert line == (desk.root / "log.jsonl").read_bytes().splitlines()[4]
    head = hashlib.sha256(b"\x00" + line).digest()
    (sibling,) = (base64.b64decode(each) for each in rest[:gap])
    assert rest[gap + 2] == "5"  # the fifth of five leaves: alone on the right side
    head = hashlib.sha256(b"\x01" + sibling + head).digest()
    assert base64.b64encode(head).decode() == rest[gap + 3]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda t: t.replace("index 1", "index 2"), "J227"),
        (lambda t: re.sub(r"extra \S+", "extra eA==", t), "J227"),
        (lambda t: t.replace("+08:00", "+09:00"), "J228"),
        (lambda t: "".join(t.splitlines(keepends=True)[:-1]), "J221"),
        (lambda t: "", "J221"),
    ],
)
def test_a_spoilt_proof_is_refused(
    desk: Desk, tmp_path: Path, spoil: Callable[[str], str], code: str
) -> None:
    text = desk.json("audit", "prove", "2")["proof"]
    file = tmp_path / "proof"
    file.write_text(spoil(text), "utf-8")
    said = desk.run("audit", "check-proof", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (3 if code == "J221" else 6, code)


def test_what_no_checkpoint_covers_yet_is_not_proved(desk: Desk) -> None:
    last = len((desk.root / "log.jsonl").read_bytes().splitlines())
    said = desk.run("audit", "prove", str(last), "--json")
    assert (said.code, said.json["error"]["code"]) == (3, "J223")
    said = desk.run("audit", "prove", "J099-ZY·JN·2020-D30-001", "--json")
    assert (said.code, said.json["error"]["code"]) == (4, "J222")


def test_a_proof_overwrites_nothing(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "信"
    file.write_text("别的", "utf-8")
    said = desk.run("audit", "prove", "2", "--out", file, "--json")
    assert (said.code, said.json["error"]["code"]) == (5, "J229")
    said = desk.run("audit", "prove", "2", "--out", desk.root / "archive" / "x", "--json")
    assert said.code in (3, 4)
    assert file.read_text("utf-8") == "别的"


def test_growth_is_proved_between_sizes_and_kept_files(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "growth"
    told = desk.json("audit", "consistency", "3", "5", "--out", out)
    assert (told["old"]["size"], told["new"]["size"]) == (3, 5)
    head, *way = out.read_text("utf-8").split("\n\n")[0].split("\n")
    assert (head, way) == ("old 3", told["proof"])
    for words, code in (
        (("9000",), "J243"),
        (("5", "3"), "J214"),
        ((str(tmp_path / "x"),), "J222"),
    ):
        said = desk.run("audit", "consistency", *words, "--json")
        assert said.json["error"]["code"] == code


def test_a_log_shorter_than_a_kept_checkpoint_is_told(desk: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    shutil.copy(desk.root / "log.checkpoints", kept)
    workspace = Workspace(desk.root)
    replace_lines(workspace, workspace.log_file.read_text("utf-8").splitlines()[:4])
    said = desk.run("audit", "consistency", kept, "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "J243")


def test_a_checkpoint_on_paper_has_its_root_in_short_groups(desk: Desk) -> None:
    told = desk.json("audit", "checkpoint")
    assert base64.b64decode(told["root"]).hex() == told["root_hex"]
    said = desk.run("audit", "checkpoint", "--print").out
    groups = re.findall(r"(?<![0-9a-f])[0-9a-f]{4}(?![0-9a-f])", said.split("公钥")[0])
    assert told["root_hex"] in "".join(groups)


def age_checkpoints(desk: Desk, days: int) -> None:
    """As if the last checkpoint had been signed days ago (its signature is not looked at)."""
    with closing(connect(desk.root / "register.sqlite3")) as connection, connection:
        notes = connection.execute("SELECT rowid, note FROM checkpoints").fetchall()
        then = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
        for row, note in notes:
            lines = note.split("\n")
            lines[3] = then
            changed = "\n".join(lines)
            connection.execute("UPDATE checkpoints SET note = ? WHERE rowid = ?", (changed, row))


def checkpoints(desk: Desk) -> int:
    with closing(connect(desk.root / "register.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM checkpoints").fetchone()[0])


def test_an_act_a_day_later_makes_a_checkpoint_and_a_look_does_not(desk: Desk) -> None:
    age_checkpoints(desk, 2)
    for words in (("case", "list"), ("audit", "log"), ("audit", "verify"), ("doctor",)):
        desk.run(*words)
    log_more(desk)
    assert checkpoints(desk) == 2
    open_batch(desk, "2020-2")
    assert checkpoints(desk) == 3
    open_batch(desk, "2020-3")
    assert checkpoints(desk) == 3
    assert place_of(desk.root.parent / "硬盘").is_file()


def open_batch(desk: Desk, name: str) -> None:
    record = desk.root.parent / "batch-values.yaml"
    desk.json("batch", "open", name, "--record", record, "--on", "2020-04-07")
