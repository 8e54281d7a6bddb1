"""What comes back: what providers tell of messages, and what customers answer."""
