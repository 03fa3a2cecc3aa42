"""Put a ready text into a field of a form: a press of its own that acts on nothing, so it works without JavaScript."""

from dataclasses import dataclass

from flask import request

from eservice.kernel.codes import show_code
from eservice.requests import readying
from eservice.requests.models import Request
from eservice.requests.ready import Use, filled, put_behind
from eservice.requests.readying import Offer
from eservice.web.filters import local
from eservice.web.forms import HouseForm
from eservice.web.guards import signed_in


@dataclass(frozen=True)
class Picker:
    """Texts to choose from, and the fields they can go into."""

    offers: list[Offer]
    fields: list[tuple[str, str]]
    """(name of the field, its label)"""


def picker(found: Request, use: Use, form: HouseForm, *names: str) -> Picker:
    """Return what the page offers.

    Args:
        names: fields of the form, or beginnings of their names.
    """
    fields = [(one.name, str(one.label.text)) for one in form if one.name.startswith(names)]
    return Picker(readying.offers(found, use, actor=signed_in()), fields)


def put_text(found: Request, form: HouseForm, offered: Picker) -> bool:
    """Put the chosen text behind what was written, where the button for it was pressed; tell whether it was."""
    if "pakai" not in request.form:
        return False
    chosen = next((one for one in offered.offers if one.key == request.form.get("teks")), None)
    names = dict(offered.fields)
    name = request.form.get("untuk", offered.fields[0][0] if offered.fields else "")
    if chosen is not None and name in names:
        values = {
            "nama_syarat": names[name],
            "layanan": local(found.service, "name"),
            "kode": show_code(found.code or ""),
            "kantor": found.office.full_name if found.office else "",
        }
        form[name].data = put_behind(form[name].data or "", filled(chosen.body, values))
    return True
