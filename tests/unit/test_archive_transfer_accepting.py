"""A medium that came in is judged whole: damage, forgery, lies and traps end in findings."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.transfer.accepting import inspect_medium
from archive.transfer.layout import (
    CHECKPOINT,
    EXPLANATION,
    FILE_LIST,
    ITEM_LIST,
    LOG_KEY,
    RECORDS,
    REGISTER,
    proof_name,
)
from archive.transfer.proofs import Tree
from archive.transfer.verdicts import UNQUALIFIED, MediumVerdict
from archive.verification import root_of
from cases.findings import errors_of
from tests.fixtures.bags.plans import CODE
from tests.fixtures.media import House, flip, loosened, renewed

HOME = f"{RECORDS}/2022/ZY·JN/{CODE}"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House.build(tmp_path_factory.mktemp("局"))


@pytest.fixture(scope="module")
def sound(house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return house.written(tmp_path_factory.mktemp("移交") / "载体")


@pytest.fixture
def medium(sound: Path, tmp_path: Path) -> Path:
    return loosened(sound, tmp_path / "载体")


def tree(house: House) -> Tree:
    return Tree(base64.b64decode(house.tree_root))


def codes(verdict: MediumVerdict) -> set[str]:
    return {found.code for found in errors_of(verdict.all_findings)}


def test_a_sound_medium_has_nothing_against_it(house: House, sound: Path) -> None:
    verdict = inspect_medium(sound, tree(house))
    assert verdict.all_findings == []
    assert (verdict.number, verdict.tree_agrees) == ("YJ-2027-001", True)
    (package,) = verdict.packages
    assert (package.code, package.items, sorted(package.roots)) == (CODE, 3, [1, 2])


def test_without_the_paper_the_tree_is_said_to_be_unchecked(sound: Path) -> None:
    verdict = inspect_medium(sound, Tree())
    assert [found.code for found in verdict.all_findings] == ["A782"]
    assert verdict.tree_agrees is None


def test_another_tree_root_on_the_paper_is_an_alarm(sound: Path) -> None:
    verdict = inspect_medium(sound, Tree(b"\0" * 32))
    assert (codes(verdict), verdict.tree_agrees) == ({"A783"}, False)


def test_any_flipped_byte_is_damage_and_its_file_is_named(
    house: House, medium: Path, tmp_path: Path
) -> None:
    files = sorted(path for path in medium.rglob("*") if path.is_file())
    picked = random.Random(3)
    for path in files:
        at = picked.randrange(path.stat().st_size)
        flip(path, at)
        verdict = inspect_medium(medium, tree(house))
        flip(path, at)
        assert verdict.verdict == UNQUALIFIED, path.name
        told = [f"{found.place} {found.message}" for found in errors_of(verdict.all_findings)]
        assert any(path.name in each for each in told), (path.name, told)


Spoil = Callable[[Path], object]


def edit_register(change: Callable[[dict], object]) -> Spoil:
    def spoil(medium: Path) -> None:
        told = json.loads((medium / REGISTER).read_text("utf-8"))
        change(told)
        (medium / REGISTER).write_text(json.dumps(told, ensure_ascii=False), "utf-8")

    return spoil


def swap(name: str, old: str, new: str) -> Spoil:
    def spoil(medium: Path) -> None:
        text = (medium / name).read_text("utf-8")
        assert old in text
        (medium / name).write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def remove(name: str) -> Spoil:
    return lambda medium: (medium / name).unlink()


FORGED: dict[str, tuple[str, Spoil]] = {
    "no explanation": ("A770", remove(EXPLANATION)),
    "no register": ("A770", remove(REGISTER)),
    "register is no register": ("A772", swap(REGISTER, "{", "[")),
    "register of another form": ("A772", edit_register(lambda t: t.update(格式版本=9))),
    "register names a package more": (
        "A774",
        edit_register(lambda t: t["案卷"].append({"档号": "J099-ZY·JN·2022-D30-009", "各版": {}})),
    ),
    "register names a package less": ("A775", edit_register(lambda t: t.update(案卷=[]))),
    "register has another root": (
        "A776",
        edit_register(lambda t: t["案卷"][0]["各版"].update(v1="sha256:" + "0" * 64)),
    ),
    "register has no first version": (
        "A776",
        edit_register(lambda t: t["案卷"][0]["各版"].pop("v1")),
    ),
    "register has an odd version": (
        "A776",
        edit_register(lambda t: t["案卷"][0]["各版"].update({"v二": "x", "": "y"})),
    ),
    "register counts wrong": ("A777", edit_register(lambda t: t.update(字节数=1))),
    "row counts wrong": ("A777", edit_register(lambda t: t["案卷"][0].update(件数=4))),
    "explanation counts wrong": ("A777", swap(EXPLANATION, "件数：3", "件数：4")),
    "list with an entity": ("A778", swap(FILE_LIST, "<案卷目录>", "<!DOCTYPE a []><案卷目录>")),
    "list that is none": ("A778", swap(ITEM_LIST, "</文件目录>", "")),
    "list with another title": ("A779", swap(ITEM_LIST, "<题名>申请表", "<题名>别的表")),
    "list with a row less": (
        "A779",
        lambda m: (m / FILE_LIST).write_text("<案卷目录></案卷目录>", "utf-8"),
    ),
    "no checkpoint": ("A780", remove(CHECKPOINT)),
    "checkpoint of somebody else": ("A781", swap(LOG_KEY, "jiangdang", "jiangdong")),
    "no proof": ("A784", remove(proof_name(CODE, 1))),
    "proof of another version": (
        "A785",
        lambda m: shutil.copy(m / proof_name(CODE, 1), m / proof_name(CODE, 2)),
    ),
    "first version dropped": ("A564", lambda m: shutil.rmtree(m / HOME / "v1")),
    "newest version dropped": ("A776", lambda m: shutil.rmtree(m / HOME / "v2")),
    "package moved": (
        "A773",
        lambda m: (m / HOME).rename(m / RECORDS / CODE),
    ),
    "no packages": ("A774", lambda m: shutil.rmtree(m / RECORDS)),
}


@pytest.mark.parametrize("fault", sorted(FORGED))
def test_what_is_forged_consistently_is_found_by_what_contradicts_it(
    house: House, medium: Path, fault: str
) -> None:
    code, spoil = FORGED[fault]
    spoil(medium)
    renewed(medium)
    verdict = inspect_medium(medium, tree(house))
    assert code in codes(verdict), codes(verdict)
    assert verdict.verdict == UNQUALIFIED


def test_a_package_forged_with_all_its_manifests_contradicts_the_log(
    house: House, medium: Path
) -> None:
    package = medium / HOME / "v2"
    paper = next((package / "data").glob("0001-*.pdf"))
    flip(paper, 5)
    renewed(package)
    renewed(medium)
    found = codes(inspect_medium(medium, tree(house)))
    assert {"A776", "A576"} <= found


def test_even_with_a_new_register_the_proof_does_not_fit(house: House, medium: Path) -> None:
    package = medium / HOME / "v2"
    flip(next((package / "data").glob("0001-*.pdf")), 5)
    renewed(package)
    edit_register(lambda t: t["案卷"][0]["各版"].update(v2=root_of(package)))(medium)
    renewed(medium)
    assert "A576" in codes(inspect_medium(medium, tree(house)))


def test_links_and_pipes_are_never_followed(house: House, medium: Path, tmp_path: Path) -> None:
    secret = tmp_path / "密.json"
    secret.write_text('{"格式版本": 1, "案卷": []}', "utf-8")
    (medium / REGISTER).unlink()
    (medium / REGISTER).symlink_to(secret)
    (medium / EXPLANATION).unlink()
    os.mkfifo(medium / EXPLANATION)
    shutil.rmtree(medium / RECORDS / "2022")
    (medium / RECORDS / "2022").symlink_to("/", target_is_directory=True)
    verdict = inspect_medium(medium, tree(house))
    assert {"A514", "A770"} <= codes(verdict)
    assert (verdict.number, verdict.packages) == ("", [])


def test_a_list_beyond_the_limit_is_not_read(house: House, medium: Path) -> None:
    with (medium / ITEM_LIST).open("r+b") as stream:
        stream.truncate(1 << 27)
    assert inspect_medium(medium, tree(house)).verdict == UNQUALIFIED


def test_a_register_nested_without_end_is_a_finding(house: House, medium: Path) -> None:
    (medium / REGISTER).write_text("[" * 100_000, "utf-8")
    assert "A772" in codes(inspect_medium(medium, tree(house)))


def test_a_manifest_that_points_outside_is_refused(house: House, medium: Path) -> None:
    with (medium / "manifest-sha256.txt").open("a") as stream:
        stream.write(f"{'0' * 64}  ../../etc/passwd\n")
    assert "A508" in codes(inspect_medium(medium, tree(house)))


def test_a_file_nobody_asked_for_is_told(house: House, medium: Path) -> None:
    (medium / "autorun.inf").write_text("x")
    (medium / "data" / "照片.jpg").write_text("x")
    found = inspect_medium(medium, tree(house)).all_findings
    assert {str(each.place) for each in found if each.code == "A771"} == {"autorun.inf", "照片.jpg"}


def test_a_folder_that_is_no_medium_is_judged_too(tmp_path: Path) -> None:
    verdict = inspect_medium(tmp_path, Tree())
    assert verdict.verdict == UNQUALIFIED
    assert "A501" in codes(verdict)


def test_nothing_on_the_medium_is_changed(house: House, sound: Path) -> None:
    def state() -> dict[str, float]:
        return {str(path): path.stat().st_mtime_ns for path in sound.rglob("*")}

    before = state()
    inspect_medium(sound, tree(house))
    assert state() == before
