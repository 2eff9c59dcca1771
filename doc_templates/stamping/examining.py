"""What stamping did to a PDF: pages and text as before, signatures whole, PDF/A kept or lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from doc_templates.stamping.keeping import StampStore
from doc_templates.stamping.opening import opened_pages
from doc_templates.stamping.verifying import verify_pdf
from doc_templates.validation import claimed_level, pdfa_verdict

_LEVELS = frozenset({"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u"})
_NOBODY = StampStore(Path("/无"))


def examined(before: bytes, after: bytes, name: str) -> dict[str, Any]:
    """What to say of a stamped file, as plain JSON.

    ``same`` is whether pages and text are those of before; ``broken`` names the signers whose
    signature does not hold; ``level`` is the PDF/A level it claimed, ``kept`` whether it did and
    does, ``lost`` the first rule it breaks now.
    """
    verdict = verify_pdf(after, _NOBODY, file=name)
    level = claimed_level(before)
    told: dict[str, Any] = {
        "same": reading(before) == reading(after),
        "broken": [each.signer for each in verdict.signatures if not each.intact],
        "signatures": len(verdict.signatures),
        "level": level,
        "kept": False,
        "lost": "",
    }
    if level in _LEVELS and not pdfa_verdict(before, name, level).findings:
        now = pdfa_verdict(after, name, level)
        told |= {"kept": not now.findings, "lost": now.word if now.findings else ""}
    return told


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
