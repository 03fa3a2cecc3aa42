"""Every step of the law as somebody would take it: one real action each, with sensible arguments. For random walks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from hypothesis import strategies as st

from eservice.accounts.actor import Actor
from eservice.demo import answering, life
from eservice.kernel.clock import WIB, wib
from eservice.offices import queries as offices
from eservice.requests import (
    appointments,
    assigning,
    blocking,
    confirming,
    filing,
    handover,
    notes,
    papers,
    reviewing,
    serving,
    signing,
    steps,
    visiting,
)
from eservice.requests.definitions import definition_of, requirements_of
from eservice.requests.meetings import Window
from eservice.requests.models import Request
from eservice.requests.steps import Move
from eservice.requests.surveying import Findings, Judgement
from eservice.requests.visiting import Stood
from eservice.requests.workflow import Confirmation, Outcome, Priority, Refusal, Step, Verdict, VisitOutcome
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload
from tests.domain.requests.house import DAY, HOUR, House

PAPER = b"%PDF-1.7 a signed and stamped sheet"


@dataclass(frozen=True)
class Trial:
    """One attempt at a step: on which request, by whom, when, and where chance may choose."""

    house: House
    request: Request
    actor: Actor
    at: datetime
    draw: Callable[[st.SearchStrategy], object]

    def one_of(self, choices: list) -> object:
        """Let chance choose."""
        return self.draw(st.sampled_from(choices))

    @property
    def by(self) -> dict[str, object]:
        """Who acts and when, as every verb takes it."""
        return {"actor": self.actor, "at": self.at}


def owner_of(actor: Actor) -> uploads.Owner:
    """Return whose a file is that somebody gives: an account's, or of whoever shows the receipt."""
    return uploads.Owner(user_id=actor.user_id, draft_digest=None if actor.user_id else "receipt")


def judge(one: Trial) -> None:
    verdicts = {proof.requirement: (Verdict.COMPLETE, "") for proof in papers.latest_proofs(one.request)}
    if verdicts and one.draw(st.integers(0, 3)) == 3:
        verdicts[min(verdicts)] = (Verdict.UNCLEAR, "Foto lagi di tempat terang.")
    reviewing.judge(one.request, verdicts, **one.by)


def prioritise(one: Trial) -> None:
    chosen = one.one_of([None, *Priority])
    serving.prioritise(one.request, chosen, one.one_of(["Datang dengan kursi roda.", ""]), **one.by)


def reassign(one: Trial) -> None:
    colleague = one.one_of([*one.house.desk.officers, *one.house.next_door.officers, *one.house.registry.officers])
    assigning.reassign(one.request, offices.membership(colleague.membership_id or 0), **one.by)


def transfer(one: Trial) -> None:
    to = one.one_of([one.house.desk, one.house.next_door])
    reviewing.transfer(one.request, offices.office(to.office_id), "Alamatnya di sana.", **one.by)


def ask_correction(one: Trial) -> None:
    key = one.one_of(sorted({proof.requirement for proof in one.request.proofs}))
    reviewing.ask_correction(
        one.request, [reviewing.Gap("proof", key, Verdict.UNCLEAR, "Foto lagi di tempat terang.")], **one.by
    )


def resubmit(one: Trial) -> None:
    if one.draw(st.integers(0, 4)) < 4:  # now and then it is sent without what was asked for
        owner = owner_of(one.actor)
        for gap in filing.open_gaps(one.request):
            filing.mend_proof(
                one.request, gap.key, uploads.receive(life.scan("KTP-el"), owner=owner, at=one.at), at=one.at
            )
    filing.resubmit(one.request, **one.by)


def recommend(one: Trial) -> None:
    definition = definition_of(one.request)
    region = one.request.office.region_code if one.request.office else ""
    today = wib(one.at).date()
    added = answering.officer_answers(definition, rng=one.house.rng, today=today, region=region)
    reviewing.recommend(one.request, added=added, **one.by)


def propose_rejection(one: Trial) -> None:
    refusal = one.one_of([Refusal.NOT_RESIDENT, Refusal.DATA_DOES_NOT_MATCH])
    reviewing.propose_rejection(one.request, refusal, "Data pada KK berbeda dengan KTP.", **one.by)


