"""Where a link in a mail may lead, and the URLs that carry tokens and errors there."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request

from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.globs import compile_glob
from autocrm.stack.auth.mail_settings import MailSettings

_LONGEST = 4096  # characters; patterns are matched by backtracking
# Browsers turn a backslash into a slash and drop blanks, so that they see another host.
_TREACHEROUS = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?")
_OAUTH_ERRORS = {
    400: "invalid_request",
    401: "unauthorized_client",
    403: "access_denied",
    500: "server_error",
    503: "temporarily_unavailable",
}


def redirect_of(request: Request, given: str = "") -> str:
    """Where the caller wants to end: `given`, `?redirect_to=`, its header, the referer.

    The first that is on the allow list counts, in the end `site_url`.
    """
    settings = context_of(request).settings.mail
    asked = given or request.headers.get("redirect_to") or request.query_params.get("redirect_to")
    for url in (asked, request.headers.get("referer")):
        if url and is_allowed(settings, url):
            return url
    return settings.site_url


def is_allowed(settings: MailSettings, url: str) -> bool:
    """Whether `url` is the site, loopback, or matches `additional_redirect_urls`."""
    if not url or len(url) > _LONGEST or _TREACHEROUS.search(url):
        return False
    try:
        parts, site = urlsplit(url), urlsplit(settings.site_url)
        verdict = _by_host(parts, site)
    except ValueError:  # a port or an IPv6 address that is none
        return False
    if verdict is not None:
        return verdict
    bare = url.partition("#")[0]
    return any(compile_glob(p).fullmatch(bare) for p in settings.additional_redirect_urls)


def _by_host(parts: SplitResult, site: SplitResult) -> bool | None:
    """What the host alone decides; None when the patterns have to."""
    host, web = parts.hostname or "", parts.scheme in ("http", "https")
    if web and ("@" in parts.netloc or not host):
        return False
    same_port = parts.port == site.port or host in ("localhost", "127.0.0.1", "::1")
    if host and (host, parts.scheme) == (site.hostname, site.scheme) and same_port:
        return True
    if host.isdigit():  # an address in decimal
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False if web and not _HOST.fullmatch(host) else None


def with_fragment(url: str, values: dict[str, Any]) -> str:
    """`url` with `values` as its fragment, in place of the one it had."""
    return f"{url.partition('#')[0]}#{urlencode(sorted(values.items()))}"


def with_query(url: str, values: dict[str, Any]) -> str:
    """`url` with `values` in its query, replacing those of the same name."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if pair[0] not in values]
    return urlunsplit(parts._replace(query=urlencode([*kept, *sorted(values.items())])))


def error_url(url: str, failure: AuthFailure, *, pkce: bool) -> str:
    """Where the browser is sent after a refusal: it stands in the fragment, with PKCE also
    in the query."""
    values = {"error_code": failure.code, "error_description": failure.message}
    if failure.status in _OAUTH_ERRORS:
        values["error"] = _OAUTH_ERRORS[failure.status]
    return with_fragment(with_query(url, values) if pkce else url, values)


def message_url(url: str, message: str, *, pkce: bool) -> str:
    """Where the browser is sent when the other address has to confirm too."""
    values = {"message": message}
    return with_fragment(with_query(url, values) if pkce else url, values)
