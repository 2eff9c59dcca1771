"""Versions of a policy: running batches and cases stay under the text they began with.

When a batch opens, the text of its policy is kept in the workspace under the first digits of
its digest. Whoever reads the policy of a batch or case gets the text of the recorded digest:
the present file if it is still that text, else the kept copy, else one shipped earlier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from cases.digest import digest_of
from cases.policy.library import find_policy, own_text, read_policy_file, shipped_text
from cases.policy.loading import is_policy_id, load_begun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from cases.policy.model import Policy

KEPT = "留存"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_SHOWN = 12
_NAME = re.compile(r"(?P<id>[a-z0-9-]+)-[0-9a-f]{12}\.yaml")


@dataclass(frozen=True, slots=True)
class Version:
    """A policy with its text; ``is_exact`` where the text is the one of the digest asked for."""

    policy: Policy
    text: str
    is_exact: bool


def short(digest: str) -> str:
    """The first digits of a digest, as file names carry them."""
    return digest.removeprefix("sha256:")[:_SHOWN]


def kept_name(policy_id: str, digest: str) -> str:
    """The name of a kept copy: ``jingan-2019-5bff69dc3d17.yaml``."""
    return f"{policy_id}-{short(digest)}.yaml"


def find_version(policy_id: str, digest: str, own_folder: Path | None) -> Version:
    """The policy of an id as it stood under a digest; the present one where nobody has that.

    Raises what ``find_policy`` raises for the present one.
    """
    if is_policy_id(policy_id) and _DIGEST.fullmatch(digest):
        for text, is_earlier in _texts(policy_id, digest, own_folder):
            if digest_of(text.encode("utf-8")) == digest:
                policy = _begun(policy_id, text, is_earlier=is_earlier)
                return Version(policy, text, is_exact=True)
    policy = find_policy(policy_id, own_folder)
    text = own_text(policy_id, own_folder) or shipped_text(policy_id) or ""
    return Version(policy, text, is_exact=False)


@lru_cache(maxsize=32)
def _begun(policy_id: str, text: str, *, is_earlier: bool) -> Policy:
    """The policy a text states, read once however many cases ask for it."""
    policy = load_begun(text, f"{policy_id}.yaml")
    return _with_present_grounds(policy) if is_earlier else policy


def _texts(policy_id: str, digest: str, own_folder: Path | None) -> Iterator[tuple[str, bool]]:
    """Every text there is that may be the one; whether it was shipped by an earlier version."""
    name = kept_name(policy_id, digest)
    kept = own_folder / KEPT / name if own_folder is not None else None
    earlier = files("cases").joinpath("policies", "earlier", name)
    for text in (own_text(policy_id, own_folder), shipped_text(policy_id)):
        if text is not None:
            yield text, False
    if earlier.is_file():
        yield earlier.read_text(encoding="utf-8"), True
    if kept is not None and kept.is_file():
        yield read_policy_file(kept), False


def _with_present_grounds(policy: Policy) -> Policy:
    """An earlier shipped text names no grounds: those of the present one on equal clauses."""
    present = find_policy(policy.id, None)
    same = {
        ground: rule
        for ground, rule in present.grounds.items()
        if policy.clauses.get(rule) == present.clauses[rule]
    }
    return replace(policy, grounds={**same, **policy.grounds})


def known_digests(policy_id: str, own_folder: Path | None) -> tuple[str, ...]:
    """The digests of all texts of a policy: the present ones, those kept, those shipped before."""
    if not is_policy_id(policy_id):
        return ()
    present = (own_text(policy_id, own_folder), shipped_text(policy_id))
    texts = [text for text in present if text is not None]
    texts += [each.read_text(encoding="utf-8") for each in _earlier(policy_id)]
    texts += [read_policy_file(path) for path in _kept(policy_id, own_folder)]
    return tuple(dict.fromkeys(digest_of(text.encode("utf-8")) for text in texts))


def _earlier(policy_id: str) -> Iterator[Traversable]:
    """The files of a policy's texts shipped before."""
    for entry in files("cases").joinpath("policies", "earlier").iterdir():
        if _is_version(entry.name, policy_id):
            yield entry


def _kept(policy_id: str, own_folder: Path | None) -> Iterator[Path]:
    """The copies of a policy that a workspace keeps."""
    if own_folder is not None:
        for path in sorted((own_folder / KEPT).glob("*.yaml")):
            if _is_version(path.name, policy_id):
                yield path


def _is_version(name: str, policy_id: str) -> bool:
    """Whether a file is named as a version of a policy."""
    found = _NAME.fullmatch(name)
    return found is not None and found["id"] == policy_id
