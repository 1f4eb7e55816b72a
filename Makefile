# Everything starts here; `make help` lists it. The first target sets up a virtual environment.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# One more than processors: some tests wait for processes of their own.
WORKERS = $(shell $(BIN)/python -c 'import os; print(os.cpu_count() + 1)')
PIP := $(BIN)/python -m pip --disable-pip-version-check
FROM ?=
REPORT ?=
ONLY ?=
SAMPLE ?=

.PHONY: help setup demo test check fmt upstream second-opinion spec generate bench mutants clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## */\t/' | expand -t 12

$(READY): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "atlassian-tasks needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "setting up .venv (once) …"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --quiet --constraint .ci/constraints.txt pip
	@$(PIP) install --quiet --constraint .ci/constraints.txt --group dev --editable '.[cli]'
	@touch $@

setup: $(READY)  ## create .venv with pinned tools (every target does this when needed)

demo: $(READY)  ## follow simulated tasks in this terminal; needs no account
	@$(BIN)/atlassian-tasks demo

test: $(READY)  ## run the tests
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

check: $(READY)  ## what CI holds: format, lint, types, import contracts, workflows, spec and client rebuilt
	$(BIN)/ruff format --check facade scripts tests
	$(BIN)/ruff check facade scripts tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/python -m scripts.build_spec --check
	$(BIN)/python -m scripts.drift.starters
	$(BIN)/python -m scripts.generate_client --check
	$(BIN)/python -m scripts.public_api --check

fmt: $(READY)  ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix facade scripts tests
	@$(BIN)/ruff format facade scripts tests

upstream: $(READY)  ## take in Atlassian's documents and report the drift (offline: FROM=DIR)
	@$(BIN)/python -m scripts.upstream $(if $(FROM),--from "$(FROM)") $(if $(REPORT),--report "$(REPORT)")

second-opinion: $(READY)  ## compare our drift verdicts with those of redocly (needs npm)
	@$(BIN)/python -m tests.drift.second_opinion

spec: $(READY)  ## rebuild spec/openapi.yaml from slices, deviations and prose
	$(BIN)/python -m scripts.build_spec

generate: $(READY)  ## rebuild the client in generated/ from spec/openapi.yaml
	$(BIN)/python -m scripts.generate_client

bench: $(READY)  ## measure both sides in one run and print the ratios
	@$(BIN)/python -m scripts.bench

mutants: $(READY)  ## see which small changes of the core no test notices (hours; ONLY="waiting/pace.py", SAMPLE=300)
	@$(PIP) install --quiet --constraint .ci/constraints.txt --group mutants
	@$(BIN)/python -m tests.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(ONLY)

clean:  ## remove the virtual environment and every cache
	rm -rf .venv .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .mutants dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
