"""Who owes: the customer, its contacts and their consent."""
