"""Real parts that break on purpose: what reaches the provider is compared with what the log says.

Servers, workers and providers are processes of their own. `make test` runs the quick cases;
`make faults` all of them, and the long run under a hail of kills.
"""
