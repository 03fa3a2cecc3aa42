"""Whether the account behind a request is the person it names: compared with the KTP while the request is checked."""

from datetime import datetime

from eservice.accounts import actions as accounts
from eservice.accounts.actor import Actor
from eservice.kernel.errors import InvalidInputError
from eservice.requests.models import Request
from eservice.requests.rules import check_who
from eservice.requests.steps import position_of
from eservice.requests.workflow import WORKFLOW, Step, target


def compare_ktp(request: Request, *, actor: Actor, at: datetime) -> list[int]:
    """Prove the account that filed a request, by the KTP of the applicant the request names.

    What the officer sees is the NIK typed in the request; the account may name another one, and is then refused.

    Returns:
        The accounts of the same NIK that were frozen.

    Raises:
        IllegalStepError: it is not being checked now.
        NotAllowedError: the actor does not hold it; see ``accounts.actions.prove``.
        ConflictError: the account names another NIK; see there.
        InvalidInputError: it was filed without an account, or the applicant has no NIK.
    """
    target(request.status, Step.JUDGE)
    check_who(Step.JUDGE, WORKFLOW[Step.JUDGE], actor, position_of(actor, request, at=at))
    if request.user_id is None or request.applicant is None:
        raise InvalidInputError("nothing_to_compare")
    return accounts.prove(request.user_id, compared=request.applicant.nik_index, actor=actor, at=at)
