"""The pages' sources: they compile, and hold nothing that the browser's policy forbids."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from collections_app import env
from collections_app.web.templatetags.dunwell import ACTS, FLAGS, ICONS, icon

FOLDER = env.ROOT / "templates"
NOT_PAGES = {"email", "letters"}
PAGES = [
    path
    for path in sorted(FOLDER.rglob("*.html"))
    if path.relative_to(FOLDER).parts[0] not in NOT_PAGES
]
BY_ALLAUTH = ("account/", "mfa/")  # named as it looks for them
FORBIDDEN = re.compile(r'\sstyle=|<style|<script>|\son[a-z]+="|\|safe|autoescape off|hx-on', re.I)


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_template_compiles_and_is_small(path: Path) -> None:
    get_template(name_of(path))

    assert len(path.read_text().splitlines()) < 120


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_template_holds_no_inline_style_or_script(path: Path) -> None:
    assert FORBIDDEN.search(path.read_text()) is None


def test_only_the_tokens_name_a_colour() -> None:
    others = [one for one in (env.ROOT / "static/css").glob("*.css") if one.name != "tokens.css"]

    named = [one.name for one in others if re.search(r"#[0-9a-f]{3,8}\b|rgb\(", one.read_text())]

    assert named == []


def test_every_template_is_used() -> None:
    texts = [path.read_text() for path in FOLDER.rglob("*.html")]
    texts += [path.read_text() for path in (env.ROOT / "collections_app").rglob("*.py")]
    by_django = {"403.html", "403_csrf.html", "404.html", "429.html", "500.html"}

    unused = [
        name_of(path)
        for path in PAGES
        if name_of(path) not in by_django
        and not name_of(path).startswith(BY_ALLAUTH)
        and not any(f'"{name_of(path)}"' in one for one in texts)
    ]

    assert unused == []


def test_every_icon_is_drawn() -> None:
    named = {name for path in PAGES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    named |= {*ICONS.values(), *(name for _, name in FLAGS.values())}
    named |= {name for name, _ in ACTS.values()}

    assert [name for name in sorted(named) if not icon(name).startswith("<svg")] == []
