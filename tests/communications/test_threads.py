"""An answer in its thread: its subject, the mail beneath it, and what mail programs go by."""

import datetime as dt
import email
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives

from collections_app.communications.emails import CannotAddress, LaidOut, Mailbox, build_email
from collections_app.communications.plain import plain_text
from collections_app.communications.threads import Quote, answering_subject, quoted
from collections_app.communications.transports.wire import as_bytes
from tests.communications.messages import facts

LONG = f"<{'A' * 60}@AM0PR01MB1234.eurprd01.prod.exchangelabs.example>"
AT = dt.datetime(2026, 5, 12, 9, 14, tzinfo=dt.UTC)


def mail(thread: list[str]) -> EmailMultiAlternatives:
    return build_email(
        sender=Mailbox("ar@tideline.example"),
        reply_to=None,
        recipient=Mailbox("femke@brightwater.example"),
        laid_out=LaidOut("Re: Invoice", "Friday it is.", "<p>Friday it is.</p>"),
        attachments=[],
        message_id="<1@tideline.example>",
        thread=thread,
    )


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Invoice 7", "Re: Invoice 7"),
        ("Re: Invoice 7", "Re: Invoice 7"),
        ("AW: Rechnung", "AW: Rechnung"),
        ("Regarding 7", "Re: Regarding 7"),
        ("", ""),
    ],
)
def test_one_re_stands_before_the_subject(subject, answer):
    assert answering_subject(subject) == answer


def test_identifiers_leave_as_they_came_however_long():
    raw = as_bytes(mail(["<first@x.example>", LONG]))

    assert f"\r\nIn-Reply-To: {LONG}\r\n".encode() in raw
    assert f"\r\nReferences: <first@x.example>\r\n {LONG}\r\n".encode() in raw
    got = email.message_from_bytes(raw, policy=default)
    assert str(got["References"]).split() == ["<first@x.example>", LONG]


def test_what_answers_nothing_names_nothing():
    raw = as_bytes(mail([]))

    assert b"In-Reply-To" not in raw and b"References" not in raw


@pytest.mark.parametrize("name", ["<a\r\nBcc: x@y.example>", "<ä@x.example>", "<a b>"])
def test_what_is_no_identifier_stands_in_no_header(name):
    with pytest.raises(CannotAddress):
        mail([name])


@pytest.mark.parametrize(
    ("language", "intro"),
    [
        ("en", "On 12 May 2026 at 09:14, Femke Oldaal wrote:"),
        ("de", "Am 12. Mai 2026 um 09:14 schrieb Femke Oldaal:"),
    ],
)
def test_their_mail_stands_beneath_line_by_line(language, intro):
    words = "We pay on Friday.\n\nFemke\n> You owe us."

    parts = quoted(Quote("Femke Oldaal", AT, words), language)

    assert plain_text(parts, facts("email", language)) == (
        f"{intro}\n> We pay on Friday.\n>\n> Femke\n> > You owe us.\n"
    )


def test_a_quote_hides_nothing_and_has_an_end():
    who = "Femke https://evil.example"
    parts = quoted(Quote(who, AT, "a\u202eb\ue001\n" + "x\n" * 1000), "en")

    assert parts[0].text == "On 12 May 2026 at 09:14, Femke wrote:"
    assert parts[1].text.split("\n")[0] == "ab"
    assert len(parts[1].text.split("\n")) == 300
