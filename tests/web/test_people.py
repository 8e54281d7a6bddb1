"""Who works here: changed, switched off and invited by administrators, within their companies."""

import datetime as dt
import re
import smtplib
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from collections_app.companies.models import Company
from collections_app.history.models import Event
from collections_app.mail import NO_SERVER
from collections_app.users.choices import Role
from collections_app.users.models import Invitation, User
from collections_app.web import people_mail
from tests import factories
from tests.web.conftest import client_of, person

HTMX = {"HX-Request": "true"}
PASSWORD = "correct horse battery"
TOO_LATE = "This link opens nothing"


@pytest.fixture
def boss(company: Company) -> User:
    return person(Role.ADMINISTRATOR, company, first_name="Ida", last_name="Brandt")


@pytest.fixture
def office(boss: User) -> Client:
    return client_of(boss)


@pytest.fixture
def jonas(company: Company) -> User:
    return person(Role.CLERK, company, first_name="Jonas", last_name="Kern")


@pytest.fixture(autouse=True)
def no_mail_server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", NO_SERVER)


def change(office: Client, user: User, **said: Any) -> Any:
    companies = [one.pk for one in user.companies.all()]
    form = {"role": user.role, "team": user.team, "companies": companies} | said
    named = {f"p{user.pk}-{name}": value for name, value in form.items()}
    return office.post(f"/people/{user.pk}/change", named, headers=HTMX)


def act(office: Client, user: User, what: str) -> Any:
    return office.post(f"/people/{user.pk}/{what}", headers=HTMX)


def invite(office: Client, company: Company, **said: Any) -> Any:
    form = {"name": "Mira Sandvoss", "email": "mira@talbruck.example", "role": Role.CLERK}
    form |= {"team": "North", "companies": [company.pk]} | said
    return office.post("/people/invite", form, headers=HTMX)


def link_in(page: Any) -> str:
    [path] = re.findall(r"(/invitation/[\w-]{43}/)</code>", page.text)
    return path


def come_in(path: str, client: Client | None = None, **said: str) -> Any:
    form = {"username": "mira", "password1": PASSWORD, "password2": PASSWORD} | said
    return (client or Client()).post(path, form, follow=True)


def test_the_page_says_who_works_here(office: Client, jonas: User) -> None:
    person(Role.CLERK, factories.company(), first_name="Foreign")

    page = office.get("/people/").text

    assert "Jonas Kern" in page and "Ida Brandt" in page
    assert "Foreign" not in page
    assert 'href="/people/"' in office.get("/settings/").text
    assert 'href="/people/"' not in client_of(jonas).get("/settings/").text


def test_another_role_ends_the_log_ins_and_is_remembered(
    office: Client, boss: User, jonas: User
) -> None:
    at_work = client_of(jonas)

    said = change(office, jonas, role=Role.AUDITOR).text

    jonas.refresh_from_db()
    assert "Jonas Kern is changed." in said
    assert jonas.role == Role.AUDITOR
    assert at_work.get("/").status_code == 302
    event = Event.objects.get(kind="user.changed")
    assert (event.by, event.subject_id, event.values) == (
        boss.actor,
        str(jonas.pk),
        {"role": "auditor"},
    )


def test_another_team_ends_nothing(office: Client, jonas: User) -> None:
    at_work = client_of(jonas)

    change(office, jonas, team="North")

    jonas.refresh_from_db()
    assert jonas.team == "North"
    assert at_work.get("/").status_code == 200


def test_nobody_changes_themselves(office: Client, boss: User) -> None:
    for said in (change(office, boss, role=Role.CLERK), act(office, boss, "switch-off")):
        assert "Another administrator changes yours." in said.text
    boss.refresh_from_db()
    assert (boss.role, boss.is_active) == (Role.ADMINISTRATOR, True)


def test_a_company_of_others_is_not_given(office: Client, jonas: User) -> None:
    foreign = factories.company()

    said = change(office, jonas, companies=[foreign.pk])

    assert said.status_code == 422
    assert foreign not in jonas.companies.all()


@pytest.mark.parametrize("what", ["switch-off", "second-factor", "link"])
def test_who_also_works_elsewhere_is_changed_by_who_administers_both(
    office: Client, jonas: User, what: str
) -> None:
    jonas.companies.add(factories.company())

    changed, done = change(office, jonas, role=Role.ADMINISTRATOR), act(office, jonas, what)

    assert changed.status_code in {200, 422}
    assert "They also work for a company that you do not administer." in done.text
    jonas.refresh_from_db()
    assert (jonas.role, jonas.is_active) == (Role.CLERK, True)
    assert not Invitation.objects.exists()


def test_who_is_switched_off_is_out_at_once_and_can_come_back(office: Client, jonas: User) -> None:
    at_work = client_of(jonas)

    said = act(office, jonas, "switch-off").text

    assert "Jonas Kern can log in no more." in said and "Switched off" in said
    assert at_work.get("/").status_code == 302
    act(office, jonas, "switch-on")
    assert client_of(jonas).get("/").status_code == 200
    kinds = Event.objects.filter(subject_kind="user").values_list("kind", flat=True)
    assert {"user.switched_off", "user.switched_on"} <= set(kinds)


def test_a_lost_telephone_is_forgotten(office: Client, jonas: User) -> None:
    at_work = client_of(jonas)
    assert Authenticator.objects.filter(user=jonas).exists()

    act(office, jonas, "second-factor")

    assert not Authenticator.objects.filter(user=jonas).exists()
    assert at_work.get("/").status_code == 302


