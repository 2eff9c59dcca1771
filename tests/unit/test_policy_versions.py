"""Running batches and cases stay under the text of the policy they began with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from acts.bureau import Bureau, open_bureau
from acts.kept_policies import version_of
from acts.sealing.package_items import Subject, records_of
from cases.casefile import read_batch, read_case
from cases.digest import digest_of
from cases.findings import Finding
from cases.policy.library import shipped_policies
from cases.policy.loading import PolicyFaultsError, load_begun, load_policy
from cases.policy.versions import KEPT, find_version, kept_name, known_digests, short
from tests.fixtures.command_line import CASE, Desk

FOLDER = files("cases").joinpath("policies")
SHIPPED = FOLDER.joinpath("jingan-2019.yaml").read_text(encoding="utf-8")
DIGEST = digest_of(SHIPPED.encode())
EARLIER = sorted(
    (each for each in FOLDER.joinpath("earlier").iterdir() if each.name.endswith(".yaml")),
    key=lambda each: each.name,
)
OF_2019 = "sha256:5bff69dc3d17693dc996d208d501c29887ba0252c702008366357e42ebd123cf"
RICHER = SHIPPED.replace("金额: 50000.00", "金额: 60000.00")


def opened(desk: Desk, heard: list[Finding]) -> Bureau:
    return open_bureau(desk.root, "", lambda _: None, alert=heard.extend)


def record_digest(path: Path, digest: str) -> None:
    text = path.read_text("utf-8")
    changed = re.sub(r"^政策摘要: .*$", f"政策摘要: {digest}", text, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed, "utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "局")
    desk.furnish(CASE)
    yield desk


def test_opening_a_batch_keeps_the_text_of_its_policy(desk):
    kept = desk.root / "policies" / KEPT / kept_name("jingan-2019", DIGEST)
    assert kept.read_text("utf-8") == SHIPPED
    assert [row["policy"] for row in desk.json("policy", "list")] == sorted(shipped_policies())


def test_a_batch_goes_on_under_the_text_it_began_with(desk):
    (desk.root / "policies" / "jingan-2019.yaml").write_text(RICHER, "utf-8")
    heard: list[Finding] = []
    bureau = opened(desk, heard)
    for file in (read_batch(bureau.workspace, "2020-1"), read_case(bureau.workspace, CASE)):
        policy = bureau.policy_of(file)
        assert policy.digest == DIGEST
        assert str(policy.programmes["chief-technician"].grant.amount) == "50000.00"
        assert version_of(bureau, file).text == SHIPPED
    assert str(bureau.policy("jingan-2019").programmes["chief-technician"].grant.amount) == (
        "60000.00"
    )
    assert heard == []


def test_a_batch_begun_under_the_bureaus_own_text_outlives_its_change(tmp_path):
    own = SHIPPED.replace("编号: jingan-2019", "编号: yangli-2019")
    desk = Desk(tmp_path / "局")
    desk.json("init", desk.root)
    path = desk.root / "policies" / "yangli-2019.yaml"
    path.write_text(own, "utf-8")
    record = tmp_path / "b.yaml"
    record.write_text("政策: yangli-2019\n", "utf-8")
    desk.json("batch", "open", "2020-1", "--record", record, "--on", "2020-04-07")
    path.write_text("编号: 写到一半", "utf-8")
    heard: list[Finding] = []
    bureau = opened(desk, heard)
    assert bureau.policy_of(read_batch(bureau.workspace, "2020-1")).digest == digest_of(
        own.encode()
    )
    assert heard == []


def test_a_case_without_a_digest_goes_by_its_batch(desk):
    record_digest(desk.root / "cases" / CASE / "case.yaml", "''")
    (desk.root / "policies" / "jingan-2019.yaml").write_text(RICHER, "utf-8")
    bureau = opened(desk, [])
    assert bureau.policy_of(read_case(bureau.workspace, CASE)).digest == DIGEST


@pytest.mark.parametrize(
    ("digest", "code"), [("''", "P540"), ("sha256:" + "0" * 64, "P541"), ("乱写", "P541")]
)
def test_a_digest_nobody_has_is_said_and_the_present_text_taken(desk, digest, code):
    record_digest(desk.root / "batches" / "2020-1" / "batch.yaml", digest)
    heard: list[Finding] = []
    bureau = opened(desk, heard)
    assert bureau.policy_of(read_batch(bureau.workspace, "2020-1")).digest == DIGEST
    assert [(each.code, each.severity.value) for each in heard] == [(code, "warning")]
    assert "？" not in heard[0].message


def test_a_package_holds_the_text_the_case_began_with(desk, tmp_path):
    (desk.root / "policies" / "jingan-2019.yaml").write_text(RICHER, "utf-8")
    bureau = opened(desk, [])
    subject = Subject(read_case(bureau.workspace, CASE), desk.root / "cases" / CASE, (), ())
    sources = {source.name: source.path for source in records_of(bureau, subject, tmp_path)}
    assert sources["policy/jingan-2019.yaml"].read_text("utf-8") == SHIPPED


def test_a_kept_copy_that_was_changed_is_none(tmp_path):
    (tmp_path / KEPT).mkdir()
    own = SHIPPED.replace("版本: '1'", "版本: '2'")
    digest = digest_of(own.encode())
    kept = tmp_path / KEPT / kept_name("jingan-2019", digest)
    kept.write_text(own, "utf-8")
    assert find_version("jingan-2019", digest, tmp_path).is_exact
    assert known_digests("jingan-2019", tmp_path) == (DIGEST, OF_2019, digest)
    kept.write_text(own + "# 改过\n", "utf-8")
    found = find_version("jingan-2019", digest, tmp_path)
    assert (found.is_exact, found.policy.version) == (False, "1")


def test_a_step_of_an_older_batch_keeps_its_policy_too(desk):
    kept = desk.root / "policies" / KEPT / kept_name("jingan-2019", DIGEST)
    kept.unlink()
    said = desk.run("batch", "advance", "2020-1", "notify", "--on", "2020-04-07")
    assert said.code == 0, said.err
    assert kept.read_text("utf-8") == SHIPPED


def test_an_upgrade_keeps_the_policies_of_running_batches(desk):
    folder = desk.root / "policies" / KEPT
    for path in folder.iterdir():
        path.unlink()
    record_digest(desk.root / "batches" / "2020-1" / "batch.yaml", OF_2019)
    assert desk.run("upgrade").code == 0
    assert [path.name for path in folder.iterdir()] == [kept_name("jingan-2019", OF_2019)]
    lines = (desk.root / "log.jsonl").read_text("utf-8").count("\n")
    assert desk.run("upgrade").code == 0
    assert (desk.root / "log.jsonl").read_text("utf-8").count("\n") == lines


@pytest.mark.parametrize("entry", EARLIER, ids=lambda entry: entry.name)
def test_every_text_shipped_before_is_found_by_its_digest(entry):
    text = entry.read_text(encoding="utf-8")
    digest = digest_of(text.encode())
    policy_id = entry.name.removesuffix(".yaml").removesuffix(f"-{short(digest)}")
    assert entry.name == kept_name(policy_id, digest)
    found = find_version(policy_id, digest, None)
    assert (found.is_exact, found.text, found.policy.digest) == (True, text, digest)


def test_a_text_shipped_before_stands_on_the_grounds_of_equal_clauses():
    assert find_version("jingan-2019", OF_2019, None).policy.grounds == (
        shipped_policies()["jingan-2019"].grounds
    )


FORMER = {
    "a cap in words": ("  等级:      ", "  优秀上限: 至多三成\n  等级:      "),
    "a further grant in words": ("表述:\n", "后续资助: 优良的可追加\n表述:\n"),
    "a payee in words": ("收款方: 企业", "收款方: 申请企业"),
}


@pytest.mark.parametrize(("old", "new"), FORMER.values(), ids=FORMER.keys())
def test_what_older_policies_said_in_words_holds_only_for_batches_already_begun(old, new):
    text = SHIPPED.replace(old, new, 1)
    assert text != SHIPPED
    with pytest.raises(PolicyFaultsError):
        load_policy(text, "policy.yaml")
    assert load_begun(text, "policy.yaml").assessment.excellent_cap is None


def test_a_batch_already_begun_is_still_read_strictly_otherwise():
    with pytest.raises(PolicyFaultsError):
        load_begun(SHIPPED.replace("月数: 36", "月数: 三年"), "policy.yaml")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "留存"])
def test_no_name_leads_out_of_the_kept_folder(tmp_path, name):
    assert known_digests(name, tmp_path) == ()
