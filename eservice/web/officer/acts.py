"""What an officer does with a request: small acts by one button, larger ones by a page that asks first."""

from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue.printing import answer_rows
from eservice.counter import actions as counter
from eservice.kernel import clock
from eservice.offices import queries as offices
from eservice.regions import queries as regions
from eservice.requests import answering, papers, reviewing, signing
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.models import Request, RequestProof
from eservice.requests.ready import Use
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Refusal, Verdict
from eservice.staff import queries as staff
from eservice.web.desk import Ask, Said, answer, case, press, when_told
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.locale import language
from eservice.web.officer import forms
from eservice.web.officer.filling import Picker, picker, put_text
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


@blueprint.post("/petugas/permohonan/<code>/ktp")
@requires(Permission.REQUEST_REVIEW)
def prove(code: str) -> ResponseReturnValue:
    """Record that person and KTP were compared: the account is proven from now on."""
    frozen: list[int] = []

    def said(_found: Request) -> Said:
        if frozen:
            return _("Tercatat: KTP cocok dengan orangnya. Akun lain dengan NIK ini dibekukan."), "good"
        return _("Tercatat: KTP cocok dengan orangnya."), "good"

    return press(
        code,
        lambda found, actor, at: frozen.extend(counter.prove_applicant(found, actor=actor, at=at)),
        done=said,
        back=show_url(code),
    )


@blueprint.route("/petugas/permohonan/<code>/minta-dilengkapi", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def ask_correction(code: str) -> ResponseReturnValue:
    """Ask the citizen for everything that is missing, at once; what was noted at the verdicts stands there already."""
    found = case(code, signed_in())
    latest = {proof.requirement: proof for proof in papers.latest_proofs(found)}
    faulty = {key: one for key, one in latest.items() if one.verdict is not Verdict.COMPLETE and _is_noted(one)}
    wrong = {key: one for key, one in answering.verdicts_of(found).items() if one.verdict is not Verdict.COMPLETE}
    form = forms.correction_form(
        requirements_of(found, only_required=False),
        {key: one.verdict_note or _USUAL[one.verdict or Verdict.UNCLEAR] for key, one in faulty.items()},
        _asked_answers(found),
        {key: one.note or _USUAL_ANSWER[one.verdict] for key, one in wrong.items() if one.verdict},
    )

    texts = picker(found, Use.CORRECTION, form, forms.PROOF, forms.ANSWER)
    if put_text(found, form, texts):
        return _again("officer/ask_correction.html", found, form, texts)

    def ask(found: Request, actor: Actor, at: datetime) -> None:
        gaps = [Gap("proof", key, _fault(latest.get(key)), text) for key, text in form.asked(forms.PROOF).items()]
        gaps += [
            Gap("answer", key, (wrong[key].verdict if key in wrong else None) or Verdict.MISMATCH, text)
            for key, text in form.asked(forms.ANSWER).items()
        ]
        reviewing.ask_correction(found, gaps, actor=actor, at=at)

    done = when_told(
        _("Pemohon sudah diberi tahu semua yang perlu dilengkapi. Waktu janji berhenti."),
        _("Permintaan melengkapi tercatat. Waktu janji berhenti."),
    )
    return answer(code, form, ask, Ask("officer/ask_correction.html", done, url_for(".queue", tab="saya")), texts=texts)


@blueprint.route("/petugas/permohonan/<code>/tidak-dapat-dipenuhi", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def propose_rejection(code: str) -> ResponseReturnValue:
    """Propose to the official that a request cannot be fulfilled."""
    found, form = case(code, signed_in()), forms.RefuseForm().offer()
    texts = picker(found, Use.REFUSAL, form, "explanation")
    if put_text(found, form, texts):
        return _again("officer/propose_rejection.html", found, form, texts)
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
        texts=texts,
    )


@blueprint.route("/petugas/permohonan/<code>/teruskan-ke-kantor", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def transfer(code: str) -> ResponseReturnValue:
    """Pass a request to the office it belongs to."""
    found, at = case(code, signed_in()), clock.now()
    kind = found.office.kind if found.office else None
    others = [one for one in offices.offices(at=at, kind=kind) if one.id != found.office_id]
    able = [one for one in others if staff.why_closed(one.id, at=at) is None]
    kin = regions.kin(found.office.region_code) if found.office else frozenset()
    form = forms.TransferForm().offer(able, kin)
    return answer(
        code,
        form,
        lambda found, actor, at: reviewing.transfer(
            found, offices.office(int(form.to.data)), form.reason.data or "", actor=actor, at=at
        ),
        Ask("officer/transfer.html", _("Permohonan sudah diteruskan. Tanggal janji tetap."), url_for(".queue")),
        kin=sorted(one.full_name for one in able if one.region_code in kin),
    )


_USUAL = {
    Verdict.UNCLEAR: "Tulisan di foto tidak terbaca. Foto lagi di tempat terang, semua sudut kertas terlihat.",
    Verdict.MISSING: "Berkas ini belum ada. Kirim fotonya, atau pilih membawa aslinya.",
    Verdict.MISMATCH: "Isi berkas ini berbeda dengan jawaban Anda. Periksa lagi.",
}
"""What the citizen reads when the officer wrote nothing; the officer sees and may change it."""

_USUAL_ANSWER = {
    Verdict.UNCLEAR: "Jawaban ini belum jelas. Tulis lebih lengkap.",
    Verdict.MISSING: "Jawaban ini belum diisi dengan benar. Isi lagi.",
    Verdict.MISMATCH: "Jawaban ini berbeda dengan berkas Anda. Periksa, lalu betulkan.",
}
"""The same for an answer."""


def _again(template: str, found: Request, form: HouseForm, texts: Picker) -> str:
    """Return the page once more, with a text put into it and nothing done."""
    return render_template(template, form=form, request=found, home=show_url(found.code), texts=texts)


def _is_noted(proof: RequestProof) -> bool:
    return proof.verdict is not None or bool(proof.verdict_note)


def _fault(proof: RequestProof | None) -> Verdict:
    if proof is None:
        return Verdict.MISSING
    return proof.verdict if proof.verdict not in (None, Verdict.COMPLETE) else Verdict.UNCLEAR


def _asked_answers(found: Request) -> list[tuple[str, str]]:
    rows = answer_rows(definition_of(found), found.answers, found.for_whom, english=language() == "en")
    return [(key, f"{words}: {value}"[:120]) for _step, key, words, value in rows]
