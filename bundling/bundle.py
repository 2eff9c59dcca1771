"""``python -m bundling.bundle FOLDER``: everything an offline machine needs, in one folder.

Wheels of the product and of all it imports (the versions of ``constraints.txt``), Debian packages
with all they depend on as a local apt source, the fonts made at set-up, the handbook, an installer
in Chinese, and SHA-256 sums over all of it. Needs pip's and apt's sources while it packs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from bundling.debian import fetch_packages, write_index
from cases.digest import digest_of_file
from doc_templates.fonts.faces import own_folder

PROJECT = Path(__file__).resolve().parent.parent
EXTRAS = "ocr,tantivy,cluster,token"
DEBIAN_PACKAGES = (
    *("libreoffice-writer-nogui", "fontconfig", "faketime", "openssl", "python3-venv"),
    *("fonts-arphic-uming", "fonts-arphic-ukai", "fonts-wqy-zenhei", "fonts-babelstone-han"),
)
INSTALLER, READ_ME, SUMS = "安装.sh", "先读我.txt", "SHA256SUMS"
TO_INSTALL, HANDBOOK = "要装的", "手册"
_TO_THE_CONTENTS = """<!doctype html><meta charset="utf-8"><title>匠档手册</title>
<meta http-equiv="refresh" content="0; url=docs/index.html"><a href="docs/index.html">匠档手册</a>
"""
PAPERS = ("LICENSE", "README.md", "CHANGELOG.md")


def version() -> str:
    """The version of the product, as ``pyproject.toml`` states it."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def pack(folder: Path) -> Path:
    """Fill a folder of its own below ``folder``; an unfinished one keeps the name ``….部分``."""
    done = folder / f"jiangdang-{version()}-debian12-amd64"
    part = done.with_name(f"{done.name}.部分")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _wheels(part / "wheels")
    fetch_packages(DEBIAN_PACKAGES, part / "debs")
    write_index(part / "debs")
    (part / "debs" / TO_INSTALL).write_text("\n".join(DEBIAN_PACKAGES) + "\n", "utf-8")
    _fonts(part / "fonts")
    _papers(part)
    _sums(part)
    shutil.rmtree(done, ignore_errors=True)
    part.rename(done)
    return done


def _wheels(folder: Path) -> None:
    """The product and all it needs, as wheels; pip builds what has none."""
    base = (sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check")
    where = ("--wheel-dir", str(folder), "--constraint", str(PROJECT / "constraints.txt"))
    subprocess.run([*base, *where, f"{PROJECT}[{EXTRAS}]"], check=True)  # noqa: S603


def _fonts(folder: Path) -> None:
    """The fonts that set-up made, with their licence."""
    folder.mkdir()
    for path in sorted(own_folder().iterdir()):
        if path.is_file():
            shutil.copyfile(path, folder / path.name)


def _papers(folder: Path) -> None:
    """Installer, words to the administrator, licence, handbook."""
    for name in (INSTALLER, READ_ME):
        text = (PROJECT / "bundling" / name).read_text("utf-8").replace("{版本}", version())
        (folder / name).write_text(text, "utf-8")
    (folder / INSTALLER).chmod(0o755)
    shutil.copyfile(PROJECT / "constraints.txt", folder / "constraints.txt")
    for name in PAPERS:
        shutil.copyfile(PROJECT / name, folder / name)
    build_handbook(folder / HANDBOOK)


def build_handbook(folder: Path) -> None:
    """The handbook as pages for a browser, with its pictures and its search; no network needed."""
    with tempfile.TemporaryDirectory() as between:
        options = ("-q", "-W", "-n", "-c", "docs", "-d", between)
        command = [sys.executable, "-m", "sphinx", *options, ".", str(folder)]
        subprocess.run(command, cwd=PROJECT, check=True)  # noqa: S603
    (folder / "index.html").write_text(_TO_THE_CONTENTS, "utf-8")


def _sums(folder: Path) -> None:
    """``sha256sum --check`` reads it; every file but itself."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (
        f"{digest_of_file(path).removeprefix('sha256:')}  {path.relative_to(folder)}\n"
        for path in files
    )
    (folder / SUMS).write_text("".join(lines), "utf-8")


def main() -> None:
    """Pack below the folder named on the command line."""
    done = pack(Path(sys.argv[1]).absolute())
    size = sum(path.stat().st_size for path in done.rglob("*") if path.is_file())
    sys.stdout.write(f"离线安装包：{done}（{size / 1_000_000:.0f} MB）{os.linesep}")


if __name__ == "__main__":
    main()
