"""电子档案移交与接收登记表: what is handed over, its roots, the log's tree as anchor on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.testing_packages import payload_bytes
from acts.sealing.packages import known_roots
from acts.sealing.plans import CATEGORY
from acts.search.spoken import grouped_digits, said_time
from archive.reading import PackageNotFoundError, verify_all
from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import write_checkpoint
from cases.log.keys import registered_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from archive.four_properties.model import TestResult
    from archive.reading import Package, PackageReport

_GIGABYTE = 1024**3
_GROUPS = 4  # of eight digits, a line of the register


class PackagesAtFaultError(JiangdangError):
    """Damaged packages are not handed over."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W526"


def transfer_of(
    bureau: Bureau,
    packages: Sequence[Package],
    *,
    serials: str = "",
    medium: str = "",
    receiver: str = "",
    tests: Sequence[TestResult] = (),
) -> dict[str, Any]:
    """移交: what is handed over and how it was tested; a checkpoint is signed for the paper.

    ``serials`` are 载体起止顺序号, ``medium`` 载体类型、规格; ``tests`` those of 四性检测 at 移交.
    Raises PackagesAtFaultError.
    """
    _refuse_faulty(bureau, packages)
    rows = [_transferred(package) for package in packages]
    size = sum(payload_bytes(package) for package in packages)
    years = sorted({str(package.record.get("年度", "")) for package in packages})
    settings = bureau.settings
    return {
        "名称": f"{settings.name}（{settings.fonds}）{'、'.join(years)}年度{CATEGORY}电子档案移交",
        "内容": "技能人才资助项目案卷：文书（PDF/A-2b）、佐证材料和元数据，按BagIt封存包组织",
        "卷数": len(rows),
        "件数": sum(row["件数"] for row in rows),
        "页数": sum(row["页数"] for row in rows),
        "字节数": f"{size:,}",
        "数据量": f"{size / _GIGABYTE:.3f} GB",
        "顺序号": serials,
        "载体": medium,
        "检验": _checked(len(rows), sum(row["件数"] for row in rows), tests),
        "案卷": rows,
        "移交单位": settings.name,
        "接收单位": receiver,
        "锚": _anchor(bureau),
    }


def _anchor(bureau: Bureau) -> dict[str, Any]:
    """The log's tree as a checkpoint signed now tells it, and the key to check it by."""
    note = write_checkpoint(bureau.workspace, bureau.now)
    key = registered_key(bureau.workspace)
    return {
        "条数": note.size,
        "时间": said_time(bureau.now),
        "树根": grouped_digits(note.root.hex(), _GROUPS),
        "公钥": str(key) if key else "",
    }


def _checked(packages: int, items: int, tests: Sequence[TestResult]) -> dict[str, str]:
    """What the transferring side tested, in its own words."""
    return {
        "准确性检验": f"{packages}卷逐个文件重算摘要，与封存清单和日志登记的根摘要一致"
        + _counts(tests, "真实性"),
        "完整性检验": f"{items}件，件号连续，件数、字节数与卷内文件目录一致"
        + _counts(tests, "完整性"),
        "可用性检验": "元数据可以读取，文书封存时已核验为PDF/A-2b" + _counts(tests, "可用性"),
        "安全性检验": _counts(tests, "安全性").removeprefix("；")
        or "没有清单以外的文件；病毒查杀须另行进行",
        "载体外观检验": "",
    }


def _counts(tests: Sequence[TestResult], aspect: str) -> str:
    """What 四性检测 at 移交 came to, of all packages together."""
    own = [each.result for test in tests for each in test.results if each.item.aspect == aspect]
    told = [f"{word}{own.count(word)}项" for word in dict.fromkeys(own)]
    return f"；移交环节四性检测：{'，'.join(told)}" if told else ""


def _transferred(package: Package) -> dict[str, Any]:
    record = package.record
    return {
        "档号": package.reference_code,
        "题名": package.title,
        "版本": package.version,
        "件数": int(record.get("件数", 0)),
        "页数": int(record.get("页数", 0)),
        "字节数": f"{payload_bytes(package):,}",
        "保管期限": str(record.get("保管期限", "")),
        "根摘要": grouped_digits(package.root, _GROUPS),
    }


def _refuse_faulty(bureau: Bureau, packages: Sequence[Package]) -> None:
    faulty = [report for report in _reports(bureau, packages) if not report.is_sound]
    if faulty:
        findings = [found for report in faulty for found in report.findings]
        raise PackagesAtFaultError(count=len(faulty), findings=findings)


def _reports(bureau: Bureau, packages: Sequence[Package]) -> list[PackageReport]:
    """The named versions verified against the log."""
    codes = [package.reference_code for package in packages]
    wanted = {(package.reference_code, package.version) for package in packages}
    found = verify_all(bureau.workspace, known_roots(bureau.workspace), codes)
    reports = [each for each in found if (each.reference_code, each.version) in wanted]
    if len(reports) < len(wanted):
        raise PackageNotFoundError(reference_code="、".join(codes), version="")
    return reports
