"""Word to PDF/A-2b through LibreOffice, which returns 0 even when it fails.

Batches share one start of the program; each has a profile and folder of its own, a time
limit, and output that is looked at before it is believed. What failed is tried alone.
"""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, as_completed
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeAlias
from zoneinfo import ZoneInfo

from cases.errors import JiangdangError, Kind
from doc_templates.conversion_cache import ConversionCache
from doc_templates.fonts.configuration import fontconfig_file
from doc_templates.packing import NotWordFileError, TemplateTooLargeError, unpack
from doc_templates.word_parts import MAIN, parsed

if TYPE_CHECKING:
    from doc_templates.executors import Workers

SOFFICE_VARIABLE = "JIANGDANG_SOFFICE"
LARGEST_BATCH = 50
SMALLEST_BATCH = 10  # below this, starting the program once more costs more than it saves
SECONDS_TO_START = 60.0
SECONDS_PER_DOCUMENT = 15.0
MOST_PDF_BYTES = 100_000_000
_PROBE_SECONDS = 30
_ZONE = ZoneInfo("Asia/Shanghai")
_FILTER = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "XDG_RUNTIME_DIR")

Progress: TypeAlias = Callable[[int, int], None]


class SofficeMissingError(JiangdangError):
    """LibreOffice Writer is not on this machine."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "D300"


class ConversionFailedError(JiangdangError):
    """LibreOffice made no good PDF of a document."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "D301"


