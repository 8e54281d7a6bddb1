"""Who is owed: address, senders, payment options, calendar, sending window."""
