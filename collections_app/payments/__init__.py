"""What came in and what it settles."""
