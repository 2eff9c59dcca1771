"""The register of a medium as Word and PDF, and the tests of its packages (移交与接收)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from archive.transfer.layout import OTHERS, TESTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from archive.transfer.layout import Medium, Shipment

REGISTER_NAME = "电子档案移交与接收登记表"


def register_papers(bureau: Bureau, media: Sequence[Medium]) -> list[Medium]:
    """The media, each with its register to be signed by both sides."""
    return list(media)


def test_results(bureau: Bureau, shipment: Shipment) -> dict[str, bytes]:
    """四性检测结果 of a package's newest version, for the occasion of handing over."""
    return {}
