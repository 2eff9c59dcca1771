"""Starting out: a new workspace with settings that say what is to be filled in."""

from __future__ import annotations

import getpass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.bureau import SHANGHAI
from acts.papers.district_words import copied_offices
from acts.search.indexing import begin_index
from cases.errors import JiangdangError, Kind
from cases.journal.journal import Journal
from cases.policy.library import find_policy, read_policy_file
from cases.policy.loading import load_policy
from cases.saving import write_durably
from cases.settings import parse_settings
from cases.workspace import DEMO_MARK, SETTINGS_FILE, Workspace
from cases.yamltext import Put, changed

if TYPE_CHECKING:
    from cases.policy.model import Policy

_SUFFIX = ".yaml"


class FolderNotEmptyError(JiangdangError):
    """The folder already holds something."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W409"


class InsideInstallationError(JiangdangError):
    """Working data never lives beside the code."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W413"


def init_workspace(
    folder: Path, policy: str, *, settings: str = "", demo: bool = False
) -> Workspace:
    """Make a workspace in an empty or new folder; ``settings`` replaces the shipped text.

    ``policy`` is the id of a shipped policy, or a file that is taken in as the bureau's own.
    """
    refuse_code_folder(folder)
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(path=folder)
    found, own = _policy_of(policy)
    user = getpass.getuser()
    text = settings or _own_settings(user, found)
    parse_settings(text, SETTINGS_FILE)
    workspace = Workspace(folder)
    if demo:  # first of all: what a crash leaves is then still known for a demonstration's
        write_durably(folder / DEMO_MARK, "本工作区为演示所用，印章均为样章。\n".encode())
    for place in (workspace.policies, workspace.templates, workspace.batches, workspace.cases):
        place.mkdir(parents=True, exist_ok=True)
    workspace.stamps.mkdir(mode=0o700, exist_ok=True)
    if own:
        write_durably(workspace.policies / f"{found.id}{_SUFFIX}", own.encode())
    write_durably(workspace.settings_file, text.encode())
    begin_index(workspace, parse_settings(text, SETTINGS_FILE))
    with Journal(workspace, datetime.now(SHANGHAI)).act("init", user, "工作区") as act:
        act.enter("init", "工作区", {"政策": found.id})
    return workspace


def _policy_of(named: str) -> tuple[Policy, str]:
    """The policy of an id, or that of a file with the file's text; its faults refuse it."""
    path = Path(named)
    if path.suffix != _SUFFIX:
        return find_policy(named, None), ""
    text = read_policy_file(path)
    return load_policy(text, path.name), text


def refuse_code_folder(folder: Path) -> None:
    """A workspace lies neither in the checkout nor around it."""
    code = files("cases").joinpath("__init__.py")
    checkout = type(folder)(str(code)).resolve().parents[1]
    if folder == checkout or checkout in folder.parents or folder in checkout.parents:
        raise InsideInstallationError(path=folder)


def _own_settings(user: str, policy: Policy) -> str:
    """The shipped settings, made out to the present user who works alone.

    They are those of the first shipped policy's bureau; another policy's issuer gives its name.
    """
    text = files("acts").joinpath("samples", "jiangdang.yaml").read_text("utf-8")
    edits = [Put(("人员", 0, "用户"), user), Put(("当前政策",), policy.id)]
    if policy.issuer == parse_settings(text, SETTINGS_FILE).short_name:
        return changed(text, edits, SETTINGS_FILE)
    own = text.replace("区财政局，区审计局", copied_offices(policy))
    return changed(own, [*edits, *_bureau_of(policy)], SETTINGS_FILE)


def _bureau_of(policy: Policy) -> list[Put]:
    """The names of the bureau that issued the policy, and the sign of its numbers (O1)."""
    name = policy.issuer.split("、")[0]
    sign = policy.open_points["O1"].value
    return [
        *(Put((key,), name) for key in ("机关全称", "机关简称", "全宗名称")),
        Put(("印发机关",), f"{name}办公室"),
        Put(("发文机关代字",), sign),
    ]
