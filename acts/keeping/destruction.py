"""销毁: only what is expired, appraised, not held and sound goes, by four people's hands.

One act of the journal holds the register, what remains of each package, the removal of the rest
and the lines of the log: a kill leaves everything as it was, or a recorded destruction that the
next command of anyone finishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from acts.consents import rely_on
from acts.keeping.destruction_checks import doomed_packages, refuse_unfit
from acts.keeping.destruction_consents import TARGET, consents_for
from acts.keeping.destruction_copies import copies_left
from acts.keeping.destruction_register import (
    disposal_words,
    keep_register,
    register_docx,
    register_pdf,
)
from acts.keeping.holds import require_sealed
from acts.keeping.package_history import package_history
from acts.search.indexing import drop_index
from archive.destroying import digests_of, is_kept, place_of_remains
from archive.shelving import sole_keeper
from cases.digest import digest_of_file
from cases.log.checkpoints import write_checkpoint
from cases.settings import Role
from doc_templates.conversion import Soffice

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.keeping.destruction_checks import Doomed
    from acts.keeping.destruction_consents import Consents
    from cases.journal.act import Act


def destroy_packages(bureau: Bureau, codes: Sequence[str], on: date) -> dict[str, Any]:
    """Destroy packages with all their versions, and the working copies of the same records.

    Raises CannotDestroyError with all that stands against it, DestructionConsentsNeededError
    with all consents that are open. What is removed is not overwritten on the disk.
    """
    person = bureau.acting(Role.ARCHIVIST)
    history = package_history(bureau.workspace)
    wanted = list(dict.fromkeys(codes))
    if history.destroyed.keys() & set(wanted):  # a crash may have come before its checkpoint
        write_checkpoint(bureau.workspace, bureau.now)
    require_sealed(history, wanted)
    doomed = doomed_packages(bureau, history, wanted)
    refuse_unfit(bureau, history, doomed, on)
    Soffice.find()

    def drafted(register: str) -> bytes:
        return register_docx(bureau, disposal_words(bureau, history, doomed, register, on))

    consents = consents_for(bureau, _matter(doomed), _what(doomed), drafted)
    words = disposal_words(bureau, history, doomed, consents.register, on, consents)
    docx = register_docx(bureau, words)
    pdf = register_pdf(bureau, docx)
    # The index holds the papers' words; it may be deleted at any time, so it goes first.
    drop_index(bureau.workspace, bureau.settings, [f for each in doomed for f in each.working])
    with (
        sole_keeper(bureau.workspace.packages),
        bureau.journal.act("destroy", person.name, f"{TARGET} {consents.register}") as act,
    ):
        digest = keep_register(bureau, act, words, docx, pdf)
        for asked in consents.all:
            rely_on(act, asked.key)
        _plan_removal(bureau, act, doomed)
        for each in doomed:
            act.enter("destroy", each.code, _facts(each, consents, digest, on))
    write_checkpoint(bureau.workspace, bureau.now)
    return _told(bureau, doomed, consents)


def _matter(doomed: Sequence[Doomed]) -> list[object]:
    """What exactly is to go: codes, roots and the appraisals it goes by."""
    return [
        [each.code, [package.root for package in each.packages], _decided(each)]
        for each in sorted(doomed, key=lambda each: each.code)
    ]


def _decided(doomed: Doomed) -> list[object]:
    """The appraisal as it was entered."""
    noted = doomed.standing.appraisal
    return [noted.at.isoformat(), dict(noted.facts)] if noted else []


def _what(doomed: Sequence[Doomed]) -> str:
    """The destruction in a phrase."""
    more = "等" if len(doomed) > 1 else ""
    return f"销毁 {doomed[0].code}{more} {len(doomed)} 卷"


def _plan_removal(bureau: Bureau, act: Act, doomed: Sequence[Doomed]) -> None:
    """Remains first, then everything of the versions and the working copies."""
    shelf = bureau.workspace.relative(bureau.workspace.packages)
    files = [
        (package, name, digest)
        for each in doomed
        for package in each.packages
        for name, digest in digests_of(package).items()
    ]
    for package, name, _ in files:
        if is_kept(name):
            place = place_of_remains(package.reference_code, package.version)
            act.write(f"{shelf}/{place}/{name}", package.path / name, before=None)
    for package, name, digest in files:
        act.remove(f"{bureau.workspace.relative(package.path)}/{name}", digest)
    for path in (path for each in doomed for path in each.working):
        act.remove(bureau.workspace.relative(path), digest_of_file(path))


def _facts(doomed: Doomed, consents: Consents, digest: str, on: date) -> dict[str, object]:
    """What the log keeps of one destruction."""
    return {
        "清册": consents.register,
        "清册摘要": digest,
        "日期": on.isoformat(),
        "版本": [each.version for each in doomed.packages],
        "根": [each.root for each in doomed.packages],
        "审批人": consents.approval.consent_by,
        "监销人": [each.consent_by for each in consents.witnesses],
        "案卷文件": len(doomed.working),
    }


def _told(bureau: Bureau, doomed: Sequence[Doomed], consents: Consents) -> dict[str, Any]:
    """What was done, and what is left to be done elsewhere."""
    history = package_history(bureau.workspace)
    codes = [each.code for each in doomed]
    return {
        "register": consents.register,
        "path": f"{bureau.workspace.relative(bureau.workspace.destruction)}/{consents.register}",
        "destroyed": codes,
        "approved_by": consents.approval.consent_by,
        "witnesses": [each.consent_by for each in consents.witnesses],
        "copies": [
            {"place": copy.place, "reference_code": copy.reference_code, "seen": copy.is_seen}
            for copy in copies_left(bureau, history)
            if copy.reference_code in codes
        ],
        "exported": sorted({to for code in codes for to in history.exported.get(code, ())}),
    }
