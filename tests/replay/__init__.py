"""The past walked again: a generated ledger, a replay of it and an independent judge."""
