"""Where links may lead: upstream's patterns, and addresses that browsers read otherwise."""

from __future__ import annotations

import pytest

from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.globs import compile_glob
from autocrm.stack.auth.mail_settings import MailSettings
from autocrm.stack.auth.redirects import error_url, is_allowed, with_fragment, with_query
from autocrm.stack.errors import StackError


@pytest.mark.parametrize(
    ("pattern", "url", "fits"),
    [
        ("https://app.example.com", "https://app.example.com", True),
        ("https://app.example.com", "https://app.example.com/", False),
        ("https://app.example.com/*", "https://app.example.com/welcome", True),
        ("https://app.example.com/*", "https://app.example.com/a/b", False),
        ("https://app.example.com/**", "https://app.example.com/a/b.html", True),
        ("https://*.example.com", "https://one.example.com", True),
        ("https://*.example.com", "https://one.two.example.com", False),
        ("https://*.example.com", "https://evil.com/.example.com", False),
        ("https://**.example.com", "https://one.two.example.com", True),
        ("https://app?.example.com", "https://app1.example.com", True),
        ("https://app?.example.com", "https://app.example.com", False),
        ("https://app[1-3].example.com", "https://app2.example.com", True),
        ("https://app[!1].example.com", "https://app1.example.com", False),
        ("https://{a,b*}.example.com", "https://bc.example.com", True),
        ("https://{a,b*}.example.com", "https://c.example.com", False),
        ("myapp://callback", "myapp://callback", True),
        (r"https://a\*.com", "https://a*.com", True),
        ("https://a+b.com", "https://aab.com", False),
    ],
)
def test_patterns_are_upstreams(pattern, url, fits):
    assert (compile_glob(pattern).fullmatch(url) is not None) is fits


@pytest.mark.parametrize("pattern", ["https://[a", "https://{a,b", "https://[].com"])
def test_a_broken_pattern_is_refused_at_the_start(pattern):
    config = {"auth": {"additional_redirect_urls": [pattern]}}
    with pytest.raises(StackError, match="additional_redirect_urls"):
        MailSettings.from_toml(config)


SETTINGS = MailSettings(
    site_url="https://app.example.com:8443",
    additional_redirect_urls=("https://*.preview.example.com/**", "myapp://**", "https://**"),
)
STRICT = MailSettings(site_url="https://app.example.com", additional_redirect_urls=())


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://app.example.com:8443/any/where?x=1#y", True),
        ("https://x.preview.example.com/a", True),
        ("myapp://open", True),
        ("http://127.0.0.1:9999/", True),
        ("http://[::1]:9999/", True),
        ("http://10.0.0.1/", False),
        ("http://2130706433/", False),
        ("https://a_b/", False),
        ("https://me@elsewhere.example/", False),
        ("https://elsewhere.example\\@app.example.com:8443/", False),
        ("\thttps://elsewhere.example/", False),
        ("https://app.example.com:port/", False),
        ("https://", False),
        ("", False),
        ("https://elsewhere.example/" + "a" * 5000, False),
    ],
)
def test_addresses_that_are_allowed(url, allowed):
    assert is_allowed(SETTINGS, url) is allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example.com.evil.example/",
        "http://app.example.com/",
        "https://app.example.com:444/",
        "//app.example.com/",
        "/welcome",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://evil.example/?https://app.example.com",
        "https://evil.example/#https://app.example.com",
    ],
)
def test_without_patterns_only_the_site_is(url):
    assert is_allowed(STRICT, url) is False


def test_errors_go_into_the_fragment_and_with_pkce_into_the_query():
    failure = AuthFailure(403, "otp_expired", "Email link is invalid or has expired")
    said = (
        "error=access_denied&error_code=otp_expired"
        "&error_description=Email+link+is+invalid+or+has+expired"
    )
    assert error_url("https://a.example/x?y=1#old", failure, pkce=False) == (
        f"https://a.example/x?y=1#{said}"
    )
    assert error_url("https://a.example/x?y=1&error=z", failure, pkce=True) == (
        f"https://a.example/x?y=1&{said}#{said}"
    )


def test_values_replace_those_of_their_name_and_keep_the_rest():
    assert with_query("https://a.example/?b=1&b=2&code=old#f", {"code": "new"}) == (
        "https://a.example/?b=1&b=2&code=new#f"
    )
    assert with_fragment("myapp://open#old", {"b": "&", "a": 1}) == "myapp://open#a=1&b=%26"
