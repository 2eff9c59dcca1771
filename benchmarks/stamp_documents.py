"""Stamping, signing and verifying twenty notices, beside their one LibreOffice call."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convert_documents import fresh
from timing import interleaved, timed

from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render
from doc_templates.stamping.placing import Placement, stamp_and_sign
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verifying import verify_pdf

if TYPE_CHECKING:
    from doc_templates.stamping.store.keeping import Stamp

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
NOTICES, ROUNDS = 20, 7
OWNER = "样例区人力资源和社会保障局"
WHEN = datetime.now(UTC)


class Batch:
    """Twenty notices as data, and everything that happens to them."""

    def __init__(self, folder: Path) -> None:
        """A store with a P-256 and an RSA stamp; the notices converted and signed once."""
        from tests.fixtures.contexts import context

        self.store = StampStore(folder / "stamps", demo=True)
        self.seal = self.store.sample(OWNER)
        self.rsa = _with_rsa(self.store)
        self.kind = load_catalogue()["award-notice"]
        self.template = read_template(self.kind)
        self.contexts = [context("award-notice") for _ in range(NOTICES)]
        for number, data in enumerate(self.contexts, 1):
            data["文"]["标题"] = f"关于公布第{number}批样例名单的通知"
        self.soffice = Soffice.find()
        self.words = self.rendered()
        self.pdfs = self.converted(self.words)
        self.signed = self.pressed(self.seal, self.pdfs)

    def rendered(self) -> dict[str, bytes]:
        """The Word files."""
        return {
            f"{number:02d}": render(self.kind, self.template, data)
            for number, data in enumerate(self.contexts)
        }

    def converted(self, words: dict[str, bytes]) -> dict[str, bytes]:
        """The PDFs, from an empty cache, LibreOffice's start included."""
        return dict(fresh(lambda: self.soffice.convert(words)))

    def pressed(self, stamp: Stamp, pdfs: dict[str, bytes]) -> list[bytes]:
        """Stamped over name and date, 骑缝章 over all pages, signed."""
        return [
            stamp_and_sign(
                pdf, [Placement("stamp1", stamp)], signers=self.store, when=WHEN, paging=stamp
            )
            for pdf in pdfs.values()
        ]

    def verified(self, signed: list[bytes]) -> None:
        """All of them verified and believed."""
        for pdf in signed:
            verdict = verify_pdf(pdf, self.store, now=WHEN)
            assert verdict.intact
            assert verdict.signatures[0].trusted

    def whole(self) -> None:
        """From data to verified PDFs."""
        self.verified(self.pressed(self.seal, self.converted(self.rendered())))


def _with_rsa(store: StampStore) -> Stamp:
    """A second stamp of the store, whose key is RSA-2048."""
    from dataclasses import replace

    from cryptography.hazmat.primitives.asymmetric import rsa

    from doc_templates.stamping.signers.certificates import certify, pack
    from doc_templates.stamping.signers.keys import opened_pair
    from doc_templates.stamping.store.records import print_record

    stamp = store.sample(OWNER, "合同专用章")
    record = stamp.record
    authority = opened_pair(store.folder / ".authority.p12", store.passphrase())
    key = rsa.generate_private_key(65537, 2048)
    pair = certify(
        authority, key, OWNER, "合同专用章（样章）", record.valid_from, record.valid_until
    )
    stamp.key_file.write_bytes(pack(pair, record.name, [], store.passphrase()))
    serial = str(pair.certificate.serial_number)
    (stamp.folder / "stamp.yaml").write_bytes(print_record(replace(record, serial=serial)))
    return store.named(record.name)


def main() -> None:
    """Print the medians, and each one's share of the conversion."""
    with tempfile.TemporaryDirectory() as name:
        batch = Batch(Path(name))
        ways: dict[str, Any] = {
            "转换（一次 LibreOffice）": lambda: batch.converted(batch.words),
            "盖章、骑缝章、签名 P-256": lambda: batch.pressed(batch.seal, batch.pdfs),
            "盖章、骑缝章、签名 RSA-2048": lambda: batch.pressed(batch.rsa, batch.pdfs),
            "核验": lambda: batch.verified(batch.signed),
            "全程": batch.whole,
        }
        medians = interleaved({label: timed(work) for label, work in ways.items()}, ROUNDS)
    conversion = medians["转换（一次 LibreOffice）"]
    for label, median in medians.items():
        per = median * 1000 / NOTICES
        sys.stdout.write(f"{label:24s} {per:8.1f} 毫秒/份   {median / conversion:6.3f}\n")


if __name__ == "__main__":
    main()
