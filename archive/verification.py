"""The verifier: judges BagIt folders and our own packages with the standard library alone.

One file, to be handed over with a medium: ``python verification.py FOLDER [ROOT]``. It
shares no code with the writer, re-reads every byte from disk, and has its own codes and
words. ``archive/FORMAT.md`` describes what it checks.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import stat
import sys
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RULES: dict[str, str] = {
    "A501": "{path}：缺少 bagit.txt，这个文件夹不是 BagIt 包。",
    "A502": "{path}：bagit.txt 应当恰好两行（BagIt-Version 与 Tag-File-Character-Encoding）。",
    "A503": "{path}：BagIt 版本或编码“{detail}”不认识，只核验 0.93 至 1.0 版。",
    "A504": "{path}：缺少 data 文件夹。",
    "A505": "{path}：没有可核验的载荷清单（manifest-算法.txt）。",
    "A506": "{path}：清单第 {detail} 行写法不对。",
    "A507": "{path}：清单里重复列出 {detail}。",
    "A508": "{path}：清单里的路径 {detail} 指到包外，已拒绝读取。",
    "A509": "{path}：清单列了不该由它列的文件 {detail}。",
    "A510": "{path}：清单里有，包里没有。",
    "A511": "{path}：内容与 {detail} 清单不符，文件已被改动或损坏。",
    "A512": "{path}：包里有，{detail} 清单里没有。",
    "A513": "{path}：包里有 fetch.txt，要求从包外取文件，不予接受。",
    "A514": "{path}：是符号链接或特殊文件，不予接受。",
    "A515": "{path}：与 {detail} 仅大小写或编码形式不同，换一个系统就会互相覆盖。",
    "A516": "{path}：名称的 Unicode 形式变了，清单里写的是 {detail}。",
    "A517": "{path}：不是规定的编码，或开头带有字节顺序标记。",
    "A518": "{path}：算法 {detail} 在本机无法计算，未核验。",
    "A519": "{path}：Payload-Oxum 写的是 {detail}，与实际不符。",
    "A520": "{path}：bag-info.txt 第 {detail} 行写法不对。",
    "A521": "{path}：读不出来（{detail}）。",
    "A522": "{path}：包里没有任何载荷文件。",
    "A523": "{path}：没有标签清单，说明性文件未受保护。",
    "A524": "{path}：路径写法不规范（{detail}），已按实际文件核对。",
    "A525": "{path}：超过 {detail} 字节的上限，未读取。",
    "A551": "{path}：不属于封存包的说明性文件。",
    "A552": "{path}：空文件夹，封存时没有。",
    "A553": "{path}：名称不合命名规则（{detail}）。",
    "A554": "{path}：根摘要与包外留存的不符，留存的是 {detail}。",
    "A555": "{path}：封存包缺少必备文件。",
    "A556": "{path}：元数据读不出来或缺项（{detail}）。",
    "A557": "{path}：元数据与实际文件不一致（{detail}）。",
    "A558": "{path}：件号不连续，应为 {detail}。",
    "A559": "{path}：档号或版本与 bag-info.txt 不一致，那里写的是 {detail}。",
    "A560": "{path}：清单不是规范写法（排序、小写、两个空格），已被改写。",
}
WARNINGS = frozenset({"A518", "A522", "A523", "A524"})
ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sm3")
TAG_FILE_LIMIT = 64 * 1024 * 1024
DEEPEST = 200
_BLOCK = 1024 * 1024
_VERSIONS = ("0.93", "0.94", "0.95", "0.96", "0.97", "1.0")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(.+)")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('%\\/:*?"<>|')
PACKAGE_TAGS = frozenset(
    {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sm3.txt"}
    | {"tagmanifest-sha256.txt", "tagmanifest-sm3.txt"}
)
PACKAGE_FORMS = ("data/案卷封面.pdf", "data/卷内文件目录.pdf", "data/卷内备考表.pdf")
PACKAGE_METADATA = "data/元数据/案卷.json"
PACKAGE_XML = "data/元数据/案卷.xml"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing the verifier has to say: a code of RULES, the file, and a detail."""

    code: str
    path: str
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the package is still sound."""
        return self.code in WARNINGS

    def __str__(self) -> str:
        """Print with its Chinese sentence."""
        return f"[{self.code}] " + RULES[self.code].format(path=self.path, detail=self.detail)


@dataclass(slots=True)
class _Bag:
    """What is on disk, and the faults found so far."""

    root: Path
    files: dict[str, int] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    encoding: str = "utf-8"
    version: str = "1.0"
    manifests: dict[str, dict[str, str]] = field(default_factory=dict)
    info: dict[str, str] = field(default_factory=dict)

    def fault(self, code: str, path: str, detail: object = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(code, path, str(detail)))


def check_bag(path: Path) -> list[Fault]:
    """Judge any BagIt folder from version 0.93 to 1.0, strictly (RFC 8493)."""
    return sorted(set(_read_bag(path).faults))


def is_sound(faults: list[Fault]) -> bool:
    """Whether nothing but warnings was found."""
    return all(fault.is_warning for fault in faults)


def root_of(package: Path) -> str:
    """The root of a package: the sha256 of its ``tagmanifest-sha256.txt``."""
    content = (package / "tagmanifest-sha256.txt").read_bytes()
    return "sha256:" + hashlib.sha256(content).hexdigest()


def name_faults(name: str) -> list[str]:
    """What is wrong with one name of a path in a package; empty when it travels anywhere."""
    rules = {
        "不是 NFC": unicodedata.normalize("NFC", name) != name,
        "禁用字符": any(sign in _FORBIDDEN or _is_control(sign) for sign in name),
        "空名或首尾不当": not name or name[0] in "-. ~" or name[-1] in ". ",
        "系统保留名": _RESERVED.fullmatch(name) is not None,
        "超过 255 字节": len(name.encode("utf-8", "surrogatepass")) > 255,
    }
    return [rule for rule, broken in rules.items() if broken]


def _is_control(sign: str) -> bool:
    """Whether a sign is a control, a surrogate, a private or an unassigned one, or unseen."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def verify_package(path: Path, expected_root: str | None = None) -> list[Fault]:
    """Judge one of our own packages, against the root kept outside it when one is given."""
    bag = _read_bag(path)
    _check_package_files(bag)
    _check_canonical(bag)
    _check_metadata(bag)
    if expected_root is not None and _root_or_nothing(path) != expected_root:
        bag.fault("A554", "tagmanifest-sha256.txt", expected_root)
    return sorted(set(bag.faults))


