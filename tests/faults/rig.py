"""The rig: a company with its customers, the providers, and the processes that send to them."""

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Now
from django.test import override_settings

from collections_app import env
from collections_app.communications.choices import Channel, State
from collections_app.communications.models import Communication
from collections_app.companies import installation
from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.jobs.day import decide, print_letters, send_ready
from collections_app.jobs.outbox import search, settle_claims
from collections_app.jobs.verifying import verify
from collections_app.mail import mailer
from collections_app.servers.joining import redis_url
from tests.faults.clock import Clock
from tests.faults.judge import Judgement, judge
from tests.faults.loading import live_company, owing, write_notices
from tests.faults.points import mark_of
from tests.faults.processes import Process, until
from tests.faults.providers import Provider
from tests.faults.servers import TEMPLATE, Servers, in_use
from tests.ops.places import free_port
from tests.stand_ins.twilio import ACCOUNT, TOKEN

WORKER = "celery -q -A collections_app worker --loglevel WARNING --without-gossip --without-mingle"
BEAT = "celery -q -A collections_app beat --loglevel WARNING"
OWN_SECONDS = 8.0  # in which a living worker ends its batch, and marks it
_numbers = count(1)


@dataclass
class Rig:
    """One database with one live company, and everything around it."""

    folder: Path
    servers: Servers
    database: str
    clock: Clock
    smtp: Provider
    twilio: Provider
    web_port: int
    company: Company = field(init=False)
    processes: list[Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.company = live_company(self.now)

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    @property
    def day(self) -> dt.date:
        return self.company.day_of(self.now)

    def load(self, many: int, channel: str = Channel.EMAIL) -> list[Customer]:
        """So many customers with a message that is ready to go."""
        customers = self.owing(many, channel)
        assert write_notices(self.company, self.now) == many
        return customers

    def owing(self, many: int, channel: str = Channel.EMAIL) -> list[Customer]:
        """So many customers for whom nothing is planned yet."""
        return [owing(self.company, channel, self.day) for _ in range(many)]

    def send(self) -> None:
        """What beat asks for, in this process: the claims, the outbox, the print run."""
        settle_claims(now=self.now)
        send_ready(self.company, day=self.day, now=self.now)
        print_letters(self.company, day=self.day, now=self.now)

    def later(self, **by: float) -> None:
        """Move the clock and do what beat does at that moment; the ledger file came daily."""
        self.clock.move(**by)
        Company.objects.filter(pk=self.company.pk).update(ledger_as_of=self.day)
        self.company.refresh_from_db()
        decide(self.company, day=self.day, now=self.now)
        self.send()
        search(now=self.now)

    def leases_end(self) -> int:
        """As if the lease of every claim had run out, by the database's clock."""
        claimed = Communication.objects.filter(state=State.SENDING)
        return claimed.update(lease_until=Now() - dt.timedelta(seconds=1))

    def states(self) -> dict[str, int]:
        """How many communications are in each state."""
        counted = Communication.objects.order_by().values_list("state").annotate(Count("id"))
        return dict(counted)

    def worker(self, children: int = 1, **more: str) -> Process:
        command = f"{WORKER} --concurrency {children} --hostname w{next(_numbers)}@rig"
        return self.run(command, "worker", **more)

    def beat(self, seconds: float = 1.0, **more: str) -> Process:
        """A beat that ticks faster than in production; its file of last ticks is its own."""
        schedule = self.folder / f"beat-{next(_numbers)}"
        return self.run(f"{BEAT} -s {schedule}", "beat", BEAT_SECONDS=str(seconds), **more)

    def run(self, command: str, name: str, **more: str) -> Process:
        """Any command of the house, by the rig's clock and on the rig's database."""
        log = self.folder / f"{name}-{next(_numbers)}.log"
        entry = ["tests.faults.entry", *command.split()]
        process = Process(entry, log, self.environment() | more)
        self.processes.append(process)
        return process

    def environment(self) -> Mapping[str, str]:
        host = self.servers.postgres.sockets
        return {
            "RIG_FOLDER": str(self.folder),
            "RIG_MACHINE": str(settings.INSTALLATION_DIR),
            # Its clock is years ahead: it would tidy away what other tests keep.
            "VAR_DIR": str(self.folder / "var"),
            "DATABASE_URL": f"postgresql://postgres:@/{self.database}?host={host}",
            "REDIS_URL": redis_url(self.servers.valkey),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_BASE_URL": f"http://127.0.0.1:{self.twilio.port}",
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{self.web_port}",
            "INSTALLATION_ID": env.INSTALLATION_ID,
        }

    def waiting(self) -> int:
        """Customers who owe and whose message was not written, or not claimed by anybody."""
        begun = Communication.objects.exclude(state=State.READY).values("customer")
        return Customer.objects.exclude(pk__in=begun).filter(company=self.company).count()

    def untried(self) -> int:
        """Those to whom nothing was tried yet; a first try may have to be repeated later."""
        tried = Communication.objects.filter(tries__gt=0).values("customer")
        return Customer.objects.exclude(pk__in=tried).filter(company=self.company).count()

    def drain(self) -> None:
        """Let the workers end what they can; then the claims of the dead are given up.

        What one of the dead never began is ready then, and goes. The living have their batch in
        hand: a lease that ended under them would make it unknown until they mark it.
        """
        assert until(lambda: not self.waiting()), self.states()
        until(lambda: State.SENDING not in self.states(), OWN_SECONDS)
        self.leases_end()
        assert until(self.is_quiet), self.states()

    def is_quiet(self) -> bool:
        return State.SENDING not in self.states() and not self.waiting()

    def crashed(self, point: str) -> int:
        """The process that met the point, when it has."""
        mark = mark_of(self.folder, point)
        assert until(lambda: mark.exists() and mark.read_text()), f"nothing came to {point}"
        return int(mark.read_text())

    def judgement(self) -> Judgement:
        return judge(self.smtp.ledger.read() + self.twilio.ledger.read())

    def faults(self) -> list[str]:
        """Copies too many, sends unlogged or only claimed, and whatever else is not true."""
        return self.judgement().faults + [str(one) for one in verify(files=True, at=self.now)]

    def assert_nothing_is_wrong(self) -> None:
        faults = self.faults()
        assert not faults, "\n".join(faults)

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            # Shown by pytest where a case failed.
            sys.stderr.write(f"{process.log.name}\n{process.said()[-3000:]}\n")
        self.smtp.stop()
        self.twilio.stop()


@contextmanager
def a_rig(servers: Servers, *smtp_options: str) -> Iterator[Rig]:
    """On a fresh database of the servers; everything of it is gone afterwards."""
    name = f"rig_{os.getpid()}_{next(_numbers)}"
    folder = Path(tempfile.mkdtemp(prefix="dunwell-rig-"))
    servers.run(f"create database {name} template {TEMPLATE}")
    clock = Clock(folder / "clock")
    smtp, twilio = Provider("smtp", folder / "smtp", *smtp_options), _twilio(folder)
    with in_use(servers, name), override_settings(**_settings(folder, smtp.port, twilio.port)):
        rig = Rig(folder, servers, name, clock, smtp, twilio, free_port())
        smtp.start()
        twilio.start()
        with servers.bell() as bell:
            bell.flushall()
        try:
            yield rig
        finally:
            rig.end()
            shutil.rmtree(installation.memory(), ignore_errors=True)
            connection.close()
            with suppress(OSError):
                servers.run(f"drop database {name} with (force)")
            shutil.rmtree(folder, ignore_errors=True)


def _twilio(folder: Path) -> Provider:
    return Provider("twilio", folder / "twilio")


def _settings(folder: Path, smtp_port: int, twilio_port: int) -> dict[str, Any]:
    """This process sends to the same providers as those that the rig starts, and has its files."""
    return {
        "MEDIA_ROOT": folder / "var" / "media",
        "MAILERS": {"default": mailer(f"smtp://127.0.0.1:{smtp_port}")},
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_BASE_URL": f"http://127.0.0.1:{twilio_port}",
    }
