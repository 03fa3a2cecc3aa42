"""What a letter says, as plain data: enough to draw it again in ten years."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from eservice.letters.kinds import FIELDS, TITLES, Kind, Mode, Value, checked_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The head of the paper; `parent` is empty for an office directly under the government."""

    government: str
    unit: str
    address: str
    city: str
    parent: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An official as copied onto the letter, every line as it is printed.

    `lines` stand above the signature, ("Lurah Telanaipura,",) or ("a.n. Lurah Telanaipura", "Sekretaris,"); the name
    carries its titles, `rank` reads 'Penata (III/c)', `number` 'NIP 1985…'; `position` is the post within a sentence.
    """

    name: str
    position: str
    lines: tuple[str, ...]
    rank: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """Everything on the paper except what signing adds.

    `subject` is the identity table, (label, value) in print order. `signers` has one official per signing place,
    the issuing office first, 'Mengetahui' second. `specimen` prints CONTOH over the text.
    """

    kind: Kind
    letterhead: Letterhead
    subject: tuple[tuple[str, str], ...]
    fields: Mapping[str, Value]
    signers: tuple[Signer, ...]
    mode: Mode
    purpose: str = ""
    valid_until: date | None = None
    specimen: bool = True
    paper: str = "A4"
    blocks: tuple[tuple[str, ...], ...] = ()
    """What a text of the office's own says, in its order: ``("p", text)`` or ``("rows", label, value, …)``."""

    def __post_init__(self) -> None:
        """Refuse fields the kind does not have, or lacks."""
        object.__setattr__(self, "fields", checked_fields(self.kind, self.fields))

    @property
    def title(self) -> str:
        """The heading on the paper."""
        return str(self.fields.get("heading", TITLES[self.kind]))

    def as_record(self) -> dict[str, Any]:
        """Return the content as JSON values; `from_record` reads it back."""
        record = asdict(self)
        if not self.blocks:  # the records of letters from before there were any stay as they are
            del record["blocks"]
        record["fields"] = {key: _plain(value) for key, value in self.fields.items()}
        record["valid_until"] = _plain(self.valid_until) if self.valid_until else None
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "LetterContent":
        """Return the content stored by `as_record`."""
        kind = Kind(record["kind"])
        dated = {entry.key for entry in FIELDS[kind] if entry.type is date}
        return cls(
            kind=kind,
            letterhead=Letterhead(**record["letterhead"]),
            subject=tuple((label, value) for label, value in record["subject"]),
            fields={
                key: date.fromisoformat(value) if key in dated else value for key, value in record["fields"].items()
            },
            signers=tuple(Signer(**{**signer, "lines": tuple(signer["lines"])}) for signer in record["signers"]),
            mode=Mode(record["mode"]),
            purpose=record["purpose"],
            valid_until=date.fromisoformat(record["valid_until"]) if record["valid_until"] else None,
            specimen=record["specimen"],
            paper=record["paper"],
            blocks=tuple(tuple(block) for block in record.get("blocks", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What issuing adds: numbers per signing place, the date, the address to verify at.

    `signed_at` has one entry per signing place; None where the official signs later than the drawing.
    `seal` is the signed offline record for the QR's fragment, '' for none (always for letters signed by hand).
    `log_size` and `log_root` are the public log's state when the letter was drawn, the root's first 16 digits;
    `log_salt` lets whoever has the file find its entry. Without a log there is none of them.
    """

    numbers: tuple[str, ...]
    dated_on: date
    verify_url: str
    code: str
    signed_at: tuple[datetime | None, ...] = field(default=(None,))
    seal: str = ""
    log_size: int = 0
    log_root: str = ""
    log_salt: str = ""
    time_stamped: bool = False
    """Whether every signature carries a time stamp of an authority."""


def _plain(value: Value) -> str | int:
    return value.isoformat() if isinstance(value, date) else value
