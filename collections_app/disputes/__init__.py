"""Why it is not paid."""
