"""The log and the outbox: communication, attempt, wording, rendering."""
