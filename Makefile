# The commands of this project: `make run` and `make test` are all that is needed.
# They work in a clean clone with Python 3.11 or later, make and git; everything else is put into
# .venv, by exact version and hash.

PYTHON ?= python3
HOME_FOLDER ?= var/demo
HOST ?= 127.0.0.1
PORT ?= 8000
UV ?= uv

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --quiet

# Files stay whole: a fixture of a file is made once.
IN_PARALLEL := --numprocesses=logical --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint bench check-long peers lock clean

help:
	@echo "make run         build the demo federation and serve it on http://$(HOST):$(PORT)"
	@echo "make test        check everything; installs what the tests need"
	@echo "make lint        style, types and directions of import only"
	@echo "make bench       measure"
	@echo "make check-long  what takes long: more random cases, foreign verifiers, other people's counts"
	@echo "make peers       other people's programs of counting, into .venv-peers (1.5 GB)"
	@echo "make lock        choose versions of the dependencies anew (needs uv)"
	@echo "make clean       remove what these commands made, except var/"

run: .venv/run.stamp
	@$(BIN)/commonweal demo --home $(HOME_FOLDER) --if-missing
	@echo "Sign in with a code from above."
	@$(BIN)/commonweal serve --home $(HOME_FOLDER) --host $(HOST) --port $(PORT)

test: .venv/test.stamp lint
	tests/install-services
	$(BIN)/pytest -m "not long" --durations=10 $(IN_PARALLEL)

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/test.stamp
	tests/install-services
	@set -e; for one in benchmarks/[a-z]*.py; do echo "== $$one"; $(BIN)/python "$$one"; done

check-long: .venv/test.stamp peers
	tests/install-services --long
	$(BIN)/pytest -m "not long" $(IN_PARALLEL) --cov=commonweal --cov-branch --cov-report=term:skip-covered
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest
	$(BIN)/python tests/tally/fuzz_readers.py --seconds 600

lock:
	$(UV) $(LOCK) --output-file requirements/run.txt pyproject.toml requirements/build.in
	$(UV) $(LOCK) --output-file requirements/test.txt --constraint requirements/run.txt \
		--group test --group lint pyproject.toml requirements/build.in
	$(UV) $(LOCK) --output-file requirements/peers.txt --group peers

clean:
	rm -rf .venv .venv-peers .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -rf build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
		{ rm -rf .venv; echo "On Debian, install it with: apt-get install python3-venv" >&2; exit 1; }

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing what it needs into .venv ..."
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: requirements/test.txt .venv/run.stamp
	@echo "Installing what the tests need into .venv ..."
	@$(PIP) install --require-hashes --requirement requirements/test.txt
	@touch $@

# Other people's programs stay out of .venv: they bring solvers and old versions of what we use.
peers: .venv-peers/peers.stamp

.venv-peers/peers.stamp: requirements/peers.txt | .venv/bin/python
	@echo "Installing what counts are compared with into .venv-peers ..."
	@$(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--requirement requirements/peers.txt
	@touch $@
