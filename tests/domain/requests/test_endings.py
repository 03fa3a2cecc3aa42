"""How a request ends: handed over, collected, withdrawn or lapsed."""

from datetime import datetime, timedelta

import pytest

from eservice.accounts.actor import SYSTEM, Actor
from eservice.catalogue.definition import ForWhom
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.notifications.actions import log_call, log_whatsapp_sent, mark_inbox_read, prepare_whatsapp
from eservice.requests import filing, handover, papers, queries, reviewing, signing, sweeping, telling
from eservice.requests.models import Request
from eservice.requests.rules import FILE_KEPT
from eservice.requests.telling import recipient_of
from eservice.requests.workflow import Outcome, Refusal, Status, Verdict
from eservice.uploads import actions as uploads
from eservice.uploads import queries as stored
from eservice.uploads.models import Upload
from tests.domain.requests.house import DAY, HOUR, Case, House
from tests.times import MONDAY, TUESDAY, WEDNESDAY

GAP = reviewing.Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
BROUGHT = frozenset({"pengantar_rt"})


def left_open(house: House) -> tuple[Case, datetime]:
    """Return a request that the citizen was asked to complete, and until when."""
    case = house.file().checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)
    until = case.now.correction_until
    assert until is not None
    return case, until


def from_siak(house: House) -> Case:
    """Return a request that the registry fulfils in SIAK, checked."""
    return house.file("KK", whom=ForWhom.SELF).checked()


def test_a_paper_that_is_brought_later_keeps_the_letter_back_not_its_signature(house: House) -> None:
    case = house.file(brings=BROUGHT).issued()
    assert case.now.status is Status.ISSUED
    with pytest.raises(NotAllowedError, match="originals_unseen"):
        handover.releasable(case.now)
    with pytest.raises(NotAllowedError, match="originals_unseen"):
        case.do(handover.collected, "pemohon", actor=case.officer, at=TUESDAY)

    case.do(papers.see_originals, BROUGHT, actor=case.officer, at=TUESDAY)

    assert handover.releasable(case.now) is not None
    proof = next(one for one in case.now.proofs if one.requirement == "pengantar_rt")
    assert (proof.seen_by_id, proof.seen_at) == (case.officer.membership_id, TUESDAY)
    case.do(handover.collected, "pemohon", actor=case.officer, at=TUESDAY)
    with pytest.raises(ConflictError, match="already_collected"):
        case.do(handover.collected, "pemohon", actor=case.officer, at=TUESDAY)


def test_the_applicant_does_not_tick_that_the_paper_was_seen(house: House) -> None:
    case = house.file(brings=BROUGHT).issued()

    with pytest.raises(NotAllowedError, match="permission"):
        case.do(papers.see_originals, BROUGHT, actor=case.asks, at=TUESDAY)


def test_nothing_is_released_before_it_is_issued(house: House) -> None:
    case = house.file().recommended()

    assert handover.releasable(case.now) is None


def test_the_registry_records_what_siak_made_without_a_letter_of_ours(house: House) -> None:
    case = from_siak(house)
    registrar = case.officer

    with pytest.raises(IllegalStepError):
        life.recommend(case.code, registrar, at=MONDAY + HOUR, rng=house.rng)
    case.do(handover.hand_over_siak, Outcome.EMAILED, "SIAK-1", actor=registrar, at=MONDAY + 2 * HOUR)

    done = case.now
    assert (done.status, done.outcome, done.siak_number) == (Status.ISSUED, Outcome.EMAILED, "SIAK-1")
    assert done.letter_id is None
    assert handover.releasable(done) is None


def test_an_attached_outcome_has_its_file_and_no_other_has_one(house: House) -> None:
    case = from_siak(house)
    with pytest.raises(ConflictError, match="file_needed"):
        case.do(handover.hand_over_siak, Outcome.ATTACHED, "", actor=case.officer, at=TUESDAY)

    attach(case)

    now = case.now
    assert now.outcome_upload is not None
    assert handover.released_file(now) is now.outcome_upload


