"""What stamping did to a PDF: pages and text as before, signatures whole, PDF/A kept or lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.findings import errors_of
from doc_templates.stamping.revisions.opening import opened_pages
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verification.inquiry import TRUST_CODES
from doc_templates.stamping.verifying import verify_pdf
from doc_templates.validation import claimed_level, pdfa_verdict

if TYPE_CHECKING:
    from doc_templates.stamping.verifying import Verification

_EMPTY_FIELD = "S411"
_LEVELS = frozenset({"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u"})
_NOBODY = StampStore(Path("/无"))


def examined(before: bytes, after: bytes, name: str) -> dict[str, Any]:
    """What to say of a stamped file, as plain JSON.

    ``same`` is whether pages and text are those of before; ``broken`` names the signers whose
    signature does not hold, or could not be verified any more; ``level`` is the PDF/A level it
    claimed, ``kept`` whether it did and does, ``lost`` the first rule it breaks now.
    """
    verdict = verify_pdf(after, _NOBODY, file=name)
    level = claimed_level(before)
    told: dict[str, Any] = {
        "same": reading(before) == reading(after),
        "broken": _doubted(verdict),
        "signatures": len(verdict.signatures),
        "level": level,
        "kept": False,
        "lost": "",
    }
    if level in _LEVELS and not pdfa_verdict(before, name, level).findings:
        now = pdfa_verdict(after, name, level)
        told |= {"kept": not now.findings, "lost": now.word if now.findings else ""}
    return told


def _doubted(verdict: Verification) -> list[str]:
    """Whose signatures do not hold, or cannot be shown to hold since a later revision."""
    broken = [each.signer for each in verdict.signatures if not each.intact]
    if broken or verdict.intact or _only_waiting(verdict):
        return broken
    return [each.signer for each in verdict.signatures[:-1]] or [verdict.signatures[-1].signer]


def _only_waiting(verdict: Verification) -> bool:
    """Whether nothing is wrong but that others have still to sign."""
    codes = {found.code for found in errors_of(verdict.findings)} - TRUST_CODES
    return codes <= {_EMPTY_FIELD}


def reading(pdf: bytes) -> list[str]:
    """The text of each page."""
    found = []
    with opened_pages(pdf) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_bounded())
            text.close()
            page.close()
    return found
