"""What people answer when they send."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from eservice.accounts.rules import PhoneOwner
from eservice.accounts.words import WORDS
from eservice.web.choosing import new_password
from eservice.web.forms import ChoiceField, HouseForm, LongTextField, PhoneField


class SendForm(HouseForm):
    """What is asked before sending."""

    alasan_lagi = LongTextField(
        _l("Mengapa Anda perlu yang baru?"),
        [Length(max=300)],
        description=_l("Satu kalimat cukup, misalnya: surat yang lama untuk bank lain."),
        render_kw={"rows": "2"},
    )
    benar = BooleanField(
        _l("Saya menyatakan data ini benar dan berkas yang saya kirim asli."),
        [DataRequired(_l("Beri tanda bahwa data ini benar, lalu kirim."))],
    )

    def validate_alasan_lagi(self, field: LongTextField) -> None:
        """Ask for the reason where the page has asked for it: a second request is running."""
        if field.raw_data and not field.data:
            raise ValidationError(str(_l("Tulis mengapa Anda perlu yang baru, atau lihat permohonan yang lama.")))


class FirstSendForm(SendForm):
    """The same for who has no account yet: NIK and name are known from the answers."""

    phone_owner = ChoiceField(
        _l("Nomor telepon ini milik siapa?"),
        [DataRequired(_l("Pilih nomor ini milik siapa, atau Tidak ada nomor."))],
        choices=[SelectChoice(value=owner.value, label=_l(WORDS[PhoneOwner][owner])) for owner in PhoneOwner],
    )
    phone = PhoneField(
        _l("Nomor telepon"),
        [Optional()],
        description=_l("Untuk kabar tentang permohonan ini. Kosongkan bila tidak ada. Contoh: 0812 3456 7890"),
        width="mid",
    )
    password = new_password(_l("Kata sandi"))
