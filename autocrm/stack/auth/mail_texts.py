"""The mails of Auth when config.toml brings no own ones, in upstream's template language."""

from __future__ import annotations


def _page(title: str, sentence: str, action: str = "") -> str:
    link = f'<p><a href="{{{{ .ConfirmationURL }}}}">{action}</a></p>\n' if action else ""
    either = "Or type this code: " if action else "Your code: "
    return (
        f"<h2>{title}</h2>\n<p>{sentence}</p>\n{link}"
        f"<p>{either}<strong>{{{{ .Token }}}}</strong></p>\n"
        "<p>If this was not you, ignore this mail: nothing happens without it.</p>\n"
    )


SUBJECTS = {
    "confirmation": "Please confirm your e-mail address",
    "invite": "An invitation for you",
    "recovery": "Choose a new password",
    "magic_link": "Your link to sign in",
    "email_change": "Please confirm your new e-mail address",
    "reauthentication": "Your code to confirm that it is you",
}
TEXTS = {
    "confirmation": _page(
        "Welcome",
        "Somebody signed up at {{ .SiteURL }} with this address. Is it yours?",
        "Yes, confirm my address",
    ),
    "invite": _page(
        "You are invited",
        "There is an account for you at {{ .SiteURL }}.",
        "Accept the invitation",
    ),
    "recovery": _page(
        "New password",
        "Somebody asked for a new password for {{ .Email }} at {{ .SiteURL }}.",
        "Choose a new password",
    ),
    "magic_link": _page(
        "Sign in",
        "Somebody wants to sign in at {{ .SiteURL }} as {{ .Email }}.",
        "Sign in",
    ),
    "email_change": _page(
        "New e-mail address",
        "The account of {{ .Email }} at {{ .SiteURL }} is to move to {{ .NewEmail }}.",
        "Yes, change the address",
    ),
    "reauthentication": _page(
        "Is it you?",
        "A change of your account at {{ .SiteURL }} has to be confirmed with this code.",
    ),
}
