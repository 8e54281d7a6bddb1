"""Looking ahead: 30 days of every customer, with the ladder as it is and with a draft."""

from collections.abc import Iterator

from django.db import connection

from collections_app.companies.models import Company
from collections_app.dunning.models import Foreseen
from collections_app.dunning.simulating import ask, go_on
from tests.bench.data import DAY, NOON, World
from tests.bench.databases import clone, kept
from tests.bench.printing import Figure, gate
from tests.bench.rounds import timed

DRAFT = {"": {"first_letter": {"after_due_days": 10}}}


def ahead_figures(world: World) -> Iterator[Figure]:
    """How long a question takes, beside writing its answer with nothing to think about."""
    clone(kept(world.name, world.fill))
    company = Company.objects.get()
    simulation = ask(company=company, draft=DRAFT, on=DAY, by="bench", at=NOON)

    def answer() -> None:
        while go_on(simulation_id=simulation.pk, at=NOON):
            pass

    seconds = timed(answer, is_long=True)
    simulation.refresh_from_db()
    gate("customers looked at", simulation.looked_at, world.customers)
    gate("variants", Foreseen.objects.values("is_draft").distinct().count(), 2)
    limit = timed(_write_again, is_long=True)
    name = f"look ahead with a draft, {world.customers:,} customers"
    yield Figure(name, [seconds], [limit], aim="<= 120 s")


def _write_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("create temporary table again as select * from dunning_foreseen")
