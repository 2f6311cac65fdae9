# Needs make, git and Python 3.11 or newer; everything else goes into .venv, as requirements.lock says.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
# -qq: pip's warnings about a machine's own configuration are not ours; its errors are still shown.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup report test soak bench baseline lock clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

setup: .venv/.stamp  ## make .venv exactly as locked; does nothing while it is up to date

# The editable install: again when pyproject.toml changes. It builds with the locked setuptools and downloads nothing.
.venv/.stamp: .venv/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# The packages: .venv is made anew when the lock's text differs from the one it was made from, else only marked as new.
.venv/.locked: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Plainview needs Python 3.11 or newer, not " + sys.version.split()[0])'
	@cmp -s requirements.lock $@ && $(BIN)/python -c '' || { \
		echo "Installing the packages of requirements.lock into .venv: about a minute and a half, 600 MB"; \
		$(PYTHON) -m venv --clear .venv && $(PIP) install --require-hashes --requirement requirements.lock; }
	@cp requirements.lock $@

# Exit code 1: it ran, some publisher failed, the site is written and says so. Anything else is a failure.
report: setup  ## collect, build and write the report, with or without a network
	@$(BIN)/plainview run --offline-ok || { code=$$?; [ $$code -eq 1 ] || exit $$code; }

test: setup  ## lint, formatting, types and tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q

soak: setup  ## the long tests: runs killed at random points (four minutes)
	@$(BIN)/pytest -m soak

bench: setup  ## time and memory of a first import and build of the corpus, beside a plain read of the same bytes
	@$(BIN)/python benchmarks/import_and_build.py

baseline: setup  ## read the corpus again (PLAINVIEW_CORPUS, or ../shared/corpus) and write analysis/baseline
	@$(BIN)/plainview baseline

lock:  ## resolve pyproject.toml into requirements.lock again, for every Python from 3.11 on (needs uv)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml

clean:  ## remove .venv and every tool's cache; the data folder stays
	@rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
