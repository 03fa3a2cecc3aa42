"""What keeps a definition from working, in sentences that name the place and the remedy. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eservice.catalogue.definition import (
    Definition,
    Field,
    ForWhom,
    Issuer,
    Kind,
    LetterSource,
    OutcomeKind,
    RTMode,
)
from eservice.catalogue.printing import paths_in
from eservice.kernel.words import N_

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_PEOPLE = 30
"""People a question may list: every one of them is a box on a telephone, and a row of a letter."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a definition from working; ``sentence`` is to be translated, ``facts`` fill it in."""

    sentence: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        """Return it in Indonesian, for a log or a terminal."""
        return self.sentence % self.facts


def _fault(sentence: str, **facts: object) -> Fault:
    return Fault(sentence, facts)


def problems(definition: Definition) -> Iterator[Fault]:
    """Yield what keeps a definition from working, one sentence each."""
    if not _SLUG.fullmatch(definition.slug):
        yield _fault(N_("Alamat “%(slug)s”: pakai huruf kecil, angka, dan tanda hubung."), slug=definition.slug)
    yield from _about_parts(definition)
    yield from _about_people(definition)
    yield from _about_conditions(definition)
    yield from _about_promises(definition)
    yield from _about_outcome(definition)
    yield from _about_letter(definition)
    for step in definition.steps:
        for field in step.fields:
            yield from _about_field(field, where=step.key)


def _about_parts(definition: Definition) -> Iterator[Fault]:
    for none, twice, keys in (
        (
            N_("Belum ada halaman formulir. Tambahkan satu."),
            N_("Halaman “%(key)s” ada dua kali. Sisakan satu."),
            [step.key for step in definition.steps],
        ),
        (
            N_("Belum ada pertanyaan. Tambahkan satu."),
            N_("Pertanyaan “%(key)s” ada dua kali. Sisakan satu."),
            [field.key for step in definition.steps for field in step.fields],
        ),
        (
            N_("Belum ada persyaratan. Tambahkan satu."),
            N_("Persyaratan “%(key)s” ada dua kali. Sisakan satu."),
            [requirement.key for requirement in definition.requirements],
        ),
    ):
        yield from (_fault(twice, key=key) for key in sorted(set(keys)) if keys.count(key) > 1)
        if not keys:
            yield _fault(none)
    signed_here = {entry.key for entry in definition.requirements if entry.statement}
    if definition.appointment and definition.appointment not in signed_here:
        yield _fault(
            N_("Pertemuan “%(key)s”: sebut persyaratan yang berupa surat pernyataan untuk ditandatangani."),
            key=definition.appointment,
        )
    yield from (
        _fault(N_("Komponen standar “%(key)s”: tulis kalimat Inggris sebanyak kalimat Indonesianya."), key=part.key)
        for part in definition.standard
        if not part.items or len(part.items) != len(part.items_en)
    )


def _about_people(definition: Definition) -> Iterator[Fault]:
    """Yield what filing needs to know of people and does not ask: who it is about, who asks, which kelurahan."""
    fields = [field for step in definition.steps for field in step.fields]
    known = {field.prefill for field in fields}
    if not known & {"subject.name", "subject.nik", "applicant.name"}:
        yield _fault(
            N_("Tidak ada pertanyaan tentang nama orang yang diterangkan. Tambahkan dari pertanyaan siap pakai.")
        )
    if definition.for_whom != (ForWhom.SELF,) and "applicant.name" not in known:
        yield _fault(N_("Tidak ada pertanyaan tentang nama pemohon, padahal boleh diurus orang lain."))
    if definition.issuer is Issuer.KELURAHAN and not any(field.kind is Kind.REGION for field in fields):
        yield _fault(N_("Tidak ada pertanyaan tentang kelurahan tempat tinggal, padahal kelurahan itu yang melayani."))


