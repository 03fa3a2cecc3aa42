"""How far a forecast may be relied on, in words."""

from flask_babel import gettext as _

from eservice.metrics.forecast.queries import Outlook
from eservice.metrics.forecast.trial import LEAST_TESTED, Trust
from eservice.web.filters import number
from eservice.web.supervisor.phrases import of_hundred


def headline(found: Outlook) -> str:
    """Return what is foretold, in one sentence."""
    if found.total is None:
        return str(_("Data masih terlalu sedikit untuk perkiraan"))
    if found.trust is not Trust.HOLDS:
        return str(_("Perkiraan ini belum dapat diandalkan"))
    return str(_("Kira-kira %(n)s permohonan dalam 10 hari kerja", n=number(found.total.p50)))


def doubt(found: Outlook) -> str:
    """Return how far the bands may be relied on, and why, in a few sentences."""
    trial, share = found.trial, found.trial.p90_share
    if found.arrivals is None or share is None or trial.trust is Trust.UNTRIED:
        words = _("Baru %(n)s hari kerja yang dapat dibandingkan dengan perkiraannya; diperlukan %(least)s.",
                  n=number(trial.days), least=number(LEAST_TESTED))  # fmt: skip
        return str(words)
    told = _(
        "Diuji pada %(days)s hari kerja terakhir: %(p90)s dari 100 hari tidak melebihi batas 9 dari 10 "
        "(seharusnya 85 sampai 95), dan %(p50)s dari 100 tidak melebihi angka tengah.",
        days=number(trial.days), p90=of_hundred(share), p50=of_hundred(trial.p50_share or 0.0),
    )  # fmt: skip
    return " ".join([str(told), *_together(found), *_warning(found)])


def _together(found: Outlook) -> list[str]:
    """Return how the ten days held as one sum, which is another question: a busy week is busy every day."""
    share = found.total_trial.p90_share
    if share is None:
        return []
    return [
        _("Sepuluh hari bersama-sama: %(p90)s dari 100 kali tidak melebihi batasnya.", p90=of_hundred(share)),
    ]


def _warning(found: Outlook) -> list[str]:
    if found.trust is Trust.HOLDS:
        return []
    return [_("Bacalah angka di bawah ini hanya sebagai gambaran kasar.")]
