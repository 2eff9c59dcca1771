"""Word to PDF/A: one LibreOffice call per file, one call for all, and all over two processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from timing import compare

from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import _FILTER, Soffice
from doc_templates.executors import open_executor
from doc_templates.rendering import render

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
DOCUMENTS, ROUNDS = 60, 3


def main() -> None:
    """Convert the same forms in each way, from nothing each time."""
    from tests.fixtures.contexts import context

    kind = load_catalogue()["application-form"]
    template = read_template(kind, "首席技师资助项目")
    documents = {}
    for number in range(DOCUMENTS):
        data = context("application-form-chief")
        data["案"]["项目名称"] = f"样例首席技师资助项目第{number}号"
        documents[f"{number:02d}"] = render(kind, template, data)
    soffice = Soffice.find()
    with open_executor("本机 2 进程") as workers:
        compare(
            {
                "一份一次 soffice": lambda: _one_by_one(soffice, documents),
                "匠档，一个进程": lambda: fresh(lambda: soffice.convert(documents)),
                "匠档，两个进程": lambda: fresh(lambda: [*soffice.conversions(documents, workers)]),
            },
            rounds=ROUNDS,
        )


def _one_by_one(soffice: Soffice, documents: dict[str, bytes]) -> None:
    """As scripts do it: a call of the program for each file, one profile for all."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for title, docx in documents.items():
            file = folder / f"{title}.docx"
            file.write_bytes(docx)
            command = [str(soffice.program), f"-env:UserInstallation=file://{folder}/profile"]
            command += ["--headless", "--convert-to", _FILTER, "--outdir", str(folder), str(file)]
            subprocess.run(command, capture_output=True, check=True)
        assert len(list(folder.glob("*.pdf"))) == len(documents)


def fresh(work: Callable[[], Any]) -> Any:
    """The work with an empty cache of its own."""
    folder = tempfile.mkdtemp()
    before = os.environ.get("JIANGDANG_CACHE")
    os.environ["JIANGDANG_CACHE"] = folder
    try:
        return work()
    finally:
        os.environ.pop("JIANGDANG_CACHE")
        if before is not None:
            os.environ["JIANGDANG_CACHE"] = before
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
