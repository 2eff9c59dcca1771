"""The Whoosh engine keeps its contract on whoosh3, the other Whoosh that is looked after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OTHER = ROOT / ".venv" / "whoosh3"  # put there by make
FILES = ("contract/test_engines.py", "unit/test_index_whoosh_trust.py")
WRITING = "unit/test_index_whoosh_writing.py"


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(OTHER)}
    environment.pop("PYTEST_ADDOPTS", None)
    line = [sys.executable, *words]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_engine_holds_on_whoosh3() -> None:
    assert OTHER.is_dir(), "whoosh3 is not there: make test puts it there"
    where = _run("-c", "import whoosh.codec.whoosh3; print(whoosh.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(OTHER), where
    files = [f"tests/{file}" for file in (*FILES, WRITING)]
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "whoosh and not processes")
    ran = _run("-m", "pytest", *options, *files)
    assert ran.returncode == 0, ran.stdout[-3000:]
