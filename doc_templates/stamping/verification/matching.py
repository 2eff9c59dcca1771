"""Whether the signatures of a paper are those it needs: whose stamps, of which kind."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.findings import Finding, Place
from doc_templates.stamping.pictures.drawing import SEAL, SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from doc_templates.stamping.verification.reports import SignatureReport, Verification

    Alike = Callable[[str, str], bool]

CLAUSE = "系统默认"
CONTRACT = "合同专用章"
_AGREEMENT = "协议"


@dataclass(frozen=True, slots=True)
class WantedStamp:
    """A stamp that a paper needs: what part its owner plays, who that is, which kinds will do.

    ``owners`` are all names that the body goes or went by; empty where nobody knows them. An
    ``optional`` stamp may be there.
    """

    role: str
    owners: tuple[str, ...] = ()
    kinds: tuple[str, ...] = (SEAL,)
    optional: bool = False

    @property
    def told(self) -> str:
        """The owner as people are told of it."""
        return f"“{self.owners[0]}”" if self.owners else f"“{self.role}”"


def fitting_kinds(role: str, layout: str) -> tuple[str, ...]:
    """The kinds of stamp that will do: a person's own, or a seal; on agreements a contract's too.

    国发〔1999〕25号 22: special stamps stand for their one purpose only.
    """
    if role == "带头人":
        return (SIGNATURE,)
    return (SEAL, CONTRACT) if layout == _AGREEMENT else (SEAL,)


def wanted(needed: Sequence[WantedStamp | str]) -> list[WantedStamp]:
    """The stamps needed, a bare name being the owner of a seal."""
    return [
        each if isinstance(each, WantedStamp) else WantedStamp(each, (each,)) for each in needed
    ]


def same_body(one: str, other: str) -> bool:
    """Whether two names are one but for width, brackets and spaces."""
    return _plain(one) == _plain(other)


def match(
    verdict: Verification,
    needed: Sequence[WantedStamp],
    file: str,
    *,
    also: Sequence[str] = (),
    alike: Alike = same_body,
) -> list[Finding]:
    """What is wrong between the signatures of a paper and the stamps it needs.

    ``also`` may sign beside them; ``alike`` says when two names mean one body.
    """
    held = [each for each in verdict.signatures if not each.is_document_timestamp]
    if not held:
        return []
    company = _Company(held, needed, tuple(also), alike)
    found = [*_missing(company), *_unfit(company), *_strangers(company)]
    return [Finding(code, place=Place(file), facts=facts, clause=CLAUSE) for code, facts in found]


@dataclass(frozen=True, slots=True)
class _Company:
    """The signatures that are there and the stamps that should be."""

    held: Sequence[SignatureReport]
    needed: Sequence[WantedStamp]
    also: tuple[str, ...]
    alike: Alike

    def of(self, stamp: WantedStamp) -> list[SignatureReport]:
        """The signatures of a stamp's owner."""
        return [
            each
            for each in self.held
            if any(self.alike(each.signer, owner) for owner in stamp.owners)
        ]

    @property
    def unknown(self) -> list[WantedStamp]:
        """The stamps whose owners nobody named."""
        return [each for each in self.needed if not each.owners and not each.optional]


def _missing(company: _Company) -> Iterator[tuple[str, dict[str, str]]]:
    """Stamps that should be there; of unnamed owners as many as are too few."""
    for each in company.needed:
        if each.owners and not each.optional and not company.of(each):
            yield "S443", {"owner": each.told, "kinds": "或".join(each.kinds)}
    required = sum(not each.optional for each in company.needed)
    if company.unknown and len(company.held) < required:
        owners = "、".join(each.told for each in company.unknown)
        yield "S443", {"owner": owners, "kinds": "印章"}


def _unfit(company: _Company) -> Iterator[tuple[str, dict[str, str]]]:
    """Stamps of the right body and of a kind that will not do; an unknown kind is let be."""
    for each in company.needed:
        theirs = company.of(each)
        if theirs and not any(not one.kind or one.kind in each.kinds for one in theirs):
            kinds = "或".join(each.kinds)
            yield "S444", {"owner": each.told, "kind": theirs[0].kind, "kinds": kinds}


def _strangers(company: _Company) -> Iterator[tuple[str, dict[str, str]]]:
    """Signatures of bodies whose stamps have no business on this paper."""
    if company.unknown:
        return
    welcome = [*company.also, *(owner for each in company.needed for owner in each.owners)]
    for one in company.held:
        if not any(company.alike(one.signer, name) for name in welcome):
            owners = "、".join(each.told for each in company.needed) or "无"
            yield "S442", {"signer": one.signer, "owners": owners}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
