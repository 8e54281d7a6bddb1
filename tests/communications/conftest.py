"""A transport that stands where the channels' own are."""

import pytest

from collections_app.communications import evidence, sending
from tests.communications.test_sending import Transport


@pytest.fixture
def transport(monkeypatch) -> Transport:
    one = Transport()
    monkeypatch.setattr(sending, "transport_of", one)
    monkeypatch.setattr(evidence, "transport_of", one)
    return one
