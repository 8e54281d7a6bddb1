"""A clerk's day through the whole view: finding who calls, and the acts of a customer's page."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from statistics import median
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from collections_app import env
from collections_app.communications.models import Communication
from collections_app.companies.models import Company
from collections_app.customers.models import Contact, Customer
from collections_app.disputes.models import Dispute
from collections_app.dunning.models import Hold
from collections_app.invoices.models import Invoice
from collections_app.memory import settle
from collections_app.promises.models import Promise
from collections_app.servers import joining
from collections_app.users.models import User
from tests.bench.data import DAY, World
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import p95, timed

HTMX = {"HX-Request": "true"}
NO_MAIL = {"drafted": "seen", "was_to_send": "on"}  # it was shown, and its box is not ticked
LATER = "2030-03-13"
# The hidden fields and the words of the mail; its box is ticked.
PROPOSED = re.compile(
    r'name="(drafted|was_to_send|mail_subject|mail_text|sends_mail)"[^>]*?'
    r'(?: value="([^"]*)"|>([^<]*)</textarea>| checked)'
)
Ask = Callable[[], HttpResponse]
Ready = Callable[[Customer], Ask]  # what the page holds already is not part of the time
Values = dict[str, Any]


def desk_figures(world: World, requests: int) -> Iterator[Figure]:
    """The times within which 95 of 100 are answered, each about another customer."""
    joining.join(env.VALKEY)
    clone(kept(world.name, world.fill))
    Company.objects.update(walked_on=DAY)  # the page then shows that day
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    for path in ("/customers/", "/customers/1/"):
        client.get(path)  # reads the templates
    settle()  # as the web server does
    customers = _customers(world, requests)
    title = f"desk, {world.customers:,} customers"
    for name, ready in _searches(client).items():
        yield from _figures(f"{title}, search by {name}", ready, customers, "<= 150 ms")
    for name, ready in _acts(client, _Known(client, customers)).items():
        yield from _figures(f"{title}, {name}", ready, customers, "<= 100 ms")
    gate("calls logged", Communication.objects.filter(channel="call").count(), 4 * requests)
    gate("notes written", Communication.objects.filter(channel="note").count(), requests)
    gate("holds put", Hold.objects.count(), requests)
    gate("promises taken", Promise.objects.filter(made_on=DAY).count(), 2 * requests)
    gate("mails sum up", Communication.objects.filter(purpose="follow_up").count(), requests)
    gate("disputes raised", Dispute.objects.count(), requests)
    gate("own mails written", Communication.objects.filter(purpose="own_mail").count(), requests)


def _customers(world: World, requests: int) -> list[Customer]:
    """Spread over all of them."""
    step = max(world.customers // requests, 1)
    ids = range(1, world.customers + 1, step)
    return list(Customer.objects.filter(pk__in=list(ids)[:requests]).order_by("pk"))


def _figures(name: str, ready: Ready, customers: list[Customer], aim: str) -> Iterator[Figure]:
    answers: list[HttpResponse] = []

    def answered(customer: Customer) -> float:
        ask = ready(customer)
        return timed(lambda: answers.append(ask()))

    seconds = [answered(one) for one in customers]
    gate(f"{name}, answers", {one.status_code for one in answers} <= {200, 302}, True)
    yield Figure(f"{name}, p95", [p95(seconds)], aim=aim)
    yield Figure(f"{name}, median", [median(seconds)])


def _searches(client: Client) -> dict[str, Ready]:
    """What a caller says; one word of the name is in all names."""

    def by(words: Callable[[Customer], str]) -> Ready:
        return lambda customer: partial(client.get, "/customers/", {"q": words(customer)})

    return {
        "three letters": by(lambda one: "van"),
        "part of the name": by(lambda one: f"optics {one.pk}"),
        "invoice": by(lambda one: f"i-{one.pk}"),
        "phone": by(lambda one: f"020 {one.pk:07}"),
        "nothing that is known": by(lambda one: f"qxz {one.pk}"),
    }


class _Known:
    """What the forms of these customers' pages hold."""

    def __init__(self, client: Client, customers: list[Customer]) -> None:
        self.client = client
        ids = [one.pk for one in customers]
        contacts = Contact.objects.filter(customer__in=ids)
        self.contacts = dict(contacts.values_list("customer_id", "pk"))
        self.invoices: dict[int, list[int]] = {}
        opened = Invoice.objects.filter(customer__in=ids, balance__gt=0).order_by("pk")
        for customer, invoice in opened.values_list("customer_id", "pk"):
            self.invoices.setdefault(customer, []).append(invoice)

    def spoke(self, one: Customer) -> Values:
        return {"outcome": "reached", "contact": self.contacts[one.pk]}

    def promised(self, one: Customer) -> Values:
        return self.promise(one, of=0) | NO_MAIL

    def promise(self, one: Customer, *, of: int) -> Values:
        said = {"has": "promise", "promised": self.invoices[one.pk][of], "pays_on": LATER}
        return self.spoke(one) | said | {"amount": "10", "parts": "1", "rhythm": "monthly"}

    def summed_up(self, one: Customer) -> Values:
        """The same once more, with the mail that the page proposes for it."""
        said = self.promise(one, of=-1)
        page = self.client.post(f"/customers/{one.pk}/wrap-up/next", said, headers=HTMX).text
        mail = PROPOSED.findall(page)
        return said | {name: unescape(value or text) or "on" for name, value, text in mail}

    def disputed(self, one: Customer) -> Values:
        last = self.invoices[one.pk][-1]
        said = {"has": "dispute", "disputed": last, "dispute_reason": "price"}
        return self.spoke(one) | NO_MAIL | said | {"disputed_amount": "5", "answer_due_on": LATER}

    def mailed(self, one: Customer) -> Values:
        return {"contact": self.contacts[one.pk], "subject": "Your order", "text": "As you asked."}


def seen(one: Customer) -> str:
    """What a page says of itself, so that an act on it hears of what others did since."""
    return f"{one.pk}@{LATER}T23:00:00+00:00"  # after all that the world holds


def _acts(client: Client, known: _Known) -> dict[str, Ready]:
    """As htmx asks; each answers with the part of the page that changed."""

    def get(path: str) -> Ready:
        return lambda one: partial(client.get, f"/customers/{one.pk}/{path}", headers=HTMX)

    def post(path: str, given: Callable[[Customer], Values] = lambda _: {}, **values: str) -> Ready:
        return lambda one: partial(
            client.post,
            f"/customers/{one.pk}/{path}",
            {"once": str(uuid4()), "seen": seen(one)} | values | given(one),
            headers=HTMX,
        )

    return {
        "customer": lambda one: partial(client.get, f"/customers/{one.pk}/"),
        "next customer": get("next"),
        "next level shown": get("send-now/"),
        "own mail begun": get("mail"),
        "own mail sent": post("mail/send", known.mailed),
        "wrap-up proposed": post("wrap-up/next", outcome="reached"),
        "no answer logged": post("wrap-up/", quick="no_answer"),
        "promise taken": post("wrap-up/", known.promised),
        "promise taken, with its mail": post("wrap-up/", known.summed_up),
        "dispute raised": post("wrap-up/", known.disputed),
        "note written": post("notes/", text="The run is on the 6th."),
        "hold put": post("holds/", until_on="2030-03-20", reason="asked"),
        "standing set": post(
            "standing/", standing="represented", standing_reason="Lawyers speak", review_on=LATER
        ),
    }
