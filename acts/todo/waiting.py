"""What waits for 核稿, for 签发 or for consent, and what came back to the one who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acts.papers.draft_folders import drafts_note
from acts.stamps.signing_people import ISSUE, OF_DESTRUCTION, people_for
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.bureau import Bureau
    from cases.register.rows import Approval

_WAITS_FOR = {"核稿": "W666", "签发": "W667"}


def waiting_requests(bureau: Bureau) -> Iterator[tuple[Approval, str]]:
    """Each request that somebody must do something about, with a sentence that says who."""
    every = bureau.register.approvals()
    for asked in every:
        if asked.pending:
            yield asked, _waiting(bureau, asked)
        elif not asked.is_over and not _is_overtaken(asked, every):
            yield asked, _answered(asked)


def _waiting(bureau: Bureau, asked: Approval) -> str:
    part = people_for(bureau.settings, asked)
    facts = {"what": asked.what, "key": asked.key, "by": asked.requested_by, "who": part.who}
    if part.name == ISSUE:
        facts["reviewer"] = asked.reviewed_by
    code = "W764" if asked.matter in OF_DESTRUCTION else _WAITS_FOR.get(part.name, "W620")
    told = message(code, facts)
    return told + drafts_note(bureau.workspace, asked)


def _answered(asked: Approval) -> str:
    """Refused, or ready for the clerk to go on with."""
    facts = {"what": asked.what, "asker": asked.requested_by}
    if asked.refused_at:
        return message("W668", {**facts, "by": asked.refused_by, "reason": asked.refusal})
    return message("W669", facts)


def _is_overtaken(asked: Approval, every: Sequence[Approval]) -> bool:
    """Whether the same matter was asked for anew, or done, since this was answered."""
    answered = asked.refused_at or asked.consent_at
    return bool(asked.matter) and any(
        (other.target, other.matter) == (asked.target, asked.matter)
        and other.key != asked.key
        and (other.requested_at >= answered or bool(other.used_by))
        for other in every
    )
