"""What a person's data may look like: names, KK numbers, ages, masks, and the lists printed on KTP and KK. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eservice.kernel.errors import InvalidInputError

NUMBER_LENGTH = 16
NAME_LONGEST = 200
"""Room for any existing name; the limit of 60 binds first recordings alone."""

_SEPARATORS = re.compile(r"[\s.\-\u2013\u00a0]+")
_NEW_NAME_LONGEST = 60
_NEW_NAME_FEWEST_WORDS = 2


class Sex(StrEnum):
    """Jenis kelamin, as on KTP and KK."""

    MALE = "male"
    FEMALE = "female"


class Religion(StrEnum):
    """Agama, as on KTP and KK."""

    ISLAM = "islam"
    PROTESTANT = "kristen"
    CATHOLIC = "katolik"
    HINDU = "hindu"
    BUDDHIST = "buddha"
    CONFUCIAN = "khonghucu"
    BELIEF = "kepercayaan"


class MaritalStatus(StrEnum):
    """Status perkawinan, as on the KK."""

    SINGLE = "belum_kawin"
    MARRIED = "kawin_tercatat"
    MARRIED_UNREGISTERED = "kawin_belum_tercatat"
    DIVORCED = "cerai_hidup"
    WIDOWED = "cerai_mati"


class Education(StrEnum):
    """Pendidikan, the ten steps printed on the KK."""

    NONE = "belum_sekolah"
    PRIMARY_UNFINISHED = "belum_tamat_sd"
    PRIMARY = "tamat_sd"
    JUNIOR_SECONDARY = "sltp"
    SENIOR_SECONDARY = "slta"
    DIPLOMA_2 = "diploma_1_2"
    DIPLOMA_3 = "diploma_3"
    BACHELOR = "strata_1"
    MASTER = "strata_2"
    DOCTOR = "strata_3"


class BloodType(StrEnum):
    """Golongan darah."""

    A = "a"
    A_POSITIVE = "a_plus"
    A_NEGATIVE = "a_minus"
    B = "b"
    B_POSITIVE = "b_plus"
    B_NEGATIVE = "b_minus"
    AB = "ab"
    AB_POSITIVE = "ab_plus"
    AB_NEGATIVE = "ab_minus"
    O = "o"  # noqa: E741 - the name of the group
    O_POSITIVE = "o_plus"
    O_NEGATIVE = "o_minus"
    UNKNOWN = "tidak_tahu"


class Nationality(StrEnum):
    """Kewarganegaraan."""

    INDONESIAN = "wni"
    FOREIGN = "wna"


class FamilyRelation(StrEnum):
    """Status hubungan dalam keluarga (SHDK): what somebody is to the head of the household."""

    HEAD = "kepala_keluarga"
    HUSBAND = "suami"
    WIFE = "istri"
    CHILD = "anak"
    CHILD_IN_LAW = "menantu"
    GRANDCHILD = "cucu"
    PARENT = "orang_tua"
    PARENT_IN_LAW = "mertua"
    OTHER_KIN = "famili_lain"
    HOUSEHOLD_HELP = "pembantu"
    OTHER = "lainnya"


class NoNikReason(StrEnum):
    """Why a person has no NIK, or none that is known."""

    NEWBORN = "bayi"
    NEVER_RECORDED = "belum_terdata"
    FOREIGN = "wna"
    LONG_DECEASED = "meninggal_lama"
    UNKNOWN = "tidak_diketahui"


class NewNameFault(StrEnum):
    """What a civil registrar may not accept in a name recorded for the first time."""

    TOO_LONG = "too_long"
    ONE_WORD = "one_word"
    NOT_LATIN = "not_latin"
    DIGITS_OR_PUNCTUATION = "digits_or_punctuation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives; the kelurahan by its code, everything else as written."""

    street: str
    rt: str = ""
    rw: str = ""
    kelurahan_code: str = ""
    landmark: str = ""


def digits_of(typed: str) -> str:
    """Return ``typed`` without the spaces, dots and hyphens that people put between digits."""
    return _SEPARATORS.sub("", typed)


def read_sixteen(typed: str, *, field: str) -> str:
    """Return the 16 digits somebody meant.

    Raises:
        InvalidInputError: ``<field>_not_digits``; or ``<field>_length`` with ``typed``, how many there were.
    """
    digits = digits_of(typed)
    if not (digits.isascii() and digits.isdigit()) and digits:
        raise InvalidInputError(f"{field}_not_digits", field=field)
    if len(digits) != NUMBER_LENGTH:
        raise InvalidInputError(f"{field}_length", field=field, typed=len(digits))
    return digits


