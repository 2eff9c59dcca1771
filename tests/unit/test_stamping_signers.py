"""Whoever holds the key, the signature is the same: file, token, service; P-256, P-384, RSA."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from doc_templates.stamping.places.locating import Placement
from doc_templates.stamping.placing import stamp_and_sign
from doc_templates.stamping.signers.certificates import KeyPair, make_authority, pack
from doc_templates.stamping.signers.keys import StampKeyUnreadableError, key_signer, unpacked
from doc_templates.stamping.signers.passphrases import Passphrase, StampKeyExposedError
from doc_templates.stamping.signers.services import ServiceSigner
from doc_templates.stamping.signers.signer import SigningFailedError, unfit
from doc_templates.stamping.signers.tokens import PIN_FILE, PIN_VARIABLE, token_signer
from doc_templates.stamping.store.keeping import Stamp, StampStore
from doc_templates.stamping.store.records import TokenPlace
from doc_templates.stamping.store.taking_in import OwnStamp, take_in
from doc_templates.stamping.verifying import verify_pdf
from tests.fixtures.small_pdfs import END, OWNER, RING, SECRET, START, pair_of, paper, rsa_key

WHEN = datetime(2026, 3, 25, 10, tzinfo=UTC)
SERVICE = Path(__file__).resolve().parents[2] / "examples" / "signing_service.py"
SOFT_TOKEN = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "246810"


@pytest.fixture
def store(tmp_path: Path) -> StampStore:
    return StampStore(tmp_path / "stamps", owners=[OWNER])


def kept(store: StampStore, own: OwnStamp) -> Stamp:
    """The stamp taken in and written as the act writes it."""
    store.prepare()
    taken = take_in(store, own, date(2026, 3, 1))
    for name, content in taken.files.items():
        path = store.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
    return store.find(OWNER)


def own(pair: KeyPair, **more: Any) -> OwnStamp:
    p12 = pack(pair, "own", pair.chain, SECRET)
    return OwnStamp(OWNER, RING, p12=p12, passphrase=SECRET, **more)


def signed(store: StampStore, stamp: Stamp) -> bytes:
    return stamp_and_sign(paper(), [Placement("stamp1", stamp)], signers=store, when=WHEN)


def pdfsig(pdf: bytes, folder: Path) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    command = ["pdfsig", "-nocert", str(path)]
    told = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return told.stdout.decode("utf-8", "replace")


def authority_of(pair: KeyPair) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return pair.chain[-1].public_bytes(Encoding.PEM)


@pytest.mark.parametrize(
    "key",
    [ec.generate_private_key(ec.SECP384R1()), ec.generate_private_key(ec.SECP521R1()), rsa_key()],
    ids=["P-384", "P-521", "RSA-2048"],
)
def test_other_keys_sign_as_well_and_poppler_agrees(
    store: StampStore, key: Any, tmp_path: Path
) -> None:
    pair = pair_of(key)
    pdf = signed(store, kept(store, own(pair, authority=authority_of(pair))))
    verdict = verify_pdf(pdf, store)
    assert (verdict.intact, verdict.signatures[0].trusted) == (True, True)
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


def test_the_authoritys_certificate_goes_along_with_the_signature(store: StampStore) -> None:
    root = make_authority(START, END, "样例根证书")
    stamp = kept(store, own(pair_of(authority=root)))
    assert store.signer(stamp).chain == (root.certificate,)


@pytest.mark.parametrize("bits", [1024])
def test_a_short_rsa_key_is_refused(store: StampStore, bits: int) -> None:
    with pytest.raises(StampKeyUnreadableError, match="2048"):
        take_in(store, own(pair_of(rsa_key(bits))), date(2026, 3, 1))


def test_a_key_of_another_sort_is_refused_with_the_way_out() -> None:
    pair = pair_of()
    odd = KeyPair(ed25519.Ed25519PrivateKey.generate(), pair.certificate)  # type: ignore[arg-type]
    assert "SM2" in unfit(_certificate_of(odd.key))


def _certificate_of(key: Any) -> Any:
    from cryptography import x509

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "样例")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2040, 1, 1))
    return builder.sign(key, None)


def test_a_key_is_loaded_once_a_run(store: StampStore) -> None:
    stamp = kept(store, own(pair_of()))
    assert store.signer(stamp) is store.signer(stamp)


def test_no_error_shows_a_passphrase(tmp_path: Path) -> None:
    pair = pair_of()
    secret = Passphrase("绝不外泄的口令".encode())
    p12 = pack(pair, "own", [], secret)
    wrong = Passphrase("同样不外泄".encode())
    with pytest.raises(StampKeyUnreadableError) as caught:
        unpacked(p12, wrong, "样章", tmp_path)
    report = "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    )
    assert "unpacked" in report
    assert "不外泄" not in report
    assert repr(wrong) == "Passphrase()"


def test_a_key_file_that_others_may_read_signs_nothing(store: StampStore) -> None:
    stamp = kept(store, own(pair_of()))
    stamp.key_file.chmod(0o640)
    with pytest.raises(StampKeyExposedError):
        key_signer(stamp.key_file, store.passphrase())


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TokenPlace:
    """A software token with a P-256 key and its certificate, made by its own tools."""
    pair = pair_of()
    folder = tmp_path / "tokens"
    folder.mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    monkeypatch.setenv(PIN_VARIABLE, PIN)
    made = ["softhsm2-util", "--init-token", "--free", "--label", "样例令牌", "--pin", PIN]
    subprocess.run([*made, "--so-pin", PIN], check=True, capture_output=True, timeout=60)
    _load(pair)
    return TokenPlace(SOFT_TOKEN, "样例令牌", "公章")


def _load(pair: KeyPair) -> None:
    """Put key and certificate on the token, in a process of its own."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = pair.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    certificate = pair.certificate.public_bytes(Encoding.DER)
    script = f"""
import pkcs11
from pkcs11 import Attribute
from pkcs11.util import ec, x509
token = pkcs11.lib({SOFT_TOKEN!r}).get_token(token_label="样例令牌")
with token.open(rw=True, user_pin={PIN!r}) as session:
    key = ec.decode_ec_private_key(bytes.fromhex({key.hex()!r}))
    key |= {{Attribute.LABEL: "公章", Attribute.ID: b"1", Attribute.TOKEN: True}}
    session.create_object(key)
    made = x509.decode_x509_certificate(bytes.fromhex({certificate.hex()!r}))
    made |= {{Attribute.LABEL: "公章", Attribute.ID: b"1", Attribute.TOKEN: True}}
    session.create_object(made)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_token_signs_and_its_key_never_leaves_it(
    store: StampStore, token: TokenPlace, tmp_path: Path
) -> None:
    stamp = kept(store, OwnStamp(OWNER, RING, token=token))
    assert not stamp.key_file.exists()
    pdf = signed(store, stamp)
    assert verify_pdf(pdf, store).intact
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"token": "没有这个"}, "没有插入"),
        ({"key": "没有这个"}, "没有这个密钥"),
        ({"module": "/usr/lib/nowhere.so"}, "打不开"),
    ],
)
def test_a_token_that_is_not_there_is_told_in_words(
    token: TokenPlace, tmp_path: Path, change: dict[str, str], said: str
) -> None:
    place = {"module": token.module, "token": token.token, "key": token.key, **change}
    with pytest.raises(SigningFailedError, match=said):
        token_signer(TokenPlace(**place), tmp_path)


def test_a_wrong_pin_is_told_and_not_shown(
    token: TokenPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PIN_VARIABLE, "135791")
    place = (token.module, token.token, token.key)
    script = (
        "from pathlib import Path\n"
        "from doc_templates.stamping.store.records import TokenPlace\n"
        "from doc_templates.stamping.signers.tokens import token_signer\n"
        f"try:\n    token_signer(TokenPlace(*{place!r}), Path({str(tmp_path)!r}))\n"
        "except Exception as error:\n    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60).stdout
    assert "PIN 不对" in told.decode()
    assert "135791" not in told.decode()


def test_without_a_pin_the_way_to_give_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PIN_VARIABLE, raising=False)
    with pytest.raises(SigningFailedError, match=PIN_VARIABLE):
        token_signer(TokenPlace(SOFT_TOKEN, "样例令牌", "公章"), tmp_path)
    (tmp_path / PIN_FILE).write_text(PIN, "utf-8")
    (tmp_path / PIN_FILE).chmod(0o644)
    with pytest.raises(StampKeyExposedError):
        token_signer(TokenPlace(SOFT_TOKEN, "样例令牌", "公章"), tmp_path)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    pair = pair_of(rsa_key())
    file = tmp_path / "service.p12"
    file.write_bytes(pack(pair, "service", pair.chain, SECRET))
    monkeypatch.setenv("SAMPLE_SERVICE_PASSPHRASE", SECRET.value.decode())
    return sys.executable, str(SERVICE), str(file)


def test_an_e_seal_service_signs_from_a_process_of_its_own(
    store: StampStore, service: tuple[str, ...], tmp_path: Path
) -> None:
    stamp = kept(store, OwnStamp(OWNER, RING, service=service))
    assert not stamp.key_file.exists()
    pdf = signed(store, stamp)
    assert verify_pdf(pdf, store).intact
    assert "Signature is Valid" in pdfsig(pdf, tmp_path)


SERVICES = {
    "a wrong signature": ('{"签名": "YWJj"}', "对不上"),
    "a refusal": ('{"错误": "印章已挂失"}', "印章已挂失"),
    "no base64": ('{"签名": "!!"}', "base64"),
    "no JSON": ("hello", "回应不对"),
    "no object": ("[1]", "回应不对"),
}


@pytest.mark.parametrize(("answer", "said"), SERVICES.values(), ids=SERVICES)
def test_what_a_service_answers_is_not_believed(
    service: tuple[str, ...], answer: str, said: str
) -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.serialization import Encoding

    der = pair_of().certificate.public_bytes(Encoding.DER)
    first = json.dumps({"证书": [b64encode(der).decode()]}, ensure_ascii=False)
    script = f"import sys\nfor one in ({first!r}, {answer!r}):\n    input(); print(one, flush=True)"
    signer = ServiceSigner((sys.executable, "-c", script))
    with pytest.raises(SigningFailedError, match=said):
        signer.sign(b"data")
    signer.close()


def test_a_service_that_hangs_or_is_missing_is_told_in_time() -> None:
    with pytest.raises(SigningFailedError, match="限定时间"):
        ServiceSigner((sys.executable, "-c", "import time; time.sleep(60)"), seconds=0.3)
    with pytest.raises(SigningFailedError, match="找不到"):
        ServiceSigner(("/没有/这个/程序",))
    with pytest.raises(SigningFailedError, match="没有给出证书"):
        ServiceSigner((sys.executable, "-c", "input(); print('{}', flush=True); input()"))
