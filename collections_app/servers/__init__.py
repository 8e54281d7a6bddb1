"""PostgreSQL and Valkey without an installation: for trial, development and tests."""
