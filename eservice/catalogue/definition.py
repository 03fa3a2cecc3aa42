# Longer than 300 lines: the whole vocabulary of a service definition is read side by side.
"""What one version of a service says, as frozen values (over 300 lines: one small value after the other)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a field is asked and checked."""

    TEXT = "text"
    LONGTEXT = "longtext"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    YESNO = "yesno"
    NIK = "nik"
    KK = "kk"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    REGION = "region"
    PERSON = "person"
    PEOPLE = "people"


CHOSEN = frozenset({Kind.CHOICE, Kind.YESNO, Kind.REGION})
"""Kinds that are answered without typing."""


class ForWhom(StrEnum):
    """For whom a citizen asks."""

    SELF = "self"
    HOUSEHOLD = "household"
    FAMILY = "family"
    DECEASED = "deceased"
    ASSISTED = "assisted"


class RTMode(StrEnum):
    """How the head of the RT is heard; the values are the office's own words."""

    UPLOAD = "wajib_unggah"
    ONLINE = "konfirmasi_daring"
    NONE = "tidak_perlu"


class Issuer(StrEnum):
    """Which level of office answers for the document."""

    KELURAHAN = "kelurahan"
    DUKCAPIL = "dukcapil"


class OutcomeKind(StrEnum):
    """Whether the office draws a letter, or records what SIAK made."""

    LETTER = "letter"
    SIAK = "siak"


class Place(StrEnum):
    """Whose signature stands in a place."""

    LURAH = "lurah"
    CAMAT = "camat"


class LifeEvent(StrEnum):
    """The eight doors of the home page, in their order; the values are addresses."""

    BIRTH = "anak-lahir"
    DEATH = "keluarga-meninggal"
    MARRIAGE = "menikah"
    MOVING = "pindah-rumah"
    SCHOOL = "sekolah-beasiswa"
    HEALTH = "berobat"
    WORK = "usaha-kerja"
    PAPERS = "ktp-kk-akta"


STANDARD_PUBLISHED = ("persyaratan", "prosedur", "jangka_waktu", "biaya", "produk", "pengaduan")
"""The six components of a standard that must be published, in their order (PermenPANRB 15/2014)."""