def reject(one: Trial) -> None:
    refusal = one.request.refusal or one.one_of([Refusal.NOT_RESIDENT, Refusal.DATA_DOES_NOT_MATCH])
    signing.reject(one.request, refusal, one.one_of(["Data pada KK berbeda dengan KTP.", " "]), **one.by)


def hand_over_siak(one: Trial) -> None:
    outcome = one.one_of(list(Outcome))
    attached = None
    if outcome is Outcome.ATTACHED:
        attached = uploads.receive(life.scan("Dokumen SIAK"), owner=owner_of(one.actor), at=one.at)
    handover.hand_over_siak(one.request, outcome, "S-1", attached=attached, **one.by)


def see_originals(one: Trial) -> None:
    unseen = papers.unseen_originals(one.request)
    wanted = unseen or [one.key for one in requirements_of(one.request)][:1]
    papers.see_originals(one.request, wanted, **one.by)


def plan_visit(one: Trial) -> None:
    visitor = offices.membership((one.actor.membership_id or one.house.desk.officers[0].membership_id) or 0)
    visiting.plan(one.request, soon(one), visitor, **one.by)


def soon(one: Trial) -> Window:
    """Return a window some time from now; now and then one that is past."""
    from_at = one.at + one.one_of([3 * HOUR, DAY, 3 * DAY, -HOUR])
    return Window(from_at, from_at + 2 * HOUR)


def open_hour(one: Trial) -> Window:
    """Return an hour of one of the next mornings, mostly within opening hours; now and then a window as ``soon``."""
    if one.draw(st.integers(0, 4)) == 4:
        return soon(one)
    from_at = datetime.combine(wib(one.at).date(), time(9), WIB) + one.one_of([DAY, 2 * DAY, 3 * DAY])
    return Window(from_at, from_at + HOUR)


def at_the_door(one: Trial) -> tuple[int, Stood]:
    """Return which visit is made, and when; none of this request where none is planned."""
    visit = visiting.planned(one.request)
    return (visit.id if visit else 0), Stood(made_at=one.at)


def visited(one: Trial) -> None:
    visit, stood = at_the_door(one)
    visiting.record(one.request, visit, Findings(judgement=one.one_of(list(Judgement))), stood, **one.by)


def not_at_home(one: Trial) -> None:
    visit, stood = at_the_door(one)
    visiting.nobody_home(one.request, visit, soon(one), stood, **one.by)


def offer_appointment(one: Trial) -> None:
    host = offices.membership((one.actor.membership_id or one.house.desk.officers[0].membership_id) or 0)
    called = [guest.name for guest in appointments.guests(one.request)] or ["Siapa saja"]
    invitation = appointments.Invitation(window=open_hour(one), called=called, host=host)
    appointments.offer(one.request, invitation, **one.by)


def appointed(one: Trial) -> int:
    """Return which appointment is held; none of this request where none was offered."""
    found = appointments.planned(one.request)
    return found.id if found else 0


def appointment_kept(one: Trial) -> None:
    def scan() -> Upload:
        return uploads.receive(life.scan("Pernyataan"), owner=owner_of(one.actor), at=one.at)

    appointments.kept(one.request, appointed(one), scan, **one.by)


def appointment_failed(one: Trial) -> None:
    outcome, again = one.one_of([*appointments.FAILED, VisitOutcome.SIGNED]), one.one_of([None, open_hour(one)])
    found = appointments.planned(one.request)
    came = one.one_of([found.called[:1] if found else [], ["Bukan siapa-siapa"]])
    appointments.failed(one.request, appointed(one), outcome, again, came=came, **one.by)


def confirmed(one: Trial) -> None:
    said = one.one_of(list(Confirmation))
    confirming.answer(one.request, said, one.one_of(["Tidak dikenal di sini.", ""]), **one.by)


def by_the_house(step: Step, reason: str = "") -> Callable[[Trial], None]:
    """Return an attempt at a step of the house's own by whoever, without the worker that knows when it is due."""
    return lambda one: steps.take(one.request, step, move=Move(reason=reason), **one.by)


