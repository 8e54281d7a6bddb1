"""The mail as it is laid out: what it says twice, what it escapes, and where it links."""

import re
from html.parser import HTMLParser

import pytest

from collections_app.communications.emails import lay_out
from collections_app.communications.values import ContactFacts
from tests.communications.messages import (
    CUSTOMER,
    a_line,
    facts,
    in_one_line,
    lines,
    rendered,
    replace,
)


class Reader(HTMLParser):
    """What a mail program would show, and every address it would fetch or follow."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [str(v) for name, v in attrs if name in ("href", "src", "background")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html.partition("<body")[2])
    return reader


def laid_out(**changes):
    return lay_out(body=rendered("first_letter", **changes), facts=facts(**changes))


def test_both_parts_say_the_same():
    mail = laid_out(lines=lines(2))
    shown = read(mail.html)

    for words in ("TI-26-0001", "100.10 EUR", "300.20 EUR", "DE89 3704 0044 0532 0130 00"):
        assert words in mail.text
        assert words in shown.text
    assert "300.20 EUR by Tuesday 26 May 2026" in shown.text


def test_style_stands_in_the_elements_and_nothing_is_fetched_or_linked():
    mail = laid_out()
    shown = read(mail.html)

    assert '<td class="hd" style="' in mail.html
    assert "@media" in mail.html
    assert shown.addresses == []
    assert not set(shown.tags) & {"a", "img", "script", "link", "form", "iframe", "object"}


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_language_of_the_mail_is_said(language):
    assert f'<html lang="{language}">' in laid_out(language=language).html


def test_markup_in_a_name_is_words():
    name = '<a href="//evil.example">click</a><script>alert(1)</script> {{ 7*7 }} {% x %}'

    mail = laid_out(contact=ContactFacts(name), lines=[a_line(purchase_order=name)])
    shown = read(mail.html)

    assert shown.addresses == []
    assert "script" not in shown.tags
    assert 'Dear <a href="//evil.example">click</a><script>alert(1)</script> {{ 7*7 }}' in (
        shown.text
    )
    assert "{{ 7*7 }} {% x %}" in in_one_line(mail.text)


def test_a_link_in_a_name_is_taken_out():
    name = "Femke https://evil.example/pay \u202eOldaal"

    mail = laid_out(contact=ContactFacts(name), customer=replace(CUSTOMER, name=name))

    assert "Dear Femke Oldaal," in mail.text
    assert "evil" not in mail.text + mail.html


def test_subject_is_one_line():
    mail = laid_out(lines=[a_line("TI\r\nBcc: x@y.example")])

    assert mail.subject.startswith("Invoice TI Bcc: x@y.example, 14,980.00 EUR")


def test_forty_invoices_and_their_total_are_listed():
    shown = read(laid_out(lines=lines(40)).html)

    assert len(re.findall(r"TI-26-00\d\d", shown.text)) == 40
    assert "Total 82,004.00 EUR" in shown.text
