"""The wordings' pages: what is found, tried, saved, published, compared and gone back to."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from collections_app.communications.models import AvoidedWord, Communication, Wording
from collections_app.communications.shipped import shipped_wording
from collections_app.companies.models import Company
from collections_app.history.models import Event
from tests import factories
from tests.web.days import late_invoice

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 12
REMINDER = shipped_wording("reminder", "email", "en")
PLACE = ("reminder", "email", "en")
OURS = REMINDER.body.replace("If all is well,", "If all is in order,").strip("\n")


@pytest.fixture
def owing(company: Company) -> Company:
    late_invoice(factories.customer(company, name="Vandrel Optics"), 5)
    return company


def url(name: str, *more: object, place: tuple[str, ...] = PLACE) -> str:
    return reverse(f"wordings:{name}", args=[*place, *more])


def typed(body: str = OURS, **more: str) -> dict[str, str]:
    return {"subject": REMINDER.subject, "body": body, "seen_at": ""} | more


def seen(page: str) -> str:
    return re.search(r'name="seen_at" value="([^"]+)"', page)[1]


def test_the_list_says_what_holds_and_where_a_draft_waits(owing: Company, manager: Client) -> None:
    manager.post(url("publish"), typed())
    clerk_draft = typed(body=shipped_wording("reminder", "sms", "es").body.strip() + " ")
    manager.post(url("save", place=("reminder", "sms", "es")), clerk_draft)

    page = manager.get(reverse("wordings:index")).text

    assert page.count('class="own"') == 1
    assert page.count('class="tag on"') == 1
    assert page.count("As shipped") == 89


def test_the_editor_shows_a_customers_message_with_the_text(
    owing: Company, manager: Client, django_assert_max_num_queries
) -> None:
    manager.post(url("publish"), typed())
    manager.post(url("save"), typed(OURS + "\n\nMore."))
    with django_assert_max_num_queries(MOST_QUERIES):
        page = manager.get(url("editor")).text

    assert "{{ greeting }}" in page
    assert "Vandrel Optics" in page
    assert "Tone, parts, length and placeholders are in order." in page


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        ("40 invoices", "INV-1040"),
        ("a credit note", "CN-77"),
        ("a non-Latin name", "東京 太郎"),
        ("two currencies", "JPY"),
        ("a broken promise", "was agreed for"),
        ("nobody known", "Dear Sir or Madam"),
    ],
)
def test_what_is_typed_is_tried_on_hard_cases(
    owing: Company, clerk: Client, case: str, shown: str
) -> None:
    said = clerk.post(url("look"), typed(on=case), headers=HTMX).text

    assert shown in said
    assert not Wording.objects.filter(company=owing).exists()


def test_what_is_typed_is_tried_on_a_real_customer(owing: Company, clerk: Client) -> None:
    customer = owing.customers.get()

    said = clerk.post(url("look"), typed(on=str(customer.pk)), headers=HTMX).text

    assert customer.invoices.get().number in said
    assert not Communication.objects.exists()


def test_another_companys_customer_is_not_shown(owing: Company, clerk: Client) -> None:
    foreign = factories.customer(factories.company(), name="Foreign GmbH")
    invoice = late_invoice(foreign, 5)

    said = clerk.post(url("look"), typed(on=str(foreign.pk)), headers=HTMX).text

    assert invoice.number not in said and "Foreign" not in said


def test_findings_stand_beside_the_text_while_it_is_typed(owing: Company, clerk: Client) -> None:
    said = clerk.post(url("look"), typed(OURS + "\n\nOr the police comes."), headers=HTMX).text
    wrong = clerk.post(url("look"), typed("{{ greting }}"), headers=HTMX)

    assert "“police” has no place in any message." in said
    assert "Did you mean {{ greeting }}?" in wrong.text
    assert "It cannot be said yet." in wrong.text
    assert wrong["HX-Reswap"] == "none"  # the message before stays


def test_a_text_shows_its_segments(owing: Company, clerk: Client) -> None:
    place = ("reminder", "sms", "en")
    body = shipped_wording(*place).body

    said = clerk.post(url("look", place=place), typed(body, on="2 invoices"), headers=HTMX).text

    assert re.search(r"<b>2 segments</b>, \d+ of 306 plain signs", said)


def test_a_mail_is_shown_in_its_layout_and_nothing_in_it_acts(
    owing: Company, clerk: Client
) -> None:
    response = clerk.post(reverse("wordings:mail", args=["reminder", "en"]), typed(on="2 invoices"))

    assert "If all is in order," in response.text
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_letter_is_shown_on_paper(owing: Company, clerk: Client) -> None:
    body = shipped_wording("first_letter", "letter", "es").body
    path = reverse("wordings:paper", args=["first_letter", "es"])

    response = clerk.post(path, typed(body, on="40 invoices"))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


def test_a_clerk_drafts_and_a_manager_publishes(
    owing: Company, clerk: Client, manager: Client
) -> None:
    saved = clerk.post(url("save"), typed(), headers=HTMX).text
    assert "The draft is saved." in saved
    assert clerk.post(url("publish"), typed()).status_code == 403

    said = manager.post(url("publish"), typed(seen_at=seen(saved)), headers=HTMX).text

    version = Wording.objects.get(company=owing)
    assert "Version 1 holds for what is written now." in said
    assert (version.version, version.body) == (1, OURS)
    assert version.published_by.startswith("user:")


def test_a_draft_that_somebody_saved_meanwhile_is_not_written_over(
    owing: Company, clerk: Client, manager: Client
) -> None:
    clerk.post(url("save"), typed())

    response = manager.post(url("save"), typed(OURS + "\n\nMore."), headers=HTMX)

    assert response.status_code == 422
    assert "Somebody has saved or published this text since you opened it." in response.text
    assert "More." in response.text
    assert Wording.objects.get(company=owing).body == OURS


@pytest.mark.parametrize(("act", "says"), [("save", "the draft, saved"), ("publish", "version 1")])
def test_who_is_refused_sees_what_the_other_wrote(
    owing: Company, manager: Client, act: str, says: str
) -> None:
    theirs = typed(OURS.replace("If all is in order,", "If all is tickety-boo,"))
    manager.post(url(act), theirs)

    page = manager.post(url("publish"), typed(OURS + "\n\nMore."), headers=HTMX).text

    assert f"From {says}" in page and " by " in page
    assert "<del>tickety-boo,</del>" in page
    assert "<ins>in order,</ins>" in page and "More.</ins>" in page
    assert "<del>" not in manager.get(url("editor")).text


def test_pressing_save_again_does_not_write_over_what_nobody_has_read(
    owing: Company, clerk: Client, manager: Client
) -> None:
    opened_at = seen(manager.post(url("save"), typed(), headers=HTMX).text)
    clerk.post(url("save"), typed(OURS + "\n\nTheirs.", seen_at=opened_at))
    mine = typed(OURS + "\n\nMine.", seen_at=opened_at)

    refused = manager.post(url("save"), mine, headers=HTMX)
    again = manager.post(url("save"), mine | {"seen_at": seen(refused.text)}, headers=HTMX)

    assert (refused.status_code, again.status_code) == (422, 422)
    assert "Mine." in again.text
    assert Wording.objects.get(company=owing).body == OURS + "\n\nTheirs."


def test_a_version_that_somebody_published_meanwhile_is_not_taken_back_unseen(
    owing: Company, clerk: Client, manager: Client
) -> None:
    manager.post(url("publish"), typed())

    response = clerk.post(url("save"), typed(OURS + "\n\nMore."), headers=HTMX)

    assert response.status_code == 422
    assert "Somebody has saved or published this text since you opened it." in response.text
    assert Wording.objects.get(company=owing).version == 1


def test_what_must_not_go_is_refused_and_stays_typed(owing: Company, manager: Client) -> None:
    response = manager.post(url("publish"), typed(OURS + "\n\nOr the police comes."), headers=HTMX)

    assert response.status_code == 422
    assert "It cannot be published yet" in response.text
    assert "Or the police comes." in response.text
    assert not Wording.objects.filter(company=owing).exists()


def test_what_holds_already_leaves_no_draft_behind(owing: Company, manager: Client) -> None:
    seen_at = seen(manager.post(url("publish"), typed(), headers=HTMX).text)

    said = manager.post(url("publish"), typed(seen_at=seen_at), headers=HTMX)

    assert said.status_code == 422 and "says what holds already" in said.text
    assert Wording.objects.get(company=owing).version == 1


def test_versions_are_compared_and_gone_back_to(owing: Company, manager: Client) -> None:
    manager.post(url("publish"), typed())

    compared = manager.get(url("compare", 0), headers=HTMX).text
    back = manager.post(url("back", 0), headers=HTMX).text

    assert "<del>well,</del><ins>in order,</ins>" in compared
    assert "Version 2 says what the text that shipped said." in back
    manager.post(url("back", 1), headers=HTMX)
    event = Event.objects.filter(kind="wording.published").latest("pk")
    assert (event.values["version"], event.values["back_to"]) == (3, 1)
    assert Wording.objects.get(company=owing, version=2).body == REMINDER.body.strip("\n")
    assert manager.get(url("compare", 9)).status_code == 404


def test_a_draft_is_discarded(owing: Company, clerk: Client) -> None:
    clerk.post(url("save"), typed())

    said = clerk.post(url("discard"), headers=HTMX).text

    assert "The draft is gone." in said
    assert not Wording.objects.filter(company=owing).exists()


def test_a_company_keeps_words_of_its_own(owing: Company, clerk: Client) -> None:
    words = {"language": "en", "word": "tickety*", "instead": "Write “well”."}

    said = clerk.post(reverse("wordings:avoid"), words, headers=HTMX).text
    twice = clerk.post(reverse("wordings:avoid"), words, headers=HTMX).text
    found = clerk.post(url("look"), typed(OURS + " Tickety-boo."), headers=HTMX).text
    avoided = AvoidedWord.objects.get()
    off = clerk.post(reverse("wordings:allow", args=[avoided.pk]), headers=HTMX).text

    assert "“tickety*” is found in every English text." in said
    assert "is on the list already" in twice
    assert "“Tickety” is on your company&#x27;s own list." in found
    assert "is off the list" in off


def test_another_companys_word_is_not_found(owing: Company, clerk: Client) -> None:
    other = factories.company()
    avoided = AvoidedWord.objects.create(
        company=other, language="en", word="x", instead="y", by="user:1", at="2026-05-12T00:00Z"
    )

    assert clerk.post(reverse("wordings:allow", args=[avoided.pk])).status_code == 404


def test_an_auditor_reads_and_changes_nothing(owing: Company, auditor: Client) -> None:
    page = auditor.get(url("editor")).text

    assert "disabled" in page and "Save draft" not in page
    for name in ("save", "look", "discard"):
        assert auditor.post(url(name), typed()).status_code == 403


def test_a_wording_that_never_shipped_is_not_found(owing: Company, clerk: Client) -> None:
    for place in (("fourth", "email", "en"), ("reminder", "email", "fi")):
        assert clerk.get(url("editor", place=place)).status_code == 404


@pytest.mark.parametrize("wording", ["courtesy_note", "thank_you", "call", "follow_up"])
def test_every_kind_of_wording_is_tried_on_a_customer(
    owing: Company, clerk: Client, wording: str
) -> None:
    channel = "call" if wording == "call" else "email"

    page = clerk.get(url("editor", place=(wording, channel, "de")))

    assert page.status_code == 200
    assert "It cannot be said yet" not in page.text
