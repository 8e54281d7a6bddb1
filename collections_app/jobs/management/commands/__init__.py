"""One module per command; `manage.py help` lists them."""
