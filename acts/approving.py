"""Answering requests: 核稿 and 签发 by different people, one consent elsewhere, or 退回."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from acts.stamps.signing_people import BOTH, ISSUE, OF_DESTRUCTION, REVIEW, people_for, roles_for
from cases.errors import JiangdangError, Kind
from cases.journal.approving import check_answer, check_refusal
from cases.journal.errors import OtherPartTakenError
from cases.words import message

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from acts.stamps.signing_people import Part
    from cases.register.rows import Approval
    from cases.settings import Person


class NotYourTurnError(JiangdangError):
    """Another part comes first, or the person does not hold the role for this one."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W663"


class RefusalUnclearError(JiangdangError):
    """A refusal needs its reason, and a reason belongs to a refusal."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W664"


def answer_request(
    bureau: Bureau, key: str, *, refuse: bool = False, reason: str = ""
) -> dict[str, object]:
    """Consent to what somebody else asked for, or send it back with the reason."""
    if refuse != bool(reason.strip()):
        raise RefusalUnclearError
    return send_back(bureau, key, reason.strip()) if refuse else give_consent(bureau, key)


def give_consent(bureau: Bureau, key: str) -> dict[str, object]:
    """Do the part that comes next: 核稿, then 签发; or consent to what is no 发文."""
    asked = bureau.register.approval(key)
    person = bureau.acting(*roles_for(asked))
    # Destruction takes four persons by law, also where one person works alone.
    alone = bureau.settings.works_alone and asked.matter not in OF_DESTRUCTION
    check_answer(asked, person.name, alone=alone)
    _check_apart(bureau, asked, person)
    part = people_for(bureau.settings, asked)
    if not alone:
        _check_turn(asked, part, person)
    reviews = part.name == REVIEW and not alone
    both = part.name == BOTH or (alone and asked.issuing)
    name = "review" if reviews else "issue" if asked.issuing else "approve"
    with bureau.journal.act(name, person.name, asked.target) as act:
        if reviews:
            act.review(key)
        else:
            act.consent(key, alone=alone, both=both)
        same = {"说明": message("W673", {})} if both else {}
        act.enter(name, asked.target, {"审批号": key, "事项": asked.what, **same})
    return _told(bureau, key, person, BOTH if both else part.name)


def send_back(bureau: Bureau, key: str, reason: str) -> dict[str, object]:
    """退回修改; the one who asked may withdraw the request."""
    asked = bureau.register.approval(key)
    own = asked.requested_by == bureau.acting().name
    person = bureau.acting() if own else bureau.acting(*roles_for(asked))
    check_refusal(asked, person.name)
    name = "withdraw" if own else "return"
    with bureau.journal.act(name, person.name, asked.target) as act:
        act.refuse(key, reason)
        act.enter(name, asked.target, {"审批号": key, "事项": asked.what, "理由": reason})
    return _told(bureau, key, person, "撤回" if own else "退回")


def _check_apart(bureau: Bureau, asked: Approval, person: Person) -> None:
    """Who approved a destruction, or is to see it done, takes no other part in it."""
    if asked.matter not in OF_DESTRUCTION:
        return
    for other in bureau.register.approvals():
        same = other.target == asked.target and other.matter in OF_DESTRUCTION
        if same and person.name in (other.consent_by, other.requested_by):
            done = other.matter if other.consent_by == person.name else "提请"
            raise OtherPartTakenError(
                key=asked.key, actor=person.name, done=done, next=asked.matter
            )


def _check_turn(asked: Approval, part: Part, person: Person) -> None:
    """Refused with what is missing, and who can do it."""
    if part.name == ISSUE and asked.reviewed_by == person.name:
        raise OtherPartTakenError(key=asked.key, actor=person.name, done=REVIEW, next=ISSUE)
    if not part.is_for(person):
        raise NotYourTurnError(
            what=asked.what, key=asked.key, who=part.who, part=part.name, actor=person.name
        )


def _told(bureau: Bureau, key: str, person: Person, part: str) -> dict[str, object]:
    """What was done, and what is left for whom."""
    asked = bureau.register.approval(key)
    then = people_for(bureau.settings, asked).who if asked.pending else ""
    shown: dict[str, object] = {"act": key, "what": asked.what, "target": asked.target}
    return {**shown, "by": person.name, "part": part, "next": then}
