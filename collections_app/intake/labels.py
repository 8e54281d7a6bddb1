"""What people here call the fields of a file, in the order in which they are shown."""

from collections_app.intake.choices import Kind

_CUSTOMER = {"customer_number": "Customer number", "customer_name": "Customer name"}

LABELS: dict[str, dict[str, str]] = {
    Kind.INVOICES: {
        **_CUSTOMER,
        "number": "Invoice number",
        "issued_on": "Invoice date",
        "due_on": "Due date",
        "amount": "Amount",
        "balance": "Open balance",
        "settled": "Settled amount",
        "settled_on": "Settled on",
        "currency": "Currency",
        "kind": "Invoice or credit note",
        "payment_method": "Payment method",
        "debit_returned_on": "Debit returned on",
        "purchase_order": "Purchase order",
        "link": "Link to the invoice",
        "email": "E-mail",
        "phone": "Phone",
        "mobile": "Mobile",
        "contact_name": "Contact person",
        "street": "Street",
        "postal_code": "Postal code",
        "city": "City",
        "region": "Region",
        "country": "Country",
        "language": "Language",
        "segment": "Segment",
        "legal_form": "Legal form",
        "level": "Level reached",
        "last_notice_on": "Last notice on",
    },
    Kind.PAYMENTS: {
        "received_on": "Received on",
        "amount": "Amount",
        "currency": "Currency",
        "reference": "Reference or invoice",
        **_CUSTOMER,
        "payer": "Payer",
        "external_id": "Payment number",
    },
}
