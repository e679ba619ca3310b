"""The shape of Auth's errors, and what rubbish leads to."""

from __future__ import annotations

import json

import pytest

UNKNOWN = "Invalid login credentials"


def test_errors_have_the_shape_of_the_version_asked_for(stack, person):
    http, path = stack.http(), "/auth/v1/token?grant_type=password"
    old = http.post(path, json=person)
    new = http.post(path, json=person, headers={"x-supabase-api-version": "2024-01-01"})
    assert old.json() == {"code": 400, "error_code": "invalid_credentials", "msg": UNKNOWN}
    assert new.json() == {"code": "invalid_credentials", "message": UNKNOWN}
    assert new.headers["x-supabase-api-version"] == "2024-01-01"


@pytest.mark.parametrize(
    "content",
    [
        b"{", b"[]", b'"x"', b'{"email": 5}', b"[" * 5000,
        b'{"email":"a@example.com","password":"abcdef","data":[1]}',
        b'{"email":"a@example.com","password":"abcdef\\ud800"}',
        b'{"email":"a@example.com","password":"abcdef","data":{"x":"\\u0000"}}',
    ],
)  # fmt: skip
def test_rubbish_is_the_callers_fault(stack, content):
    answer = stack.http().post("/auth/v1/signup", content=content)
    assert answer.status_code == 400
    assert answer.json()["error_code"] in ("bad_json", "validation_failed")


def test_a_body_over_a_megabyte_is_refused(stack):
    big = json.dumps({"email": "x" * 2_000_000})
    assert stack.http().post("/auth/v1/signup", content=big).status_code == 413
