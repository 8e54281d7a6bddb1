"""Read only, but for the places of the queue: ranking, figures, and the contact history."""