def attached(house: House) -> Case:
    """Return a request whose outcome is a file that SIAK made."""
    return attach(from_siak(house))


def attach(case: Case) -> Case:
    """Let the registry attach the file that SIAK made."""
    with life.travel(TUESDAY), transaction():
        owner = uploads.Owner(user_id=case.officer.user_id)
        number = uploads.receive(life.scan("Kartu Keluarga"), owner=owner, at=TUESDAY).id
    case.do(_attach, number, actor=case.officer, at=TUESDAY)
    return case


def _attach(request: Request, number: int, *, actor: Actor, at: datetime) -> None:
    file = db.session.get_one(Upload, number)
    handover.hand_over_siak(request, Outcome.ATTACHED, "", actor=actor, at=at, attached=file)


def test_a_file_of_siak_s_is_deleted_once_it_is_handed_over_at_the_counter(house: House) -> None:
    case = attached(house)
    file = case.now.outcome_upload
    assert file is not None

    case.do(handover.collected, "pemohon", actor=case.officer, at=WEDNESDAY)

    assert (case.now.outcome_upload, case.now.outcome_deleted_at) == (None, WEDNESDAY)
    assert handover.released_file(case.now) is None
    with pytest.raises(NotFoundError):
        stored.open_upload(file.token)


def test_a_file_of_siak_s_stays_until_it_was_downloaded_and_a_week_longer(house: House) -> None:
    case = attached(house)
    sweeping.sweep(at=TUESDAY + 90 * DAY)
    assert case.now.outcome_upload is not None
    with transaction():
        handover.downloaded(queries.for_change(case.code), at=WEDNESDAY)

    sweeping.sweep(at=WEDNESDAY + FILE_KEPT - HOUR)
    assert case.now.outcome_upload is not None
    sweeping.sweep(at=WEDNESDAY + FILE_KEPT)

    assert case.now.outcome_deleted_at == WEDNESDAY + FILE_KEPT


@pytest.mark.parametrize(
    ("outcome", "online", "counter"),
    [(Outcome.EMAILED, "emailed", "emailed"), (Outcome.TO_COLLECT, "ready", "ready"),
     (Outcome.ATTACHED, "attached", "ready")],
)  # fmt: skip
def test_what_is_told_of_an_outcome_leads_to_where_it_can_be_had(
    house: House, outcome: Outcome, online: str, counter: str
) -> None:
    for case, template in (
        (from_siak(house), online),
        (house.file("KK", whom=ForWhom.SELF, helper=house.desk.officers[0]).checked(), counter),
    ):
        if outcome is Outcome.ATTACHED:
            attach(case)
        else:
            case.do(handover.hand_over_siak, outcome, "", actor=case.officer, at=TUESDAY)

        assert telling.finished_text(case.now) == template


def test_a_letter_of_the_kelurahan_is_not_handed_over_as_siak_s(house: House) -> None:
    case = house.file().checked()

    with pytest.raises(IllegalStepError):
        case.do(handover.hand_over_siak, Outcome.EMAILED, "", actor=case.officer, at=TUESDAY)


def test_only_who_asked_takes_a_request_back(house: House) -> None:
    case, other = house.file(), house.file()
    everybody = (case.officer, house.desk.signer, house.desk.supervisor)

    for staff in everybody:
        with pytest.raises(NotAllowedError, match="permission"):
            case.do(filing.withdraw, "", actor=staff, at=TUESDAY)
    with pytest.raises(NotAllowedError, match="not_yours"):
        case.do(filing.withdraw, "", actor=other.asks, at=TUESDAY)

    case.do(filing.withdraw, "Sudah tidak perlu", actor=case.asks, at=TUESDAY)
    assert case.now.status is Status.WITHDRAWN


def test_what_waits_for_the_signature_is_not_withdrawn(house: House) -> None:
    case = house.file().recommended()

    with pytest.raises(IllegalStepError):
        case.do(filing.withdraw, "", actor=case.asks, at=TUESDAY)


