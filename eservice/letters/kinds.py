"""The kinds of letter an office draws, and the fields each one prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from eservice.kernel.errors import InvalidInputError

Value: TypeAlias = str | int | date


class Kind(StrEnum):
    """What a letter says; the value is its code in the register."""

    SKD = "SKD"
    SKTM = "SKTM"
    SKU = "SKU"
    PSKCK = "PSKCK"
    SKBM = "SKBM"
    N1 = "N1"
    SKL = "SKL"
    SKMT = "SKMT"
    SKAW = "SKAW"
    SKPH = "SKPH"
    SKUM = "SKUM"
    TOLAK = "TOLAK"


class Mode(StrEnum):
    """How a letter is signed; only a certified mode may claim certification."""

    LOCAL = "local"
    WET = "basah"
    PKCS11 = "pkcs11"
    BSRE = "bsre"


TITLES: dict[Kind, str] = {
    Kind.SKD: "SURAT KETERANGAN DOMISILI",
    Kind.SKTM: "SURAT KETERANGAN TIDAK MAMPU",
    Kind.SKU: "SURAT KETERANGAN USAHA",
    Kind.PSKCK: "SURAT PENGANTAR",
    Kind.SKBM: "SURAT KETERANGAN BELUM MENIKAH",
    Kind.N1: "PENGANTAR NIKAH",
    Kind.SKL: "SURAT KETERANGAN KELAHIRAN",
    Kind.SKMT: "SURAT KETERANGAN KEMATIAN",
    Kind.SKAW: "REGISTRASI SURAT PERNYATAAN AHLI WARIS",
    Kind.SKPH: "SURAT KETERANGAN PENGHASILAN",
    Kind.SKUM: "SURAT KETERANGAN",
    Kind.TOLAK: "PEMBERITAHUAN PENOLAKAN PERMOHONAN",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One value a kind prints."""

    key: str
    type: type[str] | type[int] | type[date]
    required: bool = True
    choices: tuple[str, ...] = ()


def _must(keys: str, type_: type[str] | type[int] | type[date] = str) -> tuple[Field, ...]:
    return tuple(Field(key, type_) for key in keys.split())


def _may(keys: str, type_: type[str] | type[int] | type[date] = str) -> tuple[Field, ...]:
    return tuple(Field(key, type_, required=False) for key in keys.split())


def _one_of(key: str, *choices: str) -> Field:
    return Field(key, str, choices=choices)


_SEX = ("L", "P")
_PARENTS = " ".join(
    f"{parent}_{part}"
    for parent in ("father", "mother")
    for part in ("name", "nik", "birth", "nationality", "religion", "occupation", "address")
)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    # variant newcomer: moved in without being registered here; then ktp_address is needed too.
    Kind.SKD: (
        _one_of("variant", "resident", "newcomer"),
        *_must("village address rt"),
        *_must("since", date),
        *_may("rw ktp_address tenure owner"),
        *_may("statement_on", date),
    ),
    Kind.SKTM: (
        *_must("statement_on", date),
        *_must("helped_name helped_relation institution"),
        *_may("rt"),
        *_may("visited_on", date),
    ),
    Kind.SKU: (
        *_must("business_name trade business_address"),
        *_must("since_year", int),
        _one_of("seen_by", "visit", "photo"),
        *_may("nib"),
        *_may("turnover_rupiah workers", int),
        *_may("visited_on", date),
    ),
    Kind.PSKCK: (*_must("addressee addressee_place"),),
    Kind.SKBM: (*_must("statement_on", date), *_must("witness_1 witness_2")),
    Kind.N1: (
        _one_of("sex", *_SEX),
        _one_of("marital", "jejaka", "duda", "beristri", "perawan", "janda"),
        *_must("born_on", date),
        *_may("former_spouse decree"),
        *_may("wife_number", int),
        *_may(_PARENTS),
    ),
    Kind.SKL: (
        *_must("born_on", date),
        *_must("born_time place mother_name helper reporter reporter_relation"),
        _one_of("sex", *_SEX),
        *_must("multiplicity"),
        *_must("child_number", int),
        *_may("baby_name mother_nik father_name father_nik"),
    ),
    Kind.SKMT: (
        _one_of("sex", *_SEX),
        *_must("died_on", date),
        *_must("place cause reporter reporter_relation evidence"),
        *_may("died_time buried_at"),
        *_may("age", int),
    ),
    Kind.SKAW: (
        *_must("deceased_name village district"),
        _one_of("deceased_sex", *_SEX),
        *_must("statement_on", date),
        *_must("heirs sheets", int),
        *_must("witness_1 witness_2 scan_sha256"),
        *_may("deceased_nik"),
        *_may("died_on", date),
    ),
    Kind.SKPH: (
        *_must("statement_on", date),
        *_must("occupation child_name school"),
        *_must("income_rupiah", int),
        _one_of("income_kind", "fixed", "irregular"),
    ),
    Kind.SKUM: (*_must("body"), *_may("heading")),
    Kind.TOLAK: (
        *_must("service request_code reason explanation objection"),
        *_must("filed_on", date),
        *_may("remedy"),
    ),
}


def checked_fields(kind: Kind, given: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of a letter in the order of its kind; empty optional ones are left out.

    Raises:
        InvalidInputError: a field is unknown, missing, of the wrong type or not among its choices.
    """
    known = {field.key: field for field in FIELDS[kind]}
    for key in given:
        if key not in known:
            raise InvalidInputError("letter_field_unknown", field=key)
    fields = {key: given[key] for key, field in known.items() if _is_given(field, given.get(key))}
    if fields.get("variant") == "newcomer" and "ktp_address" not in fields:
        raise InvalidInputError("letter_field_missing", field="ktp_address")
    if kind is Kind.N1 and not {"father_name", "mother_name"} & fields.keys():
        raise InvalidInputError("letter_field_missing", field="mother_name")
    return fields


def _is_given(field: Field, value: Value | None) -> bool:
    if value is None or value == "":
        if field.required:
            raise InvalidInputError("letter_field_missing", field=field.key)
        return False
    if type(value) is not field.type or (field.choices and value not in field.choices):
        raise InvalidInputError("letter_field_wrong", field=field.key)
    return True
