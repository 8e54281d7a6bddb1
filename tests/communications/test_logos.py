"""A company's logo in its mails: small, inside the message, and the same on our page."""

import io

import pytest
from PIL import Image

from collections_app.communications.emails import Mailbox, build_email, lay_out
from collections_app.communications.logos import mail_logo, with_logo
from collections_app.lib.files import keep, read
from tests.communications.messages import COMPANY, facts, rendered, replace
from tests.documents.test_logos import a_file


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    mail_logo.cache_clear()


def laid_out(logo: str):
    company = replace(COMPANY, logo=logo)
    return lay_out(body=rendered("reminder"), facts=facts(company=company))


def test_it_stands_where_the_name_stood_and_goes_inside_the_mail():
    logo, _ = keep(a_file(size=(1200, 360)), suffix=".png")

    mail = laid_out(logo)

    assert 'src="cid:logo@dunwell" alt="Talbruck Instruments GmbH"' in mail.html
    carried = Image.open(io.BytesIO(read(mail.logo)))
    assert carried.height <= 88 and carried.width <= 520
    built = build_email(
        sender=Mailbox("ar@talbruck.example"),
        reply_to=None,
        recipient=Mailbox("femke@vandrel.example"),
        laid_out=mail,
        attachments=[],
        message_id="<1@talbruck.example>",
    )
    [picture] = built.attachments
    assert picture["Content-ID"] == "<logo@dunwell>"
    assert picture.get_content_disposition() == "inline"


def test_without_one_the_mail_begins_with_the_name():
    mail = laid_out("")

    assert mail.logo == "" and "cid:" not in mail.html
    assert "Talbruck Instruments GmbH" in mail.html.split("<td", 3)[1]


def test_a_page_shows_the_picture_itself():
    logo, _ = keep(a_file(size=(300, 100)), suffix=".png")
    mail = laid_out(logo)

    shown = with_logo(mail.html, mail.logo)

    assert "cid:" not in shown and "data:image/png;base64,iVBOR" in shown
