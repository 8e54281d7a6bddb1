"""Nobody sees or does what is not theirs."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.health import healthz
from collections_app.history.models import Event
from collections_app.users.choices import Role
from collections_app.web import customer_page, log_in, people
from tests import factories
from tests.web.conftest import client_of, person
from tests.web.days import late_invoice, waiting_notice, walked

OPEN_TO_ALL = {healthz, people.accept, log_in.LogIn}
BEHIND_A_LINK = {customer_page.page, customer_page.look, customer_page.logo, customer_page.copy}
OPEN_WITH_MAIL = {log_in.reset, log_in.reset_asked, log_in.set_anew, log_in.set_anew_done}


def views(resolver: URLResolver | None = None) -> list:
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            found.append(getattr(one.callback, "view_class", one.callback))
        else:
            found += views(one)
    return found


def is_of_allauth(view: type) -> bool:
    """Of one's own log-in: it asks by itself who is there."""
    return any(one.__module__.startswith("allauth.") for one in getattr(view, "__mro__", ()))


def test_every_view_declares_its_permission() -> None:
    undeclared = [
        view
        for view in views()
        if view not in OPEN_TO_ALL | OPEN_WITH_MAIL | BEHIND_A_LINK
        and not is_of_allauth(view)
        and not hasattr(view, "permission")
        and not hasattr(view, "verifier")
    ]

    assert undeclared == []


def test_what_needs_no_forms_token_is_verified_and_lives_apart() -> None:
    exempt = [view for view in views() if getattr(view, "csrf_exempt", False)]
    verified = [view for view in views() if hasattr(view, "verifier")]

    assert exempt == verified
    assert {view.__module__ for view in exempt} == {
        "collections_app.web.webhooks",
        "collections_app.web.mail_hooks",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/customers/",
        "/customers/1/",
        "/inbox/",
        "/review/",
        "/payments/",
        "/imports/",
        "/imports/1/",
        "/settings/",
        "/policy/",
    ],
)
def test_who_is_not_logged_in_is_sent_to_the_log_in(path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_another_companys_customer_is_not_found(company: Company, clerk: Client) -> None:
    foreign = factories.customer(factories.company())

    for name in ("detail", "history"):
        assert clerk.get(reverse(f"customers:{name}", args=[foreign.pk])).status_code == 404
    logged = clerk.post(reverse("customers:wrap_up", args=[foreign.pk]), {"outcome": "reached"})
    assert logged.status_code == 404
    assert not Communication.objects.exists()


def test_another_companys_mail_and_letter_are_not_found(company: Company, clerk: Client) -> None:
    other = factories.company()
    late_invoice(factories.customer(other), 10)
    walked(other)
    mail = Communication.objects.get()

    assert mail.html
    for name in ("html", "letter"):
        assert clerk.get(reverse(f"communications:{name}", args=[mail.pk])).status_code == 404


def test_another_companys_notice_is_not_found(company: Company, manager: Client) -> None:
    notice = waiting_notice(factories.company())

    for act in ("approve", "skip"):
        response = manager.post(reverse(f"review:{act}", args=[notice.pk]), {"note": "no"})
        assert response.status_code == 404
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_another_companys_queue_is_not_found(company: Company, clerk: Client) -> None:
    other = factories.company()

    assert clerk.get("/", {"company": other.pk}).status_code == 404
    assert clerk.get("/", {"company": "x"}).status_code == 404


def test_who_works_for_nobody_sees_no_queue(db: None) -> None:
    factories.company()

    assert client_of(person(Role.CLERK)).get("/").status_code == 404


def test_an_auditor_reads_all_and_changes_nothing(company: Company, auditor: Client) -> None:
    customer = factories.customer(company)
    late_invoice(customer, 10)

    page = auditor.get(reverse("customers:detail", args=[customer.pk]))
    logged = auditor.post(reverse("customers:wrap_up", args=[customer.pk]), {"outcome": "reached"})

    assert page.status_code == 200
    assert "Log the call" not in page.text
    assert logged.status_code == 403
    for act in ("write_note", "put_hold"):
        path = reverse(f"customers:{act}", args=[customer.pk])
        assert auditor.post(path, {"text": "no"}).status_code == 403
    assert not Communication.objects.exists()


@pytest.mark.parametrize("act", ["approve", "skip"])
def test_a_clerk_releases_and_stops_nothing(company: Company, clerk: Client, act: str) -> None:
    notice = waiting_notice(company)

    page = clerk.get(reverse("review:list"))
    response = clerk.post(reverse(f"review:{act}", args=[notice.pk]), {"note": "no"})

    assert "Approve reminder" not in page.text
    assert response.status_code == 403
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_a_post_without_the_forms_token_is_refused(company: Company) -> None:
    customer = factories.customer(company)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.MANAGER, company))

    response = client.post(reverse("customers:wrap_up", args=[customer.pk]), {"outcome": "reached"})

    assert response.status_code == 403
    assert not Communication.objects.exists()


def test_looking_changes_nothing(company: Company, manager: Client) -> None:
    notice = waiting_notice(company)
    events = Event.objects.count()
    mail = Communication.objects.get()

    for path in (
        "/",
        reverse("review:list"),
        reverse("settings:list"),
        reverse("customers:index"),
        reverse("customers:next", args=[notice.customer_id]),
        reverse("payments:list"),
        reverse("imports:list"),
        reverse("customers:detail", args=[notice.customer_id]),
        reverse("customers:history", args=[notice.customer_id]),
    ):
        assert manager.get(path, follow=True).status_code == 200

    assert Event.objects.count() == events
    assert list(Communication.objects.values_list("pk", "state")) == [(mail.pk, "waiting")]


OF_CUSTOMER = [
    "customers:answered",
    "customers:wrap_up",
    "customers:write_note",
    "customers:put_hold",
]


@pytest.mark.parametrize("name", [*OF_CUSTOMER, "review:approve", "review:skip", "review:went"])
def test_an_act_is_no_link(company: Company, manager: Client, name: str) -> None:
    notice = waiting_notice(company)
    id = notice.customer_id if name in OF_CUSTOMER else notice.pk

    assert manager.get(reverse(name, args=[id])).status_code == 405


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("imports:read", UUID(int=1)),
        ("imports:take_in", UUID(int=1)),
        ("imports:discard", UUID(int=1)),
        ("imports:undo", 1),
        ("payments:allocate", 1),
        ("payments:undo", 1),
    ],
)
def test_an_act_on_a_file_or_on_money_is_no_link(
    company: Company, manager: Client, name: str, id: UUID | int
) -> None:
    assert manager.get(reverse(name, args=[id])).status_code == 405


def test_logging_out_leads_back_to_the_log_in(company: Company, clerk: Client) -> None:
    response = clerk.post(reverse("account_logout"))

    assert response.status_code == 302
    assert response["Location"] == reverse("account_login")
    assert clerk.get("/").status_code == 302
