"""What the verifier says, as findings with the product's own sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from archive.verification import Fault


def findings_of(faults: Iterable[Fault], package: Path | None = None) -> tuple[Finding, ...]:
    """The verifier's faults as findings; the file's path follows the package's name."""
    return tuple(_finding_of(fault, package) for fault in faults)


def _finding_of(fault: Fault, package: Path | None) -> Finding:
    """One fault as a finding."""
    weight = Severity.WARNING if fault.is_warning else Severity.ERROR
    file = f"{package.parent.name}/{package.name}/{fault.path}" if package else fault.path
    facts = {"path": fault.path, "detail": fault.detail}
    return Finding(fault.code, weight, Place(file=file), facts, "RFC 8493、封存包格式")
