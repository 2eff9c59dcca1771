"""Times that an authority vouches for (RFC 3161), asked for while a signature is made."""

from __future__ import annotations

import errno
import http.client
import os
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from cases.errors import JiangdangError, Kind

_SECONDS = 20
_LARGEST = 100_000
_SENT, _ANSWERED = "application/timestamp-query", "application/timestamp-reply"


class TimestampMissingError(JiangdangError):
    """The time-stamping authority did not answer, or refused; nothing was stamped."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "S602"


@dataclass(frozen=True, slots=True)
class TimestampAuthority:
    """Where times are asked for: the address of an RFC 3161 service over HTTP(S)."""

    address: str

    def stamper(self) -> Any:
        """The authority as pyHanko asks it."""
        return _stamper(self.address)


@cache
def _stamper(address: str) -> Any:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class Stamper(TimeStamper):
        async def async_request_tsa_response(self, req: Any) -> Any:
            return tsp.TimeStampResp.load(asked(address, req.dump()))

    made: Any = Stamper
    return made()


def asked(address: str, query: bytes) -> bytes:
    """The service's answer to a query, bounded in time and length."""
    if not address.startswith(("http://", "https://")):
        raise TimestampMissingError(address=address, reason="地址不是 http 或 https")
    request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
        address, query, {"Content-Type": _SENT, "Accept": _ANSWERED}
    )
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            if answer.headers.get_content_type() != _ANSWERED:
                raise TimestampMissingError(address=address, reason="回应不是时间戳")
            return _read(answer)
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise TimestampMissingError(address=address, reason=str(reason)) from error


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The whole answer; one that only trickles in is given up."""
    content, latest = b"", time.monotonic() + 2 * _SECONDS
    while len(content) < _LARGEST and (more := answer.read1(_LARGEST)):
        content += more
        if time.monotonic() > latest:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
    return content
