"""The few errors AutoCRM raises. Each is one sentence that says what to do.

`code` is stable and machine-readable, `status` is the HTTP status a function
answers with, `retryable` tells the worker whether another attempt can help.
"""

from __future__ import annotations


class AutoCRMError(Exception):
    """Something AutoCRM can explain."""

    code = "error"
    status = 500
    retryable = False

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class Invalid(AutoCRMError):
    """The input cannot be accepted as it is."""

    code = "invalid"
    status = 422


class NotFound(AutoCRMError):
    """There is no such thing, or you may not see it."""

    code = "not_found"
    status = 404


class Forbidden(AutoCRMError):
    """You are signed in, but may not do this."""

    code = "forbidden"
    status = 403


class Unauthenticated(AutoCRMError):
    """Sign in first, or send the secret key."""

    code = "unauthenticated"
    status = 401


class Conflict(AutoCRMError):
    """The thing has changed, or is in a state that does not allow this."""

    code = "conflict"
    status = 409


class TooLarge(AutoCRMError):
    """The input is larger than the limit."""

    code = "too_large"
    status = 413


class NotConfigured(AutoCRMError):
    """A setting, a file or a program is missing."""

    code = "not_configured"
    status = 503


class Unavailable(AutoCRMError):
    """A service did not answer; trying again later can help."""

    code = "unavailable"
    status = 503
    retryable = True


class ModelFailed(AutoCRMError):
    """The language model gave nothing usable; the ticket goes to a person.

    Not retryable by the worker: `answer_ticket` records a review decision
    with this reason instead, so no mail waits on a model.
    """

    code = "model_failed"
    status = 502


class DeliveryUnknown(AutoCRMError):
    """The mail server may or may not have taken the mail; a person must look.

    Never repeated by the worker: the customer could get the answer twice.
    """

    code = "delivery_unknown"
    status = 502
