"""Celery tasks and commands: load by id, one domain call."""
