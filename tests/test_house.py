"""The house checks itself: what no single test of a room would notice."""

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from collections_app import celery, env

HOUSE = env.ROOT / "collections_app"
MODULES = [
    path
    for path in sorted(HOUSE.rglob("*.py"))
    if "migrations" not in path.parts and "__pycache__" not in path.parts
]
CONTRACTS = tomllib.loads((env.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
FLOORS = {
    room.strip(): floor
    for floor, layer in enumerate(CONTRACTS["contracts"][0]["layers"])
    for room in layer.split("|")
}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_foreign_keys_point_down_the_house() -> None:
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and not field.auto_created
        if _floor(field.related_model) < _floor(model)
    ]

    assert upward == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text()

    assert ast.get_docstring(ast.parse(text)), "one sentence atop"
    assert len(text.splitlines()) <= 300


def test_timetable_names_real_tasks() -> None:
    celery.app.loader.import_default_modules()

    named = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}

    assert named <= set(celery.app.tasks)


def _floor(model: type) -> int:
    """The lower the room, the higher the number; what is not ours lies below all."""
    package, _, rest = model.__module__.partition(".")
    return FLOORS[rest.split(".")[0]] if package == HOUSE.name else len(FLOORS)
