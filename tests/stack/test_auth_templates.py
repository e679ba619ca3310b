"""The template language of mails: what it can do, and what it keeps out."""

from __future__ import annotations

import pytest

from autocrm.stack.auth.escaping import text_of
from autocrm.stack.auth.mail_settings import MailSettings
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.auth.templates import Template, TemplateProblem
from autocrm.stack.errors import StackError

VALUES = {
    "Email": "a@example.com",
    "Token": "123456",
    "SiteURL": "https://app.example.com",
    "RedirectTo": "https://app.example.com/in?a=1&b=2",
    "Data": {"name": '<b>"Ada"</b>', "link": "javascript:alert(1)", "admin": True, "age": 36},
}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Hello {{ .Email }}, {{.Token}}", "Hello a@example.com, 123456"),
        ("{{ .Data.name }}", "&lt;b&gt;&quot;Ada&quot;&lt;/b&gt;"),
        ("{{ .Data.age }} {{ .Data.admin }}", "36 true"),
        ("[{{ .Data.missing.deeper }}{{ .Nothing }}]", "[]"),
        ("a {{- .Token -}} b", "a123456b"),
        ("{{/* nobody sees this */}}x", "x"),
        ("{{ if .Data.admin }}yes{{ else }}no{{ end }}", "yes"),
        ("{{ if .Data.missing }}yes{{ else }}no{{ end }}", "no"),
        ('{{ if eq .Data.age "35" "36" }}yes{{ end }}', "yes"),
        ('{{ if ne .Token "1" }}a{{ end }}{{ if not .Nothing }}b{{ end }}', "ab"),
        ("{{ if and .Token .Nothing }}a{{ else if or .Token .Nothing }}b{{ end }}", "b"),
        ("{{ if .Token }}{{ if .Nothing }}a{{ end }}b{{ end }}c", "bc"),
    ],
)
def test_what_templates_can_say(source, expected):
    assert Template.parse(source).render(VALUES) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<a href="{{ .SiteURL }}/x">', '<a href="https://app.example.com/x">'),
        (
            '<a href="{{ .SiteURL }}/c?next={{ .RedirectTo }}&t=1">',
            '<a href="https://app.example.com/c?next='
            'https%3A%2F%2Fapp.example.com%2Fin%3Fa%3D1%26b%3D2&t=1">',
        ),
        ('<a href="{{ .RedirectTo }}">', '<a href="https://app.example.com/in?a=1&amp;b=2">'),
        ('<a href="{{ .Data.link }}">', '<a href="#">'),
        ("<img src='{{ .SiteURL }}/{{ .Data.name }}'>", "<img src='https://app.example.com/"),
        ('<a href="x">{{ .Data.name }}', '<a href="x">&lt;b&gt;'),
    ],
)
def test_values_are_escaped_for_where_they_stand(source, expected):
    assert Template.parse(source).render(VALUES).startswith(expected)
    assert "<b>" not in Template.parse(source).render(VALUES)


@pytest.mark.parametrize(
    "source",
    [
        "{{ .Email | upper }}", "{{ range .Data }}x{{ end }}", "{{ if .A }}open", "{{ end }}",
        "{{ if }}x{{ end }}", "{{ printf .A }}", "{{ if .A .B }}x{{ end }}", "{{ else }}",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_at_the_start(source):
    with pytest.raises(TemplateProblem):
        Template.parse(source)
    config = {"auth": {"email": {"template": {"invite": {"content": source}}}}}
    with pytest.raises(StackError, match=r"\[auth\.email\.template\.invite\]"):
        MailSettings.from_toml(config)


def test_templates_come_from_the_files_that_config_toml_names(tmp_path):
    folder = tmp_path / "supabase" / "templates"
    folder.mkdir(parents=True)
    (folder / "invite.html").write_text("<p>Come in, {{ .Email }}</p>")
    file = tmp_path / "supabase" / "config.toml"
    given = '[auth.email.template.invite]\nsubject = "Join {{ .SiteURL }}"\n'
    for path in ("./supabase/templates/invite.html", "./templates/invite.html"):
        file.write_text(f'{given}content_path = "{path}"\n')
        template = AuthSettings.load(tmp_path).mail.templates["invite"]
        assert template.body.render(VALUES) == "<p>Come in, a@example.com</p>"
        assert template.subject.render(VALUES) == "Join https://app.example.com"
    file.write_text(f'{given}content_path = "nowhere.html"\n')
    with pytest.raises(StackError, match=r"nowhere\.html"):
        AuthSettings.load(tmp_path)


def test_a_setting_may_stand_in_the_environment(tmp_path, monkeypatch):
    (tmp_path / "supabase").mkdir()
    (tmp_path / "supabase" / "config.toml").write_text('[auth]\nsite_url = "env(MY_SITE)"\n')
    monkeypatch.setenv("MY_SITE", "https://mine.example")
    assert AuthSettings.load(tmp_path).mail.site_url == "https://mine.example"


@pytest.mark.parametrize(
    "email", [{"otp_length": 5}, {"otp_length": 11}, {"max_frequency": "soon"}]
)
def test_impossible_settings_are_refused(email):
    with pytest.raises(StackError, match=r"\[auth\.email\]"):
        MailSettings.from_toml({"auth": {"email": email}})


def test_a_page_as_text_has_its_links_on_lines_of_their_own():
    page = (
        "<head><title>x</title></head><style>p {}</style><h2>Hello  there</h2>"
        '<p>Click <a href="https://a.example/?a=1&amp;b=2">here</a> or<br>not &amp; wait.</p>'
    )
    assert text_of(page) == (
        "Hello there\n\nClick here:\nhttps://a.example/?a=1&b=2\nor\nnot & wait.\n"
    )
