"""What the API says went wrong, as our errors: the worker repeats only what can be repeated."""

from __future__ import annotations

import pytest
from postgrest.exceptions import APIError

from autocrm import errors
from autocrm.adapters.supabase.client import translate


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("PT404", errors.NotFound, False),
        ("PT409", errors.Conflict, False),
        ("PT403", errors.Forbidden, False),
        ("42501", errors.Forbidden, False),
        ("23514", errors.Invalid, False),
        ("PGRST301", errors.Unauthenticated, False),
        ("PGRST001", errors.Unavailable, True),
        ("57P01", errors.Unavailable, True),
        ("upstream_unavailable", errors.Unavailable, True),
        ("upstream_timeout", errors.Unavailable, True),
        ("503", errors.Unavailable, True),
        ("P0001", errors.AutoCRMError, False),
    ],
)
def test_each_code_is_one_of_our_errors(
    code: str, kind: type[errors.AutoCRMError], retryable: bool
) -> None:
    error = translate(APIError({"code": code, "message": "So it is."}))
    assert type(error) is kind
    assert error.retryable is retryable
    assert "So it is" in error.message
