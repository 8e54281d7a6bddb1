"""A template and plain values to PDF."""
