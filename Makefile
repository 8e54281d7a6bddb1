# Two commands: `make run` and `make test`. Both set up first; `make setup` is the set-up alone.

.PHONY: setup run test

run: setup
	@.venv/bin/python manage.py up

test:
	@.setup/setup --browser
	@.venv/bin/python .setup/check.py

setup:
	@.setup/setup
