"""The words people read: one Chinese sentence per code, from ``messages/*.toml``.

Each area keeps a file of its own; a code stands in exactly one of them.
"""

from cases.words.sentences import message, sentences

__all__ = ["message", "sentences"]
