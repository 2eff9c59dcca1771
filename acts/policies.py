"""Policies: listed, explained, checked, begun; with or without a workspace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acts.batches import AlreadyThereError
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.policy.explaining import explain
from cases.policy.library import find_policy, policy_ids, read_policy_file, shipped_policies
from cases.policy.loading import load_policy
from cases.policy.publishing import policy_schema_text
from cases.policy.scaffolding import scaffold
from cases.settings import Role
from cases.workspace import NoWorkspaceError, Workspace

if TYPE_CHECKING:
    from acts.bureau import Bureau


def _own_folder(start: Path) -> Path | None:
    """The policies of the workspace around ``start``, if there is one."""
    try:
        return Workspace.find(start).policies
    except NoWorkspaceError:
        return None


def policy_rows(start: Path) -> list[dict[str, str]]:
    """All policies there are: the bureau's own, then the shipped ones."""
    folder = _own_folder(start)
    return [_row(name, folder) for name in policy_ids(folder)]


def _row(name: str, folder: Path | None) -> dict[str, str]:
    """One policy; a faulty file is listed with what is wrong with it."""
    own = folder is not None and (folder / f"{name}.yaml").is_file()
    row = {"policy": name, "title": "", "valid_from": "", "valid_to": ""}
    row["source"] = "本局" if own else "随附"
    try:
        policy = find_policy(name, folder)
    except JiangdangError as error:
        return {**row, "title": error.message}
    ends = policy.valid_to.isoformat() if policy.valid_to else ""
    return {
        **row,
        "title": policy.title,
        "valid_from": policy.valid_from.isoformat(),
        "valid_to": ends,
    }


def explain_policy(start: Path, policy_id: str) -> dict[str, Any]:
    """A policy in Chinese sentences."""
    policy = find_policy(policy_id, _own_folder(start))
    return {
        "policy": policy.id,
        "title": policy.title,
        "number": policy.number,
        "digest": policy.digest,
        "sentences": explain(policy),
    }


def check_policy(file: Path) -> tuple[list[str], tuple[Finding, ...]]:
    """The sentences of a policy file that holds, or all its faults.

    A file that is not there or is no text stops the check.
    """
    text = read_policy_file(file)
    try:
        return explain(load_policy(text, file.name)), ()
    except JiangdangError as error:
        if error.kind is not Kind.REFUSED:
            raise
        own = Finding(error.code, place=Place(file.name), facts=error.facts)
        return [], error.findings or (own,)


def new_policy(bureau: Bureau, policy_id: str) -> str:
    """Lay down a skeleton in the workspace; the path of the new file."""
    person = bureau.acting(Role.ADMINISTRATOR, Role.CLERK)
    text = scaffold(policy_id)
    path = f"policies/{policy_id}.yaml"
    if (bureau.workspace.root / path).exists() or policy_id in shipped_policies():
        raise AlreadyThereError(target=policy_id)
    with bureau.journal.act("policy", person.name, path) as act:
        act.write(path, text.encode(), before=None)
        act.enter("policy", path, {"政策": policy_id})
    return path


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of policy files."""
    return dict(json.loads(policy_schema_text()))
