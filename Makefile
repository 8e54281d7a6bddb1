# Two commands: `make run` and `make test`. Both set up first; `make setup` is the set-up alone.
# `make faults` breaks all that can break and counts what reached whom; MESSAGES=2000 is shorter.
# `make bench` measures speed beside limits of the same run; `make bench-short` in four minutes.

.PHONY: setup run test faults bench bench-short

run: setup
	@.venv/bin/python manage.py up

test:
	@.setup/setup --browser
	@.venv/bin/python .setup/check.py

faults: setup
	@.venv/bin/python -m tests.faults

bench: setup
	@.venv/bin/python -m tests.bench full

bench-short: setup
	@.venv/bin/python -m tests.bench short

setup:
	@.setup/setup
