"""Whether this installation may send at all: one switch for everything, and three safeguards.

A copied database meets a machine with another code and stays silent. A restored one does not know
the attempt that this machine began last, or the print run that it closed, and is stopped until
somebody has looked.
"""

import datetime as dt
import hashlib
import os
import threading
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from collections_app.companies.models import Installation
from collections_app.history.actions import record

ATTEMPT, PRINT_RUN = "last-attempt", "last-print-run"  # what a machine remembers of its database
STOPPED, RESTORED, FOREIGN, SWITCHED_OFF = "stopped", "restored", "foreign", "switched_off"


def why_silent(here: Installation | None = None) -> str:
    """Why nothing may leave now; empty when messages may. `here`: the row, where it is at hand."""
    if not settings.SENDING:
        return SWITCHED_OFF
    here = here or installation()
    if here.code != code_of_here():
        return FOREIGN
    return here.stopped_because


def installation() -> Installation:
    """The one row; a database that has none belongs to the machine that asks first."""
    here, _ = Installation.objects.get_or_create(defaults={"code": code_of_here()})
    return here


@transaction.atomic
def stop_sending(*, because: str = STOPPED, by: str, at: dt.datetime) -> None:
    """Nothing leaves any more, whatever is ready; what is being sent at this moment ends."""
    here = _locked()
    if here.stopped_because:
        return
    here.stopped_because, here.stopped_at, here.stopped_by = because, at, by
    here.save()
    _record("sending.stopped", because, by, at)


@transaction.atomic
def resume_sending(*, by: str, at: dt.datetime) -> str:
    """Somebody looked, and it may go on, from this machine; why it had stopped."""
    here = _locked()
    because = FOREIGN if here.code != code_of_here() else here.stopped_because
    here.code, here.stopped_because = code_of_here(), ""
    here.stopped_at, here.stopped_by = None, ""
    here.save()
    if because:
        _record("sending.resumed", because, by, at)
    if because == RESTORED:
        for what in (ATTEMPT, PRINT_RUN):
            (memory() / what).unlink(missing_ok=True)
    return because


def code_of_here() -> str:
    """Names this machine, the folder of what it remembers, and the database by its name.

    A backup that is restored beside the original, and a folder that is copied with all its data,
    know nothing of what was sent since, and are another place.
    """
    place = str(memory().resolve()).encode()
    return f"{settings.INSTALLATION_ID[:40]} {hashlib.sha256(place).hexdigest()[:16]}"


def memory() -> Path:
    """The folder of what this machine remembers of its database; it outlives any restore."""
    return Path(settings.INSTALLATION_DIR) / str(connection.settings_dict["NAME"])


def remember(what: str, name: str) -> None:
    """The name of the attempt that was begun last, or of the print run that was closed last."""
    file = memory() / what
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    draft.write_text(name)
    draft.replace(file)


def remembered(what: str) -> str:
    """What this machine last remembered; empty before the first."""
    try:
        return (memory() / what).read_text()
    except FileNotFoundError:
        return ""


def _locked() -> Installation:
    installation()
    return Installation.objects.select_for_update().get()


def _record(kind: str, because: str, by: str, at: dt.datetime) -> None:
    values = {"because": because}
    record(kind=kind, subject=("installation", 1), by=by, at=at, values=values)
