"""The compiled templates of this process: by digest of the template's bytes, bounded."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from doc_templates.engine.compiling import CompiledTemplate

MOST_TEMPLATES = 64
MOST_BYTES = 64_000_000


@dataclass(slots=True)
class TemplateCache:
    """Compiled templates, the one longest unused given up first.

    ``most``: how many; ``most_bytes``: how many bytes all their template files may have.
    Each process fills its own; threads may share one.
    """

    most: int = MOST_TEMPLATES
    most_bytes: int = MOST_BYTES
    _kept: OrderedDict[bytes, tuple[CompiledTemplate, int]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def compiled(self, content: bytes, name: str = "") -> CompiledTemplate:
        """The template, compiled now if it is not here; faulty ones are not kept."""
        digest = hashlib.sha256(content).digest()
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest][0]
        made = CompiledTemplate(content, name)
        with self._lock:
            self._kept[digest] = (made, len(content))
            while self._is_full():
                self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        """How many templates are kept."""
        return len(self._kept)

    def _is_full(self) -> bool:
        """Whether one has to go; the newest stays however large."""
        size = sum(size for _, size in self._kept.values())
        return len(self._kept) > 1 and (len(self._kept) > self.most or size > self.most_bytes)


_CACHE = TemplateCache()


def compiled_template(content: bytes, name: str = "") -> CompiledTemplate:
    """The compiled template of these bytes, from the process-wide cache."""
    return _CACHE.compiled(content, name)
