"""Whose turn it is to sign, and as whom."""

from datetime import datetime

from eservice.catalogue import rules as catalogue
from eservice.catalogue.definition import Place
from eservice.kernel.errors import NotAllowedError
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.queries import Signatory
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.standing_in import is_household_of
from eservice.requests.workflow import Status, Step


def places_of(request: Request) -> list[Place]:
    """Return the signing places of a request in turn; a proposed refusal is signed by the first alone.

    What SIAK fulfils has no letter of ours, only a refusal of it has: the head of the office that handles it signs.
    """
    places = [one.place for one in catalogue.signing_places(definition_of(request), request.answers)]
    return (places or [Place.LURAH])[:1] if request.refusal is not None or not places else places


def office_of_place(request: Request, place: int, *, at: datetime) -> Office:
    """Return the office that signs in a place: the one that handles it, the one above for a Camat, who refused it."""
    office = request.office
    if office is None:
        raise NotAllowedError("no_signer")
    if request.status is Status.REJECTED:
        return _refused_by(request, office)
    if places_of(request)[place] is Place.CAMAT:
        above = offices.office_above(office, at=at)
        if above is None:
            raise NotAllowedError("no_signer")
        return above
    return office


def office_in_turn(request: Request, place: int, *, at: datetime) -> Office:
    """Return the office whose turn a place is; one level up where only the applicant's own household could sign.

    Raises:
        NotAllowedError: ``no_signer``, nobody may sign there or above.
    """
    return _in_turn(request, place, at=at)[0]


def first_choice(request: Request, place: int, *, at: datetime) -> Signatory:
    """Return the official who would sign a place as things stand, for a draft or a printed letter.

    Raises:
        NotAllowedError: ``no_signer``, nobody may sign there or above.
    """
    return _in_turn(request, place, at=at)[1]


def office_answering(request: Request, place: int, *, at: datetime) -> Office:
    """Return the office under whose name and number a place is signed: of whoever signs it, also one level up."""
    if place == request.place and request.turn_office is not None:
        return request.turn_office
    return office_in_turn(request, place, at=at)


def _in_turn(request: Request, place: int, *, at: datetime) -> tuple[Office, Signatory]:
    office: Office | None = office_of_place(request, place, at=at)
    while office is not None:
        for signatory in offices.signatories(office.id, at=at):
            if signatory.user_id is None or not is_household_of(signatory.user_id, request):
                return office, signatory
        office = offices.office_above(office, at=at)
    raise NotAllowedError("no_signer")


def _refused_by(request: Request, office: Office) -> Office:
    """Return the office whose official decided to refuse: its notice goes out under its own name and number."""
    decided = next((event for event in reversed(request.history) if event.step is Step.REJECT), None)
    if decided is None or decided.actor_membership_id is None:
        return office
    return offices.office(offices.membership(decided.actor_membership_id).office_id)
