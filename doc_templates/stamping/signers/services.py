"""A bureau's own e-seal service, plugged in as a program that speaks lines of JSON.

The program is started once a run and asked by its standard input; it answers on its standard
output, one line each::

    → {"协议": 1, "求": "证书"}
    ← {"证书": [base64 DER of the signing certificate, then its authorities']}
    → {"协议": 1, "求": "签名", "算法": "SHA-256", "数据": base64 of the bytes to sign}
    ← {"签名": base64 of the signature: ECDSA as DER, or RSA PKCS#1 v1.5}
    ← {"错误": "why not, in Chinese"}        (instead of either)

The bytes to sign are the signed attributes of the container: no document leaves the machine.
"""

from __future__ import annotations

import atexit
import base64
import binascii
import json
import selectors
import subprocess
import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.signers.signer import SigningFailedError, unfit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import Certificate

PROTOCOL = 1
_SECONDS = 60
_LONGEST = 1_000_000


class ServiceSigner:
    """Signs by asking a program; the program is started with the first question."""

    def __init__(self, command: tuple[str, ...], seconds: float = _SECONDS) -> None:
        """Ask the program that ``command`` starts; each answer may take so many seconds."""
        self._command, self._seconds = command, seconds
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        try:
            self._certificates = self._asked_certificates()
        except SigningFailedError:
            self.close()
            raise

    @property
    def certificate(self) -> Certificate:
        """The certificate that the service signs with."""
        return self._certificates[0]

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The authorities' certificates that the service gave."""
        return self._certificates[1:]

    def sign(self, data: bytes) -> bytes:
        """The signature as the service gave it; SigningFailedError when it is not one."""
        encoded = base64.b64encode(data).decode("ascii")
        answer = self._ask({"求": "签名", "算法": "SHA-256", "数据": encoded})
        signature = _decoded(answer.get("签名"))
        if not _fits(self.certificate, signature, data):
            raise _failed("给的签名与证书对不上")
        return signature

    def close(self) -> None:
        """End the program."""
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(OSError):
            child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]

    def _asked_certificates(self) -> tuple[Certificate, ...]:
        from cryptography.x509 import load_der_x509_certificate

        told = self._ask({"求": "证书"}).get("证书")
        try:
            listed = told if isinstance(told, list) else []
            found = tuple(load_der_x509_certificate(_decoded(each)) for each in listed)
        except ValueError:
            raise _failed("给的证书读不懂") from None
        if not found:
            raise _failed("没有给出证书")
        reason = unfit(found[0])
        if reason:
            raise _failed(reason)
        return found

    def _ask(self, question: Mapping[str, object]) -> dict[str, Any]:
        """One question and its answer; whatever breaks the exchange ends the program."""
        line = json.dumps({"协议": PROTOCOL, **question}, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            try:
                answer = _exchanged(self._started(), line, self._seconds)
            except (OSError, ValueError, TypeError) as error:
                self.close()
                raise _failed(_REASONS.get(type(error), "程序中断或回应不对")) from None
        if "错误" in answer:
            raise _failed(str(answer["错误"])[:200])
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        """The running program."""
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603 - the administrator's own command
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._child


_REASONS: dict[type[Exception], str] = {
    FileNotFoundError: "找不到签章服务的程序",
    PermissionError: "签章服务的程序不许运行",
    TimeoutError: "没有在限定时间内回应",
}


def _exchanged(child: subprocess.Popen[bytes], line: bytes, seconds: float) -> dict[str, Any]:
    """Send a line and read one back."""
    assert child.stdin is not None
    child.stdin.write(line)
    child.stdin.flush()
    answer = json.loads(_line(child, time.monotonic() + seconds))
    return dict(answer)


def _line(child: subprocess.Popen[bytes], until: float) -> bytes:
    """One line from the program, before the clock runs out."""
    assert child.stdout is not None
    found = b""
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while not found.endswith(b"\n"):
            if not ready.select(max(until - time.monotonic(), 0)):
                raise TimeoutError
            piece = child.stdout.read1(65536)  # type: ignore[attr-defined]
            if not piece or len(found) > _LONGEST:
                raise ValueError("no whole line")
            found += piece
    return found


def _decoded(text: object) -> bytes:
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except binascii.Error:
        raise _failed("回应不是 base64") from None


def _fits(certificate: Certificate, signature: bytes, data: bytes) -> bool:
    """Whether a signature is one over the data by the certificate's key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256

    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _failed(reason: str) -> SigningFailedError:
    return SigningFailedError(who="签章服务", reason=reason)


@cache
def service_signer(command: tuple[str, ...]) -> ServiceSigner:
    """The signer behind a command; its program is started once a run."""
    signer = ServiceSigner(command)
    atexit.register(signer.close)
    return signer
