"""What a mail is and what is new in it, measured on mails that others wrote."""

import csv
from collections import Counter, defaultdict
from email.message import EmailMessage
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.replies.bounces import kind_of_refusal
from collections_app.replies.choices import MailKind
from collections_app.replies.given_back import ids_in_report
from collections_app.replies.kinds import kind_of
from collections_app.replies.quoting import cut
from collections_app.replies.reading import read
from tests.intake.shared import shared

ORDINARY = {"From": "Femke <femke@vandrel.example>", "Subject": "Re: x"}
ID = "6f1c2a34-9b1d-4c55-8a77-0123456789ab"


def mail(text: str = "We pay on Friday.", **headers: str) -> bytes:
    one = EmailMessage()
    for name, value in (ORDINARY | headers).items():
        one[name.replace("_", "-")] = value
    one.set_content(text)
    return one.as_bytes()


@cache
def kinds() -> dict[str, MailKind]:
    mails = sorted(shared("bounces", "mail").glob("*.eml"))
    return {one.name: kind_of(read(one.read_bytes()))[0] for one in mails}


@cache
def expected() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    lines = shared("bounces", "expected.csv").read_text(encoding="utf-8").splitlines()
    for row in csv.DictReader(lines):
        found[Path(row["file"]).name].append(row)
    return found


def test_hard_bounces_are_told_apart_precisely_and_mostly_found():
    judged = expected().items()
    hard = {name for name, rows in judged if any(one["hardbounce"] == "true" for one in rows)}
    said = {name for name, kind in kinds().items() if kind == MailKind.GONE and name in expected()}

    assert len(kinds()) == 297
    assert len(said & hard) / len(said) >= 0.95
    assert len(said & hard) / len(hard) >= 0.80


def test_no_complaint_and_no_absence_is_taken_for_a_dead_address():
    by_machines = {
        name
        for name, rows in expected().items()
        if rows[0]["reason"] in ("feedback", "vacation") or name.startswith(("arf", "rfc3834"))
    }

    found = Counter(kinds()[name] for name in by_machines)

    assert found[MailKind.GONE] == 0
    assert found[MailKind.COMPLAINT] >= 6


def test_no_ordinary_mail_is_taken_for_a_bounce():
    for file in sorted(shared("replies").glob("*.txt")):
        text = file.read_text(encoding="utf-8", errors="replace")
        assert kind_of(read(mail(text)))[0] == MailKind.REPLY, file.name


def test_quoting_is_cut_and_every_word_is_kept():
    cuts = 0
    for file in sorted(shared("replies").glob("*.txt")):
        text = file.read_text(encoding="utf-8", errors="replace")
        parts = cut(text)
        cuts += bool(parts.rest)
        assert f"{parts.new} {parts.rest}".split() == text.split(), file.name
    assert cuts >= 40


@pytest.mark.parametrize(
    ("file", "ends_with", "rest_begins"),
    [
        ("email_german.txt", "nec nec nibh.", "Am 13.12.2017 21:11 schrieb"),
        ("email_german_2.txt", "nec nec nibh.", "Von: John Doe"),
        ("email_4.txt", "another problem with it.", "On Aug 22, 2011, at 7:37 PM, defunkt"),
        ("email_20.txt", "On Thursday.", "> On May 17, 2017"),
        ("email_16.txt", "nec nec nibh.", "Dnia 27 grudnia 2016"),
        ("email_customer_quote_header_2.txt", "Thank you very much.", "From: somedude"),
        ("email_original_message.txt", "nec nec nibh.", "-----original message-----"),
        ("email_german_outlook.txt", "nec nec nibh.", "-----Ursprüngliche Nachricht-----"),
        ("email_fr_multiline.txt", "nec nec nibh.", "Le lun. 15 nov. 2021"),
        ("email_finnish.txt", "nec nec nibh.", "pe 20. lokakuuta 2017"),
        ("email_ios_outlook.txt", "<https://aka.ms/o0ukef>", "________________________________"),
    ],
)
def test_the_cut_lies_where_the_quotation_begins(file, ends_with, rest_begins):
    parts = cut(shared("replies", file).read_text(encoding="utf-8"))

    assert parts.new.endswith(ends_with)
    assert parts.rest.startswith(rest_begins)


def test_an_answer_between_the_quoted_lines_is_not_cut():
    text = "See below.\n\n> When do you pay?\nOn Friday.\n> All of it?\nYes."

    assert cut(text).new == text


