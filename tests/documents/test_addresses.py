"""Addresses in the envelope's window: the country's order, the country line, what fits."""

from itertools import pairwise

import pytest
import yaml

from collections_app.documents.addresses import address_lines, window
from collections_app.documents.papers import PAPERS
from tests.intake.shared import shared

# The vectors follow OpenCage's orders, the product Google's; here the two differ.
A4, US_LETTER = PAPERS["din_5008_b"].rows, PAPERS["us_letter"].rows
OTHER_ORDER = {"BH", "CN", "CO", "IL", "KG", "MN", "MU", "SD", "SG", "TT", "XK"}


def lines_of(**changes):
    usual = {
        "names": ["Vandrel Optics B.V.", "Ms Femke Oldaal"],
        "street": "Lenskade 21",
        "postal_code": "2031 EX",
        "city": "Haarlem",
        "region": "",
        "country": "NL",
        "home": "DE",
        "language": "en",
    }
    return address_lines(**(usual | changes))


def vectors():
    for path in sorted(shared("vectors", "addresses").glob("*.yaml")):
        for found in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            if found and found.get("expected"):
                yield found["components"], found["expected"]


def first(components, *names):
    return next((str(components[name]) for name in names if components.get(name)), "")


def written(components):
    street = first(components, "road", "street", "pedestrian", "footway")
    number = first(components, "house_number")
    return {
        "names": ["Vandrel Optics B.V."],
        "street": f"{street} {number}".strip(),
        "postal_code": first(components, "postcode"),
        "city": first(components, "city", "town", "village", "municipality", "hamlet"),
        "region": first(components, "state_code", "state"),
        "country": first(components, "country_code").upper(),
        "home": "",
    }


def test_address_abroad_ends_with_the_country_in_the_senders_language():
    assert lines_of(language="de") == [
        "Vandrel Optics B.V.",
        "Ms Femke Oldaal",
        "Lenskade 21",
        "2031 EX Haarlem",
        "NIEDERLANDE",
    ]


def test_address_at_home_names_no_country():
    assert lines_of(home="NL")[-1] == "2031 EX Haarlem"


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        (
            {"country": "US", "city": "Austin", "region": "TX", "postal_code": "78701"},
            ["Lenskade 21", "Austin, TX 78701", "UNITED STATES"],
        ),
        (
            {"country": "US", "city": "Austin", "region": "", "postal_code": ""},
            ["Lenskade 21", "Austin", "UNITED STATES"],
        ),
        (
            {"country": "GB", "city": "London", "postal_code": "SW1A 1AA"},
            ["Lenskade 21", "London", "SW1A 1AA", "UNITED KINGDOM"],
        ),
        (
            {"country": "JP", "city": "千代田区", "region": "東京都", "street": "丸の内1-1"},
            ["丸の内1-1", "JAPAN"],
        ),
        ({"country": "QQ", "region": "R"}, ["Lenskade 21", "2031 EX Haarlem", "R", "QQ"]),
        ({"country": "", "home": ""}, ["Lenskade 21", "2031 EX Haarlem"]),
        ({"street": "Hof 1\nHaus B"}, ["Hof 1", "Haus B", "2031 EX Haarlem", "NETHERLANDS"]),
        ({"country": "GI", "city": "Gibraltar", "postal_code": "GX11"}, None),
    ],
)
def test_each_country_has_its_own_order(changes, last):
    shown = lines_of(**changes)

    if last is None:
        assert [line for line in shown if line == "GIBRALTAR"] == ["GIBRALTAR"]
    else:
        for before, after in pairwise(last):
            assert shown.index(before) < shown.index(after)


def test_real_addresses_keep_every_part_in_the_order_of_their_country():
    judged = 0
    for components, expected in vectors():
        address = written(components)
        shown = "\n".join(address_lines(**address, language="en"))
        parts = [address[name] for name in ("street", "postal_code", "city")]
        known = [part for part in parts if part]
        judged += 1

        for part in known:
            assert part.replace("\u200e", "").strip(" ,").casefold() in shown.casefold()
        in_both = [part for part in known if part in expected and part in shown]
        if address["country"] not in OTHER_ORDER:
            assert sorted(in_both, key=expected.rindex) == sorted(in_both, key=shown.rindex)

    assert judged > 200


@pytest.mark.parametrize("rows", [A4, US_LETTER])
def test_real_addresses_fit_the_window(rows):
    for components, _ in vectors():
        shown = address_lines(**written(components), language="en")

        assert window(shown, rows=rows).lines == tuple(shown)


@pytest.mark.parametrize(
    ("rows", "lines", "size"),
    [
        (A4, ["x"] * 5, "roomy"),
        (A4, ["x"] * 6, "tight"),
        (A4, ["x"] * 8, "tightest"),
        (A4, ["x" * 39, "y" * 39, "z"], "roomy"),
        (A4, ["X" * 39, "Y" * 39, "Z" * 39], "tight"),
        (US_LETTER, ["x"] * 4, "roomy"),
        (US_LETTER, ["x"] * 6, "tightest"),
    ],
)
def test_type_shrinks_before_a_line_is_lost(rows, lines, size):
    shown = window(lines, rows=rows)

    assert (shown.size, shown.lines) == (size, tuple(lines))


def test_too_many_lines_lose_the_middle_and_never_the_town():
    shown = window(["Name", *[f"line {n}" for n in range(20)], "Town", "COUNTRY"], rows=A4)

    assert len(shown.lines) == 8
    assert shown.lines[0] == "Name"
    assert shown.lines[-2:] == ("Town", "COUNTRY")
