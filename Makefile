# Everything a newcomer types. Needs Python 3.11 or later and make; nothing else.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo setup test test-fast check bench screenshots lock clean

help:
	@echo "make demo    install, generate the demo company, import it, show its agenda and open the workplace on it"
	@echo "make test    install what the tests need and run them all"
	@echo "make setup   install only"
	@echo "make check   style, types and import contract"
	@echo "make bench   benchmarks beside their peers, written to BENCHMARKS.md"
	@echo "make screenshots  pictures of every page into docs/screenshots (needs Chromium)"
	@echo "make lock    pin the dependencies anew (needs uv)"

demo: $(VENV)/runtime
	$(BIN)/hero demo --into demo

setup: $(VENV)/runtime $(VENV)/development

test: $(VENV)/development
	$(BIN)/pytest -q -n $(JOBS) -m "not slow and not spark and not browser"
	HERO_TEST_DATABASE=postgresql $(BIN)/pytest -q -n $(JOBS) -m "not slow and not browser" tests/web
	$(BIN)/pytest -q -m "browser and not slow"
	$(BIN)/pytest -q -n $(JOBS) --dist loadfile -m "slow or spark"

test-fast: $(VENV)/development
	$(BIN)/pytest -q -x -n $(JOBS) -m "not slow and not spark and not browser"

check: $(VENV)/development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/development .bench-venv/ready
	$(BIN)/python -W ignore -m bench

screenshots: $(VENV)/development
	$(BIN)/python -m tests.web.screenshots

lock:
	printf 'hatchling\neditables\n' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra web \
		pyproject.toml - -o requirements.lock
	printf 'hatchling\neditables\n' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev --extra spark --extra web --extra postgres \
		-c requirements.lock pyproject.toml - -o requirements-dev.lock

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Customer Hero needs Python 3.11 or later; set PYTHON=") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/development: requirements-dev.lock $(VENV)/runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.bench-venv/ready: bench/peers.lock
	$(PYTHON) -m venv .bench-venv
	.bench-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
