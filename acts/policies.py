"""Policies: listed, explained, checked, begun; with or without a workspace."""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from acts.batches import AlreadyThereError
from cases.casefile import all_batches
from cases.digest import digest_of, digest_of_file
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.policy.explaining import explain
from cases.policy.library import (
    all_policies,
    find_policy,
    policy_ids,
    policy_text,
    read_policy_file,
    shipped_policies,
)
from cases.policy.loading import load_policy
from cases.policy.publishing import policy_schema as published_schema
from cases.policy.publishing import policy_schema_text
from cases.policy.scaffolding import scaffold, scaffold_from
from cases.policy.succession import beside_others
from cases.policy.versions import find_version, known_digests, short
from cases.policy.vocabulary import vocabulary
from cases.settings import Role
from cases.values.bad_value import shown
from cases.words import message
from cases.workspace import NoWorkspaceError, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from acts.bureau import Bureau
    from cases.journal.act import Act
    from cases.policy.model import Policy

SCHEMA = "policy.schema.json"
Running: TypeAlias = dict[str, dict[str, list[str]]]


class UnknownVersionError(JiangdangError):
    """No text of the policy, or several, begin with that digest."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "P566"


def _own_folder(start: Path) -> Path | None:
    """The policies of the workspace around ``start``, if there is one."""
    try:
        return Workspace.find(start).policies
    except NoWorkspaceError:
        return None


def policy_rows(start: Path) -> list[dict[str, Any]]:
    """All policies there are: the bureau's own, then the shipped ones."""
    folder, running = _own_folder(start), running_batches(start)
    known = all_policies(folder)
    return [_row(name, folder, known, running) for name in policy_ids(folder)]


def _row(
    name: str, folder: Path | None, known: Mapping[str, Policy], running: Running
) -> dict[str, Any]:
    """One policy; a faulty file is listed with what is wrong with it."""
    own = folder is not None and (folder / f"{name}.yaml").is_file()
    row = {"policy": name, "title": "", "valid_from": "", "valid_to": ""}
    row["source"] = "本局" if own else "随附"
    used = {"versions": len(running.get(name, {}))}
    policy = known.get(name)
    if policy is None:
        return {**row, **used, "title": _what_is_wrong(name, folder), "findings": []}
    ends = policy.valid_to.isoformat() if policy.valid_to else ""
    found = beside_others(policy, known)
    return {
        **row,
        **used,
        "title": policy.title,
        "valid_from": policy.valid_from.isoformat(),
        "valid_to": ends,
        "findings": [each.as_json() for each in found],
    }


def _what_is_wrong(name: str, folder: Path | None) -> str:
    """Why a policy cannot be used."""
    try:
        find_policy(name, folder)
    except JiangdangError as error:
        return error.message
    return ""


def running_batches(start: Path) -> Running:
    """The batches not yet archived, by the policy and the digest they began under."""
    found: Running = {}
    with suppress(JiangdangError):
        for batch in all_batches(Workspace.find(start)).values():
            if not batch.get("档号"):
                digest = str(batch.get("政策摘要", ""))
                found.setdefault(batch.policy, {}).setdefault(digest, []).append(batch.id)
    return found


def explain_policy(start: Path, policy_id: str, digest: str = "") -> dict[str, Any]:
    """A policy in Chinese sentences, as it stands now or in the version of a digest."""
    folder = _own_folder(start)
    policy = _version(policy_id, digest, folder) if digest else find_policy(policy_id, folder)
    others = [
        message("P567", {"policy": policy_id, "digest": short(each), "batches": "、".join(ids)})
        for each, ids in running_batches(start).get(policy_id, {}).items()
        if each and each != policy.digest
    ]
    return {
        "policy": policy.id,
        "title": policy.title,
        "number": policy.number,
        "digest": policy.digest,
        "sentences": [*explain(policy), *others],
    }


