"""Refusals: a request that a rule forbids, worded where the rule stands and told in one place."""


class Refused(Exception):
    """What was asked for is not allowed; the message is for the person who asked."""

    status = 400
    code = "refused"

    def __init__(self, message: object) -> None:
        super().__init__(message)
        #: Words for a person; may be lazily translated.
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Forbidden(Refused):
    """Somebody else may, and you may not."""

    status = 403
    code = "forbidden"


class NotFound(Refused):
    """There is no such thing, or it is not yours."""

    status = 404
    code = "not_found"


class Conflict(Refused):
    """What is there by now does not fit with it."""

    status = 409
    code = "conflict"


class Invalid(Refused):
    """The words given cannot be understood."""

    status = 422
    code = "invalid"