def read_kk(typed: str) -> str:
    """Return a KK number as 16 digits: the region of issue, the date it was entered, a serial.

    Raises:
        InvalidInputError: ``kk_length``, ``kk_not_digits``, or ``kk_date`` with the six digits as ``piece``.

    Source: reference/domain.md 1.3; unlike in a NIK no 40 is ever added to the day.
    """
    digits = read_sixteen(typed, field="kk")
    piece = digits[6:12]
    if not dates_of(int(piece[:2]), int(piece[2:4]), int(piece[4:])):
        raise InvalidInputError("kk_date", field="kk", piece=piece)
    return digits


def dates_of(day: int, month: int, two_digit_year: int) -> tuple[date, ...]:
    """Return the dates of the 20th and 21st century that a day, month and two-digit year can mean."""
    return tuple(
        found for century in (1900, 2000) if (found := _date_or_none(century + two_digit_year, month, day)) is not None
    )


def fold_spaces(text: str) -> str:
    """Return ``text`` with one space where there were several, none at the ends; nothing else is changed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_name(typed: str) -> str:
    """Return a name as its bearer writes it: one word, an apostrophe, a title, sixty letters and more are fine.

    Raises:
        InvalidInputError: ``name_missing``, ``name_too_long`` with ``longest``, or ``name_unreadable``: no letter in
            it, or signs that no name has.

    Source: reference/domain.md 1.4: the limits of Permendagri 73/2022 bind new records only.
    """
    name = fold_spaces(typed)
    if not name:
        raise InvalidInputError("name_missing", field="name")
    if len(name) > NAME_LONGEST:
        raise InvalidInputError("name_too_long", field="name", longest=NAME_LONGEST)
    if not any(sign.isalpha() for sign in name) or any(_is_foreign_to_names(sign) for sign in name):
        raise InvalidInputError("name_unreadable", field="name")
    return name


def name_words(name: str) -> frozenset[str]:
    """Return the words by which a name is found: letters and digits alone, lower case, without accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return frozenset(
        "".join(sign if sign.isalnum() else " " for sign in bare.replace("'", "").replace("’", "")).split()
    )


def is_plain(text: str) -> bool:
    """Tell whether a text holds letters, digits and ordinary punctuation only: what a letter can print."""
    return not any(_is_picture(sign) for sign in text)


def new_name_faults(name: str) -> list[NewNameFault]:
    """Return what a first recording (a newborn's) may not have, for a hint beside the field; empty if nothing.

    Source: Permendagri 73/2022 as told in reference/domain.md 1.4.
    """
    signs = fold_spaces(name)
    letters = [sign for sign in signs if sign.isalpha()]
    faults = {
        NewNameFault.TOO_LONG: len(signs) > _NEW_NAME_LONGEST,
        NewNameFault.ONE_WORD: len(signs.split()) < _NEW_NAME_FEWEST_WORDS,
        NewNameFault.NOT_LATIN: any("LATIN" not in unicodedata.name(letter, "") for letter in letters),
        NewNameFault.DIGITS_OR_PUNCTUATION: any(not (sign.isalpha() or sign == " ") for sign in signs),
    }
    return [fault for fault, found in faults.items() if found]


def age_on(born_on: date, on: date) -> int:
    """Return the full years of age on a date; somebody born on 29 February turns older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def mask_number(digits: str) -> str:
    """Return a NIK or KK number with its middle hidden: ``1571 01** **** 0001``."""
    return f"{digits[:4]} {digits[4:6]}** **** {digits[-4:]}"


mask_nik = mask_number


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_foreign_to_names(sign: str) -> bool:
    """Tell whether a sign is a control, an emoji or a bracket: HTML and pictures are no part of a name."""
    return (unicodedata.category(sign)[0] in "CS" and sign not in "`´^") or sign in "<>{}[]\\|@#=_"


def _is_picture(sign: str) -> bool:
    """Tell whether a sign is an emoji, a part of one, or a control other than the end of a line."""
    kind = unicodedata.category(sign)
    joins = "\ufe00" <= sign <= "\ufe0f" or kind == "Me"
    return joins or (kind[0] in "CS" and sign not in "\n`´^~+=<>°×" and kind != "Sc")
