"""The child's side of confinement: limits first, then one request after the other."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from cases.errors import JiangdangError
from doc_templates.confinement import receive, send

if TYPE_CHECKING:
    from cases.findings import Finding

Task: TypeAlias = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]
_MEGABYTE = 1024 * 1024


def serve_tasks(tasks: Mapping[str, Task]) -> None:
    """Answer requests for these tasks from standard input until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        while (request := receive(sys.stdin.buffer)) is not None:
            _limit(request[0]["cpu"], request[0]["memory"])
            _answer(answers, tasks, *request)
    except MemoryError:
        os.abort()


def _limit(cpu: int, memory: int) -> None:
    """So many more seconds of processor, so many megabytes of memory in all."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime) + cpu + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))
    size = memory * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _answer(pipe: IO[bytes], tasks: Mapping[str, Task], head: dict[str, Any], body: bytes) -> None:
    """Do what is asked; errors of ours travel by their code, others as the file's fault."""
    try:
        told, found = tasks[head["task"]](head, body)
    except MemoryError:
        told, found = {"ended": "memory"}, b""
    except JiangdangError as error:
        findings = [told_finding(each) for each in error.findings]
        told = {"code": error.code, "facts": error.facts, "findings": findings}
        found = b""
    except Exception as error:
        told, found = {"code": "D210", "facts": _of(head, error), "findings": []}, b""
    send(pipe, told, found)


def _of(head: dict[str, Any], error: Exception) -> dict[str, str]:
    """What went wrong that nobody foresaw, without a traceback."""
    deep = isinstance(error, RecursionError)
    detail = "嵌套过深" if deep else f"意外（{type(error).__name__}）"
    return {"name": head["name"], "detail": detail}


def told_finding(each: Finding) -> dict[str, Any]:
    """A finding as it travels."""
    place = [each.place.file, each.place.line, each.place.key]
    return {
        "code": each.code,
        "severity": each.severity.value,
        "place": place,
        "facts": dict(each.facts),
        "clause": each.clause,
    }
