"""One believable company, and the past rehearsed."""
