"""The texts of papers: read by a few children at once, and never twice.

What was read is kept by the file's digest in the index folder; what OCR read of a picture is
preferred to the note that it waits for OCR. Readers are imported when there is something to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from cases.digest import digest_of, digest_of_file
from index.extraction.keeping import VERSION, KeptTexts
from index.extraction.pool import ReaderPool
from index.extraction.reading import extract
from index.ocr import recognising

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from cases.workspace import Workspace
    from index.extraction.extracted import Extracted

_OCR = "ocr "  # before the version of the recogniser
_FEW = 3  # so few are read by the one child that lives as long as the command
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class PaperText:
    """What was read of a file, and the digest (sha256, hex) of the bytes that were read."""

    content: str
    found: Extracted


def read_texts(
    workspace: Workspace,
    files: Mapping[_Key, Path],
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[_Key, PaperText]]:
    """The text of every file under its key, each as it is ready."""
    if not files:
        return
    kept, recognised = kept_texts(workspace), recognised_texts(workspace)
    digests: dict[_Key, str] = {}
    for key, path in files.items():
        digest = _digest(path)
        found = recognised.find(digest) or kept.find(digest)
        if found is None:
            digests[key] = digest
        else:
            yield key, PaperText(digest, found)
    unknown = {key: files[key] for key in digests}
    for key, found in _extracted(unknown, progress):
        kept.keep(digests[key], found)
        yield key, PaperText(digests[key], found)


def text_of(workspace: Workspace, path: Path) -> Extracted:
    """The text of one file."""
    return next(iter(read_texts(workspace, {path: path})))[1].found


def recognise_text(workspace: Workspace, path: Path) -> PaperText:
    """What OCR reads of one file, kept for good."""
    raw = path.read_bytes()
    digest = digest_of(raw).removeprefix("sha256:")
    found = recognising.recognise(raw)
    if recognising.is_final(found):
        recognised_texts(workspace).keep(digest, found)
    return PaperText(digest, found)


def forget_others(workspace: Workspace, contents: Iterable[str]) -> bool:
    """Forget what was read of files with other contents, and by readers of other versions.

    False where they cannot be forgotten.
    """
    ocr = _OCR + (recognising.version() if recognising.available() else "*")
    return kept_texts(workspace).keep_only(contents, (VERSION, ocr))


def kept_texts(workspace: Workspace) -> KeptTexts:
    """What was read of files."""
    return KeptTexts(workspace.index)


def recognised_texts(workspace: Workspace) -> KeptTexts:
    """What OCR read of files."""
    return KeptTexts(workspace.index, _OCR + recognising.version())


def _extracted(
    files: Mapping[_Key, Path], progress: Callable[[int, int], None] | None
) -> Iterator[tuple[_Key, Extracted]]:
    if len(files) <= _FEW:
        yield from ((key, extract(path)) for key, path in files.items())
        return
    with ReaderPool() as pool:
        yield from pool.extract_all(files, progress)


def _digest(path: Path) -> str:
    return digest_of_file(path).removeprefix("sha256:")
