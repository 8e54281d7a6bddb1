"""docker-compose.yml agrees with the code that it runs."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from celery.app.utils import find_app
from celery.bin.celery import celery
from django.core.management import get_commands
from gunicorn.app.wsgiapp import WSGIApplication

from collections_app import env
from collections_app.celery import QUEUES

COMPOSE = yaml.safe_load((env.ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ["web", "worker", "sender", "beat", "migrate"]
REFERENCE = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")
READ_BY_ENV = set(re.findall(r'_\w+\(\s*"([A-Z_]+)"', Path(env.__file__).read_text()))
ONLY_FOR_COMPOSE = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD"}


def documented() -> set[str]:
    return set(re.findall(r"^([A-Z_]+)=", (env.ROOT / ".env.sample").read_text(), re.MULTILINE))


def test_sample_explains_exactly_the_variables_that_are_read() -> None:
    assert documented() == READ_BY_ENV | ONLY_FOR_COMPOSE


@pytest.mark.parametrize("service", OURS)
def test_variables_of_our_containers_are_read_by_the_code(service: str) -> None:
    assert set(SERVICES[service]["environment"]) <= READ_BY_ENV


def test_variables_that_the_file_refers_to_are_explained_in_the_sample() -> None:
    text = (env.ROOT / "docker-compose.yml").read_text()

    assert set(REFERENCE.findall(text)) <= documented()


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_stands_in_the_file(service: str) -> None:
    for name, value in SERVICES[service].get("environment", {}).items():
        if re.search("PASSWORD|SECRET|TOKEN|AUTH", name):
            assert REFERENCE.sub("", str(value)) == ""
        assert not re.search(r"//[^@/$]*:[^@$/]+@", str(value)), name


@pytest.mark.parametrize("service", OURS)
def test_what_production_needs_is_demanded_with_a_sentence(service: str) -> None:
    environment = SERVICES[service]["environment"]

    for name in ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PUBLIC_BASE_URL", "EMAIL_URL"]:
        assert ":?Set " in environment[name]


@pytest.mark.parametrize("service", ["worker", "sender", "beat"])
def test_celery_understands_its_command(service: str) -> None:
    arguments = shlex.split(SERVICES[service]["command"])[1:]

    before, (name, *after) = arguments[:3], arguments[3:]

    assert find_app(before[before.index("-A") + 1]).main == "dunwell"
    assert name == {"sender": "worker"}.get(service, service)
    assert {part for part in after if part.startswith("-")} <= _options(celery.commands[name])


def test_gunicorn_understands_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(env.ROOT)
    monkeypatch.setattr("sys.argv", shlex.split(SERVICES["web"]["command"]))

    server = WSGIApplication()

    assert server.cfg.address == [("0.0.0.0", 8000)]
    assert server.app_uri == "collections_app.wsgi"


def test_migration_is_a_command_of_ours() -> None:
    program, script, command, *_ = shlex.split(SERVICES["migrate"]["command"])

    assert (program, script) == ("python", "manage.py")
    assert (env.ROOT / script).exists()
    assert command in get_commands()


def test_health_is_asked_at_an_address_that_exists() -> None:
    question = SERVICES["web"]["healthcheck"]["test"][-1]

    assert "http://localhost:8000/healthz" in question
    compile(question, "healthcheck", "exec")


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "migrate"])
def test_service_is_watched_restarted_and_kept(service: str) -> None:
    described = SERVICES[service]

    assert described["healthcheck"]["test"]
    assert described["restart"] == "unless-stopped"
    assert {name.split(":")[0] for name in described["volumes"]} <= set(COMPOSE["volumes"])


def test_data_of_the_servers_is_on_volumes_where_they_keep_it() -> None:
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert SERVICES["valkey"]["volumes"] == ["valkey:/data"]
    assert SERVICES["web"]["volumes"] == ["data:/data"]
    assert "VAR_DIR=/data" in (env.ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("service", ["postgres", "valkey"])
def test_image_is_pinned_to_a_major_version(service: str) -> None:
    assert re.fullmatch(r"[\w/]+:\d+", SERVICES[service]["image"])


def test_nothing_is_open_to_the_network_but_the_web_on_this_machine() -> None:
    open_ports = {
        name: described["ports"] for name, described in SERVICES.items() if "ports" in described
    }

    assert open_ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_image_copies_only_what_exists() -> None:
    copied = re.findall(
        r"^COPY (?!--from)(.+) \S+$", (env.ROOT / "Dockerfile").read_text(), re.MULTILINE
    )

    for sources in copied:
        for source in sources.split():
            assert (env.ROOT / source).exists(), source


def _options(command: click.Command) -> set[str]:
    return {name for option in command.params for name in option.opts + option.secondary_opts}


def test_every_queue_has_a_worker() -> None:
    commands = [SERVICES[service]["command"] for service in ("worker", "sender")]
    served = [queue for one in commands for queue in one.partition("--queues ")[2].split(",")]

    assert sorted(served) == sorted(QUEUES)
