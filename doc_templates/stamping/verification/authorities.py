"""Trust: whether a certificate leads to a believed authority, and whether it was revoked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.inquiry import library_faults

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from doc_templates.stamping.verification.beliefs import Beliefs

_USAGES = frozenset({"digital_signature", "non_repudiation"})
_STRANGER = "不是印章库认可的机构所发"
_ENDED = "证书链里有证书不在有效期内"


@dataclass(frozen=True, slots=True)
class Path:
    """The way from a certificate to an authority; ``fault`` says why there is none to believe."""

    certificates: tuple[Any, ...]
    fault: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether a certificate of the way is not in its term."""
        return self.fault == _ENDED

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whose certificates they are, the signer's first."""
        return tuple(subject_of(each) for each in self.certificates)


def subject_of(certificate: Any) -> str:
    """A certificate's subject in short: name and unit."""
    subject = certificate.subject.native
    names = [subject.get(key) for key in ("common_name", "organizational_unit_name")]
    flat = [each[0] if isinstance(each, list) else each for each in names if each]
    return "，".join(map(str, flat)) or certificate.subject.human_friendly


def context_at(beliefs: Beliefs, moment: datetime) -> Any:
    """What certificates are judged by on that day; nothing is ever fetched."""
    from pyhanko_certvalidator import ValidationContext

    roots = list(_loaded(beliefs.roots))
    return ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment)


async def path_of(
    certificate: Any, others: Iterable[Any], beliefs: Beliefs, moment: datetime
) -> Path:
    """The path of a signing certificate as it stood at that moment."""
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator import errors as faults

    validator: Any = CertificateValidator(
        certificate, list(others), validation_context=context_at(beliefs, moment)
    )
    try:
        path = await validator.async_validate_path()
    except faults.PathBuildingError:
        return Path((certificate,), _STRANGER)
    except faults.DisallowedAlgorithmError:
        return Path((certificate,), "证书链里用了过弱的算法")
    except (faults.ExpiredError, faults.NotYetValidError):
        return Path((certificate,), _ENDED)
    except library_faults():
        return Path((certificate,), "证书链核对不通过")
    return Path(tuple(reversed(list(path.iter_certs(include_root=True)))), _misuse(certificate))


def _misuse(certificate: Any) -> str:
    """Why the certificate may not sign documents; empty when it may."""
    usage = certificate.key_usage_value
    if usage is not None and not _USAGES & set(usage.native):
        return "证书的用途不含签名"
    return ""


@lru_cache(maxsize=8)
def _loaded(roots: Sequence[bytes]) -> tuple[Any, ...]:
    from pyhanko.keys import load_certs_from_pemder_data

    return tuple(root for der in roots for root in load_certs_from_pemder_data(der))
