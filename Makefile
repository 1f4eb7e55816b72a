# Everything starts here; `make help` lists it. The first target sets up a virtual environment.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUNS := .venv/.runs
READY := .venv/.ready
# One more than processors: some tests wait for processes of their own.
WORKERS = $(shell $(BIN)/python -c 'import os; print(os.cpu_count() + 1)')
PIP := $(BIN)/python -m pip --disable-pip-version-check
LOCKED := $(PIP) install --quiet --require-hashes --requirement
AIRFLOW := .venv-airflow
FROM ?=
REPORT ?=
ONLY ?=
SAMPLE ?=
MINUTES ?=
UPGRADE ?=

.PHONY: help setup demo test test-airflow check fmt upstream second-opinion pyright spec generate docs bench mutants soak package lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## */\t/' | expand -t 12

$(RUNS): pyproject.toml .ci/locks/demo.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "atlassian-tasks needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@echo "setting up .venv (once) …"
	@$(PYTHON) -m venv --clear .venv
	@$(LOCKED) .ci/locks/demo.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(READY): $(RUNS) .ci/locks/dev.txt
	@echo "bringing the tools into .venv (once) …"
	@$(LOCKED) .ci/locks/dev.txt
	@touch $@

setup: $(READY)  ## create .venv with pinned tools (every target does this when needed)

demo: $(RUNS)  ## follow simulated tasks in this terminal; needs no account
	@$(BIN)/atlassian-tasks demo

test: $(READY)  ## run the tests
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal

$(AIRFLOW)/.ready: pyproject.toml .ci/locks/airflow.txt
	@echo "setting up $(AIRFLOW) (once, some 300 MB) …"
	@$(PYTHON) -m venv --clear $(AIRFLOW)
	@$(AIRFLOW)/bin/pip install --quiet --require-hashes --requirement .ci/locks/airflow.txt
	@$(AIRFLOW)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

test-airflow: $(AIRFLOW)/.ready  ## run the tests with Airflow, in an environment of its own
	@$(AIRFLOW)/bin/python -m pytest tests/airflow

check: $(READY)  ## what CI holds: format, lint, types, import contracts, workflows, spec and client rebuilt
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/python -m scripts.build_spec --check
	$(BIN)/python -m scripts.drift.starters
	$(BIN)/python -m scripts.generate_client --check
	$(BIN)/python -m scripts.public_api --check

fmt: $(READY)  ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

upstream: $(READY)  ## take in Atlassian's documents and report the drift (offline: FROM=DIR)
	@$(BIN)/python -m scripts.upstream $(if $(FROM),--from "$(FROM)") $(if $(REPORT),--report "$(REPORT)")

second-opinion: $(READY)  ## compare our drift verdicts with those of redocly (needs npm)
	@$(BIN)/python -m tests.drift.second_opinion

pyright: $(READY)  ## ask pyright, strict, what mypy is asked about programs of users (needs npm)
	@$(BIN)/python -m tests.second_checker

spec: $(READY)  ## rebuild spec/openapi.yaml from slices, deviations and prose
	$(BIN)/python -m scripts.build_spec

generate: $(READY)  ## rebuild the client in generated/ from spec/openapi.yaml
	$(BIN)/python -m scripts.generate_client

docs: $(READY)  ## draw the demo and build the site into .docs/site; a dead link ends it
	@$(LOCKED) .ci/locks/docs.txt
	@$(BIN)/python -m scripts.docs

bench: $(READY)  ## measure both sides in one run and print the ratios
	@$(BIN)/python -m scripts.bench

mutants: $(READY)  ## see which small changes of the core no test notices (hours; ONLY="waiting/pace.py", SAMPLE=300)
	@$(LOCKED) .ci/locks/mutants.txt
	@$(BIN)/python -m tests.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(ONLY)

package: $(READY)  ## build the wheel and the sdist, and try each in a fresh environment
	@$(LOCKED) .ci/locks/release.txt
	@.ci/package

lock: $(READY)  ## pin the development environments anew, with hashes (UPGRADE=1: the newest of all)
	@for group in dev demo airflow docs mutants release; do \
	  how="--constraints .ci/locks/dev.txt"; \
	  case $$group in dev) how="pyproject.toml --extra cli";; demo) how="$$how pyproject.toml --extra cli";; esac; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	    --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) \
	    $$how --group $$group --output-file .ci/locks/$$group.txt || exit; \
	done

soak: $(READY)  ## use everything at once against a hostile site, for a while (MINUTES=30)
	@$(BIN)/python -m tests.soak $(or $(MINUTES),30)

clean:  ## remove the virtual environment and every cache
	rm -rf .venv $(AIRFLOW) .hypothesis .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .mutants .docs dist sbom.cdx.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
