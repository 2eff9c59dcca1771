"""All pictures of the docs, made anew: ``python -m tests.tools.pictures``.

Papers of every kind (``gallery``) and what the commands print (``screens``), then the page of
samples. The tests make them again and compare.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from doc_templates.catalogue import load_catalogue
from tests.tools.gallery import INDEX, PICTURES, draw_all, index_page

FOLDERS = ("kinds", "pages", "screens")
COMMAND = "python -m tests.tools.pictures"


def main() -> None:
    """Make all of them elsewhere, then put them in the place of the old ones."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        draw(made)
        for name in FOLDERS:
            shutil.rmtree(PICTURES / name, ignore_errors=True)
            shutil.copytree(made / name, PICTURES / name)
    INDEX.write_text(index_page(load_catalogue()), "utf-8")


def draw(target: Path) -> None:
    """Every picture below ``target``."""
    draw_all(target, load_catalogue())
    draw_screens(target)


def draw_screens(target: Path) -> None:
    """The screens, in a process of their own: it lives on another day."""
    subprocess.run([sys.executable, "-m", "tests.tools.screens", str(target)], check=True)


if __name__ == "__main__":
    main()
