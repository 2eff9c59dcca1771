"""Asking a cluster: one request, tried at every node, bounded in size and time."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from index.engines.opensearch.troubles import (
    BadClusterSettingError,
    ClusterLoginError,
    ClusterSilentError,
    OddAnswerError,
    UntrustedClusterError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.engines.opensearch.addresses import Address

MOST_ANSWER = 64 * 1024 * 1024
_PORTION = 256 * 1024
_OF_NO_USE = frozenset({429, 500, 502, 503, 504})
_LONGEST_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks, and by which authority the nodes are known; the password is never shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    certificate: str = ""

    def headers(self) -> dict[str, str]:
        """What each request carries."""
        if not self.user:
            return {}
        pair = f"{self.user}:{self.password}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}

    def trust(self) -> ssl.SSLContext:
        """How nodes are verified: always, by the authority given or the machine's own."""
        try:
            return ssl.create_default_context(cafile=self.certificate or None)
        except (OSError, ssl.SSLError) as error:
            raise BadClusterSettingError(
                setting="证书文件", value=self.certificate, reason="不能读取"
            ) from error


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for one connection, for one answer, and for trying again in all."""

    connect: float = 5.0
    answer: float = 30.0
    again: float = 4.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node said: the HTTP status, and its JSON."""

    address: Address
    status: int
    told: Any

    def reason(self) -> str:
        """The kind of error that the cluster names, short and plain."""
        error = self.told.get("error") if isinstance(self.told, dict) else None
        name = error.get("type") if isinstance(error, dict) else error
        return f"{self.status} {plain(name)}".strip()


class Cluster:
    """The nodes of a cluster; the one that answered last is asked first."""

    def __init__(self, addresses: tuple[Address, ...], login: Login, patience: Patience) -> None:
        """Name the nodes; nothing is opened before something is asked."""
        self.addresses, self.patience = addresses, patience
        self._login = login
        self._trust: ssl.SSLContext | None = None
        self._first = 0
        self._lock = Lock()
        self._idle: list[tuple[int, Address, HTTPConnection]] = []

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, again: float | None = None
    ) -> Answer:
        """The first answer that can be used; every node is tried, with growing pauses.

        ``again`` is for how many seconds; raises ClusterSilentError when they are over.
        """
        until = time.monotonic() + (self.patience.again if again is None else again)
        pause = 0.2
        while True:
            silent: dict[Address, str] = {}
            for address in self._in_turn():
                told = self._tried(address, method, path, body)
                if isinstance(told, Answer):
                    self._first = self.addresses.index(address)
                    return told
                silent[address] = told
            if time.monotonic() + pause > until:
                raise ClusterSilentError(reasons=_listed(silent))
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for process, _, connection in idle:
            if process == os.getpid():
                connection.close()

    def _in_turn(self) -> Iterator[Address]:
        count = len(self.addresses)
        first = self._first
        return (self.addresses[(first + step) % count] for step in range(count))

    def _tried(self, address: Address, method: str, path: str, body: bytes | None) -> Answer | str:
        """One node's answer, or why there is none; a kept connection may have died of age."""
        asked = (method, address.prefix + path, body)
        try:
            kept = self._taken(address)
            if kept is not None:
                with suppress(ConnectionError, HTTPException):
                    return self._exchanged(address, kept, asked)
            return self._exchanged(address, self._opened(address), asked)
        except ssl.SSLCertVerificationError as error:
            raise UntrustedClusterError(
                address=address, reason=plain(error.verify_message)
            ) from error
        except (OSError, HTTPException) as error:
            return _obstacle(error)

    def _exchanged(
        self, address: Address, connection: HTTPConnection, asked: tuple[str, str, bytes | None]
    ) -> Answer | str:
        """One request and its answer over one connection."""
        method, path, body = asked
        headers = self._login.headers() | {"Content-Type": _content_type(path)}
        try:
            with _cut_off(connection, self.patience.answer):
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                content = _read(response, address)
        except BaseException:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self._give_back(address, connection)
        return _understood(address, response.status, content)

    def _opened(self, address: Address) -> HTTPConnection:
        """A new connection."""
        seconds = self.patience.connect
        connection: HTTPConnection
        if address.secure:
            self._trust = self._trust or self._login.trust()
            connection = HTTPSConnection(
                address.host, address.port, timeout=seconds, context=self._trust
            )
        else:
            connection = HTTPConnection(address.host, address.port, timeout=seconds)
        connection.connect()
        connection.sock.settimeout(self.patience.answer)
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _taken(self, address: Address) -> HTTPConnection | None:
        """An idle connection of this process."""
        here = os.getpid()
        with self._lock:
            for place, (process, to, connection) in enumerate(self._idle):
                if process == here and to == address:
                    del self._idle[place]
                    return connection
        return None

    def _give_back(self, address: Address, connection: HTTPConnection) -> None:
        with self._lock:
            self._idle.append((os.getpid(), address, connection))


@contextmanager
def _cut_off(connection: HTTPConnection, seconds: float) -> Iterator[None]:
    """However slowly a peer drips its answer, it ends; what came till then is no answer."""
    over: list[bool] = []

    def shut(opened: socket.socket) -> None:
        over.append(True)
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, shut, (connection.sock,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if over:
            raise TimeoutError


def _read(response: HTTPResponse, address: Address) -> bytes:
    """The whole answer; raises OddAnswerError past what any answer of ours can be."""
    portions: list[bytes] = []
    size = 0
    while portion := response.read(_PORTION):
        size += len(portion)
        if size > MOST_ANSWER:
            raise OddAnswerError(address=address, reason=f"超过 {MOST_ANSWER} 字节")
        portions.append(portion)
    if response.length:
        raise ConnectionResetError
    return b"".join(portions)


def _understood(address: Address, status: int, content: bytes) -> Answer | str:
    """The answer as JSON; a word where the node is of no use just now."""
    if status in (401, 403):
        raise ClusterLoginError(address=address, status=status)
    if status in _OF_NO_USE:
        return f"HTTP {status}"
    if not content:
        return "应答中断"
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise OddAnswerError(address=address, reason=f"HTTP {status}，不是 JSON") from error
    if not isinstance(told, dict):
        raise OddAnswerError(address=address, reason=f"HTTP {status}，不是对象")
    return Answer(address, status, told)


def _content_type(path: str) -> str:
    bulk = path.partition("?")[0].endswith("/_bulk")
    return "application/x-ndjson" if bulk else "application/json"


def _obstacle(error: Exception) -> str:
    """Why a node gave no answer, in a few words."""
    if isinstance(error, TimeoutError):
        return "没有按时应答"
    if isinstance(error, ConnectionRefusedError):
        return "没有在运行"
    if isinstance(error, socket.gaierror):
        return "找不到这个主机名"
    return f"连接中断（{type(error).__name__}）"


def _listed(silent: dict[Address, str]) -> str:
    return "；".join(f"{address} {reason}" for address, reason in silent.items())


def plain(text: object) -> str:
    """A word of the cluster's as it may be shown: short, no control characters."""
    shown = text if isinstance(text, str) else ""
    return "".join(sign for sign in shown if sign.isprintable())[:120]