def _read_bag(path: Path) -> _Bag:
    """Read and judge the bag; every rule runs that still can."""
    bag = _Bag(path)
    _list_folder(bag, path, "")
    _check_collisions(bag)
    if not _read_declaration(bag):
        return bag
    if not (path / "data").is_dir():
        bag.fault("A504", ".")
    if "fetch.txt" in bag.files:
        bag.fault("A513", "fetch.txt")
    _read_manifests(bag)
    _read_info(bag)
    _compare(bag)
    return bag


def _list_folder(bag: _Bag, folder: Path, prefix: str) -> None:
    """List every regular file under ``folder``, never following a link."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        bag.fault("A521", prefix or ".", error.strerror)
        return
    if prefix.count("/") > DEEPEST:
        bag.fault("A521", prefix, "文件夹层数过多")
        return
    if prefix and not entries:
        bag.empty.append(prefix)
    for entry in entries:
        _list_entry(bag, entry, f"{prefix}/{entry.name}" if prefix else entry.name)


def _list_entry(bag: _Bag, entry: os.DirEntry[str], name: str) -> None:
    """Take in one name of a folder."""
    try:
        name.encode("utf-8")
        found = entry.stat(follow_symlinks=False)
    except UnicodeEncodeError:
        bag.fault("A517", name.encode("utf-8", "backslashreplace").decode())
        return
    except OSError as error:
        bag.fault("A521", name, error.strerror)
        return
    if stat.S_ISDIR(found.st_mode):
        _list_folder(bag, Path(entry.path), name)
    elif stat.S_ISREG(found.st_mode):
        bag.files[name] = found.st_size
    else:
        bag.fault("A514", name)


def _check_collisions(bag: _Bag) -> None:
    """No two files whose names another system takes for one."""
    seen: dict[str, str] = {}
    for name in bag.files:
        other = seen.setdefault(_folded(name), name)
        if other != name:
            bag.fault("A515", name, other)


def _folded(name: str) -> str:
    """A name as the most forgetful system sees it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _read_declaration(bag: _Bag) -> bool:
    """Read ``bagit.txt``; without it nothing else means anything."""
    if "bagit.txt" not in bag.files:
        bag.fault("A501", ".")
        return False
    text = _tag_text(bag, "bagit.txt")
    found = re.fullmatch(
        r"BagIt-Version: ?([0-9.]+)\r?\n?Tag-File-Character-Encoding: ?([\w-]+)\s*", text or ""
    )
    if found is None:
        bag.fault("A502", "bagit.txt")
        return False
    bag.version, bag.encoding = found.groups()
    if bag.version not in _VERSIONS or not _is_encoding(bag.encoding):
        bag.fault("A503", "bagit.txt", f"{bag.version} {bag.encoding}")
        return False
    return True


