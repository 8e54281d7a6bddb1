"""The first person comes in by a link that the installation prints, and nobody else does."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from collections_app.jobs.management.commands.up import welcome
from collections_app.users.models import Invitation, User
from tests import factories
from tests.web.conftest import client_of

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
SAID = {"name": "Ida Brandt", "email": "ida@talbruck.example", "username": "ida"}
SAID |= {"password1": PASSWORD, "password2": PASSWORD}


def link_in(said: str) -> str:
    [path] = re.findall(r"(/invitation/[\w-]{43}/)", said)
    return path


def printed(capsys: pytest.CaptureFixture) -> str:
    call_command("person")
    return link_in(capsys.readouterr().out)


def test_the_first_administrator_says_who_they_are_and_opens_a_company(capsys) -> None:
    client = Client()

    page = client.post(printed(capsys), SAID, follow=True)

    ida = User.objects.get()
    assert (ida.display_name, ida.email, ida.role) == (
        "Ida Brandt",
        "ida@talbruck.example",
        "administrator",
    )
    assert page.redirect_chain[-1][0] == "/set-up/company/"
    assert "Open the company" in page.text


def test_the_first_administrator_works_for_the_companies_that_are_there(capsys) -> None:
    company = factories.company()

    page = Client().post(printed(capsys), SAID, follow=True)

    assert list(User.objects.get().companies.all()) == [company]
    assert page.redirect_chain[-1][0] == "/"


def test_what_the_first_one_leaves_out_is_asked_for(capsys) -> None:
    answer = Client().post(printed(capsys), SAID | {"name": "", "email": "ida"})

    assert answer.status_code == 422
    assert "Say who you are: first and last name." in answer.text
    assert "Enter a valid email address." in answer.text


def test_a_link_is_void_as_soon_as_another_is_printed_or_somebody_is_in(capsys) -> None:
    first, second = printed(capsys), link_in(" ".join(welcome()))
    by_command = factories.company()

    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    call_command("person", "ada", "Ada Lovell", "--company", str(by_command.pk))
    assert Client().post(second, SAID).status_code == 404
    assert not any("/invitation/" in one for one in welcome())


def test_who_has_a_log_in_invites_the_others(capsys) -> None:
    call_command("person", "ada", "Ada Lovell", "--company", str(factories.company().pk))
    capsys.readouterr()

    call_command("person")

    assert "Somebody has a log-in already" in capsys.readouterr().out
    assert not Invitation.objects.exists()


def test_the_log_in_says_where_the_link_is_found_while_nobody_has_one() -> None:
    empty = Client().get("/", follow=True)
    User.objects.create_user("ada")

    assert "prints a new one" in empty.text
    assert "manage.py person" in empty.text
    assert "manage.py person" not in Client().get("/", follow=True).text


def test_a_clerk_without_a_company_is_not_led_to_one() -> None:
    assert client_of(User.objects.create_user("jonas")).get("/").status_code == 404


def test_an_address_is_given_by_command() -> None:
    company = str(factories.company().pk)
    call_command("person", "ada", "Ada Lovell", "--company", company, "--email", "a@x.example")
    call_command("person", "ada", "Ada Lovell", "--company", company, "--email", "b@x.example")

    assert User.objects.get().email == "b@x.example"
