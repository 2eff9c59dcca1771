"""What an audit export holds: copies, their list, the packages' manifests and log proofs."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from acts.audit.hit_proofs import HitProver, Standing
from acts.keeping.check_scripts import (
    LOG_LINE,
    MANIFEST,
    TAGS,
    ProvenPackage,
    check_script,
    sum_line,
)
from acts.log.proving import NotCoveredError, line_proof, log_line
from acts.search.questions import labels_of
from archive.verification import digest_file
from archive.verifier.hashing import read_blocks
from cases.errors import JiangdangError, Kind
from cases.masking import personal_data
from cases.saving import write_durably
from index.sheets import write_listing
from index.text.personal import HIDDEN, hide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from acts.audit.hit_proofs import HitProof, SealedPackage
    from acts.audit.hit_sheets import About
    from index.finding.results import Hit

LOG_PROOF = "日志证明.txt"
LIST, SUMS, SCRIPT, README = "检索结果清单.xlsx", "sha256sum.txt", "校验.sh", "说明.txt"
FILES, SEALED, PROOFS = "材料", "封存件", "证明"
_HEADS = (
    *("序号", "案卷", "文书", "题名", "文号", "日期", "单位", "带头人", "工作区文件", "导出文件"),
    *("SHA-256", "封存", "档号、版本", "包内文件", "封存时的 SHA-256", "根摘要", "日志条号"),
)
_README = """审计导出

材料/ 是检索到的文件，按工作区里的路径存放，内容相同的只存一份。
检索结果清单.xlsx 写明每一条对应哪个文件，封存在哪个归档包的哪一件，导出时核验的结果。
封存件/ 是封存之后又有变动的，封存时的那一份。
证明/ 是各归档包的清单和日志证明：文件的摘要在 manifest-sha256.txt，
这份清单的摘要在 tagmanifest-sha256.txt，后者的 SHA-256 就是根摘要；
根摘要在日志的一条里（日志记录.txt），日志证明.txt 证明这一条在签名的检查点之内。

核对：sh 校验.sh（只用 sha256sum、cat、dirname）。日志证明的签名另用
jiangdang audit check-proof 证明/档号-vN/日志证明.txt --key 公钥 核对。
sha256sum.txt 的摘要也记在工作区的日志里（审计导出一条），可向保管单位核对。

这些文件是证据原件，可能含有身份证号、手机号、银行账号等个人信息，
请按规定使用、保管和销毁。
"""


class ChangedWhileCopiedError(JiangdangError):
    """A file became another one while it was copied."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W911"


