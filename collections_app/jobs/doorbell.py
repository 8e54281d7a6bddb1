"""Ringing the worker; a bell that nobody hears costs a minute, because beat looks too."""

import logging
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task: Task, *args: Any, **how: Any) -> None:
    """Ask a worker for this now; `how` is Celery's, such as another connection."""
    try:
        task.apply_async(args, retry=False, **how)
    except OperationalError:
        logger.warning("The broker does not answer; %s waits for the next tick.", task.name)
