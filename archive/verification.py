"""The verifier: judges BagIt folders and our own packages with the standard library alone.

It shares no code with the writer, re-reads every byte from disk, and has its own codes and
words. Its parts lie in ``archive/verifier/``; ``archive/handing_over.py`` puts them together
into the one file that goes along with a medium. ``archive/FORMAT.md`` describes what it checks.
"""

from __future__ import annotations

from archive.verifier.comparing import check_bag
from archive.verifier.hashing import Digester, digest_file
from archive.verifier.packages import root_of, verify_package
from archive.verifier.rules import (
    PACKAGE_FORMS,
    PACKAGE_METADATA,
    PACKAGE_TAGS,
    PACKAGE_XML,
    RULES,
    TAG_FILE_LIMIT,
    Fault,
    is_sound,
)
from archive.verifier.spelling import name_faults

__all__ = (
    "PACKAGE_FORMS",
    "PACKAGE_METADATA",
    "PACKAGE_TAGS",
    "PACKAGE_XML",
    "RULES",
    "TAG_FILE_LIMIT",
    "Digester",
    "Fault",
    "check_bag",
    "digest_file",
    "is_sound",
    "name_faults",
    "root_of",
    "verify_package",
)
