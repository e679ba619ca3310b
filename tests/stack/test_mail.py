"""Captured mail: SMTP in, Mailpit's API and the page out."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from autocrm.stack.config import StackConfig
from autocrm.stack.errors import StackError
from autocrm.stack.mail import MailStore
from autocrm.stack.mail.parse import parse
from autocrm.stack.mail.shapes import searchable
from autocrm.stack.ports import free_ports

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


def test_25_megabytes_are_taken_and_no_more(mailbox):
    line = b"x" * 76 + b"\r\n"
    head = b"Subject: big\r\n\r\n"
    fits = head + line * ((MAX - len(head)) // len(line) - 1)
    send(mailbox, fits)
    with pytest.raises(smtplib.SMTPException) as caught:
        send(mailbox, fits + line * 2)
    code = getattr(caught.value, "smtp_code", None) or caught.value.recipients
    assert code == 552
    assert listing(mailbox)["total"] == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n", b"no header at all", b"\x00\xff\xfe\r\n\r\n\x00", b"Subject\r\n\r\nx",
        b"Subject: =?utf-8?b?!!!?= =?nonsense?q?=E9?= =?utf-8?q?=\r\n\r\nx",
        b"From: <<<>>>,,;:\"\\\r\nTo: undisclosed:;\r\nDate: never\r\n\r\nx",
        b"Content-Type: text/plain; charset=no-such\r\n\r\nx",
        b"Content-Type: text/plain; charset=\"rot13\"\r\n\r\nx",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nx",
        b"Content-Type: application/pdf; name*=utf-9''%ff\r\n\r\nx",
        "Subject: Grüße\r\n\r\nKöln".encode("latin-1"),
        b"Subject: " + b"x" * 500_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n\r\nx",
        b"To: " + b"a@b.example," * 50_000 + b"\r\n\r\nx",
        b"To: " + b"(" * 9_000 + b"\r\n\r\nx",
        b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\nx",
    ],
    ids=range(20),
)  # fmt: skip
def test_garbage_is_kept_and_shown(mailbox, raw):
    send(mailbox, raw)
    assert listing(mailbox)["count"] == 1
    assert isinstance(latest(mailbox)["Subject"], str)
    assert httpx.get(mailbox.url).status_code == 200
    assert found(mailbox, "to:ada@example.com")


def test_multiparts_nested_beyond_measure_are_kept(mailbox):
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(3000)
    )
    send(mailbox, b"Subject: deep\r\n" + deep + b"\r\nneedle")
    assert latest(mailbox)["Subject"] == "deep"


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


def test_many_senders_at_once_lose_nothing(mailbox):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: send(mailbox, mail(f"n{number}")), range(40)))
    subjects = {message["Subject"] for message in listing(mailbox)["messages"]}
    assert subjects == {f"n{number}" for number in range(40)}


def test_what_was_acknowledged_survives_kill_9(tmp_path):
    smtp_port = free_ports(1)[0]
    program = (
        "import asyncio, sys, pathlib\n"
        "from autocrm.stack.mail import MailStore, start_smtp\n"
        "from autocrm.stack.serve import bind\n"
        "async def main():\n"
        "    async with start_smtp(MailStore(pathlib.Path(sys.argv[1])), bind(int(sys.argv[2]))):\n"
        "        print('up', flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path), str(smtp_port)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        with smtplib.SMTP("127.0.0.1", smtp_port, timeout=10) as smtp:
            smtp.sendmail("a@example.com", ["b@example.com"], mail().as_bytes())
            os.kill(child.pid, signal.SIGKILL)
            child.wait(10)
            smtp.close()
    store = MailStore(tmp_path)
    kept = store.get("latest")
    store.close()
    assert kept is not None
    assert parse(kept.raw).subject == "Your order"


def test_a_store_that_cannot_be_used_says_so(tmp_path):
    (tmp_path / "mail.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(StackError, match="is damaged: delete it"):
        MailStore(tmp_path)
    with pytest.raises(StackError):
        MailStore(Path("/proc/nowhere"))


def test_searching_is_by_both_header_and_envelope():
    raw = b"From: Shop <shop@example.com>\r\nTo: Ada <ada@example.com>\r\n\r\nx"
    words = searchable(raw, "bounce@example.com", ["real@example.com"])
    assert "bounce@example.com" in words.sender
    assert "shop@example.com" in words.sender
    assert "real@example.com" in words.recipients


def test_config_names_the_ports(tmp_path):
    config = StackConfig(root=tmp_path, port_base=56100)
    assert (config.mail_port, config.smtp_port) == (56103, 56104)