def _is_encoding(name: str) -> bool:
    """Whether a text encoding goes by this name."""
    try:
        b"text".decode(name)
    except LookupError:
        return False
    except UnicodeError:
        return True
    return True


def _tag_text(bag: _Bag, name: str) -> str | None:
    """The text of a tag file, or None with the fault noted."""
    if bag.files[name] > TAG_FILE_LIMIT:
        bag.fault("A525", name, TAG_FILE_LIMIT)
        return None
    try:
        content = (bag.root / name).read_bytes()
        text = content.decode(bag.encoding)
    except OSError as error:
        bag.fault("A521", name, error.strerror)
        return None
    except UnicodeError:
        bag.fault("A517", name)
        return None
    if content.startswith(codecs.BOM_UTF8) or text.startswith("\ufeff"):
        bag.fault("A517", name)
    return text.removeprefix("\ufeff")


def _read_manifests(bag: _Bag) -> None:
    """Read every manifest whose algorithm this machine can compute."""
    for name in bag.files:
        found = _MANIFEST.fullmatch(name)
        if found is None:
            continue
        if found[2] in ALGORITHMS and found[2] in hashlib.algorithms_available:
            bag.manifests[name] = _read_manifest(bag, name, found[2])
        else:
            bag.fault("A518", name, found[2])
    if not any(name.startswith("manifest-") for name in bag.manifests):
        bag.fault("A505", ".")
    if not any(name.startswith("tagmanifest-") for name in bag.manifests):
        bag.fault("A523", ".")


def _read_manifest(bag: _Bag, name: str, algorithm: str) -> dict[str, str]:
    """The digests of one manifest by path."""
    digests: dict[str, str] = {}
    length = hashlib.new(algorithm, usedforsecurity=False).digest_size * 2
    for number, line in enumerate(re.split(r"\r\n|\r|\n", _tag_text(bag, name) or ""), 1):
        found = _LINE.fullmatch(line)
        if line and (found is None or len(found[1]) != length):
            bag.fault("A506", name, number)
        elif found is not None:
            _enter(bag, name, digests, found[2], found[1].lower())
    return digests


def _enter(bag: _Bag, name: str, digests: dict[str, str], raw: str, digest: str) -> None:
    """Take one line of a manifest in, unless its path is not acceptable."""
    path = _resolved(bag, name, raw)
    is_tag = name.startswith("tagmanifest-")
    if _escapes(path):
        bag.fault("A508", name, raw)
    elif path.startswith("data/") == is_tag or (is_tag and path.startswith("tagmanifest-")):
        bag.fault("A509", name, raw)
    elif path in digests:
        bag.fault("A507", name, raw)
    else:
        digests[path] = digest


