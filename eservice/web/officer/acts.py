"""What an officer does with a request: small acts by one button, larger ones by a page that asks first."""

from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.answers import check_answers, read_form
from eservice.catalogue.definition import Definition, Step
from eservice.catalogue.printing import answer_rows
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError
from eservice.offices import queries as offices
from eservice.requests import identity, papers, reviewing, signing
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request, RequestProof
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Refusal, Verdict
from eservice.web import questions
from eservice.web.desk import Ask, answer, case, press
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.locale import language
from eservice.web.officer import forms
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url


@blueprint.post("/petugas/permohonan/<code>/lepas")
@requires(Permission.REQUEST_REVIEW)
def release(code: str) -> ResponseReturnValue:
    """Give a request back to the queue."""
    return press(
        code,
        lambda found, actor, at: reviewing.release(found, actor=actor, at=at),
        done=_("Permohonan kembali ke antrean. Yang sudah Anda nilai tetap tersimpan."),
        back=url_for(".queue"),
    )


@blueprint.post("/petugas/permohonan/<code>/nilai")
@requires(Permission.REQUEST_REVIEW)
def judge(code: str) -> ResponseReturnValue:
    """Record a verdict for each requirement."""
    asks = request.form.get("lalu") == "minta"
    return press(
        code,
        lambda found, actor, at: reviewing.judge(found, _verdicts(request.form), actor=actor, at=at),
        done=_("Penilaian tersimpan."),
        back=url_for(".ask_correction", code=code) if asks else show_url(code),
    )


@blueprint.post("/petugas/permohonan/<code>/asli")
@requires(Permission.REQUEST_REVIEW)
def see_originals(code: str) -> ResponseReturnValue:
    """Record that the original papers were held in hand."""
    chosen = request.form.getlist("asli")
    return press(
        code,
        lambda found, actor, at: papers.see_originals(found, chosen, actor=actor, at=at),
        done=_("Tercatat: berkas asli sudah Anda lihat."),
        back=show_url(code),
    )


@blueprint.post("/petugas/permohonan/<code>/dibaca")
@requires(Permission.REQUEST_REVIEW)
def second_read(code: str) -> ResponseReturnValue:
    """Confirm as a second officer what the first one wrote."""
    return press(
        code,
        lambda found, actor, at: reviewing.second_read(found, actor=actor, at=at),
        done=_("Tercatat: Anda pembaca kedua surat ini."),
        back=show_url(code),
    )


@blueprint.post("/petugas/permohonan/<code>/cetak")
@requires(Permission.REQUEST_REVIEW)
def print_sheet(code: str) -> ResponseReturnValue:
    """Ask for the sheet to sign by hand."""
    return press(
        code,
        lambda found, actor, at: signing.print_for_signature(found, actor=actor, at=at),
        done=_("Lembar surat sedang dibuat. Muat ulang halaman ini sebentar lagi, lalu unduh dan cetak."),
        back=show_url(code),
    )


@blueprint.post("/petugas/permohonan/<code>/catatan")
@requires(Permission.REQUEST_REVIEW)
def note(code: str) -> ResponseReturnValue:
    """Leave a note for colleagues."""
    text = request.form.get("text", "")
    return press(
        code,
        lambda found, actor, at: reviewing.note(found, text, actor=actor, at=at),
        done=_("Catatan tersimpan. Pemohon tidak membacanya."),
        back=show_url(code),
    )


@blueprint.post("/petugas/permohonan/<code>/ktp")
@requires(Permission.REQUEST_REVIEW)
def prove(code: str) -> ResponseReturnValue:
    """Record that person and KTP were compared: the account is proven from now on."""
    return press(
        code,
        lambda found, actor, at: identity.compare_ktp(found, actor=actor, at=at),
        done=_("Tercatat: KTP cocok dengan orangnya. Akun lain dengan NIK ini dibekukan."),
        back=show_url(code),
    )


