"""The whole product in one terminal: servers, database, web, worker and beat."""

import datetime
import itertools
import shlex
import socket
import sys
import threading
import time
import urllib.request

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from django.utils import timezone
from honcho import manager as honcho
from honcho.printer import Message

from collections_app import env
from collections_app.demo import sample
from collections_app.jobs.day import play
from collections_app.jobs.first_person import first_link
from collections_app.jobs.leash import LeashedProcess
from collections_app.servers import joining

WORKER_OPTIONS = "--loglevel INFO --concurrency 2 --without-gossip --without-mingle"
PROCESSES = {
    "web": "gunicorn",
    "worker": f"celery -q -A collections_app worker {WORKER_OPTIONS}",
    "beat": "celery -q -A collections_app beat --loglevel WARNING",
}
# How long a task under way may take to finish when everything is stopped.
STOP_SECONDS = 20
ONE_DAY = datetime.timedelta(1)
STOPPED_BY_A_PERSON = {130, 143}


class Command(BaseCommand):
    help = "Starts the servers, prepares the database, and runs web, worker and beat together."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo-days",
            type=int,
            default=sample.DAYS,
            help="how long the demo company's past is, where there is no company yet; 0: no demo",
        )

    def handle(self, **options):
        refuse_taken_port()
        self._start_servers()
        self._prepare_database(options["demo_days"])
        code = self._run_processes()
        self._stop_servers()
        if code not in STOPPED_BY_A_PERSON:
            raise CommandError(
                "A part ended by itself; the log above says why.", returncode=code or 1
            )

    def _start_servers(self):
        for server in env.EMBEDDED:
            joining.join(server)

    def _prepare_database(self, demo_days):
        call_command("migrate", verbosity=0, interactive=False)
        if env.PRODUCTION:
            call_command("collectstatic", verbosity=0, interactive=False)
        elif demo_days and sample.is_needed():
            self._load_demo(demo_days)
        # The children make their own connections.
        connections.close_all()

    def _load_demo(self, days):
        """A year takes about a minute; each month is told when it is over."""
        self.stdout.write("A demo company lives through its past, in rehearsal: nothing is sent.")
        now = timezone.now()
        today = sample.day_of(now)
        company = sample.load(today=today, now=now, days=days, progress=self._months)
        play(company, day=today, now=now)

    def _months(self, days):
        for day, tomorrow in itertools.pairwise([*days, days[-1] + ONE_DAY]):
            yield day
            if day.month != tomorrow.month:
                self.stdout.write(f"  {day:%B %Y}")
                self.stdout.flush()

    def _run_processes(self) -> int:
        honcho.KILL_WAIT = STOP_SECONDS
        manager = honcho.Manager()
        manager._process_ctor = LeashedProcess
        python = shlex.quote(sys.executable)
        for name, command in PROCESSES.items():
            manager.add_process(name, f"exec {python} -m {command}", cwd=str(env.ROOT))
        threading.Thread(target=announce, args=[manager], daemon=True).start()
        manager.loop()
        return manager.returncode

    def _stop_servers(self):
        for server in env.EMBEDDED:
            joining.leave(server)
        for server in env.EMBEDDED:
            if not joining.stopped(server, within_seconds=15):
                self.stdout.write(f"{server.kind} runs on: another command still uses it.")
        self.stdout.write("Stopped.")


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", env.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {env.PORT} is taken by another program. Take another one: PORT=8001 make run"
            ) from error


def announce(manager: honcho.Manager) -> None:
    """Says where to go as soon as the web process truly answers."""
    while not web_answers():
        time.sleep(0.2)
    now = datetime.datetime.now(datetime.UTC).astimezone()
    for sentence in welcome():
        message = Message("line", f"{sentence}\n", now, "dunwell", None)
        manager.events.put(message)
    connections.close_all()


def welcome() -> list[str]:
    """The address, and how to come in: the demo company's log-ins, or the first one's link."""
    log_ins = sample.LOG_INS.read_text().splitlines() if sample.LOG_INS.exists() else []
    people = [line.split() for line in log_ins]
    return [
        f"Dunwell is ready: {env.PUBLIC_BASE_URL}  (Ctrl-C stops it)",
        *(f"Log in as {name} with {password} ({role})" for name, password, role in people),
        *filter(None, [first_link(at=timezone.now())]),
    ]


def web_answers() -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{env.PORT}/healthz", timeout=5):
            return True
    except OSError:
        return False
