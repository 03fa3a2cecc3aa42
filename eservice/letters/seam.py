"""The seam behind which signatures are made: bytes in, a signed file out, whoever holds the key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from eservice.kernel.errors import DomainError
from eservice.letters.kinds import Mode

if TYPE_CHECKING:
    from eservice.letters.timestamps import TimeStampAuthority


class SigningRefusedError(DomainError):
    """The signature was refused, and would be again: somebody has to do something first."""


class SignerAwayError(DomainError):
    """What signs, or what dates the signature, does not answer as it should; the same attempt may succeed later."""


@dataclass(frozen=True, slots=True)
class Credential:
    """With what an official signs in a service outside; it is never stored, logged or shown."""

    nik: str = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAct:
    """One signature: which place of how many, by whom, for what."""

    place: int
    of: int
    name: str
    position: str
    city: str
    credential: Credential | None = None
    """Only for a signer that asks for a passphrase; None where it is gone."""

    @property
    def is_last(self) -> bool:
        """Whether nobody signs after this one."""
        return self.place == self.of - 1

    @property
    def reason(self) -> str:
        """What readers of PDF files show as the reason."""
        return f"Ditandatangani selaku {self.position}"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """What the time stamp of a signature says: when it existed, and who says so."""

    at: datetime
    by: str


class Signer(Protocol):
    """Signs files in the places laid by `prepare`."""

    mode: Mode
    authority: "TimeStampAuthority | None"
    """Who stamps the time, of the archive's editions in any case; None where nobody does."""

    @property
    def stamps(self) -> bool:
        """Whether its signatures may carry a time stamp."""

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file with a signature field per place."""

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file with one more signature.

        Raises:
            IllegalStepError: this signer cannot.
            SigningRefusedError: it was refused; trying again alone changes nothing.
            SignerAwayError: later it may succeed.
        """

    def trusted_roots(self) -> list[bytes]:
        """Return the certificates, DER, under which a signature counts as this installation's."""
