"""Packages are looked at over the years, kept in a second place, and repaired from a sound copy."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.verification import root_of, verify_package
from tests.fixtures.safekeeping import CODES, PLACE, KeptDesk, flip, kept_desk, part

FIRST = CODES[0]
PAPER = "data/0002-协议书〔样例〕.pdf"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptDesk:
    """Four versions of three packages, sealed a hundred days ago."""
    return kept_desk(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def desk(kept: KeptDesk, tmp_path: Path) -> KeptDesk:
    """A copy of it to play with."""
    made = KeptDesk(tmp_path / "工作区")
    shutil.copytree(kept.root, made.root, symlinks=True)
    _share(made)
    made.disk.mkdir()
    file = made.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace(str(kept.disk), str(made.disk)), "utf-8")
    return made


def _share(desk: KeptDesk) -> None:
    """What the two versions of the first package share is one file again."""
    for name in (PAPER, "data/0003-考核报告.pdf"):
        older, newer = desk.version(FIRST, 1) / name, desk.version(FIRST, 2) / name
        newer.parent.chmod(0o755)
        newer.unlink()
        newer.hardlink_to(older)
        newer.parent.chmod(0o555)


def names(reports: list[dict[str, object]]) -> list[str]:
    return [f"{each['reference_code']}/v{each['version']}" for each in reports]


# Looking


def test_every_look_is_entered_in_the_log_and_tells_how_far_it_is_anchored(desk: KeptDesk) -> None:
    said = desk.run("archive", "verify", "--all", "--json")
    assert said.json == {"packages": 4, "faulty": []}
    assert "未在别处" in said.err
    (line,) = desk.lines("fixity")
    assert line["object"] == "工作区"
    assert line["facts"]["完好"][:2] == [f"{FIRST}/v1", f"{FIRST}/v2"]
    assert "未在别处" in desk.run("archive", "verify", FIRST).out


def test_the_rolling_check_takes_what_was_never_looked_at_then_the_oldest(desk: KeptDesk) -> None:
    desk.enter("fixity", "工作区", {"完好": [f"{CODES[1]}/v1"]}, days_ago=95)
    desk.enter("fixity", "工作区", {"完好": [f"{CODES[2]}/v1"]}, days_ago=80)
    first = desk.json("archive", "verify", "--due", "--limit", 2)
    assert (first["packages"], first["due_left"]) == (2, 1)
    assert desk.lines("fixity")[-1]["facts"]["完好"] == [f"{FIRST}/v1", f"{FIRST}/v2"]
    assert desk.json("archive", "verify", "--due")["packages"] == 1
    assert desk.lines("fixity")[-1]["facts"]["完好"] == [f"{CODES[1]}/v1"]
    assert desk.json("archive", "verify", "--due")["packages"] == 0
    assert desk.json("archive", "verify", "--due", "--days", 60)["packages"] == 1


def test_the_settings_say_how_often(desk: KeptDesk) -> None:
    desk.json("archive", "verify", "--all")
    desk.enter("fixity", "工作区", {"完好": [f"{CODES[1]}/v1"]}, days_ago=40)
    assert desk.json("archive", "verify", "--due")["packages"] == 0
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8") + "核验周期天数: 30\n", "utf-8")
    assert desk.json("archive", "verify", "--due")["packages"] == 1


def test_a_sample_is_the_same_for_the_same_seed(desk: KeptDesk) -> None:
    looked = []
    for _ in range(2):
        desk.json("archive", "verify", "--sample", 2, "--seed", "2026")
        looked.append(desk.lines("fixity")[-1]["facts"]["完好"])
    assert looked[0] == looked[1]
    assert len(looked[0]) == 2
    assert desk.json("archive", "verify", "--sample", 50)["packages"] == 4


def test_what_nobody_looked_at_for_long_is_shown_by_the_list_and_by_the_doctor(
    desk: KeptDesk,
) -> None:
    said = desk.run("archive", "list")
    assert "4 个归档包超过 90 天没有核验" in said.out
    assert f"{FIRST} 第1版，100 天" in said.out
    assert f"{PLACE}：4 个归档包超过" in said.out
    assert "超过 90 天没有核验" in desk.run("doctor").out
    desk.json("archive", "verify", "--all")
    desk.json("archive", "mirror", PLACE)
    assert "没有核验" not in desk.run("archive", "list").out
    assert all(row["checked"] for row in desk.json("archive", "list"))


def test_only_sha256_says_that_sm3_was_not_verified(desk: KeptDesk) -> None:
    flip(desk.version(CODES[1]) / PAPER)
    said = desk.run("archive", "verify", CODES[1], "--sha256", "--json")
    assert said.json["unverified"] == ["sm3"]
    assert "manifest-sha256.txt" in str(said.json["faulty"])
    assert "与 manifest-sm3.txt" not in str(said.json["faulty"])
    assert "SM3 未核验" in desk.run("archive", "verify", CODES[2], "--sha256").out


def test_all_damage_is_told_with_what_to_do_about_each(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    flip(desk.version(CODES[1]) / PAPER)
    shutil.rmtree(desk.version(CODES[2]))
    said = desk.run("archive", "verify", "--all", "--json")
    assert said.code == 6
    assert names(said.json["faulty"]) == [f"{CODES[1]}/v1", f"{CODES[2]}/v1"]
    for code, advice in zip(CODES[1:], said.json["advice"], strict=True):
        assert f"jiangdang archive repair {code}/v1 --from {PLACE} 修复" in advice
    assert desk.lines("fixity")[-1]["facts"]["有问题"] == names(said.json["faulty"])


def test_without_a_sound_copy_the_advice_says_so(desk: KeptDesk) -> None:
    flip(desk.version(CODES[1]) / PAPER)
    (advice,) = desk.run("archive", "verify", "--all", "--json").json["advice"]
    assert "没有找到根摘要相符的另一份" in advice


def test_shared_bytes_that_flip_damage_both_versions_and_both_are_named(desk: KeptDesk) -> None:
    flip(desk.version(FIRST, 1) / PAPER)
    said = desk.run("archive", "verify", "--json")
    assert names(said.json["faulty"]) == [f"{FIRST}/v1", f"{FIRST}/v2"]


def test_a_version_is_named_by_its_number(desk: KeptDesk) -> None:
    flip(part(desk.version(FIRST, 2) / PAPER))
    assert desk.run("archive", "verify", f"{FIRST}/v1").code == 0
    assert desk.run("archive", "verify", f"{FIRST}@2").code == 6
    assert desk.run("archive", "verify", f"{FIRST}/v3").code == 4
    assert desk.json("archive", "show", f"{FIRST}/v1")["版本"] == 1
    assert desk.json("archive", "show", FIRST)["版本"] == 2


def test_who_nobody_knows_may_verify_and_is_told_that_it_was_not_logged(desk: KeptDesk) -> None:
    file = desk.workspace.settings_file
    user = f"用户: {desk.json('audit', 'log')[0]['system_user']}"
    text = file.read_text("utf-8")
    assert user in text
    file.write_text(text.replace(user, "用户: somebody-else"), "utf-8")
    before = len(desk.lines("fixity"))
    found = desk.json("archive", "verify", "--all")
    assert found["unlogged"].startswith("本次核验未记入日志")
    assert len(desk.lines("fixity")) == before


def test_what_was_destroyed_is_not_missed_but_its_remains_and_copies_are_looked_at(
    desk: KeptDesk,
) -> None:
    desk.json("archive", "mirror", PLACE)
    desk.enter("destroy", CODES[1], {"清册": "销毁清册1"})
    shutil.rmtree(desk.version(CODES[1]))
    said = desk.run("archive", "verify", "--all", "--json")
    assert (said.json["packages"], said.json["remains"]) == (3, 1)
    assert [found["code"] for found in said.json["faulty"][0]["findings"]] == ["A720"]
    assert "留存的目录和元数据不对" in said.json["advice"][0]
    assert desk.run("archive", "verify", CODES[1]).code == 6
    there = desk.run("archive", "verify", "--place", PLACE, "--json").json
    assert [found["code"] for found in there["faulty"][0]["findings"]] == ["A655"]
    assert "已办理销毁" in there["advice"][0]
    mirrored = desk.run("archive", "mirror", PLACE, "--json").json
    assert names(mirrored["unknown_there"]) == [f"{CODES[1]}/v1"]
    assert (mirrored["copied"], mirrored["damaged_here"]) == ([], [])


def emptied(desk: KeptDesk) -> None:
    """Every paper is gone, and the manifests say that this is right."""
    version = desk.version(CODES[1])
    shutil.rmtree(version / "data")
    (version / "data").mkdir()
    for algorithm in ("sha256", "sm3"):
        (version / f"manifest-{algorithm}.txt").write_bytes(b"")
    renew(version, "tagmanifest")


def forged(desk: KeptDesk) -> None:
    """A paper was changed, and every manifest with it."""
    version = desk.version(CODES[1])
    flip(version / PAPER)
    renew(version, "manifest")
    renew(version, "tagmanifest")


def swapped(desk: KeptDesk) -> None:
    """Two packages have changed places."""
    one, other = (desk.workspace.packages / code for code in CODES[1:])
    one.rename(one.with_name("between"))
    other.rename(one)
    one.with_name("between").rename(other)


def rolled_back(desk: KeptDesk) -> None:
    """The rectified version is gone, the first one is called the second."""
    shutil.rmtree(desk.version(FIRST, 2))
    shutil.copytree(desk.version(FIRST, 1), desk.version(FIRST, 2))


def renew(version: Path, kind: str) -> None:
    """Write manifests of one kind anew, from what is there."""
    for algorithm in ("sha256", "sm3"):
        file = version / f"{kind}-{algorithm}.txt"
        file.chmod(0o644)
        names = [line.partition("  ")[2] for line in file.read_text("utf-8").splitlines()]
        held = [(version / name, name) for name in names]
        file.write_text(
            "".join(
                f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  {name}\n"
                for path, name in held
            ),
            "utf-8",
        )


@pytest.mark.parametrize(
    ("tamper", "code"),
    [(emptied, "A554"), (forged, "A554"), (swapped, "A563"), (rolled_back, "A554")],
)
def test_what_verifies_by_itself_is_caught_by_the_log_here_and_elsewhere(
    desk: KeptDesk, tamper: Callable[[KeptDesk], None], code: str
) -> None:
    tamper(desk)
    said = desk.run("archive", "verify", "--all", "--json")
    assert said.code == 6
    assert code in {one["code"] for each in said.json["faulty"] for one in each["findings"]}
    done = desk.run("archive", "mirror", PLACE, "--json")
    assert done.code == 6
    bad = set(names(said.json["faulty"]))
    assert not bad & set(done.json["copied"])
    assert bad == set(names(done.json["damaged_here"]))


def test_the_catalogue_lies_beside_the_index_and_neither_minds(desk: KeptDesk) -> None:
    before = desk.json("archive", "list")
    assert (desk.workspace.index / "packages.sqlite3").is_file()
    desk.json("index", "update")
    assert desk.json("archive", "list") == before
    desk.json("index", "rebuild")
    assert desk.json("archive", "list") == before
    assert desk.json("index", "status")["indexed"] > 0
    assert [row["reference_code"] for row in desk.json("archive", "list", "--limit", 2)] == [
        FIRST,
        FIRST,
    ]
    assert len(desk.json("archive", "list", "--year", "2022", "--retention", "30年")) == 4
    assert desk.json("archive", "list", "--year", "2021") == []


def test_names_that_another_system_changed_are_told(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    paper = desk.version(CODES[1], 1, desk.shelf) / PAPER
    garbled = paper.name.encode("gb18030").decode("cp437")
    paper.parent.chmod(0o755)
    paper.rename(paper.with_name(garbled))
    said = desk.run("archive", "verify", "--place", PLACE)
    assert said.code == 6
    assert PAPER in said.out
    assert garbled in said.out


# The second location


def test_a_mirror_holds_every_version_shared_bytes_shared_and_the_checkpoints(
    desk: KeptDesk,
) -> None:
    done = desk.json("archive", "mirror", PLACE)
    assert (done["place"], len(done["copied"]), done["sound"]) == (PLACE, 4, 0)
    for code, version in [(code, 1) for code in CODES] + [(FIRST, 2)]:
        there = desk.version(code, version, desk.shelf)
        assert verify_package(there, root_of(desk.version(code, version))) == []
    older, newer = (desk.version(FIRST, number, desk.shelf) / PAPER for number in (1, 2))
    assert older.stat().st_ino == newer.stat().st_ino
    assert list(desk.disk.glob("*/*.checkpoints"))
    assert list((desk.shelf / ".staging").iterdir()) == []
    again = desk.json("archive", "mirror", PLACE)
    assert (again["copied"], again["sound"]) == ([], 4)
    assert PLACE in again["anchor"]
    assert desk.json("archive", "verify", "--all", "--place", PLACE)["packages"] == 4
    assert {line["object"] for line in desk.lines("fixity")} == {PLACE}


def test_a_mirror_names_damage_on_either_side_and_changes_nothing(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    shutil.copytree(desk.version(CODES[1], 1, desk.shelf), desk.version(CODES[1], 7, desk.shelf))
    flip(desk.version(CODES[1], 1, desk.shelf) / PAPER)
    flip(desk.version(CODES[2]) / "tagmanifest-sha256.txt")
    flip(desk.version(FIRST, 2, desk.shelf) / "data/案卷封面.pdf")
    before = {path: path.read_bytes() for path in desk.shelf.rglob("*") if path.is_file()}
    said = desk.run("archive", "mirror", PLACE, "--json")
    assert said.code == 6
    assert names(said.json["damaged_there"]) == [f"{FIRST}/v1", f"{FIRST}/v2", f"{CODES[1]}/v1"]
    assert names(said.json["unknown_there"]) == [f"{CODES[1]}/v7"]
    assert names(said.json["damaged_here"]) == [f"{CODES[2]}/v1"]
    after = {path: path.read_bytes() for path in desk.shelf.rglob("*") if path.is_file()}
    assert after == before
    advice = " ".join(said.json["advice"])
    assert f"repair {CODES[1]}/v1 --from 工作区 --place {PLACE}" in advice
    assert f"repair {CODES[2]}/v1 --from {PLACE}" in advice
    assert f"{CODES[1]}/v7：{PLACE}里有，日志里没有封存过" in advice


def test_a_damaged_package_is_not_copied_on(desk: KeptDesk) -> None:
    flip(desk.version(CODES[1]) / PAPER)
    shutil.rmtree(desk.version(CODES[2]))
    said = desk.run("archive", "mirror", PLACE, "--json")
    assert (said.code, len(said.json["copied"])) == (6, 2)
    assert names(said.json["damaged_here"]) == [f"{CODES[1]}/v1", f"{CODES[2]}/v1"]
    assert not (desk.shelf / CODES[1]).exists()
    assert list((desk.shelf / ".staging").iterdir()) == []


def test_a_damaged_shared_file_there_is_not_linked_to(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    shutil.rmtree(desk.version(FIRST, 2, desk.shelf))
    flip(desk.version(FIRST, 1, desk.shelf) / PAPER)
    said = desk.run("archive", "mirror", PLACE, "--json")
    assert said.json["copied"] == [f"{FIRST}/v2"]
    assert desk.run("archive", "verify", f"{FIRST}/v2", "--place", PLACE).code == 0


def test_a_mirror_in_any_folder_outside_the_workspace(desk: KeptDesk, tmp_path: Path) -> None:
    other = tmp_path / "另一处"
    other.mkdir()
    done = desk.json("archive", "mirror", other)
    assert len(done["copied"]) == 4
    assert any("留存处" in remark for remark in done["remarks"])
    assert desk.run("archive", "mirror", desk.root / "cases").code == 3
    assert desk.run("archive", "mirror", "工作区").code == 2
    assert desk.run("archive", "mirror", "没有这一处").code == 4


def test_a_disk_that_is_not_connected_is_not_taken_for_an_empty_one(desk: KeptDesk) -> None:
    assert desk.run("archive", "verify", "--all", "--place", PLACE).code == 4
    desk.json("archive", "mirror", PLACE)
    desk.disk.rename(desk.disk.with_name("拔下的硬盘"))
    assert "A651" in desk.run("archive", "mirror", PLACE).err
    assert "A651" in desk.run("archive", "verify", "--all", "--place", PLACE).err
    desk.disk.mkdir()
    assert "A665" in desk.run("archive", "mirror", PLACE).err
    assert list(desk.disk.iterdir()) == []
    assert len(desk.json("archive", "mirror", PLACE, "--new-disk")["copied"]) == 4


def test_a_place_for_checkpoints_alone_keeps_no_packages(desk: KeptDesk) -> None:
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("内容: 归档包", "内容: 检查点"), "utf-8")
    assert "A652" in desk.run("archive", "mirror", PLACE).err


def test_one_keeper_at_a_time(desk: KeptDesk) -> None:
    import fcntl

    desk.json("archive", "mirror", PLACE)
    with (desk.shelf / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert desk.run("archive", "mirror", PLACE).code == 5


# Repair


def test_a_damaged_package_is_repaired_from_the_sound_copy_and_kept_aside(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    flip(desk.version(FIRST, 1) / PAPER)
    bad = (desk.version(FIRST, 1) / PAPER).read_bytes()
    done = desk.json("archive", "repair", FIRST)
    assert [each["name"] for each in done["repaired"]] == [f"{FIRST}/v1", f"{FIRST}/v2"]
    assert desk.json("archive", "verify", "--all")["faulty"] == []
    aside = desk.workspace.packages / ".damaged"
    kept = sorted(aside.iterdir())
    assert [path.name for path in kept] == [each["kept"] for each in done["repaired"]]
    assert all((path / PAPER).read_bytes() == bad for path in kept)
    lines = desk.lines("repair")
    assert [line["object"] for line in lines] == [FIRST, FIRST]
    assert lines[0]["facts"]["来源"] == PLACE
    assert lines[0]["facts"]["留存"] == [kept[0].name]
    again = desk.json("archive", "repair", FIRST)
    assert (again["repaired"], len(again["sound"])) == ([], 2)


def test_a_package_that_is_gone_comes_back_from_any_sound_copy(desk: KeptDesk) -> None:
    shutil.copytree(desk.root, desk.root.parent / "备份" / "工作区", symlinks=True)
    shutil.rmtree(desk.workspace.packages / FIRST)
    desk.json("archive", "repair", FIRST, "--from", desk.root.parent / "备份" / "工作区")
    assert desk.json("archive", "verify", FIRST)["packages"] == 2
    assert not (desk.workspace.packages / ".damaged").exists() or not list(
        (desk.workspace.packages / ".damaged").iterdir()
    )


def test_an_exported_version_serves_for_repair_too(desk: KeptDesk, tmp_path: Path) -> None:
    out = tmp_path / "移交"
    out.mkdir()
    desk.json("archive", "export", f"{FIRST}/v2", out)
    flip(part(desk.version(FIRST, 2) / PAPER))
    desk.json("archive", "repair", f"{FIRST}/v2", "--from", out)
    assert desk.json("archive", "verify", FIRST)["faulty"] == []


def test_the_copy_elsewhere_is_repaired_from_the_workspace(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    flip(desk.version(CODES[1], 1, desk.shelf) / PAPER)
    done = desk.json("archive", "repair", CODES[1], "--place", PLACE)
    assert done["repaired"][0]["source"] == "工作区"
    assert desk.json("archive", "verify", "--all", "--place", PLACE)["faulty"] == []
    assert (desk.shelf / ".damaged" / done["repaired"][0]["kept"]).is_dir()
    assert desk.json("archive", "verify", "--all")["faulty"] == []


def test_nothing_is_repaired_from_a_copy_that_is_not_the_sealed_one(desk: KeptDesk) -> None:
    desk.json("archive", "mirror", PLACE)
    flip(desk.version(CODES[1]) / PAPER)
    flip(desk.version(CODES[1], 1, desk.shelf) / PAPER, 5)
    before = (desk.version(CODES[1]) / PAPER).read_bytes()
    said = desk.run("archive", "repair", CODES[1], "--from", PLACE, "--json")
    assert (said.code, said.json["error"]["code"]) == (6, "A670")
    assert PAPER in str(said.json["error"]["findings"])
    assert (desk.version(CODES[1]) / PAPER).read_bytes() == before
    assert desk.lines("repair") == []


def test_a_forged_package_that_verifies_by_itself_is_no_source(
    desk: KeptDesk, tmp_path: Path
) -> None:
    other = kept_desk(tmp_path / "别处", days_ago=5)
    flip(desk.version(CODES[1]) / PAPER)
    source = other.workspace.packages
    assert verify_package(source / CODES[1] / "v1") == []
    assert desk.run("archive", "repair", CODES[1], "--from", source).code == 6


def test_repair_refuses_itself_the_unknown_and_the_wrong_person(desk: KeptDesk) -> None:
    assert desk.run("archive", "repair", CODES[1], "--from", "工作区").code == 2
    assert desk.run("archive", "repair", "没有").code == 4
    assert desk.run("archive", "repair", CODES[1], "--from", "没有这一处").code == 4
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("管理员", "审计员").replace("档案员", "经办人"))
    assert desk.run("archive", "repair", CODES[1]).code == 3
    assert desk.run("archive", "mirror", PLACE).code == 3


@pytest.mark.parametrize("where", [".staging", ".damaged", CODES[1]])
def test_a_link_on_the_second_disk_leads_nowhere(
    desk: KeptDesk, tmp_path: Path, where: str
) -> None:
    desk.json("archive", "mirror", PLACE)
    precious = tmp_path / "别人的文件夹"
    precious.mkdir()
    (precious / "文件").write_bytes(b"not ours")
    link = desk.shelf / where
    if link.exists():
        shutil.move(link, tmp_path / "moved")
    link.symlink_to(precious)
    if where == ".damaged":
        flip(desk.version(CODES[2], 1, desk.shelf) / PAPER)
    desk.run("archive", "mirror", PLACE)
    said = desk.run("archive", "repair", CODES[2], "--place", PLACE)
    assert "Traceback" not in said.err
    assert [path.name for path in precious.iterdir()] == ["文件"]
