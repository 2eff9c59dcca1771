"""Who of the bureau may answer a request: for 核稿, for 签发, or as the one second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.settings import Role
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cases.register.rows import Approval
    from cases.settings import Person, Settings

REVIEW, ISSUE, BOTH, CONSENT = "核稿", "签发", "核稿并签发", "同意"
# Destruction: one approves (审批), two see it done (监销); the matters of their requests.
APPROVAL, WITNESSES = "销毁审批", ("监销人一", "监销人二")
OF_DESTRUCTION = (APPROVAL, *WITNESSES)


@dataclass(frozen=True, slots=True)
class Part:
    """What a request waits for, who can do it, and who must leave it to others.

    ``role`` is the one that the settings lack where nobody can.
    """

    name: str
    people: tuple[Person, ...]
    role: str
    barred: tuple[Person, ...] = ()

    @property
    def who(self) -> str:
        """Their names; a sentence where the settings name nobody."""
        names = "、".join(person.name for person in self.people)
        return names or message("W665", {"role": self.role})

    def is_for(self, person: Person) -> bool:
        """Whether it is this person's turn; a 管理员 may do what a role allows."""
        return person in self.people or (
            person.has(Role.ADMINISTRATOR) and person not in self.barred
        )


def people_for(settings: Settings, asked: Approval) -> Part:
    """The part of a request that comes next.

    A 审核人 who would leave nobody for 签发 leaves 核稿 to others. Where only one other person
    holds either role, that one does both. Destruction is approved by a 签发人; seeing it done
    asks for no role.
    """
    others = [person for person in settings.people if person.name != asked.requested_by]
    if asked.matter == APPROVAL:
        return Part(CONSENT, _holding(others, Role.ISSUER), Role.ISSUER)
    if asked.matter in WITNESSES:
        return Part(CONSENT, tuple(others), "人员")
    either = _holding(others, Role.REVIEWER, Role.ISSUER)
    if not asked.issuing:
        return Part(CONSENT, either, f"{Role.REVIEWER}、{Role.ISSUER}")
    if asked.reviewed_at:
        left = [person for person in others if person.name != asked.reviewed_by]
        return Part(ISSUE, _holding(left, Role.ISSUER), Role.ISSUER)
    if len(either) == 1:
        return Part(BOTH, either, Role.ISSUER)
    issuers = set(_holding(others, Role.ISSUER))
    barred = tuple(person for person in others if not issuers - {person})
    able = [each for each in _holding(others, Role.REVIEWER) if each not in barred]
    missing = Role.REVIEWER if issuers else Role.ISSUER
    return Part(REVIEW, tuple(able), missing, barred)


def roles_for(asked: Approval) -> tuple[Role, ...]:
    """The roles one of which whoever answers a request must hold; none for 监销."""
    if asked.matter in WITNESSES:
        return ()
    return (Role.ISSUER,) if asked.matter == APPROVAL else (Role.REVIEWER, Role.ISSUER)


def _holding(people: Iterable[Person], *roles: Role) -> tuple[Person, ...]:
    """Those who hold one of the roles; those who hold all where nobody does."""
    people = tuple(people)
    named = tuple(person for person in people if any(person.has(role) for role in roles))
    return named or tuple(person for person in people if person.has(Role.ADMINISTRATOR))
