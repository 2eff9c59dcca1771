"""Papers about sealed packages: 四性检测报告, 电子档案移交与接收登记表."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar

from acts.drafting import Draft
from acts.issuing import issue
from acts.packages import known_roots
from acts.sealing import CATEGORY
from archive.catalogue import newest_rows
from archive.four_properties.legacy import (
    PROPERTIES,
    RESULTS,
    STANDARD,
    examine_package,
)
from archive.reading import PackageNotFoundError, find_package, verify_all
from cases.casefile import BatchFile, scan_cases
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.settings import Role
from cases.values.bad_value import BadValueError
from cases.values.days import chinese_date
from cases.values.reference_code import ReferenceCode
from doc_templates.catalogue import Subject, find_kind, load_catalogue, read_template
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from acts.bureau import Bureau
    from acts.records import DocumentRecord
    from archive.four_properties.legacy import ItemResult
    from archive.reading import Package, PackageReport
    from doc_templates.catalogue import DocumentKind

_MAKERS = (Role.ARCHIVIST, Role.CLERK)
_GIGABYTE = 1024**3


class NotAPackagePaperError(JiangdangError):
    """Of a sealed package only its own papers are made."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W525"


class PackagesAtFaultError(JiangdangError):
    """Damaged packages are not handed over."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "W526"


class NothingSealedError(JiangdangError):
    """The batch has no sealed package that could be handed over."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "W527"


def is_package(target: str) -> bool:
    """Whether a target is the reference code of a package."""
    try:
        ReferenceCode.parse(target)
    except BadValueError:
        return False
    return True


def make_package_papers(
    bureau: Bureau, target: str, kinds: Sequence[str], on: date
) -> list[DocumentRecord]:
    """Make the named papers of a package, kept beside the papers of its case or batch.

    Raises PackagesAtFaultError where a damaged package would be handed over.
    """
    person = bureau.acting(*_MAKERS)
    package = find_package(bureau.workspace, target)
    catalogue = load_catalogue(bureau.workspace.templates)
    wanted = [find_kind(catalogue, name) for name in kinds]
    for kind in wanted:
        if kind.subject not in (Subject.PACKAGE, Subject.TRANSFER):
            raise NotAPackagePaperError(kind=kind.label, target=target)
    owner = str(package.record.get("著录", {}).get("案卷号", ""))
    drafts = [_draft(bureau, kind, owner, [package], on) for kind in wanted]
    return _issued(bureau, person.name, drafts)


def is_transfer(bureau: Bureau, kind_name: str) -> bool:
    """Whether a kind is about a transfer of packages."""
    kind = find_kind(load_catalogue(bureau.workspace.templates), kind_name)
    return kind.subject is Subject.TRANSFER


def make_transfer_register(bureau: Bureau, batch: BatchFile, on: date) -> list[DocumentRecord]:
    """One register of all sealed packages of a batch and its cases."""
    person = bureau.acting(*_MAKERS)
    packages = _packages_of(bureau, batch)
    if not packages:
        raise NothingSealedError(target=batch.id)
    kind = load_catalogue(bureau.workspace.templates)["transfer-register"]
    return _issued(bureau, person.name, [_draft(bureau, kind, batch.id, packages, on)])


def _packages_of(bureau: Bureau, batch: BatchFile) -> list[Package]:
    """The newest versions, by reference code."""
    cases, _ = scan_cases(bureau.workspace)
    owners = {batch.id, *(case.id for case in cases.values() if case.batch == batch.id)}
    found = [
        find_package(bureau.workspace, *row.key)
        for row in newest_rows(bureau.workspace)
        if row.trouble or row.owner in owners  # a damaged one is asked again, and refuses
    ]
    return [p for p in found if p.record.get("著录", {}).get("案卷号") in owners]


def _issued(bureau: Bureau, actor: str, drafts: list[Draft]) -> list[DocumentRecord]:
    """Convert the drafts and put them on record."""
    from acts.advancing import PdfStillDueError

    target = drafts[0].target
    with bureau.journal.act("make", actor, target) as act:
        done = issue(bureau, act, drafts)
        for record in done.records:
            act.enter("make", target, {"文书": record.kind, "摘要": record.sha256})
    if done.missing_tool:
        raise PdfStillDueError(reason=done.missing_tool.message, target=target)
    return done.records


def _draft(
    bureau: Bureau, kind: DocumentKind, owner: str, packages: list[Package], on: date
) -> Draft:
    """One paper as Word bytes."""
    context = _context(bureau, kind, owner, packages, on)
    title = title_of(kind, context)
    context["文"]["标题"] = title
    template = read_template(kind, "", bureau.workspace.templates)
    docx = render(kind, template, context)
    return Draft(
        target=owner,
        kind=kind,
        step="archive",
        dated=on,
        title=title,
        number=None,
        docx=docx,
        template=digest_of(template.content),
        data=digest_of("\n".join(package.root for package in packages).encode()),
        context=context,
    )


