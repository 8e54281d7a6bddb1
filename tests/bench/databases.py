"""The bench's own databases: made once, kept under their content's name, cloned for every round."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection

from collections_app import env
from collections_app.servers import joining

ROUND = "bench_round"  # the clone that one round may spoil
MADE_BY = ("data.py", "said.py", "writing.py")


UNBORN = "bench_unborn"  # until it is whole
TABLES = "tables"


def kept(name: str, fill: Callable[[], None]) -> str:
    """The database of this name and of this state of the code: there already, or filled now."""
    whole = f"bench_{name}_{_fingerprint()}"
    if not _run("select 1 from pg_database where datname = %s", whole):
        clone("template1" if name == TABLES else kept(TABLES, _migrate), UNBORN)
        fill()
        connection.cursor().execute("vacuum analyze")
        connection.close()
        _run(f"alter database {UNBORN} rename to {whole}")
    return whole


def _migrate() -> None:
    call_command("migrate", verbosity=0)


def clone(source: str, name: str = ROUND) -> None:
    """A fresh copy of a database, in use from now on."""
    connection.close()
    _run(f"drop database if exists {name} with (force)")
    _run(f"create database {name} template {source} strategy file_copy")
    use(name)
    _run("checkpoint")  # no round pays for the copy of its database


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def drop(name: str = ROUND) -> None:
    connection.close()
    _run(f"drop database if exists {name} with (force)")


@cache
def _fingerprint() -> str:
    """Changes with the tables and with the code that fills them."""
    here = Path(__file__).parent
    files = [here / name for name in MADE_BY] + sorted(env.ROOT.glob("*_app/*/migrations/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def forget_others() -> None:
    """Drop what an earlier state of the code had made."""
    for (name,) in _run("select datname from pg_database where datname like 'bench%%'"):
        if not name.endswith(_fingerprint()):
            drop(name)


def _run(sql: str, *values: str) -> list[tuple]:
    """One statement outside of any database of the bench and of any transaction."""
    joining.join(env.POSTGRES)
    place = {"host": str(env.POSTGRES.sockets), "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**place, autocommit=True) as line:
        answer = line.execute(sql, values)
        return answer.fetchall() if answer.description else []
