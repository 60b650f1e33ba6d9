# Everything a developer or an operator of a development machine needs. `make help` lists it.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

# The first Python from 3.11 on; name another with `make run PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv/bin/python

.PHONY: help run servers shell setup setup-dev test test-fast coverage lint fix bench lock openapi clean python

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. On Debian and Ubuntu: sudo apt-get install python3 python3-venv"; exit 1; }

setup: python ## Make .venv and install what the product runs on
	@$(PYTHON) scripts/bootstrap.py

setup-dev: python ## The same, with the test tools
	@$(PYTHON) scripts/bootstrap.py --dev

run: setup ## Start everything with a demo district: http://127.0.0.1:5000 (HFW_PORT=... for another port)
	@$(VENV) -m scripts.run

servers: setup ## Start only PostgreSQL and Valkey, and print their addresses
	@$(VENV) -m scripts.servers

shell: ## A psql on the database of a running `make run` or `make servers`
	@$(VENV) -m scripts.psql

test: setup-dev ## Everything: lint, types, contracts, front ends, tests, promises, browser journeys
	@$(VENV) -m scripts.checks

test-fast: setup-dev ## Python tests without promises and browser, last failed first
	@$(VENV) -m pytest tests --ignore=tests/promises --ignore=tests/e2e --ignore=tests/bench -n 2 --dist loadgroup --ff

coverage: setup-dev ## The tests of `make test-fast`, with the lines and branches they do not reach
	@$(VENV) -m pytest tests --ignore=tests/promises --ignore=tests/e2e --ignore=tests/bench -n 2 --dist loadgroup --cov

lint: setup-dev ## Style, house rules, layers and types of the Python code
	@$(VENV) -m scripts.checks --only lint

fix: setup-dev ## Let the tools mend what they can
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench: setup-dev ## Measure against what PostgreSQL itself can do
	@$(VENV) -m tests.bench

lock: setup-dev ## Write requirements*.txt, with hashes, from requirements*.in
	@$(VENV) -m scripts.lock

openapi: setup-dev ## Write docs/openapi.json
	@$(VENV) -m scripts.openapi

clean: python ## Delete what was installed, built and stored, the database too
	@$(PYTHON) scripts/clean.py
