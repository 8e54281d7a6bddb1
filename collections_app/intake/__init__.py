"""Files in: invoices and payments."""