ACTS: dict[Step, Callable[[Trial], object]] = {
    Step.SUBMIT: lambda one: steps.take(one.request, Step.SUBMIT, **one.by),
    Step.ASK_CONFIRMATION: lambda one: confirming.ask(one.request, **one.by),
    Step.CONFIRMED: confirmed,
    Step.CONFIRMATION_OVER: lambda one: confirming.give_up(one.request, **one.by),
    Step.CLAIM: lambda one: reviewing.claim(one.request, **one.by),
    Step.JUDGE: judge,
    Step.WRITE: lambda one: notes.write(one.request, one.one_of(["Telepon kami.", " "]), **one.by),
    Step.PRIORITISE: prioritise,
    Step.PLAN_VISIT: plan_visit,
    Step.VISITED: visited,
    Step.NOT_AT_HOME: not_at_home,
    Step.CALL_OFF_VISIT: lambda one: visiting.call_off(one.request, "", **one.by),
    Step.OFFER_APPOINTMENT: offer_appointment,
    Step.ANOTHER_TIME: lambda one: appointments.ask_another_time(one.request, "Kamis pagi.", **one.by),
    Step.APPOINTMENT_KEPT: appointment_kept,
    Step.APPOINTMENT_FAILED: appointment_failed,
    Step.CALL_OFF_APPOINTMENT: lambda one: appointments.call_off(one.request, **one.by),
    Step.BLOCK: lambda one: blocking.block(
        one.request, one.one_of(["Ada keberatan ahli waris lain.", ""]), at_meeting=one.one_of([True, False]), **one.by
    ),
    Step.UNBLOCK: lambda one: blocking.unblock(one.request, one.one_of(["Keberatan dicabut.", ""]), **one.by),
    Step.RELEASE: lambda one: reviewing.release(one.request, **one.by),
    Step.LEASE_ENDED: lambda one: reviewing.end_lease(one.request, **one.by),
    Step.HAND_ON: by_the_house(Step.HAND_ON),
    Step.REASSIGN: reassign,
    Step.TRANSFER: transfer,
    Step.ASK_CORRECTION: ask_correction,
    Step.RESUBMIT: resubmit,
    Step.RECOMMEND: recommend,
    Step.SECOND_READ: lambda one: reviewing.second_read(one.request, **one.by),
    Step.PROPOSE_REJECTION: propose_rejection,
    Step.SEND_BACK: lambda one: signing.send_back(one.request, one.one_of(["Nama salah ketik.", ""]), **one.by),
    Step.REJECT: reject,
    Step.SIGN: lambda one: signing.sign(one.request, **one.by),
    Step.SIGNING_FAILED: by_the_house(Step.SIGNING_FAILED, "the key does not answer"),
    Step.PRINT_FOR_SIGNATURE: lambda one: signing.print_for_signature(one.request, **one.by),
    Step.WET_SIGNED: lambda one: signing.wet_signed(one.request, PAPER + bytes(one.request.place), one.at, **one.by),
    Step.NEXT_PLACE: by_the_house(Step.NEXT_PLACE),
    Step.ISSUE: by_the_house(Step.ISSUE),
    Step.HAND_OVER_SIAK: hand_over_siak,
    Step.SEE_ORIGINALS: see_originals,
    Step.READY: lambda one: handover.ready(one.request, **one.by),
    Step.COLLECTED: lambda one: handover.collected(one.request, "pemohon", **one.by),
    Step.WITHDRAW: lambda one: filing.withdraw(one.request, "Tidak jadi.", **one.by),
    Step.CALENDAR_MOVED: by_the_house(Step.CALENDAR_MOVED),
    Step.REMIND: by_the_house(Step.REMIND),
    Step.REMIND_CITIZEN: by_the_house(Step.REMIND_CITIZEN),
    Step.ESCALATE: by_the_house(Step.ESCALATE),
    Step.TELL_LATE: lambda one: handover.tell_late(one.request, **one.by),
    Step.HOLD: by_the_house(Step.HOLD),
    Step.RESUME: by_the_house(Step.RESUME),
    Step.LAPSE: lambda one: handover.lapse(one.request, **one.by),
    Step.REOPEN: lambda one: handover.reopen(one.request, one.one_of(["Keberatan diterima.", ""]), **one.by),
}

OF_THE_HOUSE = frozenset({
    Step.HAND_ON, Step.SIGNING_FAILED, Step.NEXT_PLACE, Step.ISSUE, Step.CALENDAR_MOVED, Step.REMIND,
    Step.REMIND_CITIZEN, Step.ESCALATE, Step.HOLD, Step.RESUME,
})  # fmt: skip
"""Steps that only the worker takes, when its work says so; anybody else's attempt is refused by the law itself."""
