"""The texts of policies that running batches began with, kept in the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.casefile import CaseFile, all_batches, read_batch
from cases.digest import digest_of_file
from cases.findings import Finding, Place, Severity
from cases.policy.versions import KEPT, find_version, kept_name, short

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.casefile import TargetFile
    from cases.journal.act import Act
    from cases.policy.model import Policy
    from cases.policy.versions import Version


_DIGEST = "政策摘要"


def version_of(bureau: Bureau, file: TargetFile) -> Version:
    """The policy of a batch or case as it began with it.

    Where nobody has that text, or no digest was recorded, the present one is taken and said.
    """
    digest = _digest_of(bureau, file)
    version = find_version(file.policy, digest, bureau.workspace.policies)
    if not version.is_exact:
        bureau.alert([_unlike(file, digest, version)])
    return version


def _digest_of(bureau: Bureau, file: TargetFile) -> str:
    """The digest recorded for a batch or case; a case without one goes by its batch."""
    digest = str(file.get(_DIGEST, ""))
    if not digest and isinstance(file, CaseFile):
        return str(read_batch(bureau.workspace, file.batch).get(_DIGEST, ""))
    return digest


def _unlike(file: TargetFile, digest: str, version: Version) -> Finding:
    """The present text stands in for the one that is not there, or not recorded."""
    facts = {"id": file.id, "policy": file.policy, "digest": short(digest)}
    facts["present"] = short(version.policy.digest)
    place = Place(file.id, key=_DIGEST)
    return Finding("P541" if digest else "P540", Severity.WARNING, place, facts)


def keep_policy(bureau: Bureau, act: Act, policy: Policy) -> None:
    """Keep the text of a policy within an act, unless the workspace holds it already."""
    path = bureau.workspace.policies / KEPT / kept_name(policy.id, policy.digest)
    before = digest_of_file(path) if path.is_file() else None
    if before == policy.digest:
        return
    version = find_version(policy.id, policy.digest, bureau.workspace.policies)
    if version.is_exact:
        act.write(bureau.workspace.relative(path), version.text.encode(), before=before)


def keep_running(bureau: Bureau, actor: str) -> int:
    """Keep the policies of all batches not yet archived; how many there were to keep."""
    lacking = {}
    for batch in all_batches(bureau.workspace).values():
        version = None if batch.get("档号") else version_of(bureau, batch)
        if version is not None and version.is_exact and not _is_kept(bureau, version.policy):
            lacking[version.policy.digest] = version.policy
    if lacking:
        with bureau.journal.act("upgrade", actor, "policies") as act:
            for policy in lacking.values():
                keep_policy(bureau, act, policy)
            act.enter("upgrade", "policies", {"政策": len(lacking)})
    return len(lacking)


def _is_kept(bureau: Bureau, policy: Policy) -> bool:
    """Whether the workspace holds a copy of this very text."""
    path = bureau.workspace.policies / KEPT / kept_name(policy.id, policy.digest)
    return path.is_file() and digest_of_file(path) == policy.digest
