"""Executors: where a whole batch is worked on — here, in processes, or on a cluster."""

from __future__ import annotations

import multiprocessing
import os
import re
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from cases.errors import JiangdangError, Kind
from doc_templates.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from doc_templates.catalogue import DocumentKind, Template

Result = TypeVar("Result")
HERE = "本机"
MOST_PROCESSES = 4
_SECONDS_TO_CONNECT = 10
_SECONDS_TO_RENDER = 30
_HERE = re.compile(r"本机(?:\s*([1-9][0-9]?)\s*个?进程)?")
_CLUSTER = re.compile(r"dask\s+((?:tcp|tls)://[^\s]+:[0-9]+)", re.IGNORECASE)


class BadExecutorError(JiangdangError):
    """The setting 执行器 names no executor that we know."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "D410"


class ClusterPartMissingError(JiangdangError):
    """The Python component that speaks to a cluster is not installed."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "D411"


class ClusterUnreachableError(JiangdangError):
    """No scheduler answers at the address, or it has no workers."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "D412"


@dataclass(frozen=True, slots=True)
class Workers:
    """An executor, how many workers it has, and whether they are other machines."""

    executor: Executor
    count: int
    elsewhere: bool = False

    def render(
        self, kind: DocumentKind, template: Template, context: Mapping[str, object]
    ) -> bytes:
        """The Word bytes, as ``rendering.render`` gives them, made by a worker; else made here."""
        work = self.executor.submit(render, kind, template, context)
        try:
            return work.result(timeout=_SECONDS_TO_RENDER)
        except JiangdangError:
            raise
        except Exception:  # whatever the worker died of
            work.cancel()
            return render(kind, template, context)

    def spread(
        self, work: Callable[..., Result], jobs: Sequence[tuple[Any, ...]]
    ) -> list[Result | None]:
        """The results of the jobs done side by side; None where no worker gave one in time.

        After the first that was not given, the others are not waited for.
        """
        running = [self.executor.submit(work, *job) for job in jobs]
        results: list[Result | None] = []
        patience = float(_SECONDS_TO_RENDER)
        for each in running:
            try:
                results.append(each.result(timeout=patience))
            except Exception:  # whatever the worker died of
                each.cancel()
                results.append(None)
                patience = 0.0
        return results


@contextmanager
def open_executor(setting: str) -> Iterator[Workers]:
    """The executor that the setting 执行器 names, closed at the end of the block.

    ``本机`` takes one process per core (at most 4), ``本机 2 进程`` that many,
    ``dask tcp://主机:端口`` the workers of a running Dask scheduler. Raises BadExecutorError,
    ClusterPartMissingError, ClusterUnreachableError.
    """
    cluster = _CLUSTER.fullmatch(setting.strip())
    if _HERE.fullmatch(setting.strip()):
        with _processes(_count(setting)) as pool:
            yield Workers(pool, _count(setting))
    elif cluster:
        with _cluster(cluster[1]) as workers:
            yield workers
    else:
        raise BadExecutorError(setting=setting)


def describe_executor(setting: str) -> str:
    """What the setting names, for people; asks a cluster how many workers it has.

    Raises as ``open_executor``.
    """
    if _HERE.fullmatch(setting.strip()):
        return f"{HERE}，{_count(setting)} 个进程"
    with open_executor(setting) as workers:
        return f"Dask 集群，{workers.count} 台工作机"


def _count(setting: str) -> int:
    """How many processes of this machine."""
    found = _HERE.fullmatch(setting.strip())
    return int(found[1]) if found and found[1] else min(MOST_PROCESSES, os.cpu_count() or 1)


def _processes(count: int) -> ProcessPoolExecutor:
    """Processes of their own start, which end with ours even when we are killed."""
    fresh = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, mp_context=fresh, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """Watch the process that started this one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: multiprocessing.process.BaseProcess) -> None:
    """End at once when the parent has ended."""
    parent.join()
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    """The executor of a running Dask cluster."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterPartMissingError(address=address) from error
    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterUnreachableError(address=address) from error
    with client:
        count = len(client.scheduler_info(n_workers=-1)["workers"])
        if not count:
            raise ClusterUnreachableError(address=address)
        executor = client.get_executor(pure=False)
        try:
            yield Workers(executor, count, elsewhere=True)
        finally:
            executor.shutdown(wait=False)
