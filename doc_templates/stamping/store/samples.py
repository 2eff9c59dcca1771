"""Making sample stamps, with certificates of a demonstration authority of the store's own."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cases.saving import write_durably
from doc_templates.stamping.pictures.drawing import draw_sample
from doc_templates.stamping.signers.certificates import issue, make_authority, pack
from doc_templates.stamping.signers.keys import opened_pair
from doc_templates.stamping.store.keeping import KEY_FILE, RECORD_FILE, Stamp
from doc_templates.stamping.store.records import SVG_FILE, StampRecord, print_record

if TYPE_CHECKING:
    from pathlib import Path

    from doc_templates.stamping.signers.certificates import KeyPair
    from doc_templates.stamping.store.keeping import StampStore

_AUTHORITY_FILE = ".authority.p12"
_ROOT_FILE = "authority.pem"
_SAMPLES_FROM = date(2000, 1, 1)
_SAMPLE_YEARS = 10


def make_sample(store: StampStore, owner: str, kind: str, diameter_mm: float) -> Stamp:
    """A new sample stamp in the store; its picture and its certificate say 样章."""
    drawing = draw_sample(owner, kind, diameter_mm)
    store.prepare()
    authority = _authority(store)
    end = authority.certificate.not_valid_after_utc.date()
    pair = issue(authority, owner, kind, _SAMPLES_FROM, end)
    record = StampRecord(
        name=store.free_name(owner, kind),
        owner=owner,
        kind=kind,
        width_mm=drawing.width_mm,
        height_mm=drawing.height_mm,
        sample=True,
        valid_from=_SAMPLES_FROM,
        valid_until=end,
        serial=str(pair.certificate.serial_number),
    )
    keys = pack(pair, record.name, [authority.certificate], store.passphrase())
    return _written(store.folder / record.name, record, drawing.svg.encode("utf-8"), keys)


def _written(folder: Path, record: StampRecord, picture: bytes, keys: bytes) -> Stamp:
    """The record comes last: a folder without one is no stamp."""
    folder.mkdir(mode=0o700, exist_ok=True)
    write_durably(folder / SVG_FILE, picture, mode=0o600)
    write_durably(folder / KEY_FILE, keys, mode=0o600)
    write_durably(folder / RECORD_FILE, print_record(record), mode=0o600)
    return Stamp(record, folder)


def _authority(store: StampStore) -> KeyPair:
    """The store's demonstration authority, founded with the first sample."""
    path = store.folder / _AUTHORITY_FILE
    if not path.exists():
        _found_authority(store, path)
    return opened_pair(path, store.passphrase())


def _found_authority(store: StampStore, path: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    end = date.today().replace(day=1)
    pair = make_authority(_SAMPLES_FROM, end.replace(year=end.year + _SAMPLE_YEARS))
    pem = pair.certificate.public_bytes(Encoding.PEM)
    write_durably(store.folder / _ROOT_FILE, pem)
    write_durably(path, pack(pair, "authority", [], store.passphrase()), mode=0o600)
