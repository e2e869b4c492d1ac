# Everything a newcomer needs; `make` alone says what there is. Needs Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
# Before the first install there is no way to ask for it.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint types rules format bench docs screenshots clean

help:  ## say what there is
	@sed -n 's/^\([a-z]*\):.*  ## \(.*\)/  make \1 \t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("inspector needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --editable .
	@touch $@

$(INSTALLED_DEV): pyproject.toml $(INSTALLED)
	$(BIN)/python -m pip install -qq --editable '.[dev,ssh]'
	@touch $@

demo: $(INSTALLED)  ## audit the bundled snapshot of a busy host, into demo/
	@mkdir -p demo
	@$(BIN)/inspector demo --fail-on never -o demo/report.html -o demo/report.json
	@echo
	@echo 'Written: demo/report.html (open it in a browser) and demo/report.json.'
	@echo 'Next: $(BIN)/inspector scan'

test: lint types rules  ## everything that must hold: style, types, the rules' own tests, all tests
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(INSTALLED_DEV)  ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(INSTALLED_DEV)  ## types
	$(BIN)/mypy

rules: $(INSTALLED)  ## check and test the rules
	$(BIN)/inspector rules check
	$(BIN)/inspector rules test

format: $(INSTALLED_DEV)  ## put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(INSTALLED_DEV)  ## measure; needs root and a dockerd for the live part
	$(BIN)/python benchmarks/run.py

docs: $(INSTALLED)  ## write the generated pages anew
	$(BIN)/python docs/generate.py

screenshots: $(INSTALLED_DEV)  ## take the pictures of the report anew; needs Chromium
	$(BIN)/python docs/screenshots.py

clean:  ## remove what was made
	rm -rf $(VENV) demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
