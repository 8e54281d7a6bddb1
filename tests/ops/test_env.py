"""Production refuses what is unsafe, and nonsense is refused by name."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from collections_app import env
from collections_app.servers import joining

PRODUCTION = {
    "DATABASE_URL": "postgresql://dunwell:pass@localhost:1/dunwell",
    "REDIS_URL": "redis://localhost:1/0",
    "EMAIL_URL": "smtp+tls://clerk:p%40ss@mail.example.com:587",
    "SECRET_KEY": "k3y-" * 5 + "of-fifty-and-more-random-characters-91XyZ",
    "PUBLIC_BASE_URL": "https://dunwell.example.com",
}


def run(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"VAR_DIR": str(tmp_path / "var")} | variables
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser's tests need it
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=env.ROOT, env=environment, capture_output=True, text=True)


def value(tmp_path: Path, name: str, **variables: str) -> str:
    code = f"from django.conf import settings; print(settings.{name})"
    return run(tmp_path, "-c", code, **variables).stdout.strip()


@pytest.fixture
def database_url() -> str:
    if env.DATABASE_URL:
        return env.DATABASE_URL
    joining.join(env.POSTGRES)
    return f"postgresql://postgres@/dunwell?host={env.POSTGRES.sockets}"


def test_production_passes_the_deployment_check(tmp_path: Path, database_url: str) -> None:
    variables = PRODUCTION | {"DATABASE_URL": database_url}

    ended = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **variables)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("secret", ["", "short", "changeme"])
def test_production_without_a_good_secret_does_not_start(tmp_path: Path, secret: str) -> None:
    ended = run(tmp_path, "manage.py", "check", **PRODUCTION | {"SECRET_KEY": secret})

    assert ended.returncode != 0
    assert "SECRET_KEY must be set to 50 or more random characters" in ended.stderr


def test_production_with_a_twilio_account_and_no_token_does_not_start(tmp_path: Path) -> None:
    given = PRODUCTION | {"TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_AUTH_TOKEN": ""}

    ended = run(tmp_path, "manage.py", "check", **given)

    assert ended.returncode != 0
    assert "TWILIO_AUTH_TOKEN must be set where TWILIO_ACCOUNT_SID is" in ended.stderr


def test_trial_makes_its_own_secret_once(tmp_path: Path) -> None:
    first = value(tmp_path, "SECRET_KEY", SECRET_KEY="")
    second = value(tmp_path, "SECRET_KEY", SECRET_KEY="")

    kept = tmp_path / "var" / "secret_key"
    assert len(first) >= 50
    assert first == second == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_trial_works_over_plain_http(tmp_path: Path) -> None:
    assert value(tmp_path, "SECURE_SSL_REDIRECT") == "False"
    assert value(tmp_path, "SESSION_COOKIE_SECURE") == "False"
    assert value(tmp_path, "PUBLIC_BASE_URL", PORT="8123") == "http://localhost:8123"


@pytest.mark.parametrize(
    ("name", "nonsense", "sentence"),
    [
        ("DATABASE_URL", "mysql://here/db", "DATABASE_URL must start with one of: postgres"),
        ("REDIS_URL", "amqp://here", "REDIS_URL must start with one of: redis"),
        ("EMAIL_URL", "mail.example.com", "EMAIL_URL must start with one of: smtp"),
        ("MAILBOX_URL", "pop3://a:b@mail.example.com", "MAILBOX_URL must start with one of: imaps"),
        ("MAILBOX_URL", "imaps://mail.example.com", "must name a user, a password and a host"),
        ("MAILBOX_URL", "imap://a:b@mail.example.com", "must not send a password in the open"),
        ("MAIL_PROVIDER", "pigeon", "MAIL_PROVIDER must be one of: mailgun, postmark, sparkpost"),
        ("MAIL_PROVIDER", "postmark", "MAIL_WEBHOOK_SECRET must be set where MAIL_PROVIDER is"),
        ("PUBLIC_BASE_URL", "dunwell.example.com", "PUBLIC_BASE_URL must be an address"),
        ("PORT", "80000", "PORT must be a number from 1 to 65535"),
        ("DEBUG", "perhaps", "DEBUG must be on or off"),
    ],
)
def test_nonsense_is_refused_by_name(
    tmp_path: Path, name: str, nonsense: str, sentence: str
) -> None:
    ended = run(tmp_path, "manage.py", "check", **{name: nonsense})

    assert ended.returncode != 0
    assert sentence in ended.stderr


def test_mailbox_address_becomes_a_place(tmp_path: Path) -> None:
    url = "imaps://dunning%40example.com:p%40ss@mail.example.com/Dunning"

    shown = value(tmp_path, "MAILBOX", MAILBOX_URL=url)

    assert "user='dunning@example.com', folder='Dunning'" in shown
    assert "host='mail.example.com', port=993" in shown
    assert "p@ss" not in shown
    assert value(tmp_path, "MAILBOX.password", MAILBOX_URL=url) == "p@ss"


@pytest.mark.parametrize("secret", ["", "name:", "name:short", f"{'x' * 40}", f":{'x' * 40}"])
def test_a_mail_provider_without_a_secret_does_not_start(tmp_path: Path, secret: str) -> None:
    given = {"MAIL_PROVIDER": "sparkpost", "MAIL_WEBHOOK_SECRET": secret}

    ended = run(tmp_path, "manage.py", "check", **given)

    assert "20 or more random characters" in ended.stderr


def test_a_provider_that_signs_needs_its_key(tmp_path: Path) -> None:
    given = {"MAIL_PROVIDER": "mailgun", "MAIL_WEBHOOK_SECRET": f"dunwell:{'x' * 20}"}

    assert "MAIL_SIGNING_KEY must be set" in run(tmp_path, "manage.py", "check", **given).stderr
    assert value(tmp_path, "MAIL_PROVIDER", MAIL_SIGNING_KEY="key-1", **given) == "mailgun"


def test_mail_address_becomes_a_mailer(tmp_path: Path) -> None:
    options = value(tmp_path, "MAILERS['default']['OPTIONS']", **PRODUCTION)

    assert "'host': 'mail.example.com', 'port': 587" in options
    assert "'username': 'clerk', 'password': 'p@ss'" in options
    assert "'use_tls': True" in options


def test_a_trial_without_a_mail_server_can_send_no_mail(tmp_path: Path) -> None:
    assert "NoServer" in value(tmp_path, "MAILERS['default']")
