"""The bureau at work: an open workspace, the acting person, the present instant."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from cases.errors import JiangdangError, Kind
from cases.journal.journal import Journal
from cases.log.checkpoints import latest_instant
from cases.settings import Person, Role, Settings, read_settings
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cases.casefile import TargetFile
    from cases.findings import Finding
    from cases.policy.model import Policy
    from cases.register.reading import Register

    Progress = Callable[[str, int, int], None]

SHANGHAI = ZoneInfo("Asia/Shanghai")
_A_DAY = timedelta(days=1)


class NobodyKnownError(JiangdangError):
    """The settings name nobody for this operating-system user."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W401"


class NotAdministratorError(JiangdangError):
    """Only a 管理员 may act in another person's name."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W402"


class UnknownPersonError(JiangdangError):
    """The settings name no such person."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W403"


class RoleMissingError(JiangdangError):
    """The acting person does not hold the role the act needs."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W404"


@dataclass(frozen=True, slots=True)
class Bureau:
    """An open workspace and who acts in it; ``now`` is the real instant (+08:00)."""

    workspace: Workspace
    settings: Settings
    journal: Journal
    system_user: str
    person: Person | None
    now: datetime
    report: Callable[[str], None]
    progress: Progress
    alert: Callable[[Iterable[Finding]], None]

    @property
    def register(self) -> Register:
        """The registers, for reading."""
        return self.journal.register

    def acting(self, *roles: Role) -> Person:
        """The acting person, who must hold one of the roles (a 管理员 holds all)."""
        if self.person is None:
            raise NobodyKnownError(user=self.system_user)
        wanted = (*roles, Role.ADMINISTRATOR)
        if roles and not any(self.person.has(role) for role in wanted):
            raise RoleMissingError(name=self.person.name, roles="、".join(roles))
        return self.person

    def policy(self, policy_id: str) -> Policy:
        """A policy by id as it stands now; this bureau's own ones win."""
        from cases.policy.library import find_policy

        return find_policy(policy_id, self.workspace.policies)

    def policy_of(self, file: TargetFile) -> Policy:
        """The policy of a batch or case, in the version it began under (contract §3)."""
        from acts.kept_policies import version_of

        return version_of(self, file).policy


def open_bureau(
    start: Path,
    actor: str,
    report: Callable[[str], None],
    *,
    user: str = "",
    progress: Progress | None = None,
    alert: Callable[[Iterable[Finding]], None] | None = None,
) -> Bureau:
    """Open the workspace at or above ``start`` for the person behind ``user``.

    ``actor`` lets a 管理员 act in another's name. Files edited by hand since the last
    act are taken in and logged before anything else. ``progress`` hears how far long work is:
    what is done, how many are, of how many. ``alert`` hears what must be seen though nothing
    stops for it.
    """
    workspace = Workspace.find(start)
    settings = read_settings(workspace)
    now = datetime.now(SHANGHAI)
    system_user = user or getpass.getuser()
    journal = Journal(workspace, now, system_user=system_user)
    person = _person(settings, system_user, actor)
    journal.notice_changes(_editable(workspace), person.name if person else system_user)
    listener = progress or (lambda _what, _done, _of: None)
    told = _each_once(alert or (lambda _findings: None))
    bureau = Bureau(workspace, settings, journal, system_user, person, now, report, listener, told)
    journal.when_done = lambda: _after(bureau)
    return bureau


def _each_once(alert: Callable[[Iterable[Finding]], None]) -> Callable[[Iterable[Finding]], None]:
    """Tell nothing twice in one command."""
    told: list[Finding] = []

    def tell(findings: Iterable[Finding]) -> None:
        fresh = [found for found in findings if found not in told]
        told.extend(fresh)
        alert(fresh)

    return tell


def _after(bureau: Bureau) -> None:
    """After an act a checkpoint a day, and the index follows; reading commands never come here."""
    from acts.search.indexing import follow

    since = latest_instant(bureau.workspace)
    if since is not None and bureau.now - since >= _A_DAY:
        from acts.log.anchoring import daily_checkpoint

        daily_checkpoint(bureau)
    follow(bureau)


def _person(settings: Settings, system_user: str, actor: str) -> Person | None:
    """Who acts: the user's own person, or the one a 管理员 names."""
    own = settings.person_of(system_user)
    if not actor or (own and own.name == actor):
        return own
    if own is None or not own.has(Role.ADMINISTRATOR):
        raise NotAdministratorError(user=system_user, actor=actor)
    for person in settings.people:
        if person.name == actor:
            return person
    raise UnknownPersonError(name=actor)


def _editable(workspace: Workspace) -> list[Path]:
    """The files a clerk may edit by hand."""
    cases, batches = workspace.cases.glob("*/case.yaml"), workspace.batches.glob("*/batch.yaml")
    return [*cases, *batches, *workspace.calendar.glob("*.yaml")]
