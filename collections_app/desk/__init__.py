"""What a clerk does to one customer."""
