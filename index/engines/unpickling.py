"""A guard on every index file that Whoosh unpickles: no code from disk is ever run.

Whoosh keeps its segment list and posting blocks as pickles. Only what those of our own
indexes name may be named in them; anything else is refused before it is looked up.
"""

from __future__ import annotations

import io
import pickle
import sys
from types import SimpleNamespace
from typing import Any

ALLOWED = frozenset(
    {
        ("_codecs", "encode"),
        ("array", "array"),
        ("array", "_array_reconstructor"),
        ("builtins", "int"),
        ("builtins", "object"),
        ("builtins", "set"),
        ("__builtin__", "set"),
        ("__builtin__", "object"),
        ("collections", "defaultdict"),
        ("__builtin__", "int"),
        ("copy_reg", "_reconstructor"),
        ("copyreg", "_reconstructor"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
    }
)


class RefusedPickleError(pickle.UnpicklingError):
    """An index file names something that no index of ours holds."""


class GuardedUnpickler(pickle.Unpickler):
    """An unpickler that knows what our indexes hold and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        """Only what the allow-list names."""
        if (module, name) in ALLOWED:
            return super().find_class(module, name)
        raise RefusedPickleError(f"{module}.{name}")


def _load(stream: Any, **options: Any) -> Any:
    return GuardedUnpickler(stream, **options).load()


def _loads(content: bytes, **options: Any) -> Any:
    return GuardedUnpickler(io.BytesIO(content), **options).load()


def guard_whoosh() -> None:
    """Put the guard in the place of ``pickle`` in every Whoosh module that loads one."""
    import whoosh.codec.whoosh3
    import whoosh.columns
    import whoosh.index

    guard = SimpleNamespace(**{**vars(pickle), "load": _load, "loads": _loads})
    replaced = (("pickle", pickle, guard), ("loads", pickle.loads, _loads))
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "whoosh":
            for attribute, original, ours in (*replaced, ("load_pickle", pickle.load, _load)):
                if getattr(module, attribute, None) is original:
                    setattr(module, attribute, ours)
    whoosh.index.toc_loaders.clear()  # formats of long ago read pickles of their own
