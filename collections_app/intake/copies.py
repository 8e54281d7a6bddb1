"""Copies of invoices: PDFs that are named like their invoice, from a page or the drop folder."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from collections_app.companies.models import Company
from collections_app.customers.models import Customer
from collections_app.documents.copies import CannotKeep, check_copy
from collections_app.history.actions import record
from collections_app.intake.folder import BY, ROOT, finished_files
from collections_app.intake.sources import File
from collections_app.invoices.models import Invoice
from collections_app.lib.files import keep
from collections_app.tasks.actions import open_task
from collections_app.tasks.choices import Kind as TaskKind

logger = logging.getLogger(__name__)
FOLDER = "copies"


@dataclass
class Kept:
    """What became of some files: the invoices that have a copy now, and what was refused."""

    invoices: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # in sentences


def keep_copies(*, customer: Customer, files: Iterable[File], by: str, at: dt.datetime) -> Kept:
    """Each file goes to the invoice of this customer that it is named like."""
    kept = Kept()
    for file in files:
        invoice = _named(file.name, customer.invoices.all())
        if invoice is None:
            kept.refused.append(f"{file.name} is named like no invoice of {customer}.")
            continue
        try:
            keep_copy(invoice=invoice, content=file.content, by=by, at=at)
            kept.invoices.append(invoice.number)
        except CannotKeep as error:
            kept.refused.append(f"{file.name} is {error}.")
    return kept


@transaction.atomic
def keep_copy(*, invoice: Invoice, content: bytes, by: str, at: dt.datetime) -> None:
    """The PDF that mails about this invoice carry from now on; CannotKeep where it is none."""
    check_copy(content)
    name, sha256 = keep(content)
    Invoice.objects.filter(pk=invoice.pk).update(file=name)
    record(
        kind="invoice.copy",
        subject=("invoice", invoice.pk),
        by=by,
        at=at,
        company_id=invoice.company_id,
        customer_id=invoice.customer_id,
        values={"number": invoice.number, "sha256": sha256},
    )


def _named(file_name: str, invoices: QuerySet[Invoice]) -> Invoice | None:
    """A slash cannot stand in the name of a file; an underscore does for it."""
    stem = Path(file_name).stem.strip()
    found = list(invoices.filter(number__in={stem, stem.replace("_", "/")})[:2])
    return found[0] if len(found) == 1 else None


def copies_folder(company: Company) -> Path:
    return ROOT / str(company.pk) / FOLDER


def take_copies(*, company: Company, now: dt.datetime) -> int:
    """What lies in the drop folder; how many invoices have a copy now.

    A file whose invoice is not known yet waits where it is.
    """
    folder = copies_folder(company)
    paths = finished_files(folder) if folder.is_dir() else []
    return sum(_take(company, path, now) for path in paths)


def _take(company: Company, path: Path, now: dt.datetime) -> bool:
    invoice = _named(path.name, company.invoices.all())
    if invoice is None:
        return False
    try:
        keep_copy(invoice=invoice, content=path.read_bytes(), by=BY, at=now)
        path.unlink()
    except CannotKeep as error:
        _put_aside(company, path, f"{path.name} is {error}.", now)
        return False
    except OSError:
        logger.exception("%s stays where it is and is looked at again.", path)
        return False
    return True


def _put_aside(company: Company, path: Path, why: str, now: dt.datetime) -> None:
    refused = path.parent / "refused" / path.name
    refused.parent.mkdir(exist_ok=True)
    path.replace(refused)
    refused.with_name(f"{refused.name}.reason.txt").write_text(f"{why}\n")
    open_task(
        company_id=company.pk,
        kind=TaskKind.MEND_FILE,
        subject=("copy", path.name[:40]),
        due_on=company.day_of(now),
        at=now,
        values={"file": path.name, "why": why, "state": "refused"},
    )
