"""The timetable: all periodic work on one page, and how the worker behaves."""

import os

from celery import Celery

from collections_app import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")

app = Celery("dunwell", broker=env.REDIS_URL)
app.autodiscover_tasks(["collections_app.jobs"])