@blueprint.route("/petugas/permohonan/<code>/minta-dilengkapi", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def ask_correction(code: str) -> ResponseReturnValue:
    """Ask the citizen for everything that is missing, at once; what was noted at the verdicts stands there already."""
    found = case(code, signed_in())
    latest = {proof.requirement: proof for proof in papers.latest_proofs(found)}
    faulty = {key: one for key, one in latest.items() if one.verdict not in (None, Verdict.COMPLETE)}
    form = forms.correction_form(
        requirements_of(found, only_required=False),
        {key: one.verdict_note or _USUAL[one.verdict or Verdict.UNCLEAR] for key, one in faulty.items()},
        _asked_answers(found),
    )

    def ask(found: Request, actor: Actor, at: datetime) -> None:
        gaps = [Gap("proof", key, _fault(latest.get(key)), text) for key, text in form.asked(forms.PROOF).items()]
        gaps += [Gap("answer", key, Verdict.MISMATCH, text) for key, text in form.asked(forms.ANSWER).items()]
        reviewing.ask_correction(found, gaps, actor=actor, at=at)

    done = _("Pemohon sudah diberi tahu semua yang perlu dilengkapi. Waktu janji berhenti.")
    return answer(code, form, ask, Ask("officer/ask_correction.html", done, url_for(".queue", tab="saya")))


@blueprint.route("/petugas/permohonan/<code>/teruskan", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def recommend(code: str) -> ResponseReturnValue:
    """Pass a checked request on to whoever signs, with what the officer adds for the letter."""
    found = case(code, signed_in())
    definition, step = definition_of(found), _officer_page(definition_of(found))
    form = questions.form_for(step.fields, found.answers.get("officer", {}) or _usual_answers(definition))
    typed = read_form(step, MultiDict(request.form))
    clean, problems = check_answers(definition, step, typed, today=clock.wib(clock.now()).date())
    if request.method == "POST" and problems:
        form.show(problems)
        return _again(code, form), 422
    return answer(
        code,
        form,
        lambda found, actor, at: reviewing.recommend(found, actor=actor, at=at, added=clean),
        Ask("officer/recommend.html", _("Diteruskan ke penanda tangan."), url_for(".queue", tab="saya")),
    )


@blueprint.route("/petugas/permohonan/<code>/tidak-dapat-dipenuhi", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def propose_rejection(code: str) -> ResponseReturnValue:
    """Propose to the official that a request cannot be fulfilled."""
    form = forms.RefuseForm().offer()
    return answer(
        code,
        form,
        lambda found, actor, at: reviewing.propose_rejection(
            found, Refusal(form.refusal.data), form.explanation.data or "", actor=actor, at=at
        ),
        Ask(
            "officer/propose_rejection.html",
            _("Usul Anda sudah diteruskan. Pejabat yang memutuskan."),
            url_for(".queue", tab="saya"),
        ),
    )


@blueprint.route("/petugas/permohonan/<code>/teruskan-ke-kantor", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def transfer(code: str) -> ResponseReturnValue:
    """Pass a request to the office it belongs to."""
    found, form = case(code, signed_in()), forms.TransferForm()
    kind = found.office.kind if found.office else None
    others = [one for one in offices.offices(at=clock.now(), kind=kind) if one.id != found.office_id]
    form.to.choices = [(one.id, one.full_name) for one in sorted(others, key=lambda one: one.full_name)]
    return answer(
        code,
        form,
        lambda found, actor, at: reviewing.transfer(
            found, offices.office(form.to.data), form.reason.data or "", actor=actor, at=at
        ),
        Ask("officer/transfer.html", _("Permohonan sudah diteruskan. Tanggal janji tetap."), url_for(".queue")),
    )


_USUAL = {
    Verdict.UNCLEAR: "Tulisan di foto tidak terbaca. Foto lagi di tempat terang, semua sudut kertas terlihat.",
    Verdict.MISSING: "Berkas ini belum ada. Kirim fotonya, atau pilih membawa aslinya.",
    Verdict.MISMATCH: "Isi berkas ini berbeda dengan jawaban Anda. Periksa lagi.",
}
"""What the citizen reads when the officer wrote nothing; the officer sees and may change it."""


def _verdicts(sent: MultiDict[str, str]) -> dict[str, tuple[Verdict, str]]:
    """Return the verdicts of the page. Raises InvalidInputError: nothing chosen, or no verdict of ours."""
    chosen = {name.removeprefix("nilai-"): value for name, value in sent.items() if name.startswith("nilai-")}
    if not chosen or not set(chosen.values()) <= set(Verdict):
        raise InvalidInputError("nothing_judged", field="verdicts")
    return {key: (Verdict(value), sent.get(f"catatan-{key}", "")[:500]) for key, value in chosen.items()}


def _fault(proof: RequestProof | None) -> Verdict:
    if proof is None:
        return Verdict.MISSING
    return proof.verdict if proof.verdict not in (None, Verdict.COMPLETE) else Verdict.UNCLEAR


def _asked_answers(found: Request) -> list[tuple[str, str]]:
    rows = answer_rows(definition_of(found), found.answers, found.for_whom, english=language() == "en")
    return [(key, f"{words}: {value}"[:120]) for _step, key, words, value in rows]


def _officer_page(definition: Definition) -> Step:
    """Return what the officer adds for the letter, as a page of questions like any other."""
    return Step(key="petugas", title="", title_en="", hint="", hint_en="", fields=definition.officer_fields, when=())


def _usual_answers(definition: Definition) -> dict[str, str]:
    return {field.key: field.default for field in definition.officer_fields if field.default}


def _again(code: str, form: HouseForm) -> str:
    found = case(code, signed_in())
    return render_template("officer/recommend.html", form=form, request=found, home=show_url(found.code))
