"""The command: ``python 核验.py 文件夹``; every place is judged, what cannot be is told."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from archive.verifier.places import (
    Judged,
    judge_alone,
    judge_medium,
    judge_package,
    number_of,
    package_folders,
    versions_in,
)
from archive.verifier.proofs import PROOF_LIMIT, Proof, proof_faults, read_head, read_proof
from archive.verifier.rules import Fault, is_sound

USAGE = (
    "用法：python 核验.py 文件夹 [--根 sha256:…] [--证明 文件或文件夹]… [--树根 摘要]"
    " [--树大小 行数]\n"
    "文件夹可以是一个版本（v1）、一个档号的文件夹（内有 v1、v2…）、移交载体，\n"
    "或者放归档包的文件夹。\n"
)
_ROOT = re.compile("(?:sha256:)?([0-9A-Fa-f]{64})")
_OPTIONS = {"--根": "root", "--证明": "proofs", "--树根": "head", "--树大小": "size"}


class _AskedWronglyError(Exception):
    """The command line cannot be understood; the text says why."""


@dataclass(slots=True)
class _Asked:
    """What the command line asks for."""

    folder: Path
    root: str | None = None
    proofs: list[tuple[str, Proof | str]] = field(default_factory=list)
    head: bytes | None = None
    size: int | None = None


def main(arguments: list[str]) -> int:
    """Verify one place and print the result: 0 sound, 6 damaged, 2 asked wrongly."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        asked = _understood(arguments)
        judged = _judged(asked)
    except _AskedWronglyError as wrong:
        sys.stdout.write(f"{wrong}\n{USAGE}")
        return 2
    _apply_proofs(asked, judged)
    for one in judged:
        _print(one)
    sound = all(is_sound(one.faults) for one in judged)
    sys.stdout.write("结论：完好。\n" if sound else "结论：有问题，见上。\n")
    return 0 if sound else 6


def _understood(arguments: list[str]) -> _Asked:
    """The command line read; raises _AskedWronglyError."""
    told: dict[str, list[str]] = {name: [] for name in ("plain", *_OPTIONS.values())}
    waiting = iter(arguments)
    for word in waiting:
        label, equals, value = word.partition("=")
        if label in _OPTIONS:
            told[_OPTIONS[label]].append(value if equals else next(waiting, ""))
        elif word.startswith("--"):
            raise _AskedWronglyError(f"没有这个选项：{word}")
        else:
            told["plain"].append(word)
    roots = told["root"] + told["plain"][1:]
    if not told["plain"] or max(len(roots), len(told["head"]), len(told["size"])) > 1:
        raise _AskedWronglyError("请写明一个文件夹，每个选项至多一次。")
    asked = _Asked(Path(told["plain"][0]))
    if not asked.folder.is_dir():
        raise _AskedWronglyError(f"没有这个文件夹：{asked.folder}")
    asked.root = _root(roots[0]) if roots else None
    asked.proofs = [(name, _proof(name)) for each in told["proofs"] for name in _files(each)]
    asked.head = _head(told["head"][0]) if told["head"] else None
    asked.size = _size(told["size"][0]) if told["size"] else None
    return asked


def _root(text: str) -> str:
    """A root as typed in."""
    found = _ROOT.fullmatch(text.strip())
    if found is None:
        raise _AskedWronglyError(f"根摘要写法不对：{text}。应为 sha256: 加 64 位十六进制数。")
    return f"sha256:{found[1].lower()}"


def _head(text: str) -> bytes:
    """A tree head as typed in."""
    head = read_head(text)
    if head is None:
        raise _AskedWronglyError(f"树根写法不对：{text}。应为 64 位十六进制数或 44 位 BASE64。")
    return head


def _size(text: str) -> int:
    """A tree's size as typed in."""
    if not re.fullmatch("[1-9][0-9]{0,17}", text):
        raise _AskedWronglyError(f"树大小写法不对：{text}。应为日志的行数。")
    return int(text)


def _files(name: str) -> list[str]:
    """The proof files that a name means: itself, or all in a folder."""
    place = Path(name)
    return sorted(str(path) for path in place.iterdir()) if place.is_dir() else [name]


def _proof(name: str) -> Proof | str:
    """A proof from its file, or what is wrong with it."""
    try:
        with Path(name).open("rb") as stream:
            content = stream.read(PROOF_LIMIT)
    except OSError as error:
        raise _AskedWronglyError(f"证明文件读不出来：{name}") from error
    try:
        return read_proof(content)
    except (ValueError, RecursionError) as error:
        return str(error)


def _judged(asked: _Asked) -> list[Judged]:
    """Judge what the folder turns out to be."""
    folder, root = asked.folder.resolve(), asked.root
    if (folder / "bagit.txt").exists() or number_of(folder):
        inside = [] if number_of(folder) else _carried(folder)
        found = judge_medium(folder, inside, root) if inside else judge_alone(folder, root)
        return _unanchored(found[:1], root) + found[1:]
    if versions_in(folder):
        found = judge_package(folder, root)
        return found[:-1] + _unanchored(found[-1:], root)
    places = list(package_folders(folder))
    if root is not None and len(places) > 1:
        raise _AskedWronglyError("这个文件夹里不止一个归档包，根摘要请逐个档号给出。")
    several = [judge_package(place, root) for place in places]
    found = [
        one for versions in several for one in [*versions[:-1], *_unanchored(versions[-1:], root)]
    ]
    return found or _unanchored(judge_alone(folder, root), root)


def _carried(folder: Path) -> list[Path]:
    """The packages that a bag carries: below 电子档案 on a medium, anywhere else otherwise."""
    payload = folder / "data"
    records = payload / "电子档案"
    return list(package_folders(records if records.is_dir() else payload))


def _unanchored(judged: list[Judged], root: str | None) -> list[Judged]:
    """Say of these that nothing outside was compared, when no root was given."""
    for one in judged if root is None else ():
        one.faults.append(Fault("A571", one.name))
    return judged


def _apply_proofs(asked: _Asked, judged: list[Judged]) -> None:
    """Hold every proof against the package it names; a package without one is told."""
    proven = set()
    for name, proof in asked.proofs:
        if isinstance(proof, str):
            judged[0].faults.append(Fault("A575", name, proof))
            continue
        about = [one for one in judged if one.version and proof.names(one.code, one.version)]
        if not about:
            told = f"{proof.facts.get('档号')} {proof.facts.get('版本')}"
            judged[0].faults.append(Fault("A576", name, told))
        for one in about:
            proven.add(one.name)
            one.faults += proof_faults(proof, one.name, one.root, asked.head, asked.size)
    for one in judged:
        if one.code and one.name not in proven:
            one.faults.append(Fault("A572", one.name))


def _print(one: Judged) -> None:
    """Print one place: its root, everything found, the verdict."""
    sys.stdout.write(f"{one.name}：根摘要 {one.root or '无'}\n")
    for fault in one.faults:
        sys.stdout.write(f"  {fault}\n")
    verdict = "完好" if is_sound(one.faults) else "有问题"
    sys.stdout.write(f"  {verdict}。\n")
