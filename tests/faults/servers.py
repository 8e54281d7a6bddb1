"""PostgreSQL and Valkey of the rig's own, which can be killed, stopped for a while, and revived."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
import redis
from django.core.management import call_command
from django.db import connection

from collections_app.servers import joining
from tests.faults.processes import send, until
from tests.ops.places import reachable_folder

TEMPLATE = "rig_template"


@dataclass
class Servers:
    """As durable as for a person: what is committed outlives a crash."""

    postgres: joining.Server
    valkey: joining.Server

    @property
    def valkey_socket(self) -> Path:
        return self.valkey.sockets / "valkey.sock"

    @property
    def postgres_socket(self) -> Path:
        return self.postgres.sockets / ".s.PGSQL.5432"

    def answers(self) -> bool:
        return joining.answers(self.postgres)

    def run(self, sql: str, database: str = joining.DATABASE) -> list[tuple]:
        host = str(self.postgres.sockets)
        with psycopg.connect(host=host, user="postgres", dbname=database, autocommit=True) as line:
            found = line.execute(sql)
            return found.fetchall() if found.description else []

    def bell(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.valkey_socket))

    def crash_postgres(self) -> None:
        """`pg_ctl -m immediate`: no goodbye, recovery from its log; the keeper starts it again."""
        pid = self._postmaster()
        send(pid, signal.SIGQUIT)
        assert until(lambda: self._postmaster() not in (0, pid) and joining.answers(self.postgres))

    @contextmanager
    def postgres_down(self) -> Iterator[None]:
        with _frozen_keeper(self.postgres):
            send(self._postmaster(), signal.SIGINT)
            assert until(lambda: not joining.answers(self.postgres))
            yield
        assert until(lambda: joining.answers(self.postgres))

    @contextmanager
    def valkey_down(self) -> Iterator[None]:
        with self.bell() as client:
            pid = client.info("server")["process_id"]
        with _frozen_keeper(self.valkey):
            send(pid, signal.SIGKILL)
            assert until(lambda: not joining.answers(self.valkey))
            yield
        assert until(lambda: joining.answers(self.valkey))

    def _postmaster(self) -> int:
        try:
            return int((self.postgres.home / "data" / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError):
            return 0


@contextmanager
def _frozen_keeper(server: joining.Server) -> Iterator[None]:
    """Whoever starts a dead server again sleeps meanwhile."""
    keeper = int(server.keeper_lock.read_text())
    send(keeper, signal.SIGSTOP)
    try:
        yield
    finally:
        send(keeper, signal.SIGCONT)


@contextmanager
def own_servers(place: Path | None = None) -> Iterator[Servers]:
    """A pair in a folder of their own, with a database that has all tables and no rows."""
    with nullcontext(place) if place else reachable_folder() as folder:
        servers = Servers(*(joining.server_under(folder, kind) for kind in ("postgres", "valkey")))
        with _lasting():
            for server in (servers.postgres, servers.valkey):
                joining.join(server)
        try:
            _make_template(servers)
            yield servers
        finally:
            for server in (servers.postgres, servers.valkey):
                joining.leave(server)
                joining.stopped(server, within_seconds=20)


@contextmanager
def _lasting() -> Iterator[None]:
    """The careless settings of the other tests would lose what was just committed."""
    before = os.environ.get("THROWAWAY_SERVERS", "")
    os.environ["THROWAWAY_SERVERS"] = ""
    try:
        yield
    finally:
        os.environ["THROWAWAY_SERVERS"] = before


def _make_template(servers: Servers) -> None:
    servers.run(f"create database {TEMPLATE}")
    with in_use(servers, TEMPLATE):
        call_command("migrate", verbosity=0)


@contextmanager
def in_use(servers: Servers, name: str) -> Iterator[None]:
    """This process's own connection leads to that database meanwhile."""
    before = dict(connection.settings_dict)
    where = {"NAME": name, "HOST": str(servers.postgres.sockets), "USER": "postgres"}
    connection.close()
    connection.settings_dict.update(where | {"PORT": "", "PASSWORD": ""})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
