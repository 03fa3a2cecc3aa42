"""The forms of the administration; they check shape, and the subjects check the rest."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.accounts.permissions import Role
from eservice.catalogue.definition import RTMode
from eservice.offices.rules import PPPK_GRADES, RANKS, Basis, EmployeeKind, SeriesMode, SigningMode
from eservice.web.forms import (
    ChoiceField,
    DayField,
    DigitsField,
    HouseForm,
    LongTextField,
    NikField,
    TextField,
)
from eservice.web.labels import LABELS

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")
_STAFF = (Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.ADMIN, Role.EXAMINER, Role.PROTECTOR)


def _role() -> ChoiceField:
    return ChoiceField(
        _l("Peran"),
        choices=[SelectChoice(role.value, _l(LABELS[Role][role])) for role in _STAFF],
        hints={
            Role.OFFICER.value: _l("Menerima dan memeriksa permohonan."),
            Role.SIGNER.value: _l("Menandatangani surat; catat juga masa jabatannya sebagai pejabat."),
            Role.SUPERVISOR.value: _l("Melihat kinerja dan membagi pekerjaan."),
            Role.EXAMINER.value: _l(
                "Pemeriksa dengan surat tugas: melihat tanpa nama, dan mencatat alasan bila perlu."
            ),
            Role.PROTECTOR.value: _l("Menjawab permintaan pemilik data dan menangani insiden data."),
            Role.ADMIN.value: _l("Mengelola pegawai, kantor, dan layanan. Tidak melihat permohonan."),
        },
        validators=[InputRequired(_l("Pilih perannya."))],
    )


def _office() -> SelectField:
    return SelectField(_l("Kantor"), coerce=int, validators=[InputRequired(_l("Pilih kantornya."))])


def _position() -> TextField:
    return TextField(
        _l("Jabatan"),
        description=_l("Seperti pada tanda pengenal, misalnya Kasi Pemerintahan dan Pelayanan."),
        validators=[DataRequired(_l("Isi jabatannya.")), Length(max=120)],
    )


def _reason() -> LongTextField:
    return LongTextField(
        _l("Alasan"),
        description=_l("Tercatat bersama nama Anda."),
        validators=[DataRequired(_l("Tulis alasannya.")), Length(max=500)],
    )


class RtModeForm(HouseForm):
    """How one office hears the RT for a service."""

    rt_mode = ChoiceField(
        _l("Pengantar RT"),
        choices=[SelectChoice(mode.value, _l(LABELS[RTMode][mode])) for mode in RTMode],
        hints={
            RTMode.UPLOAD.value: _l("Warga memfoto surat pengantar, atau membawa aslinya."),
            RTMode.ONLINE.value: _l("Warga tidak perlu surat. Petugas dapat menanyakan Ketua RT lewat tautan dan PIN."),
            RTMode.NONE.value: _l("Ketua RT tidak ditanya."),
        },
        validators=[InputRequired(_l("Pilih salah satu."))],
    )


class PostForm(HouseForm):
    """A place in an office for somebody who has an account."""

    office_id = _office()
    role = _role()
    position = _position()


class IdentityForm(HouseForm):
    """Who somebody is who works here: their own NIK and family card."""

    nik = NikField(
        _l("NIK pegawai"),
        description=_l("Dari KTP-nya. Supaya sistem tidak memberinya permohonan keluarganya sendiri."),
        validators=[DataRequired(_l("Isi NIK dari KTP-nya."))],
        width="mid",
    )
    kk = NikField(
        _l("Nomor KK pegawai"),
        description=_l("16 angka di bagian atas kartu keluarganya."),
        validators=[DataRequired(_l("Isi nomor KK dari kartu keluarganya."))],
        width="mid",
    )


class InviteForm(IdentityForm):
    """Somebody new, and the first place in an office."""

    name = TextField(_l("Nama lengkap"), validators=[DataRequired(_l("Isi namanya.")), Length(max=120)])
    login = TextField(
        _l("E-mail dinas atau NIP"),
        description=_l("Dipakai untuk masuk. Kode undangan juga dikirim ke e-mail ini."),
        validators=[DataRequired(_l("Isi NIP 18 angka atau alamat e-mail dinas.")), Length(max=120)],
    )
    office_id = _office()
    role = _role()
    position = _position()


class LeaveForm(HouseForm):
    """Why somebody leaves, and who goes on with what they hold."""

    to = SelectField(
        _l("Permohonan yang dipegang"),
        coerce=int,
        description=_l("Janji kepada warga tidak berubah, ke mana pun dilanjutkan."),
        validators=[InputRequired(_l("Pilih ke mana permohonan dilanjutkan."))],
    )
    reason = _reason()


class MoveForm(LeaveForm):
    """The same, with the office one moves to."""

    office_id = SelectField(
        _l("Kantor yang baru"), coerce=int, validators=[InputRequired(_l("Pilih kantor yang baru."))]
    )


class NothingForm(HouseForm):
    """A question with one button."""


class AppointForm(HouseForm):
    """A term as the decree states it."""

    name = TextField(_l("Nama tanpa gelar"), validators=[DataRequired(_l("Isi namanya.")), Length(max=120)])
    title_before = TextField(_l("Gelar di depan nama"), width="mid", validators=[Optional(), Length(max=40)])
    title_after = TextField(_l("Gelar di belakang nama"), width="mid", validators=[Optional(), Length(max=80)])
    employee_kind = ChoiceField(
        _l("Jenis pegawai"),
        choices=[SelectChoice(kind.value, _l(LABELS[EmployeeKind][kind])) for kind in EmployeeKind],
        validators=[InputRequired(_l("Pilih jenis pegawainya."))],
    )
    employee_number = DigitsField(
        _l("NIP atau NI PPPK"), validators=[DataRequired(_l("Isi 18 angka NIP atau NI PPPK."))]
    )
    grade = SelectField(
        _l("Golongan"),
        choices=[SelectChoice("", _l("Pilih golongan"))]
        + [SelectChoice(grade, f"{rank} ({grade})") for grade, rank in RANKS.items()]
        + [SelectChoice(grade, f"PPPK {grade}") for grade in PPPK_GRADES],
        validators=[DataRequired(_l("Pilih golongannya."))],
    )
    position = TextField(
        _l("Jabatan"),
        description=_l("Misalnya Lurah, Camat, atau Sekretaris."),
        validators=[DataRequired(_l("Isi jabatannya.")), Length(max=120)],
    )
    basis = ChoiceField(
        _l("Dasar menandatangani"),
        choices=[SelectChoice(basis.value, _l(LABELS[Basis][basis])) for basis in Basis],
        validators=[InputRequired(_l("Pilih dasarnya."))],
    )
    through_position = TextField(
        _l("Jabatan di antaranya, hanya untuk u.b."), width="mid", validators=[Optional(), Length(max=120)]
    )
    from_on = DayField(_l("Mulai tanggal"), validators=[DataRequired(_DAY)])
    until_on = DayField(
        _l("Hari terakhir"),
        description=_l("Wajib untuk Plh.; selain itu kosongkan bila belum diketahui."),
        validators=[Optional()],
    )
    decree_number = TextField(
        _l("Nomor surat keputusan"), description=_l("Kosongkan bila menyusul."), validators=[Optional(), Length(max=80)]
    )
    decree_on = DayField(_l("Tanggal surat keputusan"), validators=[Optional()])
    membership_id = SelectField(
        _l("Akun yang menandatangani"),
        coerce=int,
        description=_l("Tanpa akun, surat hanya dapat ditandatangani di atas kertas."),
    )


class EndTermForm(HouseForm):
    """The last day of a term, and why it ends."""

    last_on = DayField(
        _l("Hari terakhir menjabat"),
        description=_l("Penggantinya dapat mulai keesokan harinya."),
        validators=[DataRequired(_DAY)],
    )
    reason = _reason()


class DecreeForm(HouseForm):
    """A decree that was to follow."""

    decree_number = TextField(
        _l("Nomor surat keputusan"),
        validators=[DataRequired(_l("Isi nomor surat keputusannya.")), Length(max=80)],
    )
    decree_on = DayField(_l("Tanggal surat keputusan"), validators=[DataRequired(_DAY)])


class OfficeForm(HouseForm):
    """What may be changed in an office."""

    name = TextField(_l("Nama tanpa kata Kelurahan atau Kecamatan"), validators=[DataRequired(_l("Isi namanya."))])
    head_title = TextField(
        _l("Sebutan kepala kantor"), validators=[DataRequired(_l("Isi sebutannya, misalnya Lurah."))]
    )
    government_line = TextField(
        _l("Baris pertama kop surat"),
        validators=[DataRequired(_l("Isi baris pertama kop, misalnya PEMERINTAH KOTA JAMBI."))],
    )
    address = TextField(_l("Alamat"), validators=[Optional(), Length(max=200)])
    postal_code = DigitsField(_l("Kode pos"), width="short", validators=[Optional(), Length(max=5)])
    phone = TextField(_l("Telepon"), width="mid", validators=[Optional(), Length(max=40)])
    email = TextField(_l("E-mail"), validators=[Optional(), Length(max=120)])
    place = TextField(
        _l("Tempat di depan tanggal surat"),
        width="mid",
        validators=[DataRequired(_l("Isi tempatnya, misalnya Jambi."))],
    )
    series_mode = ChoiceField(
        _l("Penomoran surat"),
        description=_l("Tahun yang sudah bernomor tetap seperti semula. Cara lain berlaku mulai tahun berikutnya."),
        choices=[SelectChoice(one.value, _l(LABELS[SeriesMode][one])) for one in SeriesMode],
    )
    signing_mode = ChoiceField(
        _l("Cara menandatangani"),
        choices=[SelectChoice(one.value, _l(LABELS[SigningMode][one])) for one in SigningMode],
    )
    uses_rw = BooleanField(_l("Kelurahan ini memakai RW"))
    open_limit = DigitsField(
        _l("Paling banyak permohonan di tangan satu petugas"),
        width="short",
        validators=[DataRequired(_l("Isi angka 1 sampai 200.")), Length(max=3)],
    )
    remind_minutes = DigitsField(
        _l("Pengingat sebelum janji, dalam menit kerja"),
        width="short",
        description=_l(
            "Sekian menit kerja sebelum janji, petugas diingatkan; sekian lama sesudahnya, penyelia diberi tahu. Satu"
            " hari kerja kira-kira 450 menit. Berlaku untuk pengingat berikutnya."
        ),
        validators=[DataRequired(_l("Isi angka 5 sampai 2400.")), Length(max=4)],
    )
    processing_calendar_id = SelectField(_l("Kalender jam kerja"), coerce=int)
    counter_calendar_id = SelectField(_l("Kalender jam loket"), coerce=int)
    substitute_id = SelectField(
        _l("Kantor pengganti"),
        coerce=int,
        description=_l("Ditawari permohonan yang di kantor ini tidak boleh diperiksa siapa pun yang hadir."),
    )
    seen_version = HiddenField(validators=[Optional()])


class CloseServiceForm(HouseForm):
    """Why no new requests are taken."""

    reason = _reason()


class SeriesForm(HouseForm):
    """Where a series of numbers begins."""

    archive_code = SelectField(_l("Urutan nomor"), validators=[InputRequired(_l("Pilih urutannya."))])
    first = DigitsField(
        _l("Nomor pertama"),
        width="short",
        description=_l("Satu lebih tinggi dari nomor terakhir di buku kertas."),
        validators=[DataRequired(_l("Isi nomor pertamanya dengan angka.")), Length(max=6)],
    )
