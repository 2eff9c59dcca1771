"""veraPDF, the industry's own validator of PDF/A, as a second opinion in tests.

Its libraries come from Maven Central once and stay in the cache folder; version and
dependencies are pinned in ``verapdf/pom.xml``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from doc_templates.cache_folder import cache_folder

_HERE = Path(__file__).with_name("verapdf")
_SECONDS_TO_FETCH = 120
_SECONDS = 300


def libraries() -> Path | None:
    """The folder of veraPDF's libraries; None where Java, Maven or the network is missing."""
    folder = cache_folder() / "verapdf-1.26.1"
    if shutil.which("java") is None:
        return None
    if not folder.is_dir() and not _fetch(folder):
        return None
    return folder


def _fetch(folder: Path) -> bool:
    maven, unfinished = shutil.which("mvn"), folder.with_suffix(".part")
    if maven is None:
        return False
    command = [
        maven, "-q", "-B", "-f", str(_HERE / "pom.xml"), "dependency:copy-dependencies",
        f"-DoutputDirectory={unfinished}",
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS_TO_FETCH)
        unfinished.rename(folder)
    except (OSError, subprocess.SubprocessError):
        return folder.is_dir()
    return True


def broken_clauses(pdfs: Mapping[str, bytes], jars: Path, folder: Path) -> dict[str, list[str]]:
    """The clauses of ISO 19005-2 that each PDF breaks, by name; every PDF is looked at."""
    paths = {}
    for number, (name, content) in enumerate(pdfs.items()):
        path = folder / f"{number}.pdf"
        path.write_bytes(content)
        paths[str(path)] = name
    command = ["java", "-cp", f"{jars}/*", str(_HERE / "SecondOpinion.java"), *paths]
    said = subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
    found = {}
    for line in said.stdout.decode().splitlines():
        path, tried, *clauses = line.split("\t")
        assert int(tried) > 1000 or clauses, line
        found[paths[path]] = clauses
    assert found.keys() == pdfs.keys()
    return found
