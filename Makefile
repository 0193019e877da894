# Every target sets up what it needs: a virtual environment in $(VENV), then the install.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help demo test fuzz check lint types imports drift wheel docs bench clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/run

demo: $(VENV)/run  ## a real schedule and a real cost
	$(BIN)/mesoplan schedule
	$(BIN)/mesoplan cost --country uk

test: $(VENV)/dev  ## the tests, and how much of the code they reach
	$(BIN)/python -m pytest --quiet --cov

fuzz: $(VENV)/dev  ## 20,000 argument lists and 5,000 tables, made at random
	$(BIN)/python -m pytest --quiet --hypothesis-profile=fuzz tests/test_fuzz.py

check: test lint types imports drift wheel  ## everything that must hold

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

imports: $(VENV)/dev
	$(BIN)/lint-imports

drift: $(VENV)/dev  ## do the documents say what the program says?
	$(BIN)/python tools/docs.py --check

wheel: $(VENV)/dev  ## build, install elsewhere, run
	$(BIN)/python tools/check_wheel.py

docs: $(VENV)/dev  ## write the generated parts of the documents anew
	$(BIN)/python tools/docs.py

bench: $(VENV)/dev  ## times as ratios to a yardstick in the same run
	$(BIN)/python tools/bench.py

clean:  ## remove what the targets made
	rm -rf .venv* dist build .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