def _version(policy_id: str, digest: str, folder: Path | None) -> Policy:
    """The version whose digest begins so."""
    known = known_digests(policy_id, folder)
    wanted = digest.removeprefix("sha256:")
    found = [each for each in known if wanted and each.removeprefix("sha256:").startswith(wanted)]
    if not known:
        find_policy(policy_id, folder)
    if len(found) != 1:
        listed = "、".join(map(short, known)) or "无"
        raise UnknownVersionError(policy=policy_id, digest=shown(wanted), known=listed)
    return find_version(policy_id, found[0], folder).policy


def check_policy(start: Path, file: Path) -> tuple[list[str], tuple[Finding, ...]]:
    """The sentences of a policy file that holds, and what it is to others; or all its faults.

    A file that is not there or is no text stops the check.
    """
    text = read_policy_file(file)
    try:
        policy = load_policy(text, file.name)
    except JiangdangError as error:
        if error.kind is not Kind.REFUSED:
            raise
        own = Finding(error.code, place=Place(file.name), facts=error.facts)
        return [], error.findings or (own,)
    known = {**all_policies(_own_folder(start)), policy.id: policy}
    found = (*_misnamed(file, policy), *_unprinted(start, policy), *beside_others(policy, known))
    return explain(policy), found


def _unprinted(start: Path, policy: Policy) -> Iterator[Finding]:
    """Sentences whose kind of document nobody has are printed nowhere."""
    from doc_templates.catalogue import load_catalogue

    kinds = load_catalogue(_own_templates(start))
    for place, each in enumerate(policy.statements):
        if not each.is_question and each.carried_by not in kinds:
            key = Place(f"{policy.id}.yaml", key=f"表述.{place}.载体")
            facts = {"kind": each.carried_by, "near": _nearest(each.carried_by, kinds)}
            yield Finding("P571", Severity.WARNING, key, facts)


def _own_templates(start: Path) -> Path | None:
    """The templates of the workspace around ``start``, if there is one."""
    try:
        return Workspace.find(start).templates
    except NoWorkspaceError:
        return None


def _nearest(name: str, known: Iterable[str]) -> str:
    """What was most likely meant."""
    return "、".join(get_close_matches(name, sorted(known), 3, 0.5)) or "无"


def _misnamed(file: Path, policy: Policy) -> Iterator[Finding]:
    """A file is found by its name, so it bears the policy's id."""
    if file.stem != policy.id:
        facts = {"file": file.name, "id": policy.id}
        yield Finding("P568", Severity.WARNING, Place(file.name, key="编号"), facts)


def new_policy(bureau: Bureau, policy_id: str, other: str = "") -> str:
    """Lay down a skeleton, or another policy to change, in the workspace; the new file's path.

    The schema for editors is laid beside it, as its first line says.
    """
    person = bureau.acting(Role.ADMINISTRATOR, Role.CLERK)
    folder = bureau.workspace.policies
    text = scaffold_from(policy_id, other, policy_text(other, folder)) if other else ""
    text = text or scaffold(policy_id)
    path = f"policies/{policy_id}.yaml"
    if (bureau.workspace.root / path).exists() or policy_id in shipped_policies():
        raise AlreadyThereError(target=policy_id)
    with bureau.journal.act("policy", person.name, path) as act:
        act.write(path, text.encode(), before=None)
        _lay_schema(folder / SCHEMA, act, bureau)
        act.enter("policy", path, {"政策": policy_id})
    return path


def _lay_schema(path: Path, act: Act, bureau: Bureau) -> None:
    """Lay the present schema beside the policies, unless it lies there."""
    content = policy_schema_text().encode()
    before = digest_of_file(path) if path.is_file() else None
    if before != digest_of(content):
        act.write(bureau.workspace.relative(path), content, before=before)


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of policy files."""
    return published_schema()


def policy_vocabulary() -> dict[str, list[dict[str, Any]]]:
    """The fields, checks and grounds that a policy may name."""
    return vocabulary()
