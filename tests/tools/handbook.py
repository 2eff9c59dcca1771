"""Walks through a chapter of the handbook as a clerk would: files are written, commands are run."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from cli.main import answer

ROOT = Path(__file__).parents[2]
HANDBOOK = ROOT / "docs" / "handbook"
SAMPLES = ROOT / "acts" / "samples" / "cases"
_BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (\S+\.yaml)\n")
_EXPORT = re.compile(r"export (\w+)=(\S+)")


@dataclass(frozen=True)
class Step:
    """One command of a chapter, with what the chapter says it prints."""

    command: str
    printed: list[str]


def files_and_steps(text: str) -> list[tuple[str, str] | Step]:
    """The record files (name, content) and the commands of a chapter, in order."""
    found: list[tuple[str, str] | Step] = []
    for kind, body in _BLOCK.findall(text):
        name = _FILE.match(body)
        if kind == "yaml" and name:
            found.append((name[1], body))
        if kind == "console":
            found += _steps(body)
    return found


def _steps(body: str) -> list[Step]:
    steps: list[Step] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line.removeprefix("$ "), []))
        elif line.strip():
            steps[-1].printed.append(line)
    return steps


@dataclass
class Clerk:
    """Somebody at a shell with a home folder of their own."""

    home: Path
    exported: dict[str, str] = field(default_factory=dict)
    code: int = 0
    said: str = ""

    def follow(self, chapter: str) -> None:
        """Do what a chapter says; fail where something else happens."""
        for name, folder in (("样例案卷", SAMPLES), ("样例材料", SAMPLES.parent / "evidence")):
            if not (self.home / name).exists():
                (self.home / name).symlink_to(folder)
        for step in files_and_steps((HANDBOOK / chapter).read_text(encoding="utf-8")):
            if isinstance(step, Step):
                self._run(step)
            else:
                (self.home / step[0]).write_text(step[1], encoding="utf-8")
        assert self.code == 0, self.said

    def _run(self, step: Step) -> None:
        if step.command == "echo $?":
            assert step.printed == [str(self.code)]
            self.code = 0
            return
        assert self.code == 0, f"before {step.command!r}: {self.code}\n{self.said}"
        exported = _EXPORT.fullmatch(step.command)
        if exported:
            self.exported[exported[1]] = exported[2].replace("~", str(self.home))
            return
        self._call(step)

    def _call(self, step: Step) -> None:
        command = step.command
        plain = command.startswith("jiangdang ") and not set(command) & set("$><|~")
        said = self._in_process(command) if plain else self._in_shell(command)
        for line in step.printed:
            assert _wanted(line).search(_flat(said)), f"{step.command}\n{line}\n---\n{said}"
        self.said = said

    def _environment(self) -> dict[str, str]:
        """What the clerk's shell knows."""
        own = {"HOME": str(self.home), "COLUMNS": "400", "JIANGDANG_CACHE": f"{self.home}/缓存"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**os.environ, **own, **self.exported, "PATH": path}

    def _in_shell(self, command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.home,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        self.code = done.returncode
        return done.stdout + done.stderr

    def _in_process(self, command: str) -> str:
        """The same command without a new process, for the sake of time."""
        said = io.StringIO()
        words = shlex.split(command)[1:]
        with (
            patch.dict(os.environ, self._environment()),
            contextlib.chdir(self.home),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
        ):
            self.code = answer(words)
        return said.getvalue()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _wanted(line: str) -> re.Pattern[str]:
    """A line of the handbook as a pattern: … stands for anything."""
    return re.compile(".*?".join(re.escape(_flat(part)) for part in line.split("…")))
