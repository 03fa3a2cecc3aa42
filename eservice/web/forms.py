"""Forms of the house: fields that forgive how people type and carry what the component macros show.

A field checks shape only; what an answer means is for the rules of its subject. Every field may carry ``width``
(``short`` or ``mid``) and a choice may carry ``hints`` (value -> one small line).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, FileInput, HiddenInput

from eservice.kernel.errors import DomainError
from eservice.web.addresses import FIRST_YEAR, LAST_YEAR
from eservice.web.carrying import typed
from eservice.web.errors import sentence
from eservice.web.filters import MONTHS


def install(app: Flask) -> None:
    """Give the form macros their tests and their two filters."""
    app.jinja_env.tests.update(radios=_is_choices, upload=_is_upload, ticked=_is_tick, unseen=_is_hidden, many=_is_many)
    app.jinja_env.filters.update(wired=wired, faults=faults, takes_files=takes_files)


class HouseForm(FlaskForm):
    """The base of every form: no browser messages, and refusals of the business shown beside their field.

    On a page that somebody reaches by signing in again it shows what was typed before.
    """

    class Meta(FlaskForm.Meta):
        """Where the values come from."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent; where nothing was, what was carried here. None stays None."""
            return super().wrap_formdata(form, formdata) or (typed() if formdata is not None else None)

    def refuse(self, error: DomainError) -> None:
        """Show what the business refused: at the field it names, else above the form."""
        name = getattr(error, "field", "")
        target = self._fields.get(name)
        if target is None:
            self.form_errors.append(sentence(error))
        else:
            target.errors = [*target.errors, sentence(error)]


class WideMixin:
    """Adds ``width`` to a field."""

    def __init__(self, *args: Any, width: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.width = width


class TextField(WideMixin, StringField):
    """One line of text, without spaces around it."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the text without surrounding and doubled spaces."""
        if valuelist:
            self.data = re.sub(r"\s+", " ", valuelist[0]).strip()


class LongTextField(WideMixin, TextAreaField):
    """Several lines of text."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the lines, without spaces around the whole."""
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n").strip()


class SecretField(WideMixin, PasswordField):
    """A password: never trimmed, never shown again."""


class DigitsField(TextField):
    """Digits that people group with spaces, dots or hyphens."""

    length: int | None = None
    wrong = _l("Isi dengan angka saja.")

    def __init__(self, *args: Any, **options: Any) -> None:
        options["render_kw"] = {"inputmode": "numeric", "autocomplete": "off", **(options.get("render_kw") or {})}
        super().__init__(*args, **options)

    def process_data(self, value: Any) -> None:
        """Show a stored number as digits: what was not sent back is checked like what was."""
        super().process_data(None if value is None else str(value))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Keep the digits as one word."""
        if valuelist:
            self.data = re.sub(r"[\s.\-]", "", valuelist[0])

    def pre_validate(self, form: Any) -> None:
        """Refuse letters, and a wrong number of digits where the number is known."""
        if self.data and not re.fullmatch(r"[0-9]+", self.data):
            raise ValidationError(str(self.wrong))


class NikField(DigitsField):
    """A NIK or KK number: sixteen digits."""

    def pre_validate(self, form: Any) -> None:
        """Say how many digits were typed when they are not sixteen."""
        super().pre_validate(form)
        if self.data and len(self.data) != 16:
            raise ValidationError(
                str(_l("NIK harus 16 angka. Anda mengetik %(count)s angka. Lihat baris teratas KTP Anda.",
                       count=len(self.data)))
            )  # fmt: skip


class PhoneField(TextField):
    """A phone number as people write it here: 0812…, +62 812…, 62812…; kept as typed digits with 0 in front."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options["render_kw"] = {"inputmode": "tel", "autocomplete": "tel", **(options.get("render_kw") or {})}
        super().__init__(*args, **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Write +62 and 62 as 0, and drop what only groups the digits."""
        if valuelist:
            digits = re.sub(r"[\s.\-()]", "", valuelist[0])
            self.data = re.sub(r"^(\+62|62)", "0", digits)

    def pre_validate(self, form: Any) -> None:
        """Refuse what cannot be a phone number."""
        if self.data and not re.fullmatch(r"0\d{8,13}", self.data):
            raise ValidationError(str(_l("Tulis nomor telepon dengan angka, misalnya 0812 3456 7890.")))


class DayField(TextField):
    """A date in one field; accepts 17 Agustus 1990, 17/8/1990, 17-08-1990, 17081990 and 1990-08-17."""

    data: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("width", "mid")
        options["render_kw"] = {"autocomplete": "off", **(options.get("render_kw") or {})}
        super().__init__(*args, **options)
        self.typed = ""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the date; what cannot be read stays as typed."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = read_day(self.typed)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no day of the calendar."""
        if self.typed and self.data is None:
            raise ValidationError(
                str(_l("Tanggal ini tidak terbaca. Tulis hari, bulan, dan tahun, misalnya 17 Agustus 1990."))
            )

    def _value(self) -> str:
        if self.typed:
            return self.typed
        return f"{self.data.day} {MONTHS['id'][self.data.month - 1]} {self.data.year}" if self.data else ""


class ChoiceField(RadioField):
    """Two to six answers as cards; ``hints`` explain single answers."""

    def __init__(self, *args: Any, hints: Mapping[str, str] | None = None, **options: Any) -> None:
        options.setdefault("validate_choice", True)
        super().__init__(*args, **options)
        self.hints = dict(hints or {})

    def pre_validate(self, form: Any) -> None:
        """Ask for a choice in words when none was made."""
        if self.data in (None, "", "None"):
            return
        if self.data not in [value for value, *_ in self.iter_choices()]:
            raise ValidationError(str(_l("Pilih salah satu jawaban di bawah ini.")))


class UploadField(FileField):
    """One photo or PDF from camera, gallery or disk."""

    def __init__(self, *args: Any, **options: Any) -> None:
        accept = {"accept": "image/jpeg,image/png,image/webp,image/heic,application/pdf"}
        options["render_kw"] = {**accept, **(options.get("render_kw") or {})}
        super().__init__(*args, **options)


class PhotosField(UploadField):
    """One file, or several photographs that become its pages; also straight from the camera."""

    camera = True

    def __init__(self, *args: Any, **options: Any) -> None:
        options["render_kw"] = {"multiple": True, **(options.get("render_kw") or {})}
        super().__init__(*args, **options)


def read_day(typed: str) -> date | None:
    """Return the date that ``typed`` means, day before month; None when it is not one."""
    text = re.sub(r"\s+", " ", typed.strip().lower().replace(",", " "))
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})|(\d\d)(\d\d)(\d{4})", text):
        day, month, year = (part for part in match.groups() if part)
    elif match := re.fullmatch(r"(\d{1,2})[-/. ]?([a-z]{3,9})\.?[-/. ]?(\d{4})", text):
        day, name, year = match.groups()
        month = str(_month_named(name))
    else:
        return None
    try:
        return date(int(year), int(month), int(day)) if FIRST_YEAR <= int(year) < LAST_YEAR else None
    except ValueError:
        return None