def _resolved(bag: _Bag, name: str, raw: str) -> str:
    """The path a line means: percent signs decoded, odd spellings matched and warned of."""
    decoded = re.sub("%(0A|0D|25)", lambda sign: chr(int(sign[1], 16)), raw, flags=re.IGNORECASE)
    for path in (decoded, raw, raw.removeprefix("*"), raw.removeprefix("./")):
        if path in bag.files:
            if path != decoded or (bag.version == "1.0" and re.search("%(?!0A|0D|25)", raw)):
                bag.fault("A524", name, raw)
            return path
    return decoded


def _escapes(path: str) -> bool:
    """Whether a path leads, or could lead, out of the bag."""
    parts = path.replace("\\", "/").split("/")
    drive = re.match("[A-Za-z]:", path) is not None
    return path.startswith(("/", "~", "\\")) or drive or ".." in parts or "\0" in path


def _read_info(bag: _Bag) -> None:
    """Read ``bag-info.txt`` and compare its Payload-Oxum."""
    if "bag-info.txt" not in bag.files:
        return
    label = ""
    for number, line in enumerate((_tag_text(bag, "bag-info.txt") or "").splitlines(), 1):
        found = re.fullmatch(r"([^\s:][^:]*?)\s*:\s*(.*)", line)
        if label and line[:1] in (" ", "\t"):
            bag.info[label] += " " + line.strip()
        elif found is not None:
            label = found[1]
            bag.info[label] = found[2]
        elif line.strip():
            bag.fault("A520", "bag-info.txt", number)
    oxum, payload = bag.info.get("Payload-Oxum"), _payload(bag)
    if oxum not in (None, f"{sum(payload.values())}.{len(payload)}"):
        bag.fault("A519", "bag-info.txt", oxum)


def _payload(bag: _Bag) -> dict[str, int]:
    """The payload files and their sizes."""
    return {name: size for name, size in bag.files.items() if name.startswith("data/")}


def _compare(bag: _Bag) -> None:
    """Compare what the manifests list with what is on disk, one read per file."""
    payload = _payload(bag)
    if not payload:
        bag.fault("A522", "data")
    listed = {path for digests in bag.manifests.values() for path in digests}
    for path in sorted(listed - set(bag.files)):
        _missing(bag, path)
    for name, digests in bag.manifests.items():
        if name.startswith("manifest-"):
            for path in sorted(set(payload) - set(digests)):
                if bag.version == "1.0" or path not in listed:
                    bag.fault("A512", path, name)
    for path in sorted(listed & set(bag.files)):
        _compare_file(bag, path)


def _missing(bag: _Bag, path: str) -> None:
    """Name a missing file, and the one that only looks different in Unicode."""
    same = [name for name in bag.files if _folded(name) == _folded(path)]
    if same:
        bag.fault("A516", same[0], path)
    else:
        bag.fault("A510", path)


def _compare_file(bag: _Bag, path: str) -> None:
    """Digest one file by every algorithm that lists it."""
    claims = {name: digests[path] for name, digests in bag.manifests.items() if path in digests}
    hashes = {
        name: hashlib.new(name.rpartition("-")[2][:-4], usedforsecurity=False) for name in claims
    }
    try:
        with (bag.root / path).open("rb", buffering=0) as stream:
            while block := stream.read(_BLOCK):
                for digest in hashes.values():
                    digest.update(block)
    except OSError as error:
        bag.fault("A521", path, error.strerror)
        return
    for name, digest in hashes.items():
        if digest.hexdigest() != claims[name]:
            bag.fault("A511", path, name)


def _root_or_nothing(path: Path) -> str:
    """The root, or nothing when there is no tag manifest to take it of."""
    try:
        return root_of(path)
    except OSError:
        return ""


