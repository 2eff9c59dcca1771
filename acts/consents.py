"""The second person's consent: asked for by one, given by another, relied on once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.register.reading import ApprovalUnknownError
from cases.settings import Role

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.journal.act import Act

NEEDS_CONSENT = frozenset(
    (
        *("notify", "unselected", "publicise", "award", "disburse", "rectify", "recheck"),
        *("claw-back", "replace-leader", "terminate", "recommend", "call-term", "seal"),
    )
)


class ConsentNeededError(JiangdangError):
    """The act needs a second person, who has now been asked."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W405"


def consent_key(what: str, *parts: Any) -> str:
    """The name of a request: the same act asked for twice is the same request."""
    text = json.dumps([what, *parts], ensure_ascii=False, default=str, sort_keys=True)
    return digest_of(text.encode()).removeprefix("sha256:")[:8]


def consent_for(bureau: Bureau, key: str, what: str, target: str, *, needed: bool) -> str:
    """The consent an act relies on: its key, or nothing where none is needed.

    Where one person works alone (a setting), nobody else is asked and the log says so.
    Raises ConsentNeededError after entering the request.
    """
    if not needed or bureau.settings.works_alone:
        return ""
    try:
        if bureau.register.approval(key).consent_at:
            return key
    except ApprovalUnknownError:
        with bureau.journal.act("request", bureau.acting().name, target) as act:
            act.request(key, what)
            act.enter("request", target, {"审批号": key, "事项": what})
    raise ConsentNeededError(what=what, key=key)


def rely_on(act: Act, key: str) -> None:
    """Use the consent up with the act."""
    if key:
        act.use_approval(key)


def consenter_of(bureau: Bureau, key: str) -> str:
    """Who consented."""
    return str(bureau.register.approval(key).consent_by) if key else ""


def give_consent(bureau: Bureau, key: str) -> dict[str, object]:
    """Consent as 审核人 or 签发人 to what somebody else asked for."""
    person = bureau.acting(Role.REVIEWER, Role.ISSUER)
    asked = bureau.register.approval(key)
    with bureau.journal.act("approve", person.name, asked.target) as act:
        act.consent(key, alone=bureau.settings.works_alone)
        act.enter("approve", asked.target, {"审批号": key, "事项": asked.what})
    return {"act": key, "what": asked.what, "target": asked.target, "by": person.name}
