"""Whether a PDF keeps what PDF/A-2b (ISO 19005-2) asks: checked, not believed."""

from __future__ import annotations

from cases.findings import Finding, Place

LEVEL = "2b"
MOST_SHOWN = 50


def pdfa_findings(pdf: bytes, file: str = "") -> tuple[Finding, ...]:
    """One finding for each rule of PDF/A-2b that the PDF breaks; none when it conforms."""
    import page

    try:
        report = page.validate_pdf_bytes(pdf, profile=LEVEL)
    except page.PageError as error:
        return (Finding("D401", place=Place(file), facts={"detail": str(error)[:200]}),)
    broken = {failure.rule_id: failure.message for failure in report.failures}
    return tuple(
        Finding("D402", place=Place(file), facts={"rule": rule, "detail": detail[:200]})
        for rule, detail in list(broken.items())[:MOST_SHOWN]
    )
