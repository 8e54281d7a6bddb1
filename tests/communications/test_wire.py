"""A mail's bytes: whatever was written in it, the standard library reads the same again."""

import email
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import example, given
from hypothesis import strategies as st

from collections_app.communications.emails import header_words
from collections_app.communications.transports.wire import as_bytes

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)
files = st.lists(st.binary(max_size=500), max_size=2)


def mail(
    subject="Invoice 7", text="Dear Ms Oldaal", html="<p>Dear Ms Oldaal</p>", name="", files=()
):
    sender = str(Address(header_words(name, 60), "books", "tideline.example"))
    one = EmailMultiAlternatives(
        header_words(subject, 200),
        text,
        sender,
        ["femke@brightwater.example"],
        headers={"Message-ID": "<1@tideline.example>"},
    )
    one.attach_alternative(html, "text/html")
    for content in files:
        one.attach("first-letter.pdf", content, "application/pdf")
    return one


def read(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def lines_of(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


@given(subject=words, text=words, html=words, name=words, files=files)
@example(subject="", text=".\n..\nFrom me\n", html="=3D =\n", name="", files=[])
@example(subject="é" * 200, text="x" * 3000, html="\r", name='"Ä", <b@c>', files=[b"=_mixed"])
@example(subject="", text="--=_texts\n--=_mixed--", html=" \n\t\n", name="=?utf-8?q?x?=", files=[])
def test_the_same_is_read_again(subject, text, html, name, files):
    sent = mail(subject, text, html, name, files)

    content = as_bytes(sent)

    got = read(content)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert (got["Subject"] or "").split() == header_words(subject, 200).split()
    assert got["From"].addresses[0].addr_spec == "books@tideline.example"
    assert got["To"] == "femke@brightwater.example"
    body, other = got.get_body(("plain",)), got.get_body(("html",))
    assert body and other
    assert [lines_of(one.get_content()) for one in (body, other)] == [
        lines_of(text),
        lines_of(html),
    ]
    assert [one.get_content() for one in got.iter_attachments()] == files
    assert not [defect for part in got.walk() for defect in part.defects]


def test_a_picture_goes_with_the_html_and_is_no_file_beside_the_text():
    one = mail(html='<img src="cid:logo@dunwell">', files=[b"%PDF"])
    picture = MIMEPart()
    picture.set_content(b"\x89PNG", "image", "png", disposition="inline", cid="<logo@dunwell>")
    one.attach(picture)

    got = read(as_bytes(one))

    shown = got.get_body(("related",))
    assert shown and [part.get_content_type() for part in shown.iter_parts()] == [
        "text/html",
        "image/png",
    ]
    [inside] = shown.iter_attachments()
    assert (inside["Content-ID"], inside.get_content()) == ("<logo@dunwell>", b"\x89PNG")
    assert [part.get_content() for part in got.iter_attachments()] == [b"%PDF"]
    assert got.get_body(("plain",)).get_content().strip() == "Dear Ms Oldaal"


def test_it_says_who_when_and_which():
    got = read(as_bytes(mail()))

    assert (got["Message-ID"], got["MIME-Version"]) == ("<1@tideline.example>", "1.0")
    assert got["Date"].datetime
    assert got.get_content_type() == "multipart/alternative"


@pytest.mark.parametrize("subject", ["a\nBcc: b@c.example", "a\r\n\r\nb", "a\rb"])
def test_a_header_of_two_lines_is_refused(subject):
    one = mail()
    one.subject = subject

    with pytest.raises(ValueError, match=r"linefeed|carriage"):
        as_bytes(one)
