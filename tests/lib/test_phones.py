"""Where a number rings."""

import pytest

from collections_app.lib.phones import zones_of


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+495615550117", ["Europe/Berlin"]),
        ("+16505550123", ["America/Los_Angeles"]),
        ("+12125550123", ["America/New_York"]),
        ("+6495550123", ["Pacific/Auckland"]),
        ("+8003271234567", []),
        ("12", []),
        ("", []),
    ],
)
def test_a_number_has_the_zones_of_its_area(number, zones):
    assert [str(zone) for zone in zones_of(number)] == zones