@dataclass(frozen=True, slots=True)
class Soffice:
    """LibreOffice as found on this machine."""

    program: Path
    version: str

    @classmethod
    def find(cls) -> Soffice:
        """The program named by ``JIANGDANG_SOFFICE``, else on the path."""
        named = os.environ.get(SOFFICE_VARIABLE)
        found = shutil.which(named) if named else shutil.which("soffice") or _libreoffice()
        if found is None:
            raise SofficeMissingError(looked=named or "soffice")
        return cls(Path(found), _version(found))

    def convert(
        self,
        documents: Mapping[str, bytes],
        progress: Progress | None = None,
        timeout: float | None = None,
        when: datetime | None = None,
    ) -> dict[str, bytes]:
        """The PDF of each Word document under the same name.

        ``timeout`` bounds one start of the program, in seconds; ``when`` is the instant that
        the PDFs say they were made. Raises ConversionFailedError naming every document that
        would not convert.
        """
        done: dict[str, bytes] = {}
        for made in self.conversions(documents, timeout=timeout, when=when):
            done |= made
            _tell(progress, len(done), len(documents))
        _refuse_failures([name for name in documents if name not in done])
        return {name: done[name] for name in documents}

    def conversions(
        self,
        documents: Mapping[str, bytes],
        workers: Workers | None = None,
        timeout: float | None = None,
        when: datetime | None = None,
    ) -> Iterator[dict[str, bytes]]:
        """PDFs by name, batch after batch as they become ready; what failed is in none.

        First come those made before on this machine. Batches keep the order of the documents
        and, for the same number of workers, their size: equal batches give equal PDFs where
        ``when`` can be told to the program.
        """
        cache = ConversionCache(f"{self.version}\n{_FILTER}\n{fontconfig_file().name}")
        yield (known := {n: pdf for n, docx in documents.items() if (pdf := cache.find(docx))})
        waiting = [name for name in documents if name not in known and _is_word(documents[name])]
        for made in self._in_batches(documents, waiting, workers, timeout, when):
            for name, pdf in made.items():
                cache.keep(documents[name], pdf)
            yield made

    def _in_batches(
        self,
        documents: Mapping[str, bytes],
        waiting: Sequence[str],
        workers: Workers | None,
        timeout: float | None,
        when: datetime | None,
    ) -> Iterator[dict[str, bytes]]:
        """The waiting documents, a start of the program for each batch, side by side if asked."""
        count = workers.count if workers else 1
        size = min(LARGEST_BATCH, max(SMALLEST_BATCH, -(-len(waiting) // count)))
        starts = range(0, len(waiting), size)
        batches = [{n: documents[n] for n in waiting[at : at + size]} for at in starts]
        if workers is None or (count == 1 and not workers.elsewhere):
            yield from (self.convert_batch(batch, timeout, when) for batch in batches)
            return
        work = convert_elsewhere if workers.elsewhere else self.convert_batch
        running = {workers.executor.submit(work, b, timeout, when): b for b in batches}
        patience = _limit(timeout, size) * -(-len(batches) // count)
        for finished in _as_they_end(running, patience):
            batch = running.pop(finished)
            try:
                yield finished.result(timeout=0)
            except Exception:  # whatever a worker died of, its batch is converted here
                finished.cancel()
                yield self.convert_batch(batch, timeout, when)

    def convert_batch(
        self, batch: Mapping[str, bytes], timeout: float | None, when: datetime | None
    ) -> dict[str, bytes]:
        """The batch in one start; whatever is missing again, one by one."""
        made = self._run(batch, timeout, when)
        if len(batch) > 1:
            for name in batch.keys() - made.keys():
                made |= self._run({name: batch[name]}, timeout, when)
        return made

    def _run(
        self, batch: Mapping[str, bytes], timeout: float | None, when: datetime | None
    ) -> dict[str, bytes]:
        """One start of the program in a folder of its own; only good PDFs count."""
        limit = _limit(timeout, len(batch))
        with tempfile.TemporaryDirectory(prefix="jiangdang-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            sources = _laid_out(folder, batch)
            command = [*_clock(when), *self._command(folder, sources)]
            _run_bounded(command, folder, limit)
            return {
                title: pdf
                for title, source in zip(batch, sources, strict=True)
                if (pdf := _good_pdf(folder / "out" / f"{source.stem}.pdf"))
            }

    def _command(self, folder: Path, sources: list[Path]) -> list[str]:
        """The program's arguments."""
        profile = (folder / "profile").as_uri()
        options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
        return [
            str(self.program), f"-env:UserInstallation={profile}", *options,
            "--convert-to", _FILTER, "--outdir", str(folder / "out"), *map(str, sources),
        ]  # fmt: skip


def _limit(timeout: float | None, documents: int) -> float:
    """Seconds that one start of the program may take."""
    return timeout or SECONDS_TO_START + SECONDS_PER_DOCUMENT * documents


def _as_they_end(
    running: Mapping[Future[dict[str, bytes]], object], patience: float
) -> Iterator[Future[dict[str, bytes]]]:
    """The futures as they end; those that have not ended after ``patience`` seconds come last."""
    waiting = dict.fromkeys(running)
    with suppress(TimeoutError):
        for finished in as_completed(list(running), timeout=patience):
            del waiting[finished]
            yield finished
    yield from waiting


def convert_elsewhere(
    batch: Mapping[str, bytes], timeout: float | None, when: datetime | None
) -> dict[str, bytes]:
    """A batch on a worker of a cluster, with the LibreOffice of that machine."""
    return Soffice.find().convert_batch(batch, timeout, when)


def _clock(when: datetime | None) -> list[str]:
    """The command before the command that stops the program's clock at an instant.

    LibreOffice 7.4 writes the time of conversion into a PDF and heeds no other wish;
    without faketime the PDFs are the same but for their dates.
    """
    faketime = shutil.which("faketime")
    if when is None or faketime is None:
        return []
    return [faketime, "-f", f"{when.astimezone(_ZONE):%Y-%m-%d %H:%M:%S}"]


def _libreoffice() -> str | None:
    """The program under its other name."""
    return shutil.which("libreoffice")


@lru_cache(maxsize=8)
def _version(program: str) -> str:
    """What the program says it is; SofficeMissingError when it does not run."""
    with tempfile.TemporaryDirectory(prefix="jiangdang-", ignore_cleanup_errors=True) as folder:
        command = [program, f"-env:UserInstallation={Path(folder).as_uri()}", "--version"]
        try:
            answer = subprocess.run(  # noqa: S603
                command, capture_output=True, timeout=_PROBE_SECONDS, check=True,
                stdin=subprocess.DEVNULL, env=_environment(Path(folder)),
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise SofficeMissingError(looked=program) from error
    return answer.stdout.decode(errors="replace").strip()


def _environment(folder: Path) -> dict[str, str]:
    """A small environment: our fonts, a home of its own, UTC, a UTF-8 locale."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | {
        "HOME": str(folder), "FONTCONFIG_FILE": str(fontconfig_file()), "TZ": "Asia/Shanghai",
        "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp",
    }  # fmt: skip


def _is_word(docx: bytes) -> bool:
    """Whether the bytes are whole: LibreOffice would print a broken file as plain text."""
    from lxml import etree

    try:
        parsed(unpack(docx, "")[MAIN])
    except (NotWordFileError, TemplateTooLargeError, etree.XMLSyntaxError):
        return False
    return True


def _laid_out(folder: Path, batch: Mapping[str, bytes]) -> list[Path]:
    """The documents as files with plain names, in order."""
    (folder / "out").mkdir()
    sources = [folder / f"d{number:03d}.docx" for number in range(len(batch))]
    for source, content in zip(sources, batch.values(), strict=True):
        source.write_bytes(content)
    return sources


def _run_bounded(command: list[str], folder: Path, seconds: float) -> None:
    """Run to the end or to the limit; the whole process group goes with it."""
    with subprocess.Popen(  # noqa: S603
        command, cwd=folder, env=_environment(folder), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end_group(process.pid)


def _end_group(group: int) -> None:
    """End what is left of the process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _good_pdf(path: Path) -> bytes | None:
    """The bytes, if they are a PDF that opens and has pages."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    if not path.is_file() or path.stat().st_size > MOST_PDF_BYTES:
        return None
    content = path.read_bytes()
    if not content.startswith(b"%PDF-"):
        return None
    try:
        pages = len(PdfReader(io.BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError):
        return None
    return content if pages else None


def _tell(progress: Progress | None, done: int, of: int) -> None:
    """Report progress to whoever listens."""
    if progress is not None:
        progress(done, of)


def _refuse_failures(names: list[str]) -> None:
    """Name the documents that would not convert."""
    if names:
        raise ConversionFailedError(names="、".join(names), count=len(names))
