"""``python -m doc_templates.fonts.making [SOURCE]``: free stand-ins, made once per machine.

Fandol holds the only free simplified FangSong, a bold Song that serves as 小标宋, and a Kai and
a Song with punctuation as mainland China sets it; all with CFF outlines. Debian ships it in
texlive-lang-chinese; SOURCE is that package's file or a folder of the fonts, for machines
without a network.
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.words import message
from doc_templates.fonts.characters import remember_characters
from doc_templates.fonts.faces import own_folder
from doc_templates.fonts.families import fonts_here
from doc_templates.fonts.outlines import Naming, truetype

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = "texlive-lang-chinese"
RECIPE = "2"  # moves whenever the conversion makes other bytes
LICENCE = "COPYING.gz"
_INSTALLED = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
_MOST_BYTES = 20_000_000
_SECONDS_TO_FETCH = 300
_SECONDS_TO_ANSWER = 15
_NOTE = (
    "Fandol {file}, Copyright 2012-2015 the Fandol team, GNU GPL version 3 with font exception. "
    "Changed: outlines converted from CFF to TrueType, family renamed, U+FFE5 drawn as a yen sign."
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A font to be made: from which file, under which family name, with whose Latin letters."""

    file: str
    family: str
    latin: str = ""

    @property
    def naming(self) -> Naming:
        """What is written into the font."""
        return Naming(self.family, _NOTE.format(file=self.file))

    @property
    def stem(self) -> str:
        """How the names of the made files begin."""
        return f"{self.naming.postscript}-r{RECIPE}-"


RECIPES = (
    # Its own digits are sans and heavy beside thin strokes; those of Song go with it.
    Recipe("FandolFang-Regular.otf", "Fandol Fang", "FandolSong-Regular.otf"),
    Recipe("FandolKai-Regular.otf", "Fandol Kai"),
    Recipe("FandolSong-Regular.otf", "Fandol Song"),
    Recipe("FandolSong-Bold.otf", "Fandol Biaosong"),
)


class NoFontSourceError(JiangdangError):
    """The fonts to start from are neither here nor to be had."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "D204"


class BadFontSourceError(JiangdangError):
    """What was given is not the fonts to start from."""

    code: ClassVar[str] = "D205"


def made_fonts(folder: Path) -> dict[str, Path]:
    """The fonts already made in ``folder`` by this recipe, by family."""
    return {
        recipe.family: found for recipe in RECIPES for found in folder.glob(f"{recipe.stem}*.ttf")
    }


def make_fonts(folder: Path, source: Path | None = None) -> dict[str, Path]:
    """Every font that ``folder`` still lacks, made from ``source`` or from Debian's package.

    Raises NoFontSourceError, BadFontSourceError, CannotSaveError; a font is whole or not there.
    """
    present = made_fonts(folder)
    due = [recipe for recipe in RECIPES if recipe.family not in present]
    if due:
        sources = _sources(source)
        if LICENCE in sources:
            with gzip.open(io.BytesIO(sources[LICENCE])) as text:
                write_durably(folder / "Fandol-COPYING.txt", text.read(_MOST_BYTES))
        notes = "\n".join(f"{each.family}: {each.naming.description}" for each in RECIPES)
        write_durably(folder / "Fandol-README.txt", (notes + "\n").encode())
        for recipe, font in zip(due, _converted(due, sources), strict=True):
            origin = sources[recipe.file] + sources.get(recipe.latin, b"")
            _keep(folder, recipe, digest_of(origin)[7:23], font)
    return made_fonts(folder)


def _keep(folder: Path, recipe: Recipe, digest: str, font: bytes) -> None:
    """Put a font in its place, and what an earlier recipe made of it out of the way."""
    path = folder / f"{recipe.stem}{digest}.ttf"
    write_durably(path, font)
    for old in folder.glob(f"{recipe.naming.postscript}-r*.ttf"):
        if old != path:
            old.unlink(missing_ok=True)


def _converted(due: list[Recipe], sources: Mapping[str, bytes]) -> list[bytes]:
    """The fonts side by side, a process for each core; ten seconds of a core for each."""
    from fontTools.ttLib import TTLibError

    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        running = [
            pool.submit(truetype, sources[each.file], each.naming, sources.get(each.latin, b""))
            for each in due
        ]
        try:
            return [each.result() for each in running]
        except (TTLibError, ValueError, KeyError, AssertionError, RuntimeError) as error:
            raise BadFontSourceError(source="、".join(each.file for each in due)) from error


def _sources(source: Path | None) -> dict[str, bytes]:
    """The bytes of every font to start from, and of the licence where it is at hand."""
    if source is None and _INSTALLED.is_dir():
        source = _INSTALLED
    if source is None:
        with tempfile.TemporaryDirectory(prefix="jiangdang-fonts-") as folder:
            return _complete(_from_package(_fetched(Path(folder))), PACKAGE)
    found = _from_folder(source) if source.is_dir() else _from_package(source)
    return _complete(found, str(source))


def _complete(found: dict[str, bytes], source: str) -> dict[str, bytes]:
    """The same, when none is missing."""
    missing = [each.file for each in RECIPES if each.file not in found]
    if missing:
        raise BadFontSourceError(source=f"{source}（{'、'.join(missing)}）")
    return found


def _from_folder(folder: Path) -> dict[str, bytes]:
    """The wanted files of a folder."""
    paths = [folder / name for name in _wanted()]
    return {path.name: path.read_bytes() for path in paths if _fits(path)}


def _fits(path: Path) -> bool:
    return path.is_file() and path.stat().st_size <= _MOST_BYTES


def _wanted() -> Iterator[str]:
    yield from (each.file for each in RECIPES)
    yield LICENCE


def _fetched(folder: Path) -> Path:
    """Debian's package, fetched without being installed; apt checks its signature."""
    ways = [["download", PACKAGE]]
    if os.geteuid() == 0:  # a fresh machine may not have asked for the lists of packages yet
        ways += [["update"], ["download", PACKAGE]]
    for words in ways:
        _apt(folder, words)
        for package in folder.glob("*.deb"):
            return package
    raise NoFontSourceError(package=PACKAGE)


