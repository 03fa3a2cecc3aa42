"""Checking a letter by its number, where neither QR nor code can be read: with the name and the NIK that it names."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from eservice.kernel.errors import TooManyTriesError
from eservice.web.errors import status_of
from eservice.web.forms import HouseForm, TextField
from eservice.web.guards import public
from eservice.web.looking_up import letter_by_number
from eservice.web.public.checks import digits_on_it, name_on_it
from eservice.web.public.room import blueprint


class NumberForm(HouseForm):
    """What stands on a letter whose code cannot be read, in the order of the paper."""

    nomor = TextField(
        _l("Nomor surat"),
        [InputRequired(_l("Tulis nomor surat, lengkap dengan garis miringnya."))],
        description=_l("Misalnya 400.12.2.1/007/TLP/XI/2026."),
        width="mid",
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": 80},
    )
    nama = name_on_it()
    angka = digits_on_it()


@blueprint.route("/verifikasi/nomor", methods=["GET", "POST"])
@public
def verify_number() -> ResponseReturnValue:
    """Lead to what the register knows of a letter, for who can tell its number, name and digits of the NIK."""
    form, status = NumberForm(), 200
    if form.validate_on_submit():
        try:
            found = letter_by_number(form.nomor.data or "", name=form.nama.data or "", digits=form.angka.data or "")
            if found is not None:
                return redirect(url_for(".letter_show", token=found.token), 303)
            form.nomor.errors = [
                _("Tidak ada surat dengan nomor, nama, dan angka itu bersama-sama. Periksa ejaannya, lalu coba lagi.")
            ]
        except TooManyTriesError as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    return render_template("public/verify_number.html", form=form), status