def _context(
    bureau: Bureau, kind: DocumentKind, owner: str, packages: list[Package], on: date
) -> dict[str, Any]:
    """文, 局 and 表: the tests of a package, or what is handed over."""
    settings = bureau.settings
    if kind.subject is Subject.PACKAGE:
        form = {"检测": tests_of(bureau, packages[0])}
    else:
        form = {"移交": transfer_of(bureau, packages)}
    return {
        "文": {"成文日期": on, "标题": "", "编号": owner, "署名": settings.name, "文号": ""},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "批": {}, "案": {}, "政": {}, "办": {},
        "表": form,
    }  # fmt: skip


def tests_of(bureau: Bureau, package: Package) -> dict[str, Any]:
    """检测: every item of DA/T 70 with object, basis and result."""
    record, report = package.record, _reports(bureau, [package])[0]
    results = examine_package(report, record)
    counted = _counted(results)
    return {
        "档号": package.reference_code,
        "版本": package.version,
        "题名": package.title,
        "件数": record.get("件数", len(package.items)),
        "字节数": f"{_bytes_of(package):,}",
        "环节": "归档",
        "时间": said_time(bureau.now),
        "依据": STANDARD,
        "工具": f"匠档 {version('jiangdang')}",
        "根摘要": package.root,
        "检测人": bureau.acting().name,
        "结论": "，".join(f"{name}{counted[name]}项" for name in counted) + "。",
        "四性": [_property(at, name, results) for at, name in enumerate(PROPERTIES, 1)],
    }


def _counted(results: Sequence[ItemResult]) -> dict[str, int]:
    """How many items came to each result."""
    return {name: sum(each.result == name for each in results) for name in RESULTS}


def _property(at: int, name: str, results: Sequence[ItemResult]) -> dict[str, Any]:
    """One of the four properties with its items."""
    own = [each for each in results if each.item.code.startswith(f"GD-{at}-")]
    rows = [
        {
            "编号": each.item.code,
            "名称": each.item.name,
            "对象": each.item.subject,
            "依据": each.item.basis,
            "结果": each.result,
            "说明": each.detail,
        }
        for each in own
    ]
    return {"名称": name, **_counted(own), "项目": rows}


def transfer_of(bureau: Bureau, packages: list[Package]) -> dict[str, Any]:
    """移交: what is handed over and how it was tested; refuses damaged packages."""
    reports = _reports(bureau, packages)
    faulty = [report for report in reports if not report.is_sound]
    if faulty:
        findings = [found for report in faulty for found in report.findings]
        raise PackagesAtFaultError(count=len(faulty), findings=findings)
    rows = [_transferred(package) for package in packages]
    size = sum(_bytes_of(package) for package in packages)
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
        "顺序号": "",
        "载体": "",
        "检验": _checked(len(rows), sum(row["件数"] for row in rows)),
        "案卷": rows,
        "移交单位": settings.name,
        "接收单位": "",
    }


def _checked(packages: int, items: int) -> dict[str, str]:
    """What the transferring side tested, in its own words."""
    return {
        "准确性检验": f"{packages}卷逐个文件重算摘要，与封存清单和日志登记的根摘要一致",
        "完整性检验": f"{items}件，件号连续，件数、字节数与卷内文件目录一致",
        "可用性检验": "元数据可以读取，文书封存时已核验为PDF/A-2b",
        "安全性检验": "没有清单以外的文件；病毒查杀须另行进行",
        "载体外观检验": "",
    }


def _transferred(package: Package) -> dict[str, Any]:
    record = package.record
    return {
        "档号": package.reference_code,
        "题名": package.title,
        "版本": package.version,
        "件数": int(record.get("件数", 0)),
        "页数": int(record.get("页数", 0)),
        "字节数": f"{_bytes_of(package):,}",
        "保管期限": str(record.get("保管期限", "")),
    }


def _bytes_of(package: Package) -> int:
    """The payload's bytes, as bag-info.txt tells them."""
    return int(package.facts.get("Payload-Oxum", "0").partition(".")[0] or 0)


def _reports(bureau: Bureau, packages: list[Package]) -> list[PackageReport]:
    """The newest version of each package verified against the log."""
    codes = [package.reference_code for package in packages]
    wanted = {(package.reference_code, package.version) for package in packages}
    found = verify_all(bureau.workspace, known_roots(bureau.workspace), codes)
    reports = [each for each in found if (each.reference_code, each.version) in wanted]
    if len(reports) < len(wanted):
        raise PackageNotFoundError(reference_code="、".join(codes), version="")
    return reports


def said_time(now: datetime) -> str:
    """An instant as forms print it: 2022年12月8日10时05分."""
    return f"{chinese_date(now.date())}{now.hour}时{now.minute:02d}分"