def test_an_officer_who_helped_at_the_counter_does_not_take_the_request_back(house: House) -> None:
    case = house.file(helper=house.desk.officers[1])

    with pytest.raises(NotAllowedError):
        case.do(filing.withdraw, "", actor=house.desk.officers[1], at=TUESDAY)


def test_a_withdrawn_request_filed_again_keeps_its_first_date(house: House) -> None:
    resident = house.resident()
    case = house.file(resident=resident)
    case.do(filing.withdraw, "", actor=case.asks, at=TUESDAY)

    again = house.file(resident=resident, account=case.asks, at=WEDNESDAY)

    assert (again.now.filed_at, again.now.first_filed_at) == (WEDNESDAY, MONDAY)


def test_a_request_does_not_lapse_while_the_citizen_has_time(house: House) -> None:
    case, until = left_open(house)
    called(case)

    with pytest.raises(IllegalStepError):
        lapsed(case, at=until - timedelta(seconds=1))


def test_a_request_does_not_lapse_when_nobody_was_reached(house: House) -> None:
    case, until = left_open(house)

    with pytest.raises(NotAllowedError, match="not_reached"):
        lapsed(case, at=until)


def test_a_call_before_the_correction_was_asked_for_proves_nothing(house: House) -> None:
    case = house.file()
    called(case, at=MONDAY)
    case.checked()
    life.ask(case.code, case.officer, [GAP], at=MONDAY + HOUR)

    with pytest.raises(NotAllowedError, match="not_reached"):
        lapsed(case, at=MONDAY + 20 * DAY)


def test_a_request_lapses_after_a_call_that_was_noted(house: House) -> None:
    case, until = left_open(house)
    called(case)

    lapsed(case, at=until)

    assert case.now.status is Status.LAPSED


def test_a_request_lapses_after_two_channels_not_after_one(house: House) -> None:
    case, until = left_open(house)
    to, officer, user_id = recipient_of(case.now), case.officer, case.asks.user_id
    with transaction():
        facts = {"code": case.code, "until_on": until}
        text = prepare_whatsapp("correction", to=to, params=facts, base_url="http://x", actor=officer, at=TUESDAY)
        log_whatsapp_sent(text.message_id, request_code=case.code, actor=officer, at=TUESDAY)
    with pytest.raises(NotAllowedError, match="not_reached"):
        lapsed(case, at=until)

    with transaction():
        mark_inbox_read(user_id or 0, at=TUESDAY)
    lapsed(case, at=until)

    assert case.now.status is Status.LAPSED


def test_no_person_closes_a_request_as_lapsed(house: House) -> None:
    case, until = left_open(house)
    called(case)

    with pytest.raises(NotAllowedError, match="permission"):
        case.do(handover.lapse, actor=house.desk.supervisor, at=until)


def called(case: Case, *, at: datetime = TUESDAY) -> None:
    """Note that the officer telephoned."""
    to, officer = recipient_of(case.now), case.officer
    with transaction():
        log_call(case.code, note="Berjanji datang besok", to=to, actor=officer, at=at)


def lapsed(case: Case, *, at: datetime) -> None:
    """Let the house close what was not completed."""
    case.do(handover.lapse, actor=SYSTEM, at=at)


def test_what_siak_would_fulfil_is_refused_by_the_head_of_the_office_that_handles_it(house: House) -> None:
    case = from_siak(house)
    why = "Bukan warga kota ini."
    case.do(reviewing.propose_rejection, Refusal.NOT_RESIDENT, why, actor=case.officer, at=TUESDAY)
    assert case.now.turn_office_id == house.registry.office_id

    case.do(signing.reject, Refusal.NOT_RESIDENT, why, actor=house.registry.signer, at=WEDNESDAY)

    assert case.now.status is Status.REJECTED
    assert handover.releasable(case.now) is not None, "the notice of refusal is drawn, signed and can be read"
