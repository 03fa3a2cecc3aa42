"""The form with which people ask something about their data."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from eservice.kernel.codes import show_code
from eservice.privacy.rules import WishKind
from eservice.requests.models import Request
from eservice.web.filters import day, local
from eservice.web.forms import HouseForm, LongTextField

LEAD = {
    WishKind.CORRECT: _l(
        "Tulis apa yang keliru dan apa yang benar. NIK dan KK dicocokkan petugas dengan KTP; telepon dan e-mail dapat"
        " Anda ubah sendiri di Akun saya; surat yang keliru dibetulkan dari halaman permohonannya."
    ),
    WishKind.DELETE: _l(
        "Kami menghapus semua yang tidak wajib disimpan, dan menyebutkan apa yang tetap disimpan beserta alasannya."
    ),
    WishKind.RESTRICT: _l(
        "Selama dibatasi, petugas tidak melanjutkan permohonan itu, sedangkan waktunya tetap dihitung, sampai Anda"
        " mengakhiri pembatasan. Surat yang sudah terbit tetap berlaku dan tetap dapat diperiksa."
    ),
}
"""What each kind means, before one asks."""


class WishForm(HouseForm):
    """What is asked, and about which request."""

    about = SelectField(_l("Tentang"))
    text = LongTextField(
        _l("Yang Anda minta"),
        validators=[DataRequired(_l("Tulis apa yang Anda minta, agar dapat dijawab dengan tepat.")), Length(max=1500)],
    )

    def offer(self, kind: WishKind, requests: list[Request]) -> "WishForm":
        """Return the form with the own requests to choose from; a correction is about the record as a whole."""
        if kind is WishKind.CORRECT:
            del self.about
        else:
            self.about.choices = [("", _("Semua data saya")), *((one.code or "", _words(one)) for one in requests)]
        return self

    @property
    def code(self) -> str | None:
        """Of the request that was chosen; None for everything."""
        return self.about.data or None if "about" in self else None


def _words(one: Request) -> str:
    return f"{local(one.service, 'name')}, {show_code(one.code or '')}, {day(one.filed_at)}"
