"""When they said they would pay."""
