"""Keys on a PKCS#11 token: the key never leaves it, the PIN never stands on a command line."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.signers.passphrases import Passphrase, from_environment, from_file
from doc_templates.stamping.signers.signer import SigningFailedError, unfit

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.x509 import Certificate

    from doc_templates.stamping.store.records import TokenPlace

PIN_VARIABLE = "JIANGDANG_TOKEN_PIN"
PIN_FILE = ".token-pin"


class TokenSigner:
    """Signs with a key on a token."""

    def __init__(self, key: Any, certificates: tuple[Certificate, ...]) -> None:
        """Sign with ``key``; the first certificate is its own."""
        self._key, self._certificates = key, certificates

    @property
    def certificate(self) -> Certificate:
        """The certificate of the key."""
        return self._certificates[0]

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """No authorities: the token keeps the one certificate."""
        return self._certificates[1:]

    def sign(self, data: bytes) -> bytes:
        """ECDSA or RSA PKCS#1 v1.5 over SHA-256, made on the token."""
        import pkcs11
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

        try:
            if self._key.key_type == pkcs11.KeyType.RSA:
                return bytes(self._key.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
            digest = hashlib.sha256(data).digest()
            value = bytes(self._key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
        except pkcs11.PKCS11Error as error:
            raise _failed(error) from None
        half = len(value) // 2
        one, two = (int.from_bytes(part, "big") for part in (value[:half], value[half:]))
        return encode_dss_signature(one, two)


def token_signer(place: TokenPlace, folder: Path) -> TokenSigner:
    """The signer of a token's key; the PIN comes from the environment or the store's file.

    Raises SigningFailedError when module, token, key, certificate or PIN are missing or wrong.
    """
    given = from_environment(PIN_VARIABLE)
    pin_file = folder / PIN_FILE
    if not given and pin_file.exists():
        given = from_file(pin_file)
    if not given:
        raise SigningFailedError(who="令牌", reason=f"没有给出 PIN（环境变量 {PIN_VARIABLE}）")
    return _opened(place, given)


def _opened(place: TokenPlace, pin: Passphrase) -> TokenSigner:
    """The key found in the token's session."""
    session = _session(place.module, place.token, pin)
    import pkcs11

    try:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.key)
        certificates = _certificates(session, place.key)
    except pkcs11.PKCS11Error as error:
        raise _failed(error) from None
    if not certificates:
        raise SigningFailedError(who="令牌", reason=f"上面没有“{place.key}”的证书")
    reason = unfit(certificates[0])
    if reason:
        raise SigningFailedError(who="令牌", reason=reason)
    return TokenSigner(key, certificates)


@cache
def _session(module: str, label: str, pin: Passphrase) -> Any:
    """The session of a token, opened once a run for all of its keys."""
    try:
        import pkcs11
    except ImportError as error:
        reason = "没有安装令牌组件（pip install 'jiangdang[token]'）"
        raise SigningFailedError(who="令牌", reason=reason) from error
    try:
        token = pkcs11.lib(module).get_token(token_label=label)
        return token.open(user_pin=pin.value.decode("utf-8", "replace"))
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise _failed(error) from None


def _certificates(session: Any, label: str) -> tuple[Certificate, ...]:
    """The certificates of that label, as DER on the token."""
    import pkcs11
    from cryptography.x509 import load_der_x509_certificate

    wanted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
        pkcs11.Attribute.LABEL: label,
    }
    return tuple(
        load_der_x509_certificate(bytes(each[pkcs11.Attribute.VALUE]))
        for each in session.get_objects(wanted)
    )


_REASONS = {
    "PinIncorrect": "PIN 不对",
    "PinLocked": "PIN 已锁定，请联系发令牌的单位",
    "NoSuchToken": "没有插入这个令牌",
    "NoSuchKey": "上面没有这个密钥",
    "TokenNotPresent": "没有插入令牌",
    "DeviceRemoved": "令牌已被拔出",
}


def _failed(error: Exception) -> SigningFailedError:
    """The refusal in plain words; the library's own name of the fault where we know none."""
    name = type(error).__name__
    reason = _REASONS.get(name, f"程序库打不开或拒绝（{name}）")
    return SigningFailedError(who="令牌", reason=reason)
