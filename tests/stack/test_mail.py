"""Captured mail: SMTP in, Mailpit's API and the page out."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import httpx

from autocrm.stack.config import StackConfig
from autocrm.stack.mail.shapes import searchable

MAX = 25 * 1024 * 1024


def mail(subject="Your order", text="It is on its way.", **headers):
    message = EmailMessage()
    message["From"] = "Koffie Zuid <shop@example.com>"
    message["To"] = "Ada <ada@example.com>"
    message["Subject"] = subject
    message["Message-ID"] = "<m1@example.com>"
    message["Date"] = "Tue, 03 Mar 2026 10:00:00 +0100"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message


def send(box, raw, to=("ada@example.com",), sender="shop@example.com"):
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=20) as smtp:
        return smtp.sendmail(sender, list(to), raw if isinstance(raw, bytes) else raw.as_bytes())


def listing(box, **params):
    return httpx.get(f"{box.url}/api/v1/messages", params=params).json()


def found(box, query):
    answer = httpx.get(f"{box.url}/api/v1/search", params={"query": query}).json()
    return [message["Subject"] for message in answer["messages"]]


def latest(box):
    return httpx.get(f"{box.url}/api/v1/message/latest").json()


def test_a_message_is_listed_in_mailpits_words(mailbox):
    send(mailbox, mail(), to=["ada@example.com", "hidden@example.com"])
    page = listing(mailbox)
    assert (page["total"], page["messages_count"], page["count"], page["start"]) == (1, 1, 1, 0)
    one = page["messages"][0]
    assert one["From"] == {"Name": "Koffie Zuid", "Address": "shop@example.com"}
    assert one["To"] == [{"Name": "Ada", "Address": "ada@example.com"}]
    assert one["Bcc"] == [{"Name": "", "Address": "hidden@example.com"}]
    assert (one["Subject"], one["MessageID"]) == ("Your order", "m1@example.com")
    assert (one["Snippet"], one["Attachments"]) == ("It is on its way.", 0)
    assert one["Created"].endswith("+00:00")


def test_a_message_is_shown_in_full_and_as_its_source(mailbox):
    message = mail()
    message.add_alternative("<p>It is on its <b>way</b>.</p>", subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="bill.pdf")
    send(mailbox, message)
    shown = latest(mailbox)
    assert shown["Text"] == "It is on its way.\n"
    assert shown["HTML"].startswith("<p>It is")
    assert shown["Date"] == "2026-03-03T09:00:00+00:00"
    assert shown["ReturnPath"] == "shop@example.com"
    file = shown["Attachments"][0]
    assert (file["FileName"], file["ContentType"], file["Size"]) == (
        "bill.pdf",
        "application/pdf",
        5,
    )
    raw = httpx.get(f"{mailbox.url}/api/v1/message/{shown['ID']}/raw")
    assert raw.content.replace(b"\r\n", b"\n").rstrip() == message.as_bytes().rstrip()
    headers = httpx.get(f"{mailbox.url}/api/v1/message/{shown['ID']}/headers").json()
    assert headers["Subject"] == ["Your order"]


def test_any_login_is_taken(mailbox):
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=20) as smtp:
        smtp.login("user", "password")
        smtp.send_message(mail())
    assert listing(mailbox)["total"] == 1


def test_the_same_message_twice_is_kept_twice(mailbox):
    send(mailbox, mail())
    send(mailbox, mail())
    ids = {message["ID"] for message in listing(mailbox)["messages"]}
    assert len(ids) == 2


def test_newest_first_and_paged(mailbox):
    for number in range(5):
        send(mailbox, mail(f"number {number}"))
    page = listing(mailbox, limit=2, start=1)
    assert [message["Subject"] for message in page["messages"]] == ["number 3", "number 2"]
    assert page["messages_count"] == 5
    assert httpx.get(f"{mailbox.url}/api/v1/messages?limit=x").status_code == 400


def test_search_by_field_and_by_words(mailbox):
    send(mailbox, mail("Refund", "We sent 12 euro back."))
    send(
        mailbox, mail("Grüße aus Köln", "Ein Paket."), to=["Bob@Example.com"], sender="x@y.example"
    )
    assert found(mailbox, "to:bob@example.com") == ["Grüße aus Köln"]
    assert found(mailbox, "from:x@y.example") == ["Grüße aus Köln"]
    assert found(mailbox, "subject:refund") == ["Refund"]
    assert found(mailbox, 'subject:"grüße aus"') == ["Grüße aus Köln"]
    assert found(mailbox, "EURO back") == ["Refund"]
    assert found(mailbox, "euro paket") == []
    assert len(found(mailbox, "")) == 2
    assert found(mailbox, '"left open') == []


def test_delete_some_and_all(mailbox):
    for number in range(3):
        send(mailbox, mail(f"number {number}"))
    url = f"{mailbox.url}/api/v1/messages"
    httpx.request("DELETE", url, json={"IDs": [listing(mailbox)["messages"][0]["ID"]]})
    assert [message["Subject"] for message in listing(mailbox)["messages"]] == [
        "number 1",
        "number 0",
    ]
    assert httpx.request("DELETE", url, json={"IDs": "x"}).status_code == 400
    assert listing(mailbox)["total"] == 2
    httpx.delete(url)
    assert listing(mailbox)["total"] == 0
    assert httpx.get(f"{mailbox.url}/api/v1/message/latest").status_code == 404


def test_the_page_escapes_everything(mailbox):
    evil = "<script>alert(1)</script>"
    message = mail(evil, evil, Cc=f'"{evil}" <c@example.com>')
    message.add_attachment(b"x", maintype="text", subtype="csv", filename=f"{evil}.csv")
    send(mailbox, message)
    for path in ("/", f"/view/{latest(mailbox)['ID']}", f"/?q={evil}\"'"):
        page = httpx.get(f"{mailbox.url}{path}")
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
    raw = httpx.get(f"{mailbox.url}/api/v1/message/latest/raw")
    assert raw.headers["content-type"].startswith("text/plain")
    assert raw.headers["x-content-type-options"] == "nosniff"


def test_html_only_mail_is_readable_as_text(mailbox):
    html = b"Content-Type: text/html\r\n\r\n<style>b{}</style><p>Tom &amp; <b>Ada</b>"
    send(mailbox, html)
    assert listing(mailbox)["messages"][0]["Snippet"] == "Tom & Ada"
    assert "Tom &amp;" in httpx.get(f"{mailbox.url}/view/latest").text


def test_searching_is_by_both_header_and_envelope():
    raw = b"From: Shop <shop@example.com>\r\nTo: Ada <ada@example.com>\r\n\r\nx"
    words = searchable(raw, "bounce@example.com", ["real@example.com"])
    assert "bounce@example.com" in words.sender
    assert "shop@example.com" in words.sender
    assert "real@example.com" in words.recipients


def test_config_names_the_ports(tmp_path):
    config = StackConfig(root=tmp_path, port_base=56100)
    assert (config.mail_port, config.smtp_port) == (56103, 56104)
