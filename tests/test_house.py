"""The house checks itself: its order, its words, its timetable."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from liquid import Environment

from collections_app import celery, env
from collections_app.communications.choices import Channel
from collections_app.communications.shipped import shipped_wordings
from collections_app.communications.transports import TRANSPORTS
from collections_app.dunning.policies import DEFAULT_LEVELS
from collections_app.lib.languages import SPOKEN

ROOT = env.ROOT
HOUSE = ROOT / "collections_app"
# DESIGN's order, from the roof to the ground; packages of one line do not know each other.
ORDER = [
    {"web"},
    {"jobs", "demo"},
    {"desk", "intake", "replies", "reports"},
    {"dunning"},
    {"promises"},
    {"payments", "disputes"},
    {"communications"},
    {"tasks"},
    {"invoices"},
    {"customers"},
    {"users"},
    {"companies"},
    {"history"},
    {"documents"},
    {"lib"},
]
FLOOR = {name: place for place, names in enumerate(ORDER) for name in names}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)


def test_imports_flow_down_the_house():
    found = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout


def test_every_package_has_a_place_in_the_order():
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")}

    assert packages - {"servers"} == set(FLOOR)


def test_foreign_keys_flow_down_the_house_too():
    for model in apps.get_models():
        here = FLOOR.get(model._meta.app_label)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                there = FLOOR.get(field.related_model._meta.app_label)
                same = field.related_model._meta.app_label == model._meta.app_label
                assert there is None or same or there > here, f"{model.__name__}.{field.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_every_module_says_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    if tree.body or path.name == "__init__.py":
        assert path.parent.name in {"management", "commands"} or ast.get_docstring(tree)


def test_rules_are_pure():
    for path in HOUSE.rglob("rules.py"):
        names = _imported(path)
        assert not [one for one in names if one.startswith("django")], path
        assert not [one for one in names if one.endswith((".models", ".actions"))], path


def test_the_clock_is_read_only_at_the_roof():
    roof = {"web", "jobs", "demo"}
    for path in MODULES:
        if path.relative_to(HOUSE).parts[0] not in roof:
            text = path.read_text(encoding="utf-8")
            assert "timezone.now(" not in text, path
            assert "date.today(" not in text, path


def _imported(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
        elif isinstance(node, ast.Import):
            found += [one.name for one in node.names]
    return found


def test_no_task_waits_in_the_broker_for_a_later_hour():
    """A message with an ETA is delivered again and again while it waits; dates live in columns."""
    later = {"countdown", "eta", "apply_async", "autoretry_for", "retry"}
    found = {
        (path.name, node.arg if isinstance(node, ast.keyword) else node.attr)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.keyword) and node.arg in later)
        or (isinstance(node, ast.Attribute) and node.attr in later)
    }

    assert found == {("doorbell.py", "apply_async"), ("doorbell.py", "retry")}


def test_a_task_is_a_doorbell(db):
    celery.app.loader.import_default_modules()
    kept = celery.app.conf

    assert kept.accept_content == ["json"] and kept.task_serializer == "json"
    assert kept.task_ignore_result and not kept.task_acks_late
    assert kept.worker_prefetch_multiplier == 1
    ours = {name for name in celery.app.tasks if name.startswith(celery.TASKS)}
    assert set(kept.task_routes) == ours


def test_every_name_in_the_timetable_is_a_real_task(db):
    celery.app.loader.import_default_modules()

    for entry in celery.app.conf.beat_schedule.values():
        assert entry["task"] in celery.app.tasks


def test_every_written_level_has_words_on_each_of_its_channels_in_each_language():
    shipped = {(one.key, one.channel, one.language) for one in shipped_wordings()}
    wanted = [(level["key"], level["channels"]) for level in DEFAULT_LEVELS]
    wanted.append(("still_open", ["email", "sms", "letter"]))

    for key, channels in wanted:
        for channel in channels:
            for language in SPOKEN:
                assert (key, str(channel), language) in shipped


def test_every_channel_that_sends_has_a_transport():
    by_person, comes_in = {Channel.CALL, Channel.NOTE}, {Channel.PAGE}

    assert set(TRANSPORTS) == set(Channel) - by_person - comes_in


def test_every_state_has_a_label_and_a_closed_set():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if getattr(field, "name", "") in {"state", "mode"} and field.choices:
                assert all(label for _, label in field.choices)


def test_no_migration_is_missing(db):
    ours = [one.label for one in apps.get_app_configs() if one.name.startswith("collections_app.")]

    call_command("makemigrations", *ours, "--check", "--dry-run", verbosity=0)


def test_every_wording_is_valid_liquid():
    for one in shipped_wordings():
        Environment().from_string(one.subject + one.body)


def test_every_template_is_used():
    folder = ROOT / "templates"
    sources = [path.read_text(encoding="utf-8") for path in MODULES]
    sources += [path.read_text(encoding="utf-8") for path in folder.rglob("*.*")]
    everything = "\n".join(sources)

    for path in folder.rglob("*.*"):
        name = path.relative_to(folder).as_posix()
        stem = path.stem if path.suffix == ".email" else name
        by_allauth = name.startswith(("account/", "mfa/"))
        by_django = by_allauth or ("/" not in name and path.stem[:3].isdigit())
        assert by_django or stem in everything, f"{name} is used by nothing"


# Of these no earlier versions are kept, because of what stands behind them.
NOT_AUDITED = {
    "communications.Attempt": "frozen",
    "communications.Communication": "frozen",
    "communications.Evidence": "frozen",
    "communications.Gate": "what a channel lets through now",
    "communications.PageLink": "ended once; that stands in history",
    "dunning.CallRound": "written by the walk, and its tasks are audited",
    "dunning.Decision": "written by the walk; changes stand in history",
    "dunning.Foreseen": "a simulation",
    "dunning.Notice": "written by the walk; each step stands in history",
    "dunning.NoticeLine": "written by the walk",
    "dunning.NoticeMessage": "written by the walk",
    "dunning.Run": "written by the walk",
    "dunning.Simulation": "a simulation",
    "history.Event": "frozen",
    "intake.Change": "an import's own record",
    "intake.FromFile": "an import's own record",
    "intake.Import": "an import's own record",
    "intake.Upload": "on its way to an import",
    "invoices.Summary": "recomputed, and verified",
    "replies.LeftBehind": "on its way to a mail",
    "replies.Mail": "what came in",
    "replies.Mailbox": "how far it was read",
    "replies.ProviderEvent": "what came in",
    "replies.Question": "what is asked again later",
    "reports.Billing": "a past day",
    "reports.DayRecord": "a past day",
    "reports.Export": "a file that is fetched once",
    "reports.MonthEnd": "a past day",
    "reports.Place": "recomputed, and verified",
    "reports.SavedView": "one's own",
    "reports.Snapshot": "a past day",
    "reports.Turnover": "a past day",
    "users.Session": "one's own",
    "users.Try": "forgotten after a day",
}


def test_every_table_keeps_its_versions_or_says_why_not():
    ours = [one for one in apps.get_models() if one.__module__.startswith("collections_app.")]
    audited = {one.pgh_tracked_model for one in ours if hasattr(one, "pgh_tracked_model")}
    tables = {one for one in ours if not hasattr(one, "pgh_tracked_model")}
    names = {one._meta.label for one in tables - audited if one._meta.managed}

    assert names == set(NOT_AUDITED)
