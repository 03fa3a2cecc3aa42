"""What people type about their own account."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Email, Length, Optional

from eservice.accounts.rules import PhoneOwner
from eservice.accounts.words import WORDS
from eservice.web.choosing import new_password
from eservice.web.forms import ChoiceField, DayField, HouseForm, NikField, PhoneField, SecretField, TextField

_NIK_KW = {"autocomplete": "username", "inputmode": "numeric", "maxlength": "24"}
_CODE_KW = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "20"}
_OWNERS = [SelectChoice(value=owner.value, label=_l(WORDS[PhoneOwner][owner])) for owner in PhoneOwner]


def old_password(words: str) -> SecretField:
    """Return the field that asks for one's present password again."""
    return SecretField(
        words, [DataRequired(_l("Isi kata sandi Anda."))], render_kw={"autocomplete": "current-password"}
    )


class ContactFields(HouseForm):
    """How somebody wants to be reached."""

    phone_owner = ChoiceField(
        _l("Nomor telepon ini milik siapa?"),
        [DataRequired(_l("Pilih nomor ini milik siapa, atau Tidak ada nomor."))],
        choices=_OWNERS,
        description=_l("Nomor boleh dipakai bersama. Pesan kami tidak menyebut nama atau jenis surat."),
    )
    phone = PhoneField(
        _l("Nomor telepon"), [Optional()], description=_l("Kosongkan bila tidak ada nomor. Contoh: 0812 3456 7890")
    )
    email = TextField(
        _l("Alamat e-mail"),
        [Optional(), Email(_l("Tulis alamat e-mail seperti nama@contoh.id, atau kosongkan.")), Length(max=254)],
        render_kw={"type": "email", "autocomplete": "email"},
    )


class RegisterForm(ContactFields):
    """What opens an account."""

    nik = NikField(
        _l("NIK"),
        [DataRequired(_l("Isi NIK: 16 angka pada KTP Anda."))],
        description=_l("16 angka pada KTP Anda."),
        render_kw=_NIK_KW,
    )
    name = TextField(
        _l("Nama lengkap"),
        [DataRequired(_l("Isi nama seperti pada KTP Anda.")), Length(max=120)],
        description=_l("Seperti tertulis pada KTP, tanpa gelar."),
        render_kw={"autocomplete": "name"},
    )
    password = new_password(_l("Kata sandi"))


class SignInForm(HouseForm):
    """What opens a session."""

    login = TextField(
        _l("NIK"),
        [DataRequired(_l("Isi NIK Anda: 16 angka pada KTP.")), Length(max=254)],
        description=_l("16 angka pada KTP Anda. Pegawai: NIP atau e-mail dinas."),
        render_kw={"autocomplete": "username"},
    )
    password = old_password(_l("Kata sandi"))


class PasswordForm(HouseForm):
    """Change one's password."""

    current = old_password(_l("Kata sandi sekarang"))
    password = new_password(_l("Kata sandi baru"))


class ContactForm(ContactFields):
    """Change how one is reached."""


class IdentityForm(HouseForm):
    """Who one is, for members of staff."""

    nik = NikField(
        _l("NIK"),
        [DataRequired(_l("Isi NIK: 16 angka pada KTP Anda."))],
        description=_l("16 angka pada KTP Anda."),
        render_kw={"inputmode": "numeric", "autocomplete": "off", "maxlength": "24"},
    )
    kk = NikField(
        _l("Nomor KK"),
        [DataRequired(_l("Isi nomor KK: 16 angka pada kartu keluarga Anda."))],
        description=_l("16 angka di bagian atas kartu keluarga Anda."),
    )


class ForgottenForm(HouseForm):
    """Ask for a code."""

    login = NikField(
        _l("NIK"),
        [DataRequired(_l("Isi NIK Anda: 16 angka pada KTP."))],
        description=_l("16 angka pada KTP Anda."),
        render_kw=_NIK_KW,
    )


class ResetForm(HouseForm):
    """Choose a new password with a code."""

    login = NikField(
        _l("NIK"),
        [DataRequired(_l("Isi NIK Anda: 16 angka pada KTP."))],
        description=_l("16 angka pada KTP Anda."),
        render_kw=_NIK_KW,
    )
    code = TextField(
        _l("Kode"),
        [DataRequired(_l("Isi kode yang Anda terima."))],
        description=_l("10 huruf dan angka, dari e-mail atau dari petugas."),
        render_kw=_CODE_KW,
        width="mid",
    )
    kk = NikField(
        _l("Nomor KK"),
        [Optional()],
        description=_l("16 angka pada kartu keluarga. Kosongkan bila kode dari petugas di loket."),
    )
    born_on = DayField(
        _l("Tanggal lahir"),
        [Optional()],
        description=_l("Contoh: 17 Agustus 1990. Kosongkan bila kode dari petugas di loket."),
    )
    password = new_password(_l("Kata sandi baru"))


class InvitationForm(HouseForm):
    """Choose the first password of a staff account."""

    login = TextField(
        _l("NIP atau e-mail dinas"),
        [DataRequired(_l("Isi NIP 18 angka atau alamat e-mail dinas.")), Length(max=254)],
        description=_l("Seperti yang didaftarkan pengelola."),
        render_kw={"autocomplete": "username"},
    )
    code = TextField(
        _l("Kode undangan"),
        [DataRequired(_l("Isi kode undangan."))],
        description=_l("10 huruf dan angka."),
        render_kw=_CODE_KW,
        width="mid",
    )
    password = new_password(_l("Kata sandi"))
