"""What a person's work lets them see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.settings import Role

if TYPE_CHECKING:
    from acts.bureau import Bureau

# Who works on a case sees it whole; an auditor or a stranger sees personal numbers masked.
_SEE_ALL = (Role.CLERK, Role.REVIEWER, Role.ISSUER, Role.ARCHIVIST, Role.ADMINISTRATOR)


def may_see_numbers(bureau: Bureau) -> bool:
    """Whether the acting person's work needs ID numbers, phones and accounts in full."""
    person = bureau.person
    return person is not None and any(person.has(role) for role in _SEE_ALL)
