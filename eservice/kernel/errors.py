"""What the business may refuse. ``web/errors.py`` alone turns these into a status and a sentence."""


class DomainError(Exception):
    """Something was refused; ``code`` names the sentence, ``facts`` fill it in."""

    def __init__(self, code: str = "", /, **facts: object) -> None:
        super().__init__(code)
        self.code = code or "refused"
        self.facts = facts


class NotAllowedError(DomainError):
    """The person may not do this (403)."""


class NotFoundError(DomainError):
    """There is no such thing, or it is not this person's to see (404)."""


class IllegalStepError(DomainError):
    """The request is not in a status from which this step is lawful (409)."""


class ConflictError(DomainError):
    """Somebody else was first, or it changed meanwhile (409)."""


class MissingReasonError(DomainError):
    """The step needs a written reason that somebody will read (422); ``field`` says where, if not above the form."""

    def __init__(self, code: str, /, *, field: str = "", **facts: object) -> None:
        super().__init__(code, **facts)
        self.field = field


class InvalidInputError(DomainError):
    """A value cannot be accepted (422); ``field`` says which."""

    def __init__(self, code: str, /, *, field: str = "", **facts: object) -> None:
        super().__init__(code, **facts)
        self.field = field


class TooManyTriesError(DomainError):
    """Too many attempts (429); ``facts['minutes']`` says how long to wait."""
