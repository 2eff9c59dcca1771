"""A child process with limits, for templates that are not the shipped ones.

The child gets JSON and bytes and answers with JSON and bytes. It has so many seconds of
processor and of clock for one request, and so much memory; whatever goes beyond ends the
child, not us. It lives on for the next request, so that a batch starts it once.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, ClassVar, NoReturn

from cases.errors import JiangdangError, Kind

CPU_SECONDS = 8
CLOCK_SECONDS = 30
MEMORY_MEGABYTES = 1024
MOST_ANSWER_BYTES = 100_000_000
_GRACE_SECONDS = 3
_LENGTHS = struct.Struct(">II")
_CHUNK = 1 << 16
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "TMPDIR")
_SECRETS = ("_PASSPHRASE", "_PIN")
_BOOT = (
    "import sys, json, importlib; sys.path[:] = json.loads(sys.argv[1]); "
    "importlib.import_module(sys.argv[2]).serve()"
)


class TooSlowError(JiangdangError):
    """A template takes longer than any document needs."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D118"


class TooMuchMemoryError(JiangdangError):
    """A template fills more memory than any document needs."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D119"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child says: plain JSON, and bytes."""

    head: dict[str, Any]
    body: bytes


class Confined:
    """One child process; asked again and again, started anew when it died."""

    def __init__(
        self,
        cpu: int = CPU_SECONDS,
        clock: float = CLOCK_SECONDS,
        memory: int = MEMORY_MEGABYTES,
        served: str = "doc_templates.confined",
    ) -> None:
        """Limits per request in seconds, for all in megabytes; nothing is started yet.

        ``served`` is the module whose ``serve`` the child runs.
        """
        self._served = served
        self._cpu, self._clock, self._memory = cpu, clock, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def ask(self, name: str, head: dict[str, Any], body: bytes) -> Answer:
        """The child's answer. ``name`` is the template, for the refusal.

        Raises TooSlowError and TooMuchMemoryError; the child is gone then.
        """
        with self._lock:
            used = self._child is not None
            try:
                return self._answer(name, head, body)
            except TooMuchMemoryError:
                if not used:
                    raise
                return self._answer(name, head, body)  # what came before may have filled it

    def _answer(self, name: str, head: dict[str, Any], body: bytes) -> Answer:
        """One exchange with the child; whatever breaks it ends the child."""
        limits = {"cpu": self._cpu, "memory": self._memory}
        child = self._alive()
        try:
            found = _exchanged(child, {**head, **limits}, body, self._clock)
        except TimeoutError:
            self.close()
            raise TooSlowError(name=name, seconds=self._cpu) from None
        except (EOFError, OSError, ValueError):
            self._died(child, name)
        except BaseException:  # Ctrl-C: the answer to come would be taken for the next one
            self.close()
            raise
        if found.head.get("ended") == "memory":
            self.close()
            raise TooMuchMemoryError(name=name, megabytes=self._memory)
        return found

    def close(self) -> None:
        """End the child, if there is one of our own."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        with suppress(OSError):
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _alive(self) -> subprocess.Popen[bytes]:
        """The running child; a process that was forked from us starts its own."""
        mine = self._child is not None and self._owner == os.getpid()
        if mine and self._child is not None and self._child.poll() is None:
            return self._child
        if mine:
            self.close()
        environment = {key: value for key, value in os.environ.items() if key in _KEPT}
        environment |= {key: value for key, value in os.environ.items() if _is_ours(key)}
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-I", "-c", _BOOT, json.dumps(_import_path()), self._served],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        self._owner = os.getpid()
        return self._child

    def _died(self, child: subprocess.Popen[bytes], name: str) -> NoReturn:
        """Say why the child is gone: out of processor time, out of memory, or our own fault."""
        with suppress(subprocess.TimeoutExpired):
            child.wait(_GRACE_SECONDS)
        self.close()
        if child.returncode == -signal.SIGXCPU:
            raise TooSlowError(name=name, seconds=self._cpu) from None
        if child.returncode > 0:
            raise RuntimeError(f"the confined child ended with {child.returncode}")
        raise TooMuchMemoryError(name=name, megabytes=self._memory) from None


def _import_path() -> list[str]:
    """Where the child finds our modules."""
    return [each for each in sys.path if each]


def _is_ours(variable: str) -> bool:
    """Whether a setting of ours may reach the child: passphrases and PINs never do."""
    return variable.startswith("JIANGDANG_") and not variable.endswith(_SECRETS)


def _exchanged(
    child: subprocess.Popen[bytes], head: dict[str, Any], body: bytes, clock: float
) -> Answer:
    """Send a request and read the answer before the clock runs out."""
    assert child.stdin is not None
    assert child.stdout is not None
    send(child.stdin, head, body)
    until = time.monotonic() + clock
    lengths = _LENGTHS.unpack(_read(child.stdout, _LENGTHS.size, until))
    if sum(lengths) > MOST_ANSWER_BYTES:
        raise ValueError("answer too long")
    told = json.loads(_read(child.stdout, lengths[0], until))
    return Answer(told, _read(child.stdout, lengths[1], until))


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes) -> None:
    """One message: the two lengths, the JSON, the bytes."""
    text = json.dumps(head, ensure_ascii=False).encode()
    pipe.write(_LENGTHS.pack(len(text), len(body)) + text + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """One message, or None when the other end is closed."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    text, body = _LENGTHS.unpack(lengths)
    return json.loads(pipe.read(text)), pipe.read(body)


def _read(pipe: IO[bytes], length: int, until: float) -> bytes:
    """So many bytes from a pipe, or TimeoutError when the time is over."""
    pieces, left = [], length
    with selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while left:
            if not ready.select(max(until - time.monotonic(), 0)):
                raise TimeoutError
            piece = os.read(pipe.fileno(), min(left, _CHUNK))
            if not piece:
                raise EOFError
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


WORKER = Confined()
atexit.register(WORKER.close)