def wired(field: Field, hint: str = "") -> dict[str, str | bool]:
    """Return the attributes that tie a control to its hint and its error for screen readers.

    A list without an empty first line is always answered: HTML forbids to call it required.
    """
    notes = ([f"{field.id}-hint"] if hint else []) + ([f"{field.id}-error"] if field.errors else [])
    attributes: dict[str, str | bool] = {"aria-describedby": " ".join(notes)} if notes else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(field, SelectField) and next((str(value) for value, *_rest in field.iter_choices()), ""):
        attributes["required"] = False
    return attributes


def takes_files(form: FlaskForm) -> bool:
    """Tell whether a form has a place for a file, so that its page may make photographs smaller first."""
    return any(_is_upload(field) for field in form)


def faults(form: FlaskForm) -> list[tuple[str, str]]:
    """Return (id of the control, sentence) for everything that has to be corrected, in reading order."""
    found = [("", str(error)) for error in form.form_errors]
    for field in form:
        if field.errors and not _is_hidden(field):
            found.append((field.id, str(field.errors[0])))
        elif field.errors:
            found.append(("", str(field.errors[0])))
    return found


_SHORT_MONTHS = {"agt": 8, "agst": 8, "ags": 8, "peb": 2, "pebruari": 2, "nop": 11, "nopember": 11}


def _month_named(name: str) -> int:
    if name in _SHORT_MONTHS:
        return _SHORT_MONTHS[name]
    for months in MONTHS.values():
        for place, month in enumerate(months, start=1):
            if month.lower().startswith(name):
                return place
    return 0


def _is_many(field: Field) -> bool:
    return isinstance(field, SelectMultipleField) and isinstance(field.option_widget, CheckboxInput)


def _is_choices(field: Field) -> bool:
    return isinstance(field, RadioField) or _is_many(field)


def _is_upload(field: Field) -> bool:
    return isinstance(field, FileField | MultipleFileField) or isinstance(field.widget, FileInput)


def _is_tick(field: Field) -> bool:
    return isinstance(field, BooleanField)


def _is_hidden(field: Field) -> bool:
    return isinstance(field, HiddenField) or isinstance(field.widget, HiddenInput)
