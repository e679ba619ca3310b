"""Second factors: enrolling, proving, levels of assurance, and what a guesser meets."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest

from tests.stack.harness import CONFIG

TOTP = {"enroll_enabled": True, "verify_enabled": True}


@pytest.fixture(scope="module")
def stack_config():
    mfa = {"totp": TOTP, "max_enrolled_factors": 3}
    auth = {**CONFIG.get("auth", {}), "mfa": mfa, "enable_anonymous_sign_ins": True}
    return {**CONFIG, "auth": auth}


class Session:
    """Raw requests of one signed-in person."""

    def __init__(self, stack, answer):
        self.stack, self.tokens = stack, answer
        self.http = stack.http(authorization=f"Bearer {answer['access_token']}")

    @property
    def claims(self):
        return self.stack.tokens.verify(self.tokens["access_token"])

    def enroll(self, name="phone", **more):
        body = {"factor_type": "totp", "friendly_name": name, **more}
        return self.http.post("/auth/v1/factors", json=body)

    def challenge(self, factor):
        return self.http.post(f"/auth/v1/factors/{factor['id']}/challenge", json={})

    def verify(self, factor, code, challenge=None):
        challenge = challenge or self.challenge(factor).json()["id"]
        body = {"challenge_id": challenge, "code": code}
        return self.http.post(f"/auth/v1/factors/{factor['id']}/verify", json=body)

    def raised(self, factor, steps=0):
        """This session after the proof of `factor`, at aal2."""
        answer = self.verify(factor, code_of(factor, steps))
        assert answer.status_code == 200, answer.text
        return Session(self.stack, answer.json())


def code_of(factor, steps=0):
    """The code of the time step `steps` from now; one step ahead is accepted as well."""
    return pyotp.TOTP(factor["totp"]["secret"]).at(time.time() + 30 * steps)


def wrong_code(factor):
    right = {code_of(factor, steps) for steps in range(-2, 3)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in right)


@pytest.fixture
def session(stack, person):
    return Session(stack, stack.http().post("/auth/v1/signup", json=person).json())


@pytest.fixture
def again(stack, person, session):
    """Sign the person of `session` in once more."""
    path = "/auth/v1/token?grant_type=password"
    return lambda: Session(stack, stack.http().post(path, json=person).json())


@pytest.fixture
def factor(session):
    return session.enroll().json()


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["error_code"]) == (status, code), answer.text
    return answer.json()["msg"]


# -- enrolling


def test_enrolling_tells_the_secret_once(session, factor, person):
    assert (factor["type"], factor["friendly_name"]) == ("totp", "phone")
    uri = pyotp.parse_uri(factor["totp"]["uri"])
    assert uri.secret == factor["totp"]["secret"]
    assert (uri.name, uri.issuer) == (person["email"], "127.0.0.1:3000")
    user = session.http.get("/auth/v1/user")
    assert [one["status"] for one in user.json()["factors"]] == ["unverified"]
    assert factor["totp"]["secret"] not in user.text


def test_the_qr_code_fits_a_data_address(factor):
    svg = factor["totp"]["qr_code"]
    assert svg.startswith("<svg ")
    assert svg.endswith("</svg>")
    assert "#" not in svg


def test_an_issuer_of_ones_own(session):
    uri = session.enroll("named", issuer="ACME & Co").json()["totp"]["uri"]
    assert pyotp.parse_uri(uri).issuer == "ACME & Co"


def test_two_factors_of_one_name_are_refused(session, factor):
    refused(session.enroll(), 422, "mfa_factor_name_conflict")


def test_the_number_of_factors_is_limited_even_at_once(session):
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(session.enroll, "abcdef"))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [422] * 3


@pytest.mark.parametrize(
    ("factor_type", "status", "code"),
    [
        ("phone", 422, "mfa_phone_enroll_not_enabled"),
        ("webauthn", 422, "mfa_webauthn_enroll_not_enabled"),
        ("carrier pigeon", 400, "validation_failed"),
    ],
)
def test_other_types_are_refused_as_upstream_does(session, factor_type, status, code):
    refused(session.enroll("x", factor_type=factor_type), status, code)


def test_a_stranger_cannot_touch_a_factor(stack, factor, person):
    other = {**person, "email": f"other-{person['email']}"}
    stranger = Session(stack, stack.http().post("/auth/v1/signup", json=other).json())
    refused(stranger.challenge(factor), 404, "mfa_factor_not_found")
    refused(stranger.verify(factor, code_of(factor), factor["id"]), 404, "mfa_factor_not_found")
    refused(stranger.http.delete(f"/auth/v1/factors/{factor['id']}"), 404, "mfa_factor_not_found")
    assert stack.http().post("/auth/v1/factors", json={}).status_code == 401


def test_an_anonymous_user_cannot_enroll(stack):
    nobody = Session(stack, stack.http().post("/auth/v1/signup", json={}).json())
    refused(nobody.enroll(), 403, "no_authorization")


def test_a_factor_needs_a_session(stack, session):
    token = stack.tokens.sign({k: v for k, v in session.claims.items() if k != "session_id"})
    answer = stack.http(authorization=f"Bearer {token}").post("/auth/v1/factors", json={})
    refused(answer, 403, "session_not_found")


# -- proving


def test_the_first_code_verifies_the_factor_and_raises_the_session(session, factor):
    before = session.claims
    raised = session.raised(factor)
    after = raised.claims
    assert (before["aal"], after["aal"]) == ("aal1", "aal2")
    assert after["session_id"] == before["session_id"]
    assert [entry["method"] for entry in after["amr"]] == ["totp", "password"]
    assert [one["status"] for one in raised.tokens["user"]["factors"]] == ["verified"]


def test_aal2_outlives_a_refresh(stack, session, factor):
    token = session.raised(factor).tokens["refresh_token"]
    path, body = "/auth/v1/token?grant_type=refresh_token", {"refresh_token": token}
    refreshed = Session(stack, stack.http().post(path, json=body).json())
    assert refreshed.claims["aal"] == "aal2"
    assert [entry["method"] for entry in refreshed.claims["amr"]] == ["totp", "password"]


def test_a_refresh_token_from_before_the_proof_does_not_lead_to_aal2(stack, session, factor):
    session.raised(factor)
    body = {"refresh_token": session.tokens["refresh_token"]}
    answer = stack.http().post("/auth/v1/token?grant_type=refresh_token", json=body)
    refused(answer, 400, "refresh_token_not_found")


def test_the_other_sessions_at_aal1_end(session, again, factor):
    other = again()
    session.raised(factor)
    refused(other.http.get("/auth/v1/user"), 403, "session_not_found")


def test_a_session_at_aal2_is_left_alone(session, again, factor):
    raised = session.raised(factor)
    again().raised(factor, steps=1)
    assert raised.http.get("/auth/v1/user").status_code == 200


def test_other_unverified_factors_go(session, factor):
    session.enroll("second")
    factors = session.raised(factor).tokens["user"]["factors"]
    assert [one["friendly_name"] for one in factors] == ["phone"]


def test_a_wrong_code_proves_nothing(session, factor):
    answer = session.verify(factor, wrong_code(factor))
    assert refused(answer, 422, "mfa_verification_failed") == "Invalid TOTP code entered"
    user = session.http.get("/auth/v1/user").json()
    assert user["factors"][0]["status"] == "unverified"


@pytest.mark.parametrize("code", ["12345", "1234567", "١٢٣٤٥٦", "abcdef", "12 456", "-12345"])
def test_what_is_no_code_is_refused(session, factor, code):
    refused(session.verify(factor, code), 422, "mfa_verification_failed")


def test_an_empty_code_or_a_challenge_that_is_none(session, factor):
    refused(session.verify(factor, ""), 400, "validation_failed")
    refused(session.verify(factor, "123456", "nonsense"), 400, "validation_failed")
    refused(session.verify(factor, "123456", factor["id"]), 422, "mfa_factor_not_found")


def test_a_code_is_accepted_once(session, again, factor):
    code = code_of(factor)
    session.verify(factor, code).raise_for_status()
    other = again()
    refused(other.verify(factor, code), 422, "mfa_verification_failed")
    assert other.verify(factor, code_of(factor, 1)).status_code == 200


def test_one_code_in_two_requests_at_once_is_accepted_once(stack, session, again, factor):
    both = [session.raised(factor), again().raised(factor, steps=1)]
    with stack.database.connect() as db:  # as if a minute had passed
        db.execute("update auth.mfa_challenges set otp_code = '0' where otp_code is not null")
    challenges = [one.challenge(factor).json()["id"] for one in both]
    code = code_of(factor)
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda n: both[n].verify(factor, code, challenges[n]), range(2))
        assert sorted(answer.status_code for answer in answers) == [200, 422]


def test_two_proofs_at_once_do_not_deadlock(stack, session, again, factor):
    raised = session.raised(factor)
    second = raised.enroll("second").json()
    raised = raised.raised(second)
    pairs = [(again(), factor), (again(), second)]
    ready = [(one, which, one.challenge(which).json()["id"]) for one, which in pairs]
    with ThreadPoolExecutor(2) as threads:
        proofs = threads.map(lambda x: x[0].verify(x[1], code_of(x[1], 1), x[2]), ready)
        # the first to prove one ends the other session, which was at aal1
        assert sorted(answer.status_code for answer in proofs) == [200, 403]
    assert raised.http.get("/auth/v1/user").status_code == 200


def test_a_challenge_is_answered_once(session, again, factor):
    challenge = session.challenge(factor).json()["id"]
    session.verify(factor, code_of(factor), challenge).raise_for_status()
    answer = again().verify(factor, code_of(factor, 1), challenge)
    refused(answer, 422, "mfa_ip_address_mismatch")


def test_a_challenge_expires(stack, session, factor):
    challenge = session.challenge(factor).json()
    assert 290 < challenge["expires_at"] - time.time() <= 301
    with stack.database.connect() as db:
        db.execute(
            "update auth.mfa_challenges set created_at = created_at - interval '301 s'"
            " where id = %s",
            [challenge["id"]],
        )
    refused(session.verify(factor, code_of(factor), challenge["id"]), 422, "mfa_challenge_expired")
    refused(session.verify(factor, code_of(factor), challenge["id"]), 422, "mfa_factor_not_found")


def test_guessing_is_bounded_for_a_factor_whatever_the_session(session, again, factor):
    for _ in range(5):
        session.verify(factor, wrong_code(factor))
    other = again()
    for _ in range(5):
        other.verify(factor, wrong_code(factor))
    refused(other.verify(factor, code_of(factor)), 429, "over_request_rate_limit")
    refused(session.verify(factor, code_of(factor)), 429, "over_request_rate_limit")


# -- with a verified factor


def test_enrolling_another_factor_needs_aal2(session, again, factor):
    raised = session.raised(factor)
    refused(again().enroll("second"), 403, "insufficient_aal")
    assert raised.enroll("second").status_code == 200


def test_unenrolling_a_verified_factor_needs_aal2(session, again, factor):
    raised, path = session.raised(factor), f"/auth/v1/factors/{factor['id']}"
    refused(again().http.delete(path), 422, "insufficient_aal")
    answer = raised.http.delete(path)
    assert (answer.status_code, answer.json()) == (200, {"id": factor["id"]})


def test_unenrolling_takes_the_session_back_to_aal1(stack, session, factor):
    raised = session.raised(factor)
    raised.http.delete(f"/auth/v1/factors/{factor['id']}").raise_for_status()
    body = {"refresh_token": raised.tokens["refresh_token"]}
    refreshed = stack.http().post("/auth/v1/token?grant_type=refresh_token", json=body).json()
    claims = stack.tokens.verify(refreshed["access_token"])
    assert (claims["aal"], [one["method"] for one in claims["amr"]]) == ("aal1", ["password"])
    assert "factors" not in refreshed["user"]


def test_a_stale_token_at_aal2_does_not_count_after_unenrolling(session, factor):
    raised = session.raised(factor)
    second = raised.enroll("second").json()
    raised = raised.raised(second)
    raised.http.delete(f"/auth/v1/factors/{second['id']}").raise_for_status()
    assert raised.claims["aal"] == "aal2"  # so says the token; the session is at aal1 again
    refused(raised.http.delete(f"/auth/v1/factors/{factor['id']}"), 422, "insufficient_aal")


def test_the_admin_sees_renames_and_removes_factors(stack, session, factor):
    raised, user_id = session.raised(factor), session.tokens["user"]["id"]
    admin = stack.http(apikey=stack.keys.secret_key)
    path = f"/auth/v1/admin/users/{user_id}/factors"
    assert [one["id"] for one in admin.get(path).json()] == [factor["id"]]
    assert factor["totp"]["secret"] not in admin.get(path).text
    renamed = admin.put(f"{path}/{factor['id']}", json={"friendly_name": "tablet"}).json()
    assert renamed["friendly_name"] == "tablet"
    assert admin.delete(f"{path}/{factor['id']}").json()["id"] == factor["id"]
    refused(admin.delete(f"{path}/{factor['id']}"), 404, "mfa_factor_not_found")
    refused(raised.http.get(path), 403, "not_admin")


def test_the_secret_is_not_in_the_log(session, factor, caplog):
    session.verify(factor, wrong_code(factor))
    session.raised(factor)
    assert factor["totp"]["secret"] not in caplog.text


def test_the_api_roles_cannot_read_what_belongs_to_auth(stack):
    with stack.database.connect() as db:
        readable = db.execute(
            "select c.relname, r from pg_class c, unnest(array['anon','authenticated',"
            "'service_role']) r where c.relnamespace = 'auth'::regnamespace"
            " and c.relkind in ('r', 'v') and has_table_privilege(r, c.oid, 'select')"
        ).fetchall()
        unprotected = db.execute(
            "select relname from pg_class where relnamespace = 'auth'::regnamespace"
            " and relkind = 'r' and not relrowsecurity"
        ).fetchall()
    assert (readable, unprotected) == ([], [])