STANDARD_INTERNAL = (
    "dasar_hukum", "sarana", "kompetensi", "pengawasan",
    "jumlah_pelaksana", "jaminan_layanan", "jaminan_keamanan", "evaluasi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the answer to ``field`` is (or, negated, is not) one of ``values``."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Return whether it holds; a question without an answer is none of the values."""
        return (str(answers.get(self.field) or "") in self.values) != self.negated


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose; ``stop`` is the sentence that sends the citizen elsewhere instead."""

    value: str
    label: str
    label_en: str
    stop: str = ""
    stop_en: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question."""

    key: str
    kind: Kind
    label: str
    label_en: str
    hint: str
    hint_en: str
    required: bool
    max_length: int
    minimum: int | None
    maximum: int | None
    as_text: bool
    """A number whose leading zeros count (RT 014) stays text."""
    tense: str
    """For dates: ``past`` (today included), ``future`` (today included) or ``any``; ``past`` for a year too."""
    choices: tuple[Choice, ...]
    suggestions: tuple[str, ...]
    when: tuple[Condition, ...]
    printed: bool
    prefill: str
    """Where a known answer comes from: ``applicant.nik``, ``subject.street``; empty when never known."""
    switch: str
    """Asked only by offices that switched it on, for example ``rw`` or ``no_kk``."""
    default: str
    """Stands in the input until somebody changes it; for officers only."""
    must_be: str
    must_be_text: str
    must_be_text_en: str
    fields: tuple["Field", ...]
    min_items: int
    max_items: int

    @property
    def is_typed(self) -> bool:
        """Whether it needs a keyboard."""
        return self.kind not in CHOSEN

    @property
    def is_group(self) -> bool:
        """Whether it holds questions of its own."""
        return self.kind in {Kind.PERSON, Kind.PEOPLE}


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the form."""

    key: str
    title: str
    title_en: str
    hint: str
    hint_en: str
    fields: tuple[Field, ...]
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One proof."""

    key: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    example: str
    example_en: str
    required: bool
    kinds: tuple[str, ...]
    """File kinds accepted: ``jpg``, ``png``, ``pdf``."""
    may_bring: bool
    reusable: bool
    statement: str
    """Key of the statement that can be downloaded for it; empty for none."""
    rt_letter: bool
    when: tuple[Condition, ...]
    when_text: str
    when_text_en: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The limit of one channel: exactly one of minutes, days, or the same day (hours in WIB, ``HH:MM``)."""

    minutes: int | None = None
    days: int | None = None
    visit_days: int | None = None
    """Days instead of ``days`` when the office has to visit."""
    same_day_until: str = ""
    same_day_by: str = ""
    next_day_by: str = ""


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """One signature in its turn."""

    place: Place
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class PreCheck:
    """A sentence that may spare the visit, shown before 'Mulai'."""

    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Component:
    """One of the 14 components of the standard: sentences, in both languages."""

    key: str
    items: tuple[str, ...]
    items_en: tuple[str, ...]
    published: bool


@dataclass(frozen=True, slots=True)
class Decree:
    """The decree that fixed the standard; ``example`` marks a made-up number."""

    number: str
    dated_on: date
    valid_from: date
    example: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out; ``letter`` is the kind of letter drawn, ``routes`` the ways SIAK's document goes out."""

    kind: OutcomeKind
    letter: str = ""
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterSource:
    """Where a letter's field comes from; exactly one of the first six, ``otherwise`` where that is empty."""

    key: str
    path: str = ""
    """An answer: ``rt``, ``ayah.nama``, ``saksi.0.nama``."""
    text: str = ""
    """Words around answers: ``{ibu.tempat_lahir}, {ibu.tanggal_lahir}``; empty when one of them is."""
    count: str = ""
    """How many people an answer lists."""
    years: tuple[str, ...] = ()
    """Full years from one date to another."""
    officer: str = ""
    """What the checking officer adds."""
    given: str = ""
    """What whoever draws the letter knows: ``village``, ``district``, ``scan_sha256``."""
    otherwise: str = ""
    words: tuple[tuple[str, str], ...] = ()
    """The letter's word for an answer's value, where it is not the label."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a service, complete."""

    code: str
    slug: str
    name: str
    name_en: str
    description: str
    description_en: str
    life_events: tuple[LifeEvent, ...]
    search: tuple[str, ...]
    issuer: Issuer
    for_whom: tuple[ForWhom, ...]
    rt_mode: RTMode
    signing: tuple[SigningPlace, ...]
    outcome: Outcome
    by_hand: bool
    """Signed with pen and stamp unless the office says otherwise (heirs' statements)."""
    second_reader: bool
    """A second officer must read what the first one wrote."""
    archive_code: str
    archive_old: tuple[str, ...]
    validity_months: int | None
    validity_days: int | None
    promise: Mapping[str, Promise]
    """By channel: ``online`` and ``counter``."""
    pre_check: tuple[PreCheck, ...]
    requirements: tuple[Requirement, ...]
    steps: tuple[Step, ...]
    officer_fields: tuple[Field, ...]
    """What the checking officer adds for the letter: date of the statement, of the visit, the body."""
    letter: tuple[LetterSource, ...]
    appointment: str
    """The requirement that people sign at the office, in front of an officer; empty where nobody has to come."""
    siak_form: str
    standard: tuple[Component, ...]
    decree: Decree
    letter_text: str = ""
    """What the letter says, as ``lettertext`` reads it; empty where the kind of letter has a drawing of its own."""
    switched_on: frozenset[str] = frozenset()
    """Extra questions this office asks (``rw``, ``no_kk``…); set by ``for_office``."""

    def field(self, key: str) -> Field | None:
        """Return the field called ``key``, of the citizen's or the officer's part."""
        every = (*(field for step in self.steps for field in step.fields), *self.officer_fields)
        return next((field for field in every if field.key == key), None)

    def step(self, key: str) -> Step | None:
        """Return the step called ``key``."""
        return next((step for step in self.steps if step.key == key), None)
