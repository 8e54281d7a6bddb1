"""The door for commands answers what a person can put right with a sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from collections_app import env
from collections_app.servers import joining


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database without tables."""
    name = f"unmigrated_{uuid4().hex}"
    if not env.DATABASE_URL:
        joining.join(env.POSTGRES)
    server = env.DATABASE_URL or f"postgresql://postgres@/dunwell?host={env.POSTGRES.sockets}"
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(SQL("create database {}").format(Identifier(name)))
        yield server.replace(f"/{line.info.dbname}?", f"/{name}?")
        line.execute(SQL("drop database {}").format(Identifier(name)))


@pytest.mark.parametrize("command", [["tick"], ["mode", "Talbruck"], ["company"], ["approve"]])
def test_a_command_before_the_first_migration_says_what_to_run(
    empty_database: str, command: list[str]
) -> None:
    variables = {"DATABASE_URL": empty_database, "DEBUG": "on"}

    ended = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=env.ROOT,
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "Error: the database lacks tables: run `python manage.py migrate` first."
    )
