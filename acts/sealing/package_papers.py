"""Papers about sealed packages: 四性检测报告, 电子档案移交与接收登记表."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.test_reports import result_bytes, result_path, test_form
from acts.keeping.testing_packages import note_test, test_package
from acts.papers.drafting import Draft
from acts.papers.issuing import issue
from acts.search.spoken import said_time
from acts.transfer.forms import PackagesAtFaultError, transfer_of
from archive.catalogue import newest_rows
from archive.four_properties.model import Occasion
from archive.reading import find_package
from cases.casefile import BatchFile, scan_cases
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.settings import Role
from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode
from doc_templates.catalogue import Subject, find_kind, load_catalogue, read_template
from doc_templates.rendering import render, title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from archive.four_properties.model import TestResult
    from archive.reading import Package
    from doc_templates.catalogue import DocumentKind

__all__ = [
    "REPORT",
    "PackagesAtFaultError",
    "is_package",
    "is_transfer",
    "make_package_papers",
    "make_test_report",
    "make_transfer_register",
    "said_time",
    "transfer_of",
]

REPORT, REGISTER = "four-property-report", "transfer-register"
_MAKERS = (Role.ARCHIVIST, Role.CLERK)


class NotAPackagePaperError(JiangdangError):
    """Of a sealed package only its own papers are made."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W525"


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

    The report is that of 归档. Raises PackagesAtFaultError where a damaged package would be
    handed over.
    """
    bureau.acting(*_MAKERS)
    package = find_package(bureau.workspace, target)
    catalogue = load_catalogue(bureau.workspace.templates)
    wanted = [find_kind(catalogue, name) for name in kinds]
    for kind in wanted:
        if kind.subject not in (Subject.PACKAGE, Subject.TRANSFER):
            raise NotAPackagePaperError(kind=kind.label, target=target)
    made: list[DocumentRecord] = []
    for kind in wanted:
        if kind.subject is Subject.PACKAGE:
            result = test_package(bureau, package, Occasion.ARCHIVING)
            made.append(make_test_report(bureau, package, result, on))
        else:
            made.append(_register(bureau, _owner(package), [package], on))
    return made


def make_test_report(
    bureau: Bureau, package: Package, result: TestResult, on: date
) -> DocumentRecord:
    """四性检测报告 of a test: Word, PDF, the result as JSON, and the log line of the test."""
    bureau.acting(*_MAKERS)
    kind = load_catalogue(bureau.workspace.templates)[REPORT]
    content = result_bytes(result)
    form = {"检测": test_form(result, package)}
    draft = _draft(bureau, kind, _owner(package), form, digest_of(content), on)
    return _issued(bureau, draft, (result, content))


def _owner(package: Package) -> str:
    """The case or batch that the package was made of."""
    described = package.record.get("著录")
    return str(described.get("案卷号", "")) if isinstance(described, dict) else ""


def is_transfer(bureau: Bureau, kind_name: str) -> bool:
    """Whether a kind is about a transfer of packages."""
    kind = find_kind(load_catalogue(bureau.workspace.templates), kind_name)
    return kind.subject is Subject.TRANSFER


def make_transfer_register(bureau: Bureau, batch: BatchFile, on: date) -> list[DocumentRecord]:
    """One register of all sealed packages of a batch and its cases."""
    bureau.acting(*_MAKERS)
    packages = _packages_of(bureau, batch)
    if not packages:
        raise NothingSealedError(target=batch.id)
    return [_register(bureau, batch.id, packages, on)]


def _register(bureau: Bureau, owner: str, packages: list[Package], on: date) -> DocumentRecord:
    """电子档案移交与接收登记表 of some packages."""
    kind = load_catalogue(bureau.workspace.templates)[REGISTER]
    roots = digest_of("\n".join(package.root for package in packages).encode())
    form = {"移交": transfer_of(bureau, packages)}
    return _issued(bureau, _draft(bureau, kind, owner, form, roots, on))


def _packages_of(bureau: Bureau, batch: BatchFile) -> list[Package]:
    """The newest versions, by reference code."""
    cases, _ = scan_cases(bureau.workspace)
    owners = {batch.id, *(case.id for case in cases.values() if case.batch == batch.id)}
    found = [
        find_package(bureau.workspace, *row.key)
        for row in newest_rows(bureau.workspace)
        if row.trouble or row.owner in owners  # a damaged one is asked again, and refuses
    ]
    return [package for package in found if _owner(package) in owners]


def _issued(
    bureau: Bureau, draft: Draft, tested: tuple[TestResult, bytes] | None = None
) -> DocumentRecord:
    """Convert a draft and put it on record, with the result of the test it tells of."""
    from acts.advancing import PdfStillDueError

    with bureau.journal.act("make", bureau.acting().name, draft.target) as act:
        done = issue(bureau, act, [draft])
        (record,) = done.records
        act.enter("make", draft.target, {"文书": record.kind, "摘要": record.sha256})
        if tested is not None:
            act.write(result_path(record), tested[1], before=None)
            note_test(act, tested[0])
    if done.missing_tool:
        raise PdfStillDueError(reason=done.missing_tool.message, target=draft.target)
    return record


def _draft(
    bureau: Bureau, kind: DocumentKind, owner: str, form: dict[str, Any], data: str, on: date
) -> Draft:
    """One paper as Word bytes."""
    settings = bureau.settings
    context: dict[str, Any] = {
        "文": {"成文日期": on, "标题": "", "编号": owner, "署名": settings.name, "文号": ""},
        "局": {"机关全称": settings.name, "机关简称": settings.short_name},
        "批": {}, "案": {}, "政": {}, "办": {},
        "表": form,
    }  # fmt: skip
    title = title_of(kind, context)
    context["文"]["标题"] = title
    template = read_template(kind, "", bureau.workspace.templates)
    return Draft(
        target=owner,
        kind=kind,
        step="archive",
        dated=on,
        title=title,
        number=None,
        docx=render(kind, template, context),
        template=digest_of(template.content),
        data=data,
        context=context,
    )
