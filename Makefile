# Fengqiao (枫桥): make run · make test. Needs Python 3.11–3.13 with venv, and make; everything else is installed by lock file.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest
DJANGO := $(BIN)/python -m django
WORKERS ?= 2
PARALLEL := -n $(WORKERS) --dist loadfile --no-loadscope-reorder
UNIT := tests/kernel tests/business tests/insight tests/surfaces tests/config tests/test_architecture.py
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export DJANGO_SETTINGS_MODULE := fengqiao.config.settings

.PHONY: help setup run demo-reset test unit check lint types sweep e2e bench docs screenshots seed-report full audit lock chromium clean

help:  ## what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/' | expand -t 14

run: $(VENV)/.run  ## install what is missing, start the platform on PORT (8000)
	@exec $(BIN)/fengqiao up

demo-reset: $(VENV)/.run  ## throw the demonstration data away and make them again
	@$(BIN)/fengqiao demo-reset

test: $(VENV)/.dev chromium  ## check, all tests, the browser journeys
	@status=0; \
	$(MAKE) --no-print-directory check || status=$$?; \
	$(PYTEST) $(PARALLEL) || status=$$?; \
	exit $$status

unit: $(VENV)/.dev  ## the tests of the rooms themselves, without servers, browsers and killed processes
	$(PYTEST) $(PARALLEL) $(UNIT)

check: lint types  ## format, lint, types, borders between the rooms, migrations

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src
	$(BIN)/deptry .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(DJANGO) check
	$(PYTEST) -q -n0 tests/test_architecture.py

sweep: $(VENV)/.dev  ## every address, every role, inside and outside
	$(PYTEST) $(PARALLEL) tests/sweep

e2e: $(VENV)/.dev chromium  ## the journeys in Chromium
	$(PYTEST) tests/e2e

bench: $(VENV)/.dev  ## every page against its raw SQL at the sizes of BENCH_SCALE, written to bench/latest.json
	$(BIN)/python -m bench

screenshots: $(VENV)/.dev chromium  ## take the pictures of the pages again
	SCREENSHOTS=1 $(PYTEST) tests/e2e

docs: $(VENV)/.dev  ## write docs/flows.md again from the declarations
	$(DJANGO) shell --no-imports --command "from fengqiao.config.docs import write; write()"

seed-report: $(VENV)/.dev chromium  ## the rows of the seed map with the tests that prove them
	@$(PYTEST) $(PARALLEL) --seed-report

full: test  ## everything, the long forms too
	$(PYTEST) -m full

audit: $(VENV)/.dev  ## known vulnerabilities of what is installed
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements/base.txt

lock:  ## compile the lock files again
	for name in base dev node; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-header --universal --python-version 3.11 \
	    --exclude-newer "$$(date -d '14 days ago' +%F)" requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

chromium:
	@.ci/chromium

setup: $(VENV)/.run

$(VENV)/.uv: requirements/uv.txt
	@python=$$(PYTHON="$(PYTHON)" .ci/python) && $$python -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.run: $(VENV)/.uv requirements/base.txt requirements/node.txt pyproject.toml
	@echo "正在安装依赖……"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/base.txt
	@command -v npm > /dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/fengqiao assets
	@touch $@

clean:
	rm -rf $(VENV) .tools .mypy_cache .pytest_cache .ruff_cache
