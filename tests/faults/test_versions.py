"""Rows 65 and 66: old and new code beside each other, and a step back."""

import ast

import pytest
from django.core.management import call_command
from django.db import connection
from kombu import Connection

from collections_app import env
from collections_app.communications.choices import State
from collections_app.jobs.tasks import send_company
from collections_app.servers.joining import redis_url
from tests.faults.processes import until

FIRST = "0002_links"  # before the words of what was said were kept with it


def test_row_65_tasks_carry_ids_and_nothing_else():
    """What an old worker is asked by new code it understands, or does not know at all."""
    tree = ast.parse((env.ROOT / "collections_app/jobs/tasks.py").read_text())
    tasks = [one for one in tree.body if isinstance(one, ast.FunctionDef)]

    taken = {a.arg: ast.unparse(a.annotation) for one in tasks for a in one.args.args}

    assert len(tasks) > 5
    assert set(taken.values()) <= {"int", "str"}
    assert all(name.endswith("_id") for name in taken)


@pytest.mark.nightly
def test_row_65_a_task_of_tomorrow_does_not_stop_the_worker_of_today(rig):
    rig.load(2)
    rig.worker()
    with Connection(redis_url(rig.servers.valkey)) as line:
        app = send_company.app
        app.send_task("collections_app.jobs.tasks.of_tomorrow", [1], connection=line)
        app.send_task(send_company.name, [rig.company.pk], connection=line)

        assert until(lambda: rig.states() == {State.SENT: 2})


@pytest.mark.nightly
def test_row_66_the_log_outlives_a_step_back_and_forth(rig):
    rig.load(3)
    rig.send()
    before = logged()

    call_command("migrate", "communications", FIRST, verbosity=0)
    assert logged() == before
    call_command("migrate", verbosity=0)

    assert logged() == before
    rig.load(1)
    rig.send()
    assert rig.states() == {State.SENT: 4}


def logged() -> list[tuple]:
    with connection.cursor() as cursor:
        log = "communications_communication"
        cursor.execute(f"select id, state, recipient, text, sent_at from {log} order by id")
        return cursor.fetchall()
