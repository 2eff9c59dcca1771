"""Which batch and programme a paper from outside belongs to, from the words on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.casefile import all_batches
from cases.errors import JiangdangError, Kind
from doc_templates.form_reading.values import read_choice

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.policy.model import Policy
    from cases.policy.programme import Programme


class WhichBatchError(JiangdangError):
    """The paper names no batch, and not exactly one is open for applications."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W700"


def open_batch_of(bureau: Bureau, row: str) -> str:
    """The only batch that takes applications; raises WhichBatchError when there is none or more."""
    batches = all_batches(bureau.workspace).values()
    taking = [each.id for each in batches if each.step in ("", "notify")]
    if len(taking) != 1:
        raise WhichBatchError(row=row, known="、".join(taking) or "无")
    return taking[0]


def programme_in(policy: Policy, words: str) -> Programme | None:
    """The programme that the first line naming any names, by its label or its leader's title.

    A line that names several says so by a tick beside one of them, or says nothing.
    """
    programmes = list(policy.programmes.values())
    for names in ({p.label: p for p in programmes}, {p.leader_title: p for p in programmes}):
        for line in words.splitlines():
            named = [each for each in names if each in "".join(line.split())]
            if named:
                ticked = read_choice(line, named) if len(named) > 1 else named[0]
                return names.get(ticked or "")
    return None
