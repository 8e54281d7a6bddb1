"""What is always true of disputes."""

from collections.abc import Iterator

from collections_app.disputes.models import Attachment
from collections_app.lib.checks import Check, each, rows
from collections_app.lib.files import is_intact

_DISPUTED_WRONG = """
select i.id from invoices_invoice i
left join (
    select invoice_id, sum(amount) as part from disputes_dispute
    where settled_on is null or credit_due_on is not null and credit_ended_on is null
    group by invoice_id
) kept on kept.invoice_id = i.id
where i.disputed <> coalesce(kept.part, 0)
"""
_ANSWER_OUT_OF_STEP = """
select coalesce(d.id::text, t.subject_id)
from (select id from disputes_dispute where settled_on is null and answered_on is null) d
full join (
    select subject_id from tasks_task where kind = 'answer_dispute' and state = 'open'
) t on t.subject_id = d.id::text
where d.id is null or t.subject_id is null
"""


def damaged_attachments() -> Iterator[int]:
    for id, path in Attachment.objects.values_list("pk", "path").iterator():
        if not is_intact(path):
            yield id


CHECKS = (
    Check(
        "disputed_wrong",
        "invoices",
        "The disputed part of an invoice is what is disputed, or credited and not seen yet.",
        rows(_DISPUTED_WRONG),
    ),
    Check(
        "answer_out_of_step",
        "disputes",
        "A dispute that we have to answer has its own task, and no other has.",
        rows(_ANSWER_OUT_OF_STEP),
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