class Handing:
    """Fills a folder with hits, each file once, and what proves them."""

    def __init__(self, about: About, folder: Path) -> None:
        """Name the folder, which is empty and nobody else's."""
        self._about, self._folder = about, folder
        self._workspace = about.bureau.workspace
        self._labels = labels_of(about.bureau)
        self._prover = HitProver(self._workspace)
        self._copies: dict[str, str] = {}  # digest of a file to where its copy lies
        self._sums: dict[str, str] = {}  # every file of the folder with its bare digest
        self._packages: dict[str, ProvenPackage] = {}
        self._hits = self._left = self._personal = 0
        self._digest = ""

    @property
    def told(self) -> dict[str, object]:
        """What was handed out."""
        sealed = len({file for each in self._packages.values() for _, _, file in each.items})
        return {
            "files": len(self._copies),
            "list": LIST,
            "hits": self._hits,
            "left": self._left,
            "sealed": sealed,
            "personal": self._personal,
            "sha256": self._digest,
        }

    def take(self, hits: Iterable[Hit]) -> None:
        """Copy everything, write the list and the script."""
        write_listing(self._folder / LIST, _HEADS, self._rows(hits), self._about.rows)
        self._note(LIST)
        self._write(README, _README.encode())
        lines = "".join(sum_line(digest, name) for name, digest in sorted(self._sums.items()))
        write_durably(self._folder / SUMS, lines.encode())
        bare = digest_file(self._folder / SUMS)["sha256"]
        self._digest = f"sha256:{bare}"
        script = check_script(bare, len(self._sums), self._packages.values())
        write_durably(self._folder / SCRIPT, script)

    def _rows(self, hits: Iterable[Hit]) -> Iterator[tuple[str, ...]]:
        """The list, one hit a row; its file is copied on the way."""
        for hit in hits:
            self._hits += 1
            self._about.bureau.progress("正在复制和核验", self._hits, self._about.results.total)
            proof = self._prover.prove(hit.record)
            copied = self._copied(hit.record.path, proof)
            self._left += not copied
            self._personal += bool(copied) and _is_personal(hit)
            self._prove(proof, copied)
            yield self._row(hit, proof, copied)

    def _row(self, hit: Hit, proof: HitProof, copied: str) -> tuple[str, ...]:
        r, package = hit.record, proof.package
        kind = self._labels.get(r.kind, r.kind)
        named = (f"{self._hits}", r.case or r.batch, kind, hide(r.title), r.number, r.date)
        place = (r.unit, r.leader, hide(r.path), copied, proof.digest.removeprefix("sha256:"))
        standing = f"{proof.standing}{f'（{proof.reason}）' if proof.reason else ''}"
        sealed = (package.name, proof.item, proof.sealed.removeprefix("sha256:")) if package else ()
        root = (package.root.removeprefix("sha256:"), f"{package.seq}") if package else ()
        return (*named, *place, standing, *(sealed or ("", "", "")), *(root or ("", "")))

    def _copied(self, path: str, proof: HitProof) -> str:
        """Where the copy of a hit's file lies; empty where there is no file to copy."""
        if proof.standing is Standing.LOST:
            return ""
        if proof.digest not in self._copies:
            name = f"{FILES}/{path}"
            self._copy(self._workspace.root / path, name, proof.digest)
            self._copies[proof.digest] = name
        return self._copies[proof.digest]

    def _prove(self, proof: HitProof, copied: str) -> None:
        """Let the package's proofs go along, and the sealed bytes where the file differs."""
        package = proof.package
        if package is None or proof.standing is Standing.BROKEN:
            return
        proven = self._packages.get(package.name) or self._taken(package)
        name = copied
        if proof.standing is Standing.CHANGED:
            name = f"{SEALED}/{package.reference_code}-v{package.version}/{proof.item}"
            if name not in self._sums:
                self._copy(package.path / proof.item, name, proof.sealed)
        item = (proof.sealed.removeprefix("sha256:"), proof.item, name)
        if item not in proven.items:
            proven.items.append(item)

    def _taken(self, package: SealedPackage) -> ProvenPackage:
        """The manifests of a package and the proof of its line in the log."""
        folder = f"{PROOFS}/{package.reference_code}-v{package.version}"
        for name in (TAGS, MANIFEST):
            self._write(f"{folder}/{name}", (package.path / name).read_bytes())
        self._write(f"{folder}/{LOG_LINE}", f"{log_line(self._workspace, package.seq)}\n".encode())
        with suppress(NotCoveredError):  # the next checkpoint will cover it
            self._write(f"{folder}/{LOG_PROOF}", bytes(line_proof(self._workspace, package.seq)))
        bare, manifest = package.root.removeprefix("sha256:"), self._sums[f"{folder}/{MANIFEST}"]
        proven = ProvenPackage(package.name, folder, bare, manifest)
        self._packages[package.name] = proven
        return proven

    def _copy(self, source: Path, name: str, digest: str) -> None:
        """A copy of the very bytes whose digest was told."""
        place = self._folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        made = hashlib.sha256()
        with place.open("xb") as target:
            for block in read_blocks(source):
                made.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        shutil.copystat(source, place, follow_symlinks=False)
        place.chmod(0o600)
        if f"sha256:{made.hexdigest()}" != digest:
            raise ChangedWhileCopiedError(path=PurePosixPath(name).name)
        self._sums[name] = made.hexdigest()

    def _write(self, name: str, content: bytes) -> None:
        write_durably(self._folder / name, content)
        self._note(name)

    def _note(self, name: str) -> None:
        self._sums[name] = digest_file(self._folder / name)["sha256"]


def _is_personal(hit: Hit) -> bool:
    """Whether a document is known to hold somebody's number."""
    return any(HIDDEN in page or personal_data(page) for page in hit.record.pages)
