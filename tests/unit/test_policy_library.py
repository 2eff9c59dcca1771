"""Policies are found by id: the bureau's own folder wins."""

from __future__ import annotations

from importlib.resources import files

import pytest

from cases.digest import digest_of
from cases.errors import Kind
from cases.policy.library import (
    CannotReadPolicyError,
    MisnamedPolicyError,
    NotTextError,
    UnknownPolicyError,
    find_policy,
    policy_ids,
    policy_text,
    read_policy_file,
    shipped_policies,
)
from cases.policy.loading import PolicyFaultsError, load_policy

IDS = (
    "dongguan-2024",
    "jingan-2019",
    "pudong-2025",
    "shanghai-2023",
    "xiamen-2016",
    "xiamen-2019",
)
SHIPPED = files("cases").joinpath("policies", "jingan-2019.yaml").read_text(encoding="utf-8")


def test_the_shipped_policies_load():
    assert tuple(shipped_policies()) == IDS


def test_a_policy_is_known_by_the_digest_of_its_text():
    assert find_policy("jingan-2019", None).digest == digest_of(SHIPPED.encode("utf-8"))


def test_the_bureaus_own_file_wins(tmp_path):
    own = SHIPPED.replace("版本: '1'", "版本: '2'")
    (tmp_path / "jingan-2019.yaml").write_text(own, encoding="utf-8")
    assert find_policy("jingan-2019", tmp_path).version == "2"
    assert policy_text("jingan-2019", tmp_path) == own


def test_an_unknown_policy_is_not_found_and_lists_what_there_is(tmp_path):
    (tmp_path / "yangli-2026.yaml").write_text("", encoding="utf-8")
    with pytest.raises(UnknownPolicyError) as caught:
        find_policy("nobody-1", tmp_path)
    assert caught.value.kind is Kind.NOT_FOUND
    assert "、".join((*IDS, "yangli-2026")) in caught.value.message


def test_a_name_cannot_lead_out_of_the_folder(tmp_path):
    (tmp_path / "x.yaml").write_text(SHIPPED, encoding="utf-8")
    (tmp_path / "own").mkdir()
    with pytest.raises(UnknownPolicyError):
        find_policy("../x", tmp_path / "own")


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert policy_ids(tmp_path / "none") == IDS


def test_a_file_named_otherwise_than_its_policy_is_refused(tmp_path):
    (tmp_path / "other-1.yaml").write_text(SHIPPED, encoding="utf-8")
    with pytest.raises(MisnamedPolicyError) as caught:
        find_policy("other-1", tmp_path)
    assert "jingan-2019" in caught.value.message


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(CannotReadPolicyError) as caught:
        read_policy_file(tmp_path / "none.yaml")
    assert caught.value.kind is Kind.NOT_FOUND


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NotTextError):
        read_policy_file(path)


def test_a_file_far_too_long_is_refused_for_its_length(tmp_path):
    path = tmp_path / "long.yaml"
    path.write_bytes("#格".encode() * 1_100_000)
    with pytest.raises(PolicyFaultsError) as caught:
        load_policy(read_policy_file(path), path.name)
    assert [fault.code for fault in caught.value.findings] == ["Y101"]
