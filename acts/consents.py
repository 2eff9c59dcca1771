"""Consent to acts: asked for by one, given by others, relied on once.

发文 (what bears the bureau's stamp or number) runs 拟稿 → 核稿 → 签发, each by another person;
sealing, facts entered afterwards and stamps on papers of others need one second person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from acts.papers.draft_folders import drafts_folder, drafts_note
from acts.stamps.signing_people import people_for
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.journal.approving import check_use
from cases.register.reading import ApprovalUnknownError

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.journal.act import Act
    from cases.register.rows import Approval

ISSUING = frozenset(
    (
        *("notify", "unselected", "publicise", "award", "disburse", "rectify", "recheck"),
        *("claw-back", "replace-leader", "terminate", "recommend", "call-term"),
        *("change-unit", "extend-term", "follow-on", "withdrawal-notice", "withdraw"),
        *("step-up", "step-up-award", "cancel-title", "answer-objection"),
    )
)
# 更正: no paper of ours goes out, but nobody puts the record right alone.
SECONDED = frozenset({"correct"})
NEEDS_CONSENT = ISSUING | SECONDED | {"seal"}
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


class ConsentNeededError(JiangdangError):
    """The act needs a second person, who has now been asked."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W405"


class ReviewNeededError(ConsentNeededError):
    """A paper of ours waits for 核稿, then for 签发."""

    code: ClassVar[str] = "W660"


class IssueNeededError(ConsentNeededError):
    """A paper of ours was reviewed and waits for 签发."""

    code: ClassVar[str] = "W661"


class SentBackError(JiangdangError):
    """The request was refused; running the same command once more asks anew."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W662"


def consent_key(what: str, *parts: Any) -> str:
    """The name of a request: the same act asked for twice is the same request."""
    text = json.dumps([what, *parts], ensure_ascii=False, default=str, sort_keys=True)
    return digest_of(text.encode()).removeprefix("sha256:")[:8]


def consent_for(
    bureau: Bureau,
    key: str,
    what: str,
    target: str,
    *,
    needed: bool,
    issuing: bool = False,
    matter: str = "",
    drafts: Mapping[str, bytes] = _NOTHING,
    former: str = "",
) -> str:
    """The consent an act relies on: its key, or nothing where none is needed.

    ``issuing`` asks for 核稿 and 签发 of the ``drafts``, which are kept for those who read them.
    Where one person works alone (a setting), nobody else is asked and the log says so. What was
    used or sent back before is asked anew, under another key; ``former`` is the key by which an
    earlier version of the product knew the request.
    Raises ConsentNeededError after entering the request, SentBackError when it was refused.
    """
    if not needed or bureau.settings.works_alone:
        return ""
    key, asked = standing_request(bureau, former, key)
    if asked is None:
        with bureau.journal.act("request", bureau.acting().name, target) as act:
            act.request(key, what, matter=matter, issuing=issuing)
            for name, content in drafts.items():
                act.write(
                    f"{drafts_folder(bureau.workspace, target, key)}/{name}", content, before=None
                )
            act.enter("request", target, {"审批号": key, "事项": what})
        asked = bureau.register.approval(key)
    if asked.refused_at:
        raise sent_back(bureau, asked)
    if not asked.consent_at:
        raise needed_now(bureau, asked)
    check_use(asked, bureau.acting().name)
    return asked.key


def needed_now(bureau: Bureau, asked: Approval) -> ConsentNeededError:
    """Whom a request waits for."""
    part = people_for(bureau.settings, asked)
    kind = {"核稿": ReviewNeededError, "签发": IssueNeededError}.get(part.name, ConsentNeededError)
    return kind(
        what=asked.what,
        key=asked.key,
        who=part.who,
        reviewer=asked.reviewed_by,
        drafts=drafts_note(bureau.workspace, asked),
    )


def rely_on(act: Act, key: str) -> None:
    """Use the consent up with the act."""
    if key:
        act.use_approval(key)


def consenter_of(bureau: Bureau, key: str) -> str:
    """Who consented; of 发文, who signed."""
    return bureau.register.approval(key).consent_by if key else ""


def standing_request(bureau: Bureau, former: str, key: str) -> tuple[str, Approval | None]:
    """The request that has not been used or sent back yet, and the key it has or will have."""
    for name in filter(None, (former, key)):
        asked = _asked(bureau, name)
        if asked is not None and not asked.is_over:
            return name, asked
    while asked is not None:
        key = consent_key("再次提请", key)
        asked = _asked(bureau, key)
        if asked is not None and not asked.is_over:
            break
    return key, asked


def is_consented(bureau: Bureau, key: str) -> bool:
    """Whether nobody need be asked any more: a consent stands unused, or one person works alone."""
    if bureau.settings.works_alone:
        return True
    _, asked = standing_request(bureau, "", key)
    return asked is not None and bool(asked.consent_at) and not asked.refused_at


def _asked(bureau: Bureau, key: str) -> Approval | None:
    try:
        return bureau.register.approval(key)
    except ApprovalUnknownError:
        return None


def sent_back(bureau: Bureau, asked: Approval) -> SentBackError:
    """Tell of the refusal, and note that it was told."""
    with bureau.journal.act("heard", bureau.acting().name, asked.target) as act:
        act.hear_refusal(asked.key)
        act.enter("heard", asked.target, {"审批号": asked.key})
    return SentBackError(what=asked.what, by=asked.refused_by, reason=asked.refusal)
