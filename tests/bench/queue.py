"""The queue page through the whole view: the first page, and one deep in the list."""

import re
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collections_app import env
from collections_app.companies.models import Company
from collections_app.reports.checks import misplaced
from collections_app.servers import joining
from collections_app.users.models import User
from tests.bench.data import DAY, World
from tests.bench.databases import clone, kept
from tests.bench.limits import first_rows, make_rows
from tests.bench.printing import Figure, gate
from tests.bench.rounds import p95, timed

MOST_QUERIES = 10
ROWS = re.compile(r'<td class="num score">(\d+)</td>.*?href="([^"]+)"', re.DOTALL)
MORE = re.compile(r'hx-get="(\?after=[^"]+)"')


def queue_figures(world: World, requests: int, deep: int) -> Iterator[Figure]:
    """The time within which 95 of 100 requests are answered, `deep` pages down as well."""
    joining.join(env.VALKEY)
    clone(kept(world.name, world.fill))
    Company.objects.update(walked_on=DAY)  # the page then shows that day
    make_rows()
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get())
    _check_count(client, world)
    title = f"queue, {world.customers:,} customers"
    for name, address in (("first page", "/"), (f"page {deep}", _down(client, deep))):
        ours, limit = _answers(client, address, requests)
        yield Figure(f"{title}, {name}, p95", [p95(ours)], [p95(limit)], aim="<= 50 ms")
        yield Figure(f"{title}, {name}, median", [median(ours)], [median(limit)])
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        yield Figure(f"{title}, {name}", [len(asked)], unit="queries", aim=f"<= {MOST_QUERIES}")


def _answers(client: Client, address: str, requests: int) -> tuple[list[float], list[float]]:
    """Seconds of each request, and of the bare query in turn with it."""
    ours, limit = [], []
    for place in range(requests):
        limit.append(timed(lambda place=place: first_rows(place)))
        ours.append(timed(lambda: client.get(address)))
    return ours, limit


def _check_count(client: Client, world: World) -> None:
    told = re.search(r"([\d,]+) customers? in all", client.get("/").text)
    gate("places kept", misplaced(), [])
    gate("customers in the queue", told and int(told[1].replace(",", "")), world.late_customers)


def _down(client: Client, pages: int) -> str:
    """The address so many pages down; on the way nobody stands twice and points only fall."""
    address, seen, points = "/", set(), []
    for _ in range(pages - 1):
        html = client.get(address, headers={"HX-Request": "true"}).text
        rows = ROWS.findall(html)
        seen |= {link for _, link in rows}
        points += [int(score) for score, _ in rows]
        more = MORE.search(html)
        if more is None:
            break
        address = f"/{more[1]}"
    gate("customers seen once", len(seen), len(points))
    gate("points in order", points, sorted(points, reverse=True))
    return address
