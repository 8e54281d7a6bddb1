"""A session ends: a part of a page stays where it is, and a log-in leads to what can be read."""

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["here", "wrap_up", "write_note"])
def test_a_part_of_a_page_is_told_and_led_nowhere(name: str) -> None:
    client = Client(headers={"HX-Request": "true"})

    response = client.post(reverse(f"customers:{name}", args=[1]))

    assert response.status_code == 401
    assert not {"Location", "HX-Redirect"} & set(response.headers)


@pytest.mark.parametrize(
    ("came_from", "lands_on"),
    [
        ("http://testserver/customers/7/?kind=calls", "/customers/7/%3Fkind%3Dcalls"),
        ("http://elsewhere.example/customers/7/", "/"),
        (None, "/"),
    ],
)
def test_a_form_leads_back_to_the_page_that_it_stood_on(
    came_from: str | None, lands_on: str
) -> None:
    headers = {"Referer": came_from} if came_from else {}

    response = Client().post(reverse("customers:wrap_up", args=[7]), headers=headers)

    assert response["Location"] == f"{reverse('account_login')}?next={lands_on}"


def test_a_part_whose_token_went_with_the_session_is_told_the_same() -> None:
    client = Client(enforce_csrf_checks=True)

    part = client.post(reverse("customers:write_note", args=[1]), headers={"HX-Request": "true"})
    page = client.post(reverse("customers:write_note", args=[1]))

    assert part.status_code == 401
    assert page.status_code == 403
    assert "The form was too old" in page.text
