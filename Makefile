# Every target sets up what it needs: a virtual environment in $(VENV), then the install.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# As many tests at once as there are cores; WORKERS=0 runs them one by one, for a debugger.
WORKERS ?= auto
# What is installed is compiled when it is imported, and not again: of the libraries that is a small part, and the tests
# start the program a hundred times.
unexport PYTHONDONTWRITEBYTECODE
TESTS := $(BIN)/python -m pytest --quiet --numprocesses=$(WORKERS) --dist=worksteal

.PHONY: help demo test slow coverage fuzz mutate check lint types imports drift site wheel dist docs hooks bench clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	@touch $@

$(VENV)/test: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[test]'
	@touch $@ $(VENV)/run

$(VENV)/dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev]'
	@touch $@ $(VENV)/run $(VENV)/test

demo: $(VENV)/run  ## a real schedule and a real cost
	$(BIN)/mesoplan schedule
	$(BIN)/mesoplan cost --country uk

test: $(VENV)/test  ## the quick tests: run them after every change
	$(TESTS) -m 'not slow'

slow: $(VENV)/dev  ## the slow tests: killed processes, memory, random input, the browser
	$(TESTS) -m slow

coverage: $(VENV)/dev  ## all tests, quick and slow, and how much of the code they reach
	$(TESTS) --cov

fuzz: $(VENV)/dev  ## 20,000 argument lists and 5,000 tables, made at random
	$(BIN)/python -m pytest --quiet --hypothesis-profile=fuzz -m slow -k fuzz

mutate: $(VENV)/dev  ## change planning and pricing at random and see whether a test fails
	$(BIN)/python tools/mutate.py

check: lint types imports drift site wheel  ## what must hold besides the tests

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports

drift: $(VENV)/dev  ## do the documents say what the program says?
	$(BIN)/python tools/docs.py --check

site: $(VENV)/dev  ## build the documentation site in build/site; every link must lead somewhere
	$(BIN)/python -m mkdocs build --strict --quiet

wheel: $(VENV)/dev  ## build, install elsewhere, run
	$(BIN)/python tools/check_wheel.py

dist: $(VENV)/dev  ## build what a release holds
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

docs: $(VENV)/dev  ## rewrite the generated parts of the documents
	$(BIN)/python tools/docs.py

hooks: $(VENV)/dev  ## check lint, types and imports before each commit
	$(BIN)/pre-commit install

bench: $(VENV)/dev  ## compare times with a baseline in the same run; writes docs/performance.md
	$(BIN)/python tools/bench.py

clean:  ## remove what the targets made
	rm -rf .venv* build dist .cache .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
