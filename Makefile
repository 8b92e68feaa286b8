# `make demo` and `make test` set up what they need; SYSTEM=no keeps them from installing system packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SYSTEM ?= yes
.DEFAULT_GOAL := help
.PHONY: help setup system demo test check test-html test-graalpy test-presets bench docs upgrade clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

system:
	@SYSTEM=$(SYSTEM) PYTHON=$(PYTHON) sh .ci/system.sh

$(VENV)/.ready: pyproject.toml .ci/constraints.txt | system
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt --editable '.[dev]'
	@touch $@

setup: system $(VENV)/.ready ## the virtual environment and what the system lacks

demo: setup ## build and run a real executable of examples/hello
	@BIN=$(BIN) sh .ci/demo.sh

test: setup ## the tests, one real native-image run of a small Java program among them
	@$(BIN)/pytest -m 'not graalpy and not presets and not html'

check: setup ## ruff, mypy, import-linter, duplication, documents, packaging, coverage
	@BIN=$(BIN) sh .ci/check.sh

test-html: setup ## the report's page in a real Chromium, keyboard included
	@$(BIN)/pytest -m html

test-graalpy: setup ## build real GraalPy engines (three, one at a time) and prove them
	@$(BIN)/pytest -m 'graalpy and not presets'

test-presets: setup ## build the engines of all presets and write their figures (by hand, about an hour)
	@$(BIN)/pytest -m presets

bench: setup ## measure, as ratios in one run; prints and keeps benchmarks/RESULTS.md up to date
	@$(BIN)/python -m benchmarks

screenshots: setup ## every picture in screenshots/ and the recording, from the real app
	@$(BIN)/python -m tests.tui.screenshots
	@$(BIN)/python -m tests.terminal.recording

docs: setup ## the pages and JSON Schemas that are made from the catalogue and the types
	@$(BIN)/python -m wizard.catalogue.documents
	@$(BIN)/python -m wizard.cli.json_schemas

upgrade: ## the newest release of everything that setup installs, named in .ci/constraints.txt
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@head -1 .ci/constraints.txt > $(VENV)/constraints.txt
	@$(BIN)/python -m pip freeze --exclude-editable >> $(VENV)/constraints.txt
	@mv $(VENV)/constraints.txt .ci/constraints.txt && touch $(VENV)/.ready

clean: ## what make made here; not the user's cache
	rm -rf $(VENV) build dist out *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
