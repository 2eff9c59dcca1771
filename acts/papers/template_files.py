"""Word templates of this bureau: copied out for editing, looked over, and what they may name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.papers.documents import own_templates, read_paper
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.workspace import Workspace
from doc_templates.catalogue import find_kind, load_catalogue, read_template
from doc_templates.foreign_templates import look_over
from doc_templates.packing import MOST_DOCX_BYTES
from doc_templates.template_guide import Guide, guide_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from cases.findings import Finding
    from doc_templates.catalogue import DocumentKind


class TemplateInTheWayError(JiangdangError):
    """The workspace holds a template of this name already, and it is not the shipped one."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W697"


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """What a check of a template found.

    ``unused`` are required by the catalogue and not used; ``undeclared`` are used and not
    required, so that a document may be refused for them only when it is made.
    """

    template: str
    kind: str
    findings: tuple[Finding, ...]
    names: tuple[str, ...]
    unused: tuple[str, ...]
    undeclared: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as ``--json`` shows it."""
        return {
            "template": self.template,
            "kind": self.kind,
            "findings": [found.as_json() for found in self.findings],
            "fields": list(self.names),
            "declared_unused": list(self.unused),
            "used_undeclared": list(self.undeclared),
        }


def check_template_file(start: Path, file: Path, kind_name: str = "") -> TemplateReport:
    """Every fault of a template with its place, in a child process with limits.

    Its kind is the one asked for, or the one whose template has this file's name. A file that
    is not where it is said to be may lie in the workspace or among its templates.
    """
    folder = own_templates(start)
    kinds = load_catalogue(folder)
    kind = find_kind(kinds, kind_name) if kind_name else _kind_of(kinds, file.name)
    found = look_over(read_paper(_there(file, folder), MOST_DOCX_BYTES + 1), kind, file.name)
    required = kind.required if kind else ()
    return TemplateReport(
        template=file.name,
        kind=kind.id if kind else "",
        findings=found.findings,
        names=found.names,
        unused=tuple(each for each in required if not _used(each, found.names)),
        undeclared=tuple(
            each for each in _whole(found.names) if kind and not _used(each, required)
        ),
    )


def _there(file: Path, folder: Path | None) -> Path:
    """The file, looked for from here, from the workspace, and among its templates."""
    places = [file] if folder is None else [file, folder.parent / file, folder / file]
    return next((each for each in places if each.is_file()), file)


def _kind_of(kinds: Mapping[str, DocumentKind], file: str) -> DocumentKind | None:
    """The kind that has a template of this name."""
    return next((kind for kind in kinds.values() if file in kind.templates.values()), None)


def _whole(names: tuple[str, ...]) -> Iterator[str]:
    """The names of single values: no columns of lists, no groups of which only parts are used."""
    for name in names:
        inside = any(each.startswith((f"{name}.", f"{name}[")) for each in names)
        if "[]" not in name and "*" not in name and not inside:
            yield name


def _used(name: str, names: Iterable[str]) -> bool:
    """Whether a name, a part of it or the whole around it stands among the names."""
    ends = (".", "[")
    return any(
        each == name
        or (each.startswith(name) and each[len(name)] in ends)
        or (name.startswith(each) and name[len(each)] in ends)
        for each in names
    )


def template_guide(start: Path, kind_name: str, *, everything: bool = False) -> Guide:
    """What the templates of a kind may name, and what they name now."""
    folder = own_templates(start)
    kind = find_kind(load_catalogue(folder), kind_name)
    names: dict[str, None] = {}
    for file in dict.fromkeys(kind.templates.values()):
        programme = next(key for key, value in kind.templates.items() if value == file)
        template = read_template(kind, programme, folder)
        names |= dict.fromkeys(look_over(template.content, kind, template.name).names)
    return guide_to(kind, tuple(names), everything=everything)


def copy_templates(start: Path, kind_name: str) -> list[str]:
    """Put a kind's shipped templates into the workspace for editing; the paths, relative.

    A copy that nobody changed is left as it is. Raises NoWorkspaceError and
    TemplateInTheWayError.
    """
    workspace = Workspace.find(start)
    kind = find_kind(load_catalogue(workspace.templates), kind_name)
    shipped = {file: read_template(kind, programme) for programme, file in kind.templates.items()}
    for file, template in shipped.items():
        there = workspace.templates / file
        if there.exists() and there.read_bytes() != template.content:
            raise TemplateInTheWayError(path=f"{workspace.templates.name}/{file}")
    for file, template in shipped.items():
        write_durably(workspace.templates / file, template.content)
    return [f"{workspace.templates.name}/{file}" for file in shipped]
