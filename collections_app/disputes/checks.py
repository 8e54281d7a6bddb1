"""What is always true of disputes."""

from collections_app.lib.checks import Check, rows

_DISPUTED_WRONG = """
select i.id from invoices_invoice i
left join disputes_dispute d on d.invoice_id = i.id and d.settled_on is null
where i.disputed <> coalesce(d.amount, 0)
"""

CHECKS = (
    Check(
        "disputed_wrong",
        "invoices",
        "The disputed part of an invoice is the amount of its open dispute.",
        rows(_DISPUTED_WRONG),
    ),
)