def _apt(folder: Path, words: list[str]) -> None:
    """One call of apt-get in ``folder``, bounded in time; what came of it shows in the folder."""
    options = (f"Acquire::{way}::Timeout={_SECONDS_TO_ANSWER}" for way in ("http", "https"))
    settings = ("APT::Sandbox::User=root", "Acquire::Retries=1", *options)
    given = (word for each in settings for word in ("-o", each))
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(  # noqa: S603
            ["apt-get", *given, *words], cwd=folder, timeout=_SECONDS_TO_FETCH,  # noqa: S607
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def _from_package(package: Path) -> dict[str, bytes]:
    """The wanted files of a Debian package, read as a stream; nothing else is unpacked."""
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    try:
        with (
            subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process,
            tarfile.open(fileobj=process.stdout, mode="r|") as members,
        ):
            return dict(_picked(members))
    except (OSError, tarfile.TarError) as error:
        raise BadFontSourceError(source=package.name) from error


def _picked(members: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """The wanted members, bounded in size."""
    for member in members:
        name = member.name.rpartition("/")[2]
        if "fandol" in member.name and name in _wanted() and member.size <= _MOST_BYTES:
            stream = members.extractfile(member) or io.BytesIO()
            yield name, stream.read()


def main(arguments: list[str]) -> int:
    """Make what is missing and say so; 0, or 7 when there is nothing to make it from."""
    folder = own_folder()
    present = made_fonts(folder)
    try:
        made = make_fonts(folder, Path(arguments[0]) if arguments else None)
    except JiangdangError as error:
        sys.stderr.write(f"[{error.code}] {error.message}\n")
        _remember_all(folder)
        return 7
    if made != present:
        facts = {"families": "、".join(made), "folder": str(folder)}
        sys.stderr.write(message("D206", facts) + "\n")
    _remember_all(folder)
    return 0


def _remember_all(folder: Path) -> None:
    """Keep what every usual font draws, so that no later run has to look it up."""
    here = fonts_here()
    for family in here.well_known:
        remember_characters(here.usable[family], folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
