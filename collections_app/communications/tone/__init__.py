"""The check of a wording: its tone, its parts, its length, in findings with a suggestion each."""
