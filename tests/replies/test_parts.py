"""Which of a mail's words are its own, and that no mail costs more than its size is worth."""

import os
import subprocess
import sys
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from collections_app.replies.parts import MOST_DEPTH, MOST_FILES, TooManyParts, files_in
from collections_app.replies.reading import read

DISPUTE = MIMEText("<p>We dispute invoice 1.</p>", "html")
FOOTER = MIMEText("This mail was checked by AcmeScan.")
PLAIN = MIMEText("We dispute invoice 1.")


def mail(kind: str, *parts: MIMEBase) -> bytes:
    one = MIMEMultipart(kind)
    one["From"] = "femke@vandrel.example"
    for part in parts:
        one.attach(part)
    return one.as_bytes()


def group(kind: str, *parts: MIMEBase) -> MIMEMultipart:
    return MIMEMultipart(kind, _subparts=parts)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (mail("mixed", DISPUTE, FOOTER), ["We dispute invoice 1.", "AcmeScan."]),
        (mail("mixed", FOOTER, DISPUTE), ["AcmeScan.", "We dispute invoice 1."]),
        (mail("alternative", PLAIN, DISPUTE), ["We dispute invoice 1."]),
        (mail("alternative", DISPUTE, PLAIN), ["We dispute invoice 1."]),
        (mail("alternative", MIMEText("[cid:logo.png]\n"), DISPUTE), ["We dispute invoice 1."]),
        (
            mail("mixed", group("alternative", PLAIN, group("related", DISPUTE)), FOOTER),
            ["We dispute invoice 1.", "AcmeScan."],
        ),
        (
            mail("alternative", DISPUTE, MIMEText("BEGIN:VCALENDAR", "calendar")),
            ["We dispute invoice 1."],
        ),
        (mail("mixed", DISPUTE, MIMEText("BEGIN:VCARD", "x-vcard")), ["We dispute invoice 1."]),
    ],
)
def test_all_that_a_mail_says_is_read_once_and_in_its_order(raw, words):
    text = read(raw).text

    assert [text.count(one) for one in words] == [1] * len(words)
    assert sorted(words, key=text.index) == words
    assert "BEGIN" not in text and "cid" not in text


def test_cells_of_a_table_are_words_apart():
    table = "<table><tr><td>Invoice 1</td><td>1,200.00</td></tr></table>"

    assert read(mail("mixed", MIMEText(table, "html"))).text.split() == ["Invoice", "1", "1,200.00"]


def nested(depth: int, below: bytes) -> bytes:
    head = b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    inner = b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n"
    return head + b"".join(inner % (n, n + 1) for n in range(depth)) + below


@pytest.mark.parametrize(
    "raw",
    [
        nested(MOST_DEPTH + 1, b""),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2000,
    ],
)
def test_too_many_parts_are_not_taken_apart(raw):
    with pytest.raises(TooManyParts):
        read(raw)


HTML = b"From: a@b.example\r\nContent-Type: text/html\r\n\r\n"
ROWS = b"<tr><td>b</td><td>c</td></tr>"
# The seconds are of the processor's work, the bytes of all memory: what is idle or busy with others
# does not count.
READS = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from collections_app.replies import bounces, kinds, quoting, reading
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 300 * 2**20,) * 2)
try:
    found = reading.read(sys.stdin.buffer.read())
    kinds.kind_of(found)
    quoting.cut(found.text)
except reading.CANNOT_READ:
    pass
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Measured on Linux alone.")
@pytest.mark.parametrize(
    "raw",
    [
        HTML + b"<table><tr><td>" + b"a" * 100_000 + b"</td><td>x</td></tr>" + ROWS * 3000,
        HTML + b"<ul><li>" * 120 + b"<li>x" * 200_000,
        HTML + b"<p style='margin-top:9999999em'>x" * 50_000,
        nested(MOST_DEPTH, b"\n" * 1_900_000),
        nested(900, b"\n" * 1_900_000),
    ],
    ids=["wide-table", "lists", "margins", "layers", "more-layers"],
)
def test_the_worst_mail_takes_little_memory_and_work(raw):
    child = subprocess.run(
        [sys.executable, "-c", READS],
        input=raw,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "collections_app.settings"},
        capture_output=True,
        check=False,
    )

    assert (child.returncode, child.stderr.decode()) == (0, "")


def file(kind: str, disposition: str = "", **headers: str) -> MIMEBase:
    one = MIMEBase(*kind.split("/"))
    if disposition:
        one["Content-Disposition"] = disposition
    for name, value in headers.items():
        one[name.replace("_", "-")] = value
    return one


@pytest.mark.parametrize(
    ("part", "names"),
    [
        (file("application/pdf", 'attachment; filename="Avis 17.pdf"'), ["Avis 17.pdf"]),
        (file("application/pdf", "attachment; filename*=utf-8''%C3%9C.pdf"), ["Ü.pdf"]),
        (file("application/pdf", 'attachment; filename="=?utf-8?q?=C3=9C?=.pdf"'), ["Ü.pdf"]),
        (file("application/pdf", "attachment; filename*=x-none''%ff"), ["ÿ"]),
        (file("application/pdf", "attachment"), ["application/pdf"]),
        (file("application/pkcs7-mime"), ["application/pkcs7-mime"]),
        (file("text/calendar"), ["text/calendar"]),
        (file("image/png", 'inline; filename="logo.png"', Content_ID="<1@x>"), []),
        (file("application/pkcs7-signature", 'attachment; filename="smime.p7s"'), []),
    ],
)  # fmt: skip
def test_what_a_mail_brings_beside_its_words_is_named(part, names):
    assert files_in(read(mail("mixed", PLAIN, part)).message) == names


def test_of_many_files_some_are_named():
    many = [file("application/pdf", "attachment") for _ in range(MOST_FILES + 5)]

    assert len(files_in(read(mail("mixed", PLAIN, *many)).message)) == MOST_FILES
