"""The SMTP side of captured mail: garbage, size, haste and sudden death."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from autocrm.stack.errors import StackError
from autocrm.stack.mail import MailStore
from autocrm.stack.mail.parse import parse
from autocrm.stack.ports import free_ports

MAX = 25 * 1024 * 1024
MAIL = b"From: a@example.com\r\nSubject: Your order\r\n\r\nx"


def send(box, raw):
    with smtplib.SMTP("127.0.0.1", box.smtp_port, timeout=20) as smtp:
        smtp.sendmail("shop@example.com", ["ada@example.com"], raw)


def get(box, path):
    return httpx.get(f"{box.url}/api/v1/{path}").json()


def test_25_megabytes_are_taken_and_no_more(mailbox):
    line = b"x" * 76 + b"\r\n"
    head = b"Subject: big\r\n\r\n"
    fits = head + line * ((MAX - len(head)) // len(line) - 1)
    send(mailbox, fits)
    with pytest.raises(smtplib.SMTPException) as caught:
        send(mailbox, fits + line * 2)
    code = getattr(caught.value, "smtp_code", None) or caught.value.recipients
    assert code == 552
    assert get(mailbox, "messages")["total"] == 1


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
    assert get(mailbox, "messages")["count"] == 1
    assert isinstance(get(mailbox, "message/latest")["Subject"], str)
    assert httpx.get(mailbox.url).status_code == 200
    assert get(mailbox, "search?query=to:ada@example.com")["messages"]


def test_multiparts_nested_beyond_measure_are_kept(mailbox):
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        for depth in range(3000)
    )
    send(mailbox, b"Subject: deep\r\n" + deep + b"\r\nneedle")
    assert get(mailbox, "message/latest")["Subject"] == "deep"


def test_many_senders_at_once_lose_nothing(mailbox):
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(lambda number: send(mailbox, b"Subject: n%d\r\n\r\nx" % number), range(40))
        )
    subjects = {message["Subject"] for message in get(mailbox, "messages")["messages"]}
    assert subjects == {f"n{number}" for number in range(40)}


def test_what_was_acknowledged_survives_kill_9(tmp_path):
    smtp_port = free_ports(1)[0]
    program = (
        "import asyncio, sys, pathlib\n"
        "from autocrm.stack.mail import MailStore, start_smtp\n"
        "from autocrm.stack.listening import bind\n"
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
            smtp.sendmail("a@example.com", ["b@example.com"], MAIL)
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