def test_who_is_invited_comes_in_once(office: Client, boss: User, company: Company) -> None:
    page = invite(office, company)
    path, client = link_in(page), Client()

    shown = client.get(path)
    entered = come_in(path, client)

    assert "shown this once" in page.text and "Mira Sandvoss" in office.get("/people/").text
    assert path not in office.get("/people/").text
    assert shown["Referrer-Policy"] == "same-origin" and "no-store" in shown["Cache-Control"]
    assert f"You will work as clerk for {company}." in shown.text
    assert entered.request["PATH_INFO"] == "/" and entered.status_code == 200
    mira = User.objects.get(username="mira")
    assert (mira.get_full_name(), mira.role, mira.team) == ("Mira Sandvoss", "clerk", "North")
    assert list(mira.companies.all()) == [company]
    assert come_in(path, username="other").status_code == 404
    assert Event.objects.get(kind="user.admitted").by == boss.actor
    assert Event.objects.get(kind="invitation.accepted").by == mira.actor
    _, _, change = office.get("/changes/").text.partition("User mira</b>")
    assert f"made, {boss.display_name}" in change[:200]


def test_the_link_itself_is_kept_nowhere(office: Client, company: Company) -> None:
    token = link_in(invite(office, company)).split("/")[2]

    kept = str(Invitation.objects.values().get()) + str(list(Event.objects.values()))

    assert token not in kept


def test_looking_at_it_uses_nothing_up(office: Client, company: Company) -> None:
    path = link_in(invite(office, company))

    for _ in range(3):
        assert Client().get(path).status_code == 200
    assert come_in(path).status_code == 200


def test_after_three_days_it_opens_nothing(office: Client, company: Company) -> None:
    path, now = link_in(invite(office, company)), timezone.now()

    with time_machine.travel(now + dt.timedelta(hours=71), tick=True):
        assert Client().get(path).status_code == 200
    with time_machine.travel(now + dt.timedelta(hours=73), tick=True):
        assert TOO_LATE in Client().get(path).text
        assert TOO_LATE in come_in(path).text
    assert not User.objects.filter(username="mira").exists()


def test_a_withdrawn_one_opens_nothing(office: Client, company: Company) -> None:
    path = link_in(invite(office, company))

    said = office.post(f"/people/invitations/{Invitation.objects.get().pk}/withdraw", headers=HTMX)

    assert "The invitation of Mira Sandvoss is withdrawn." in said.text
    assert TOO_LATE in come_in(path).text


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "something else"}, "Type the same password once more."),
        ({"password1": "mira@talbruck.example", "password2": "mira@talbruck.example"}, "similar"),
        ({"username": "JONAS"}, "Somebody has this name already."),
        ({"username": "a b"}, "valid username"),
    ],
)
def test_what_does_not_do_is_said_and_the_link_stays_good(
    office: Client, company: Company, said: dict[str, str], says: str
) -> None:
    User.objects.create_user("jonas")
    path = link_in(invite(office, company))

    refused = come_in(path, **said)

    assert refused.status_code == 422
    assert says in refused.text
    assert come_in(path).status_code == 200


def test_a_manager_does_not_invite_and_a_foreign_company_is_none_to_invite_for(
    office: Client, company: Company
) -> None:
    manager = client_of(person(Role.MANAGER, company))

    assert invite(manager, company).status_code == 403
    assert invite(office, factories.company()).status_code == 422
    assert not Invitation.objects.exists()


def test_a_link_for_a_new_password_ends_what_was_open(office: Client, jonas: User) -> None:
    at_work = client_of(jonas)
    Authenticator.objects.filter(user=jonas).delete()
    first, path = (link_in(act(office, jonas, "link")) for _ in range(2))

    entered = come_in(path)

    assert TOO_LATE in come_in(first).text
    assert entered.request["PATH_INFO"] == "/"
    jonas.refresh_from_db()
    assert jonas.check_password(PASSWORD)
    assert at_work.get("/").status_code == 302


def test_a_new_password_is_no_way_round_the_second_factor(office: Client, jonas: User) -> None:
    client_of(jonas)  # who has one

    entered = come_in(link_in(act(office, jonas, "link")))

    assert entered.request["PATH_INFO"] == "/log-in/code/"


def test_with_a_mail_server_the_link_goes_to_the_address(
    office: Client, company: Company, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setitem(settings.MAILERS["default"], "BACKEND", local)

    page = invite(office, company)

    [sent] = mail.outbox
    assert f"{settings.PUBLIC_BASE_URL}{link_in(page)}" in sent.body
    assert (sent.to, sent.from_email) == (["mira@talbruck.example"], company.sender_email)
    assert "It is on its way to mira@talbruck.example." in page.text


def test_a_mail_server_that_refuses_is_told_and_the_link_is_there(
    office: Client, company: Company, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    def refuses(*_: object, **__: object) -> None:
        raise smtplib.SMTPServerDisconnected("mira@talbruck.example")

    monkeypatch.setattr("collections_app.web.people.has_mail", lambda: True)
    monkeypatch.setattr(people_mail, "send_to", refuses)

    page = invite(office, company)

    assert "the mail server did not take the mail" in page.text
    assert link_in(page)
    assert "mira" not in caplog.text