def _check_package_files(bag: _Bag) -> None:
    """Exactly our tag files, our forms, no empty folder, no unfit name."""
    tags = {name for name in bag.files if not name.startswith("data/")}
    for name in sorted(tags - PACKAGE_TAGS):
        bag.fault("A551", name)
    required = {*PACKAGE_TAGS, *PACKAGE_FORMS, PACKAGE_METADATA, PACKAGE_XML}
    for name in sorted(required - set(bag.files)):
        bag.fault("A555", name)
    for name in bag.empty:
        bag.fault("A552", name)
    for name in (*bag.files, *bag.empty):
        for rule in {rule for part in name.split("/") for rule in name_faults(part)}:
            bag.fault("A553", name, rule)
        if len(name) > 240:
            bag.fault("A553", name, "路径超过 240 字")


def _check_canonical(bag: _Bag) -> None:
    """Our manifests are written in one way, and tag manifests list every tag file."""
    unread = {fault.path for fault in bag.faults if fault.code in ("A521", "A525")}
    for name, digests in bag.manifests.items():
        if name in unread:
            continue
        lines = [f"{digests[path]}  {path}\n" for path in sorted(digests)]
        if (bag.root / name).read_bytes() != "".join(lines).encode():
            bag.fault("A560", name)
        if name.startswith("tagmanifest-"):
            for path in sorted(PACKAGE_TAGS - set(digests)):
                if not path.startswith("tagmanifest-"):
                    bag.fault("A512", path, name)


def _check_metadata(bag: _Bag) -> None:
    """What ``案卷.json`` says of the package holds for its files."""
    size = bag.files.get(PACKAGE_METADATA, -1)
    if size > TAG_FILE_LIMIT:
        bag.fault("A525", PACKAGE_METADATA, TAG_FILE_LIMIT)
    elif size >= 0:
        try:
            record = json.loads((bag.root / PACKAGE_METADATA).read_bytes())
            code, items = str(record["档号"]), [_item(entry) for entry in record["卷内文件"]]
        except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
            bag.fault("A556", PACKAGE_METADATA, type(error).__name__)
            return
        _check_items(bag, code, items)


def _check_items(bag: _Bag, code: str, items: list[tuple[int, str, int, str]]) -> None:
    """Code, numbering, sizes and digests; no payload file but items, forms and metadata."""
    if bag.info.get("External-Identifier") != code:
        bag.fault("A559", PACKAGE_METADATA, bag.info.get("External-Identifier", ""))
    for number, (claimed, path, size, digest) in enumerate(items, 1):
        if claimed != number:
            bag.fault("A558", PACKAGE_METADATA, number)
        if bag.files.get(path) != size:
            bag.fault("A557", path, "大小")
        if bag.manifests.get("manifest-sha256.txt", {}).get(path) != digest:
            bag.fault("A557", path, "摘要")
    for path in sorted(set(_payload(bag)) - {item[1] for item in items} - set(PACKAGE_FORMS)):
        if not path.startswith("data/元数据/"):
            bag.fault("A557", path, "未著录")


def _item(entry: Any) -> tuple[int, str, int, str]:
    """Item number, path, size and sha256 of one item as the metadata tell it."""
    digest = str(entry["摘要"]).removeprefix("sha256:")
    return int(entry["件号"]), str(entry["文件"]), int(entry["字节数"]), digest


def main(arguments: list[str]) -> int:
    """Verify one folder and print the result: 0 sound, 6 damaged, 2 asked wrongly."""
    if len(arguments) not in (1, 2):
        sys.stdout.write("用法：python verification.py 文件夹 [根摘要 sha256:…]\n")
        return 2
    path = Path(arguments[0])
    faults = verify_package(path, arguments[1] if len(arguments) > 1 else None)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    anchor = "" if len(arguments) > 1 else "根摘要未与包外留存的比对，未核验。"
    verdict = "完好。" if is_sound(faults) else "有问题，见上。"
    sys.stdout.write(f"根摘要 {_root_or_nothing(path)}\n{verdict}{anchor}\n")
    return 0 if is_sound(faults) else 6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
