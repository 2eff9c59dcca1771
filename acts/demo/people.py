"""The people of the demonstration: each act is done by who would do it in the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from acts.approving import give_consent
from acts.bureau import Bureau, open_bureau
from acts.consents import ConsentNeededError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cases.workspace import Workspace

Answer = TypeVar("Answer")
CLERK, CHECKER, ISSUER, AUDITOR = "demo-clerk", "demo-checker", "demo-issuer", "demo-auditor"


@dataclass(frozen=True, slots=True)
class People:
    """The sample people, known to the demonstration's settings."""

    workspace: Workspace
    report: Callable[[str], None]

    def clerk(self) -> Bureau:
        """The workspace as the 经办人 opens it."""
        return self._as(CLERK)

    def auditor(self) -> Bureau:
        """The workspace as the 审计员 opens it."""
        return self._as(AUDITOR)

    def with_consent(self, act: Callable[[Bureau], Answer]) -> Answer:
        """Do an act as the clerk; the checker reviews what must be, the issuer signs it."""
        for _ in range(50):
            try:
                return act(self.clerk())
            except ConsentNeededError as needed:
                key = needed.facts["key"]
                if give_consent(self._as(CHECKER), key)["next"]:
                    give_consent(self._as(ISSUER), key)
        return act(self.clerk())

    def indexed(self) -> int:
        """How many records the index holds."""
        from acts.search.indexing import index_status

        return int(str(index_status(self.clerk())["indexed"]))

    def _as(self, user: str) -> Bureau:
        return open_bureau(self.workspace.root, "", self.report, user=user)
