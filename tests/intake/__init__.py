"""Files in: what real exports hold, and what must be refused."""
