"""No page asks the database more than twelve times; the demo's pages are walked in tests/demo."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collections_app.companies.models import Company
from tests.intake.ledger import row
from tests.web.test_imports import bring, downloaded, taken_in

MOST = 12


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        if response.streaming:
            downloaded(response)
    assert response.status_code == 200
    return len(captured)


@pytest.fixture
def media(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("name", ["upload", "upload_refused", "detail", "refused"])
def test_pages_of_an_import(company: Company, clerk: Client, name: str) -> None:
    done = taken_in(clerk, row("R1"), row("R2", due="2026-02-30"))
    upload = bring(clerk, row("R3"), row("R4", due="2026-02-30"))
    subject = upload if name.startswith("upload") else done

    assert queries(clerk, reverse(f"imports:{name}", args=[subject.pk])) <= MOST
