"""Who may do what: the whole policy on one screen. Default deny."""

from enum import StrEnum


class Role(StrEnum):
    """In which capacity a person acts."""

    GUEST = "guest"
    """Not signed in."""
    BEARER = "bearer"
    """Shows code and PIN of one request: the right of who was helped at the counter and has no account."""
    CITIZEN = "citizen"
    RT_HEAD = "rt_head"
    """Ketua RT: opened the link of one question with a PIN of their own; has no account."""
    OFFICER = "officer"
    """Petugas: takes, checks, recommends."""
    SIGNER = "signer"
    """Lurah, Camat, or who signs for them; may also check, but never what they sign."""
    SUPERVISOR = "supervisor"
    """Penyelia: answers for the waiting time of an office and the offices below it."""
    ADMIN = "admin"
    """Administrator: staff, officials, offices, services. Sees no request."""
    EXAMINER = "examiner"
    """Pemeriksa of the Inspektorat: reads under a letter of assignment, without names until a reason is given."""
    PROTECTOR = "protector"
    """PPDP, the data protection officer: answers people's requests about their data, and breaches."""
    SYSTEM = "system"
    """The house itself: leases that end, letters that are issued."""


class Permission(StrEnum):
    """One thing a person may do; named ``noun:verb``."""

    REQUEST_FILE = "request:file"
    REQUEST_OWN = "request:own"
    REQUEST_ASSIST = "request:assist"
    REQUEST_REVIEW = "request:review"
    REQUEST_REMIND = "request:remind"
    REQUEST_SIGN = "request:sign"
    REQUEST_SUPERVISE = "request:supervise"
    REQUEST_CONFIRM = "request:confirm"
    REQUEST_RUN = "request:run"
    LETTER_REVOKE = "letter:revoke"
    LETTER_MEND = "letter:mend"
    """See what failed, and have it tried again."""
    FIGURES_SEE = "figures:see"
    TARGET_SET = "target:set"
    HOUSE_MANAGE = "house:manage"
    INCIDENT_DECLARE = "incident:declare"
    ACCOUNT_OWN = "account:own"
    DATA_PROTECT = "data:protect"
    HOUSE_EXAMINE = "house:examine"
    CAREER_OWN = "career:own"
    """Read what is known of oneself as one who works here, and ask for training."""
    CAREER_LEAD = "career:lead"
    """Plan the training of an office and decide who goes."""
    CAREER_RULE = "career:rule"
    """Set terms, offer courses, run rounds; never a person's figures."""
    COMPLAINT_HANDLE = "complaint:handle"
    """Answer complaints: never one in which one has a part; those past the unit are the Inspektorat's."""


_STAFF = frozenset({Role.OFFICER, Role.SIGNER, Role.SUPERVISOR})
_SIGNED_IN = _STAFF | {Role.CITIZEN, Role.ADMIN, Role.EXAMINER, Role.PROTECTOR}

# fmt: off
GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.REQUEST_FILE:      frozenset({Role.GUEST, Role.CITIZEN}),
    Permission.REQUEST_OWN:       frozenset({Role.CITIZEN, Role.BEARER}),
    Permission.REQUEST_ASSIST:    frozenset({Role.OFFICER, Role.SIGNER}),
    Permission.REQUEST_REVIEW:    _STAFF,
    Permission.REQUEST_REMIND:    _STAFF | {Role.SYSTEM},
    Permission.REQUEST_SIGN:      frozenset({Role.SIGNER}),
    Permission.REQUEST_SUPERVISE: frozenset({Role.SUPERVISOR}),
    Permission.REQUEST_CONFIRM:   frozenset({Role.RT_HEAD}),
    Permission.REQUEST_RUN:       frozenset({Role.SYSTEM}),
    Permission.LETTER_REVOKE:     frozenset({Role.SIGNER}),
    Permission.LETTER_MEND:       frozenset({Role.SIGNER, Role.SUPERVISOR, Role.ADMIN}),
    Permission.FIGURES_SEE:       frozenset({Role.SUPERVISOR, Role.SIGNER}),
    Permission.TARGET_SET:        frozenset({Role.SIGNER}),
    Permission.HOUSE_MANAGE:      frozenset({Role.ADMIN}),
    Permission.INCIDENT_DECLARE:  frozenset({Role.ADMIN, Role.SIGNER}),
    Permission.ACCOUNT_OWN:       _SIGNED_IN,
    Permission.DATA_PROTECT:      frozenset({Role.PROTECTOR}),
    Permission.HOUSE_EXAMINE:     frozenset({Role.EXAMINER}),
    Permission.CAREER_OWN:        _STAFF,
    Permission.CAREER_LEAD:       frozenset({Role.SUPERVISOR, Role.SIGNER}),
    Permission.CAREER_RULE:       frozenset({Role.ADMIN}),
    Permission.COMPLAINT_HANDLE:  frozenset({Role.SUPERVISOR, Role.EXAMINER}),
}
# fmt: on


FACTOR_ROLES: frozenset[Role] = _STAFF | {Role.ADMIN, Role.EXAMINER, Role.PROTECTOR}
"""Roles that work only with a second factor. Whoever acts in one without it is led to the page that sets it up; in all
others it is each person's choice, and who has none confirms acts of weight by the password."""


def may(role: Role, permission: Permission) -> bool:
    """Tell whether ``role`` is granted ``permission``; what is not granted is refused."""
    return role in GRANTS[permission]
