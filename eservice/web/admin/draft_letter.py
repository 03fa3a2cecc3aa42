"""The letter of a draft: its text with answers put in, checked as it is saved, and shown with invented people."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eservice.accounts.permissions import Permission
from eservice.catalogue import lettertext, printing, shelf
from eservice.catalogue.definition import Definition
from eservice.catalogue.editing import Raw
from eservice.catalogue.inventing import Sample, invented, invented_by_officer
from eservice.catalogue.parsing import readable
from eservice.kernel.errors import InvalidInputError, NotFoundError
from eservice.kernel.words import N_
from eservice.letters.content import LetterContent, Letterhead, Signer
from eservice.letters.kinds import Kind, Mode
from eservice.web.admin.draft_forms import LetterForm
from eservice.web.admin.draft_parts import saved
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires
from eservice.web.preview import as_page

_HEADS = {"lurah": "Lurah Contoh", "camat": "Camat Contoh"}


@blueprint.route("/kelola/rancangan/<int:draft_id>/surat", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def draft_letter(draft_id: int) -> ResponseReturnValue:
    """Write the text of the letter; a mark that is chosen is put at its end."""
    draft = shelf.draft_of(draft_id)
    definition = readable(draft.definition)
    form = LetterForm(data={"text": definition.letter_text})
    known = lettertext.placeholders(definition)
    marks = {name if name.startswith("[") else f"{{{name}}}": f"{name}: {words}" for name, words in known.items()}
    form.mark.choices = [SelectChoice("", _("Pilih isian…")), *(SelectChoice(*one) for one in marks.items())]
    shown = {
        "samples": list(_SAMPLES.items()) if definition.letter_text else [],
        "is_shipped": not definition.letter_text,
    }
    if "sisip" in request.form:
        form.text.data = f"{form.text.data or ''}\n{_whole(form.mark.data or '')}".strip()
        here = {"action": request.path, "draft_id": draft_id, "name": draft.definition["name"]}
        return render_template("admin/draft_letter.html", form=form, **here, **shown)

    def edit(raw: Raw) -> None:
        text = form.text.data or ""
        if faults := lettertext.text_faults(text, readable(raw)):
            first = faults[0]
            raise InvalidInputError(
                "letter_text_wrong", field="text", line=first.line, problem=_(first.sentence, **first.facts)
            )
        raw["letter_text"], raw["letter"] = text, {}
        raw["outcome"]["letter"] = str(Kind.SKUM)

    onward = url_for(".draft_letter", draft_id=draft_id)
    return saved("draft_letter", form, edit, draft, part="letter", onward=onward, **shown)


def _whole(mark: str) -> str:
    """Return what is put in for a mark: a repetition with its end."""
    return f"{mark}\n{{{lettertext.NUMBER}}}. \n[/ulang]" if mark.startswith("[") else mark


_SAMPLES = {
    Sample.ORDINARY: N_("Orang biasa"),
    Sample.LONGEST: N_("Jawaban terpanjang"),
    Sample.BARE: N_("Yang boleh kosong, kosong"),
}


@blueprint.get("/kelola/rancangan/<int:draft_id>/surat/contoh/<sample>")
@requires(Permission.HOUSE_MANAGE)
def draft_letter_sample(draft_id: int, sample: str) -> Response:
    """Show the letter as the worker would draw it, of people who do not exist."""
    if sample not in set(Sample):
        raise NotFoundError("part_unknown")
    return as_page(content_of(readable(shelf.draft_of(draft_id).definition), Sample(sample)))


def content_of(definition: Definition, sample: Sample) -> LetterContent:
    """Return the letter of a draft with invented answers.

    Raises:
        InvalidInputError: ``letter_text_wrong``.
    """
    answers = invented(definition, sample)
    given = {"kelurahan": "Contoh", "kecamatan": "Contoh Raya"}
    told = lettertext.Told(definition, answers, invented_by_officer(definition, sample), given)
    blocks = lettertext.expand(definition.letter_text, told)
    heads = [_HEADS[one.place] for one in definition.signing]
    return LetterContent(
        kind=Kind.SKUM,
        letterhead=Letterhead(
            government="PEMERINTAH KOTA CONTOH", unit="KELURAHAN CONTOH", address="Jalan Contoh Nomor 1", city="Contoh"
        ),
        subject=printing.subject_rows(definition, answers, definition.for_whom[0], area="Kelurahan Contoh"),
        fields={"heading": definition.name.upper(), "body": lettertext.plain(blocks)},
        blocks=blocks,
        signers=tuple(Signer(name="NAMA PEJABAT", position=head, lines=(f"{head},",)) for head in heads),
        mode=Mode.LOCAL,
        purpose=str(answers.get("keperluan", "")),
    )
