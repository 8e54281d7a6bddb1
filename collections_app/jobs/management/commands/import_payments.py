"""Take in a file of payments."""

from typing import Any

from collections_app.intake.choices import Kind
from collections_app.intake.outcomes import Outcome
from collections_app.intake.payments import import_payments
from collections_app.intake.sources import Prepared
from collections_app.jobs.importing import ImportCommand


class Command(ImportCommand):
    help = "Takes in a file of payments: exact references settle, the rest is to be matched."
    kind = Kind.PAYMENTS

    def take_in(self, prepared: Prepared, options: dict[str, Any], **how: Any) -> Outcome:
        return import_payments(prepared=prepared, **how)
