"""The register of a medium as Word and PDF, and the tests of its packages (移交与接收)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from acts.keeping.test_reports import result_bytes
from acts.keeping.testing_packages import test_package
from acts.transfer.forms import transfer_of
from archive.four_properties.model import Occasion
from archive.four_properties.sight import Handover as Registered
from archive.transfer.layout import OTHERS, TESTS
from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.conversion import Soffice
from doc_templates.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acts.bureau import Bureau
    from archive.four_properties.model import Answer, TestResult
    from archive.transfer.layout import Medium, Shipment

KIND = "transfer-register"
REGISTER_NAME = "电子档案移交与接收登记表"


def test_shipment(bureau: Bureau, shipment: Shipment, answers: Sequence[Answer] = ()) -> TestResult:
    """四性检测 of a package's newest version for handing over; nothing is written."""
    newest = shipment.newest
    payload = sum(
        size for name, size in shipment.files.items() if name.startswith(f"v{newest.version}/data/")
    )
    said = Registered(newest.root, len(newest.items), payload)
    return test_package(bureau, newest, Occasion.TRANSFER, answers, handover=said)


test_shipment.__test__ = False  # type: ignore[attr-defined]  # pytest: no test of its own


def test_files(tests: Mapping[str, TestResult]) -> dict[str, bytes]:
    """The results as they lie on the medium, by their path."""
    return {f"{TESTS}/{code}.json": result_bytes(result) for code, result in tests.items()}


test_files.__test__ = False  # type: ignore[attr-defined]


def with_registers(
    bureau: Bureau, media: Sequence[Medium], tests: Mapping[str, TestResult]
) -> list[Medium]:
    """The media, each with its own register as Word and PDF, to be signed by both sides.

    Raises SofficeMissingError: without a register that can be printed nothing is handed over.
    """
    words = {str(medium.at): _register(bureau, medium, tests) for medium in media}
    bureau.report(f"正在把 {len(words)} 份登记表转为 PDF……")
    printed = Soffice.find().convert(words, when=bureau.now)
    return [
        replace(medium, extras={**medium.extras, **_papers(words[name], printed[name])})
        for name, medium in zip(words, media, strict=True)
    ]


def _papers(docx: bytes, pdf: bytes) -> dict[str, bytes]:
    stem = f"{OTHERS}/{REGISTER_NAME}"
    return {f"{stem}.docx": docx, f"{stem}.pdf": pdf}


def _register(bureau: Bureau, medium: Medium, tests: Mapping[str, TestResult]) -> bytes:
    """One register as Word bytes."""
    kind = load_catalogue(bureau.workspace.templates)[KIND]
    form = transfer_of(
        bureau,
        [shipment.newest for shipment in medium.shipments],
        serials=f"{medium.label}（第{medium.at}张，共{medium.of}张）",
        receiver=medium.handover.receiver,
        tests=[tests[shipment.code] for shipment in medium.shipments],
    )
    settings, number = bureau.settings, medium.handover.number
    context: dict[str, Any] = {
        "文": {
            "成文日期": bureau.now.date(),
            "标题": REGISTER_NAME,
            "编号": number,
            "署名": settings.name,
            "文号": "",
        },
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "批": {},
        "案": {},
        "政": {},
        "办": {},
        "表": {"移交": form},
    }
    return render(kind, read_template(kind, "", bureau.workspace.templates), context)
