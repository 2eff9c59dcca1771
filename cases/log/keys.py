"""The key that signs checkpoints: Ed25519, made once, named as C2SP signed notes name keys."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.register.database import reading, writing
from cases.saving import write_durably

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from cases.workspace import Workspace

ORIGIN = "jiangdang/log"
_ED25519 = b"\x01"
_LENGTH = 32


class LogKeyMissingError(JiangdangError):
    """The private key of the log is gone, or is not the one registered."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "J113"


class NoPublicKeyError(JiangdangError):
    """A text is not the public key of a log."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "J215"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A verifier key: 32 bytes, its name, and the four bytes that name it in a signature."""

    raw: bytes
    name: str = ORIGIN

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read a ``vkey`` text; its id must be that of the key."""
        name, _, rest = text.strip().partition("+")
        try:
            decoded = base64.b64decode(rest.partition("+")[2], validate=True)
        except ValueError as error:
            raise NoPublicKeyError from error
        key = cls(decoded[1:], name)
        if len(key.raw) != _LENGTH or str(key) != text.strip():
            raise NoPublicKeyError
        return key

    @property
    def id(self) -> bytes:
        """The key id of a signed note."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        """The ``vkey`` text: name+id+key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    def accepts(self, signature: bytes, text: bytes) -> bool:
        """Whether the signature over the text was made with this key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except InvalidSignature:
            return False
        return True


def create_log_key(workspace: Workspace) -> PublicKey:
    """Make the log's key once and enter its public half in the register.

    The register comes last: what a crash left undone is done by the next call.
    """
    key = private_key(workspace)
    registered = registered_key(workspace)
    if key is None and registered is not None:
        raise LogKeyMissingError(path=private_file(workspace))
    if key is None:
        key = _new_key(private_file(workspace))
    raw = key.public_key().public_bytes_raw()
    if registered is not None and registered.raw != raw:
        raise LogKeyMissingError(path=private_file(workspace))
    public = registered or PublicKey(raw, _name_of(raw))
    file = private_file(workspace).with_suffix(".pub")
    if registered is None or not file.is_file():
        write_durably(file, f"{public}\n".encode())
    if registered is None:
        with writing(workspace.register_file) as connection:
            connection.execute("INSERT OR IGNORE INTO facts VALUES ('log_key', ?)", (str(public),))
    return public


def private_file(workspace: Workspace) -> Path:
    """Where the private key lies, mode 0600."""
    return workspace.root / ".keys" / "log.pem"


def private_key(workspace: Workspace) -> Ed25519PrivateKey | None:
    """The private key, if it is there and can be read."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = private_file(workspace)
    if not path.is_file():
        return None
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except ValueError as error:
        raise LogKeyMissingError(path=path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise LogKeyMissingError(path=path)
    return key


def registered_key(workspace: Workspace) -> PublicKey | None:
    """The public key the register holds."""
    if not workspace.register_file.is_file():
        return None
    with reading(workspace.register_file) as connection:
        row = connection.execute("SELECT value FROM facts WHERE name = 'log_key'").fetchone()
    if row is None:
        return None
    kept = str(row["value"])  # a log begun before its name was its own has the bare key
    return PublicKey.parse(kept) if "+" in kept else PublicKey(bytes.fromhex(kept))


def _name_of(raw: bytes) -> str:
    """A log's own name: what its checkpoints call their origin, unlike that of any other log."""
    return f"{ORIGIN}/{hashlib.sha256(raw).hexdigest()[:16]}"


def _new_key(path: Path) -> Ed25519PrivateKey:
    """A fresh key, written for its owner alone."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_durably(path, pem, mode=0o600)
    return key
