"""Read only: the queue's ranking and the contact history."""
