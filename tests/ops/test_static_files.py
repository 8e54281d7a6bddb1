"""The front-end packages are served as they are, in a trial and in production."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from collections_app.static_files import FILES

TABLER = "vendor/@tabler/core/dist/css/tabler.min.css"


def test_every_listed_file_is_in_its_package() -> None:
    for name in FILES:
        found = finders.find(f"vendor/{name}")
        assert found
        assert Path(found).is_file(), name


def test_what_is_not_listed_is_not_served() -> None:
    assert finders.find("vendor/@tabler/core/package.json") is None


@pytest.mark.django_db
def test_trial_serves_the_package_itself(client: Client) -> None:
    answer = client.get(f"/static/{TABLER}")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    answer.close()


def test_production_collects_everything_under_hashed_names(
    settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = tmp_path
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}

    call_command("collectstatic", interactive=False, verbosity=0)

    hashed = staticfiles_storage.stored_name(TABLER)
    assert hashed != TABLER
    assert (tmp_path / hashed).is_file()
    assert (tmp_path / f"{hashed}.br").is_file()
