"""The history of all contacts through the whole view: the newest, one deep, narrowed, searched."""

import re
from collections.abc import Iterator
from statistics import median

from django.test import Client

from collections_app import env
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.servers import joining
from collections_app.users.choices import Role
from collections_app.users.models import User
from tests.bench.data import DAY, World
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import p95, timed
from tests.bench.said import fill_contacts

HTMX = {"HX-Request": "true"}
MORE = re.compile(r'hx-get="([^"]+after=[^"]+)"')
ROW = 'class="of strong"'
ASKED = {
    "newest": "",
    "words that many say": "words=invoice",
    "words that few say": "words=I-%d",
    "a phrase": 'words="please invoice" due',
    "words that nobody says": "words=qxz%d",
    "a customer": "customer=C-%d",
    "a part of a name": "customer=optics %d",
    "a collector": "collector=1",
    "a person": "by=user:1",
    "channel and level": "channel=sms&purpose=call",
    "what bounced": "state=bounced",
    "what bounced, with words": "state=bounced&words=delivery",
    "a day long ago": "since=2028-06-05&until=2028-06-06",
    "a large amount": "amount=9970",
    "calls of a person in a month": "by=user:1&channel=call&since=2029-02-01&until=2029-02-28",
}


def contact_figures(world: World, contacts: int, requests: int) -> Iterator[Figure]:
    """The times within which 95 of 100 are answered, each with other words."""
    joining.join(env.VALKEY)

    def fill() -> None:
        world.fill()
        fill_contacts(contacts)
        Customer.objects.filter(pk__lte=world.customers // 10).update(collector=1)
        User.objects.create_user("manager", role=Role.MANAGER).companies.set(Company.objects.all())

    clone(kept(f"{world.name}_said_{contacts}", fill))
    Company.objects.update(walked_on=DAY)
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username="manager"))
    client.get("/history/")  # reads the templates
    title = f"history, {contacts:,} contacts"
    for name, asked in ASKED.items():
        numbers = [1 + place * 239 % world.customers for place in range(requests)]
        each = [asked.replace("%d", str(number)) for number in numbers]
        yield from _figures(client, f"{title}, {name}", each)
    yield from _figures(client, f"{title}, 20 pages down", [_down(client, 20)] * requests)


def _figures(client: Client, name: str, asked: list[str]) -> Iterator[Figure]:
    rows: list[int] = []
    seconds = [timed(lambda query=query: rows.append(_rows(client, query))) for query in asked]
    gate(f"{name}, rows", min(rows) > 0, "nobody" not in name)
    yield Figure(f"{name}, p95", [p95(seconds)], aim="<= 150 ms")
    yield Figure(f"{name}, median", [median(seconds)])


def _rows(client: Client, query: str) -> int:
    answer = client.get(f"/history/?{query}", headers=HTMX)
    gate(f"history {query}", answer.status_code, 200)
    return answer.text.count(ROW)


def _down(client: Client, pages: int) -> str:
    query = ""
    for _ in range(pages):
        more = MORE.search(client.get(f"/history/?{query}", headers=HTMX).text)
        query = more[1].partition("?")[2].replace("&amp;", "&") if more else query
    return query