def _about_conditions(definition: Definition) -> Iterator[Fault]:
    known = {
        field.key: {choice.value for choice in field.choices} or {"ya", "tidak"}
        for step in definition.steps
        for field in step.fields
    }
    known["untuk_siapa"] = {str(whom) for whom in ForWhom}
    conditional = [
        *((step.key, step.when) for step in definition.steps),
        *((field.key, field.when) for step in definition.steps for field in step.fields),
        *((entry.key, entry.when) for entry in definition.requirements),
        *((str(entry.place), entry.when) for entry in definition.signing),
    ]
    for where, conditions in conditional:
        for condition in conditions:
            if condition.field not in known:
                yield _fault(
                    N_("“%(where)s” bergantung pada “%(key)s”, yang tidak pernah ditanyakan."),
                    where=where,
                    key=condition.field,
                )
            elif strange := sorted(set(condition.values) - known[condition.field]):
                yield _fault(
                    N_("“%(where)s” bergantung pada jawaban yang tidak ada: “%(key)s” tidak pernah %(values)s."),
                    where=where,
                    key=condition.field,
                    values=", ".join(strange),
                )


def _about_promises(definition: Definition) -> Iterator[Fault]:
    for channel in ("online", "counter"):
        if channel not in definition.promise:
            yield _fault(
                N_("Belum ada janji untuk %(channel)s. Beri menit, hari kerja, atau hari yang sama."), channel=channel
            )
    for channel, limit in definition.promise.items():
        if sum((limit.minutes is not None, limit.days is not None, bool(limit.same_day_until))) != 1:
            yield _fault(
                N_("Janji untuk %(channel)s: pilih tepat satu dari menit, hari kerja, dan hari yang sama."),
                channel=channel,
            )


def _about_outcome(definition: Definition) -> Iterator[Fault]:
    if definition.issuer is Issuer.DUKCAPIL:
        if definition.rt_mode is not RTMode.NONE:
            yield _fault(N_("Layanan Dukcapil tidak pernah meminta pengantar RT."))
        if definition.outcome.kind is not OutcomeKind.SIAK or definition.signing:
            yield _fault(N_("Dokumen dari SIAK tidak memuat tanda tangan kantor ini; kosongkan urutan tanda tangan."))
    elif not definition.outcome.letter or not definition.signing:
        yield _fault(N_("Surat memerlukan bentuk surat dan paling sedikit satu tanda tangan."))


def _about_letter(definition: Definition) -> Iterator[Fault]:
    officer_keys = {field.key for field in definition.officer_fields}
    for source in definition.letter:
        for path in _paths(source):
            if definition.field(path.partition(".")[0]) is None:
                yield _fault(
                    N_("Isian surat “%(key)s” memakai “%(path)s”, yang tidak pernah ditanyakan."),
                    key=source.key,
                    path=path,
                )
        if source.officer and source.officer not in officer_keys:
            yield _fault(
                N_("Isian surat “%(key)s” memakai isian petugas “%(path)s”, yang tidak pernah ditanyakan."),
                key=source.key,
                path=source.officer,
            )


def _paths(source: LetterSource) -> Iterator[str]:
    yield from (path for path in (source.path, source.count, source.otherwise, *source.years) if path)
    yield from paths_in(source.text)


def _about_field(field: Field, *, where: str) -> Iterator[Fault]:
    here = f"{where} › {field.key}"
    if field.kind is Kind.CHOICE and len(field.choices) < 1:
        yield _fault(N_("Pertanyaan “%(where)s”: pilihan perlu jawaban."), where=here)
    if field.is_group and not field.fields:
        yield _fault(N_("Pertanyaan “%(where)s”: kelompok perlu pertanyaan di dalamnya."), where=here)
    if field.tense not in {"past", "future", "any"}:
        yield _fault(N_("Pertanyaan “%(where)s”: waktu hanya lampau, mendatang, atau bebas."), where=here)
    if not 0 < field.min_items <= field.max_items <= MOST_PEOPLE:
        yield _fault(
            N_("Pertanyaan “%(where)s”: jumlah orang dari 1 sampai %(most)s, yang terkecil lebih dulu."),
            where=here,
            most=MOST_PEOPLE,
        )
    for inner in field.fields:
        yield from _about_field(inner, where=here)
