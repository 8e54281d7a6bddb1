"""What comes back of sends: the workers' journal, expired claims, unknown attempts."""

import datetime as dt

from collections_app.communications.evidence import read_journal, search_unknown
from collections_app.communications.marking import reap
from collections_app.dunning.sending import may_go_again, settle_when_known


def settle_claims(*, now: dt.datetime) -> None:
    """First what this machine knows, then, whatever became of that, what nobody marked in time."""
    try:
        read_journal(settle=settle_when_known(now=now), at=now)
    finally:
        reap()


def search(*, now: dt.datetime) -> int:
    """Ask the providers about unknown attempts; how many were resolved."""
    return search_unknown(settle=settle_when_known(now=now), may_go_again=may_go_again, at=now)
