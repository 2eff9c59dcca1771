"""What can stop an act when the engine is a cluster elsewhere."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind


class ClusterSilentError(JiangdangError):
    """No node gave an answer that could be used."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "I360"


class ClusterLoginError(JiangdangError):
    """The cluster does not know the user, or does not let the user do this."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "I361"


class UntrustedClusterError(JiangdangError):
    """A node cannot prove that it is what the settings name."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "I362"


class OddAnswerError(JiangdangError):
    """What answered does not speak as a search cluster does."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "I363"


class DocumentNotTakenError(JiangdangError):
    """The cluster looked at a document and will not take it."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "I364"


class BadClusterSettingError(JiangdangError):
    """A setting of the cluster cannot be used."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I365"


class QuestionTooLargeError(JiangdangError):
    """The question has more parts than the cluster takes in one."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "I366"


class ClusterRefusedError(JiangdangError):
    """The cluster understood a request and will not do it."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "I367"
