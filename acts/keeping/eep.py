"""EEP: a package's items handed out one XML file each (DA/T 48-2009), and anybody's judged."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from acts.action_labels import LABELS
from acts.keeping.exporting import refuse_workspace
from acts.sealing.packages import NotTheSealedOneError, known_roots
from archive.eep.describing import Capsule
from archive.eep.layers import layers_of
from archive.eep.reading import check_eep, schema_text
from archive.eep.writing import write_eep
from archive.packaging import drop, manifest_text
from archive.reading import find_reference, verify_all, versions_of
from archive.shelving import (
    CannotWritePackageError,
    VersionExistsError,
    rename_without_replacing,
    sync_and_forget,
)
from cases.digest import digest_of_file
from cases.obstacles import obstacle
from cases.saving import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from archive.eep.reading import EepReport
    from archive.reading import Package

SCHEMA_NAME, DIGESTS_NAME = "eep.xsd", "sha256sum.txt"


def export_eep(bureau: Bureau, reference: str, folder: Path) -> dict[str, object]:
    """Write every item of a package version as an EEP, with the schema and digests beside.

    Earlier versions of an item lie nested in it (修改型). Everything is verified against the
    log first; the new folder ``档号/EEP-vN`` appears whole or not at all.
    """
    person = bureau.acting()
    package = find_reference(bureau.workspace, reference)
    refuse_workspace(folder)
    code = package.reference_code
    versions = [v for v in versions_of(bureau.workspace, code) if v.version <= package.version]
    _refuse_unsound(bureau, code)
    target = folder / code / f"EEP-v{package.version}"
    if target.exists():
        raise VersionExistsError(path=target)
    staged = folder / f".{code}-EEP-v{package.version}.tmp"
    try:
        names = _filled(bureau, versions, staged)
        _published(staged, target)
    except OSError as error:
        raise CannotWritePackageError(path=target, reason=obstacle(error)) from error
    finally:
        if staged.exists():
            drop(staged)
    with bureau.journal.act("export", person.name, code) as act:
        facts = {"版本": package.version, "格式": "EEP", "件数": len(names), "去处": str(target)}
        act.enter("export", code, facts)
    return {
        "reference_code": code,
        "version": package.version,
        "root": package.root,
        "format": "EEP",
        "files": names,
        "path": str(target),
    }


def _refuse_unsound(bureau: Bureau, code: str) -> None:
    """Only what the log knows and finds whole is encapsulated."""
    for report in verify_all(bureau.workspace, known_roots(bureau.workspace), [code]):
        if not report.is_sound:
            raise NotTheSealedOneError(
                reference_code=code, version=report.version, findings=report.findings
            )


def _filled(bureau: Bureau, versions: list[Package], staged: Path) -> list[str]:
    """The EEPs, the schema, and a list of digests for ``sha256sum -c``."""
    if staged.exists():
        drop(staged)
    staged.mkdir()
    made_at = bureau.now.isoformat(timespec="seconds")
    program = f"匠档 {version('jiangdang')}"
    names = []
    for layers in layers_of(versions):
        name = f"{layers[-1].item['档号']}.xml"
        write_eep(staged / name, layers, Capsule(made_at, program, LABELS))
        bureau.report(f"已封装 {name}")
        names.append(name)
    (staged / SCHEMA_NAME).write_bytes(schema_text())
    digests = {n: digest_of_file(staged / n)[len("sha256:") :] for n in (*names, SCHEMA_NAME)}
    (staged / DIGESTS_NAME).write_bytes(manifest_text(digests))
    sync_and_forget(staged)
    return names


def _published(staged: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    rename_without_replacing(staged, target)
    sync_folder(target.parent)


def judge_eep(path: Path) -> EepReport:
    """Whether any EEP is what DA/T 48-2009 wants, and what lies in it."""
    return check_eep(path)
