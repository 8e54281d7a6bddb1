"""The timetable: all periodic work on one page, and how the worker behaves."""

import os
import warnings
from datetime import timedelta
from typing import Any

from celery import Celery, signals
from celery.schedules import crontab
from kombu import Queue

from collections_app import env
from collections_app.servers import joining

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

# The danger of a worker that runs as root lies in pickle, which is refused below.
warnings.filterwarnings("ignore", "You're running the worker with superuser")

TASKS = "collections_app.jobs.tasks"


def every(*, minutes: int = 0, seconds: int = 0) -> dict[str, Any]:
    """A rhythm; a tick that nobody took before the next one is dropped."""
    rhythm = timedelta(minutes=minutes, seconds=seconds)
    return {"schedule": rhythm, "options": {"expires": rhythm.total_seconds()}}


def nightly(*, hour: int, minute: int) -> dict[str, Any]:
    """Once a night, in UTC; a worker that was away does it within the hour or not at all."""
    return {"schedule": crontab(hour=hour, minute=minute), "options": {"expires": 3600}}


# What takes long must not keep what is ready from leaving, nor what came back from being heard: a
# worker may serve some queues or all.
QUEUES = {
    "ladder": ["decide_all", "decide_company", "verify_all", "forget_log_ins"],
    "send": ["send_all", "send_company", "settle_all_claims", "search_for_unknown"],
    "back": ["apply_what_came_back", "read_mailbox", "ask_for_statuses"],
    "files": [
        "take_in_files",
        "find_uploads",
        "take_up",
        "find_simulations",
        "simulate",
        "find_exports",
        "write_file",
        "look_back_all",
        "look_back_at_company",
    ],
}

app = Celery("dunwell", broker=env.BROKER_URL)
app.conf.update(
    # PostgreSQL is the queue and the log; the broker is a doorbell that may be lost. So messages
    # carry nothing but ids, no result is kept, and nothing waits in the broker for a later hour.
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=False,
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="ladder",
    task_routes={f"{TASKS}.{task}": name for name, tasks in QUEUES.items() for task in tasks},
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=1000,
    worker_soft_shutdown_timeout=10,
    worker_hijack_root_logger=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    # Who rings does not wait for a broker that is away; the worker's own patience is another.
    broker_transport_options={
        "socket_timeout": 10,
        "socket_connect_timeout": 10,
        "max_retries": 0,
    },
    # The time is written by whoever gathers the lines.
    worker_log_format="%(levelname)s %(message)s",
    worker_task_log_format="%(levelname)s %(task_name)s: %(message)s",
    timezone="UTC",
    beat_schedule_filename=str(env.VAR / "beat"),
    # Each is an idempotent look at the tables; what is not due costs nothing.
    beat_schedule={
        "take in files": {"task": f"{TASKS}.take_in_files", **every(minutes=5)},
        "find uploads": {"task": f"{TASKS}.find_uploads", **every(minutes=1)},
        "find simulations": {"task": f"{TASKS}.find_simulations", **every(minutes=1)},
        "find exports": {"task": f"{TASKS}.find_exports", **every(minutes=1)},
        "decide what is due": {"task": f"{TASKS}.decide_all", **every(minutes=5)},
        "send what is ready": {"task": f"{TASKS}.send_all", **every(minutes=1)},
        "settle claims": {"task": f"{TASKS}.settle_all_claims", **every(minutes=1)},
        "apply what came back": {"task": f"{TASKS}.apply_what_came_back", **every(minutes=1)},
        "read the mailbox": {"task": f"{TASKS}.read_mailbox", **every(seconds=30)},
        "search for unknown": {"task": f"{TASKS}.search_for_unknown", **every(minutes=5)},
        "ask how it ended": {"task": f"{TASKS}.ask_for_statuses", **every(minutes=10)},
        "look back at the day": {"task": f"{TASKS}.look_back_all", **every(minutes=60)},
        "verify what must be true": {"task": f"{TASKS}.verify_all", **nightly(hour=2, minute=20)},
        "forget log-ins": {"task": f"{TASKS}.forget_log_ins", **nightly(hour=2, minute=40)},
    },
)
app.autodiscover_tasks(["collections_app.jobs"])


@signals.celeryd_init.connect
@signals.beat_init.connect
def join_broker(**_more: object) -> None:
    """A worker or beat started by hand finds the embedded Valkey too."""
    if env.VALKEY in env.EMBEDDED:
        joining.join(env.VALKEY)
