"""What is always true of disputes."""

from collections.abc import Iterator

from collections_app.disputes.models import Attachment
from collections_app.lib.checks import Check, each, rows
from collections_app.lib.files import is_intact

_DISPUTED_WRONG = """
select i.id from invoices_invoice i
left join disputes_dispute d on d.invoice_id = i.id and d.settled_on is null
where i.disputed <> coalesce(d.amount, 0)
"""


def damaged_attachments() -> Iterator[int]:
    for id, path in Attachment.objects.values_list("pk", "path").iterator():
        if not is_intact(path):
            yield id


CHECKS = (
    Check(
        "disputed_wrong",
        "invoices",
        "The disputed part of an invoice is the amount of its open dispute.",
        rows(_DISPUTED_WRONG),
    ),
)
FILE_CHECKS = (
    Check(
        "damaged_attachments",
        "files of disputes",
        "Every file that belongs to a dispute is there, as it was brought.",
        each(lambda at: damaged_attachments()),
    ),
)