@pytest.mark.parametrize(
    ("headers", "text", "kind"),
    [
        ({}, "We pay on Friday.", "reply"),
        ({"Subject": "Delivery of your goods failed us"}, "Nothing works.", "reply"),
        ({"Auto_Submitted": "auto-replied"}, "I am on vacation until May.", "out_of_office"),
        ({"Subject": "Automatische Antwort: Rechnung"}, "Ich bin im Urlaub.", "out_of_office"),
        ({"Subject": "Out of Office: x"}, "user unknown 550 5.1.1", "out_of_office"),
        ({"Auto_Submitted": "auto-replied"}, "Ticket 17 was opened.", "auto_reply"),
        ({"Auto_Submitted": "auto-generated"}, "Payment advice: 1,200.00 paid.", "notice"),
        ({"Auto_Submitted": "auto-generated", "Subject": "Urlaub"}, "Bis Mai.", "out_of_office"),
        ({"Subject": "Réponse automatique : x"}, "Je suis absent.", "out_of_office"),
        ({"X_Autoreply": "yes"}, "We received your mail.", "auto_reply"),
        ({"X_Autoreply": "no"}, "We pay on Friday.", "reply"),
        ({"Auto_Submitted": "no"}, "We pay.", "reply"),
        ({"List_Unsubscribe": "<https://x.example>"}, "Our offers.", "bulk"),
        ({"List_Unsubscribe": "<https://x.example>", "References": "<a@x>"}, "Paid.", "reply"),
        ({"List_Id": "<ap.vandrel.example>", "Precedence": "list"}, "We paid.", "reply"),
        ({"Subject": "Complaint about message from your sales"}, "It was rude.", "reply"),
        ({"X_Auto_Response_Suppress": "All"}, "We pay.", "reply"),
    ],
)
def test_what_a_mail_is(headers, text, kind):
    assert kind_of(read(mail(text, **headers)))[0] == kind


@pytest.mark.parametrize("written_in", ["utf-8", "latin-1"])
def test_signs_that_a_program_writes_as_they_are_are_read(written_in):
    raw = "From: Jörg <j@x.example>\r\nSubject: Respuesta automática: ß\r\n\r\nHola".encode(
        written_in
    )

    found = read(raw)

    assert (found.sender_name, found.sender) == ("Jörg", "j@x.example")
    assert found.subject == "Respuesta automática: ß"
    assert kind_of(found)[0] == "auto_reply"


@pytest.mark.parametrize(
    "words",
    [
        "550-Verification failed for <ar@talbruck.example> 550-Called: 192.0.2.1 550-Response: "
        "550 5.1.1 User unknown 550 Sender verify failed",
        "550 Sender domain talbruck.example does not exist",
        "550 Invalid sender: user unknown",
        "550 HELO host not found",
        "550 Your domain does not exist",
        "550 5.1.1 Recipient address rejected: unverified address: connection refused",
        "554 Listed in an RBL; user unknown",
    ],
)
def test_a_server_that_does_not_believe_us_says_nothing_of_whom_we_wrote_to(words):
    assert kind_of_refusal(words) == MailKind.BOUNCED


def test_a_mail_names_ours_by_its_thread():
    thread = mail(In_Reply_To=f"<{ID}@talbruck.example>", References="<other@x.example>")
    quoted = mail(f"You wrote in {ID}@talbruck.example", References="<other@x.example>")

    assert [str(one) for one in read(thread).names] == [ID]
    assert read(quoted).names == ()


def test_a_report_names_ours_in_what_it_gives_back():
    one = EmailMessage()
    one["From"], one["Subject"] = "MAILER-DAEMON@mail.example", "Undelivered Mail"
    one.set_content("550 5.1.1 User unknown")
    given_back = EmailMessage()
    given_back["Message-ID"] = f"<{ID}@talbruck.example>"
    given_back.set_content("Our reminder.")
    one.add_attachment(given_back)

    found = read(one.as_bytes())

    assert [str(id) for id in ids_in_report(found.message)] == [ID]
    assert "Our reminder" not in found.text


def test_words_of_html_alone_are_words():
    one = EmailMessage()
    one["From"] = "f@x.example"
    one.set_content("<p>We pay <b>on Friday</b>.</p><p>Femke</p>", subtype="html")

    assert read(one.as_bytes()).text == "We pay on Friday.\n\nFemke"


@given(st.binary(max_size=400))
def test_whatever_comes_is_read(raw):
    found = read(raw)
    kind_of(found)
    ids_in_report(found.message)
    cut(found.text)
    assert "\0" not in found.text + found.subject + found.sender


@given(st.text(max_size=400))
def test_no_word_gets_lost_when_a_text_is_cut(text):
    parts = cut(text)

    assert f"{parts.new} {parts.rest}".split() == text.split()
