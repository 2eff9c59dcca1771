"""Finding policies: the shipped ones, and the bureau's own, which win."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.obstacles import obstacle
from cases.policy.loading import is_policy_id, load_policy
from cases.yamlnodes import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cases.policy.model import Policy

_SUFFIX = ".yaml"
_MOST_BYTES = LARGEST * 4


class UnknownPolicyError(JiangdangError):
    """Nobody has a policy of that id."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "P301"


class CannotReadPolicyError(JiangdangError):
    """A policy file is missing or cannot be read."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "P302"


class NotTextError(JiangdangError):
    """A policy file is no UTF-8 text."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "P305"


class MisnamedPolicyError(JiangdangError):
    """A policy file states another id than its name."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "P303"


def shipped_policies() -> Mapping[str, Policy]:
    """The policies that come with the system, by id."""
    return {name: load_policy(text, f"{name}{_SUFFIX}") for name, text in _shipped().items()}


def policy_ids(own_folder: Path | None) -> tuple[str, ...]:
    """The ids of all policies there are, in order."""
    return tuple(sorted({*_shipped(), *_own(own_folder)}))


def all_policies(own_folder: Path | None) -> dict[str, Policy]:
    """All policies that hold together, by id; files with faults are left out."""
    found = {}
    for policy_id in policy_ids(own_folder):
        with suppress(JiangdangError):
            found[policy_id] = find_policy(policy_id, own_folder)
    return found


def find_policy(policy_id: str, own_folder: Path | None) -> Policy:
    """The policy of an id: the bureau's own file, else the shipped one.

    Raises UnknownPolicyError listing what there is, PolicyFaultsError for a wrong file.
    """
    file = f"{policy_id}{_SUFFIX}"
    policy = load_policy(policy_text(policy_id, own_folder), file)
    if policy.id != policy_id:
        raise MisnamedPolicyError(file=file, id=policy.id)
    return policy


def policy_text(policy_id: str, own_folder: Path | None) -> str:
    """The present text of a policy's file: the bureau's own, else the shipped one."""
    text = own_text(policy_id, own_folder)
    text = shipped_text(policy_id) if text is None else text
    if text is None:
        known = "、".join(policy_ids(own_folder)) or "无"
        raise UnknownPolicyError(id=policy_id, known=known)
    return text


def own_text(policy_id: str, own_folder: Path | None) -> str | None:
    """The text of the bureau's own file, if it has one of that id."""
    own = _own(own_folder)
    return read_policy_file(own[policy_id]) if policy_id in own else None


def shipped_text(policy_id: str) -> str | None:
    """The text of the shipped policy, if one is shipped under that id."""
    if not is_policy_id(policy_id):
        return None
    entry = files("cases").joinpath("policies", f"{policy_id}{_SUFFIX}")
    return entry.read_text(encoding="utf-8") if entry.is_file() else None


def read_policy_file(path: Path) -> str:
    """The text of a policy file somewhere on the disk."""
    try:
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        cut_short = len(content) > _MOST_BYTES  # the loader refuses it for its length
        return content.decode("utf-8", "ignore" if cut_short else "strict")
    except UnicodeDecodeError as error:
        raise NotTextError(path=path) from error
    except OSError as error:
        raise CannotReadPolicyError(path=path, reason=obstacle(error)) from error


def _shipped() -> dict[str, str]:
    """The texts of the shipped policies by id."""
    folder = files("cases").joinpath("policies")
    return {
        entry.name.removesuffix(_SUFFIX): entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(_SUFFIX)
    }


def _own(folder: Path | None) -> dict[str, Path]:
    """The files of the bureau's own policies by id."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob(f"*{_SUFFIX}")) if path.is_file()}
