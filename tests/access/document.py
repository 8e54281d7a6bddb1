"""The expectations as people read them: python -m tests.access.document > docs/roles.md."""

import os
import sys
from collections.abc import Iterable, Iterator

import django
from django.urls import URLPattern, URLResolver, get_resolver

from collections_app.users.choices import Role
from tests.access.expected import EXPECTED, Row

BEGINNING = """# Who may do what

Everybody has one role, and works for one or more companies. What is of another company does not
exist for them: its addresses answer as if there were nothing. What a role may not do is refused
before anything is looked up. A test asks every address with every role, at the own company and at
a foreign one, by GET and by POST, and without a log-in; this page is made from its table.

- **Clerk**: works the queue: calls, writes, promises, disputes, holds, files, payments, letters.
- **Manager**: also approves, decides what goes on at the top of the ladder, and changes what a
  company says of itself, its ladder, its wordings, and whether it sends.
- **Administrator**: also says who works here.
- **Auditor**: reads all of it and changes nothing but what is their own.

The rules are one module, `collections_app/users/rules.py`; each view in `collections_app/web` says
which of them it asks.
"""


def names_and_paths(
    resolver: URLResolver | None = None, under: str = "", at: str = "/"
) -> Iterator[tuple[str, str]]:
    for one in (resolver or get_resolver()).url_patterns:
        path = f"{at}{one.pattern}"
        if isinstance(one, URLPattern):
            yield f"{under}{one.name}", path
        else:
            yield from names_and_paths(one, f"{one.namespace}:" if one.namespace else under, path)


def document() -> str:
    paths = dict(names_and_paths())
    parts = [BEGINNING]
    for title, rows in EXPECTED.items():
        parts.append(f"\n## {title}\n")
        is_open = all(row.is_open for row in rows.values())
        parts += _open(rows, paths) if is_open else _table(rows, paths)
    return "\n".join(parts) + "\n"


def _open(rows: Iterable[str], paths: dict[str, str]) -> Iterator[str]:
    yield "Without a log-in; each checks by itself who asks.\n"
    for name in rows:
        yield f"- `{paths[name]}`"


def _table(rows: dict[str, Row], paths: dict[str, str]) -> Iterator[str]:
    yield "| address | " + " | ".join(role.label for role in Role) + " |"
    yield "|---" * (len(Role) + 1) + "|"
    for name, row in rows.items():
        cells = ("everybody" if row.is_open else _may(row, role) for role in Role)
        yield f"| `{paths[name]}` | " + " | ".join(cells) + " |"


def _may(row: Row, role: str) -> str:
    words = [word for word, may in [("looks", row.get), ("acts", row.post)] if role in may]
    return " and ".join(words)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collections_app.settings")
    django.setup()
    sys.stdout.write(document())
