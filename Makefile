# Needs make, git and Python 3.11 or newer; everything else goes into .venv, as requirements.lock says.
PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
# -qq: pip's warnings about a machine's own configuration are not ours; its errors are still shown.
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
# A process a core. Files of tests go to the processes whole and in the order of tests/conftest.py, so that what a file
# prepares is made once (tests/once.py, what several files share).
PARALLEL := --numprocesses logical --maxprocesses 8
# Where `make tools` put it; tests that need it are skipped where it is not.
FRICTIONLESS := $(wildcard $(CURDIR)/.tools/frictionless/bin/frictionless)
ifneq ($(FRICTIONLESS),)
export PLAINVIEW_FRICTIONLESS ?= $(FRICTIONLESS)
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup tools report test soak bench baseline lock clean

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

tools: tests/browser/node_modules/.package-lock.json .tools/frictionless/.locked  ## what the tests of the site and of the exports need besides: npm, Java and Chromium are yours to install

tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	@npm ci --silent --prefix tests/browser
	@touch $@

# Programs that would drag packages of .venv down have environments of their own.
.tools/%/.locked: tests/tools/%.txt
	@$(PYTHON) -m venv --clear .tools/$*
	@.tools/$*/bin/python -m pip -qq --disable-pip-version-check install --require-hashes --requirement $<
	@cp $< $@

# Exit code 1: it ran, some publisher failed, the site is written and says so. Anything else is a failure.
report: setup  ## collect, build and write the report, with or without a network
	@$(BIN)/plainview run --offline-ok || { code=$$?; [ $$code -eq 1 ] || exit $$code; }

test: setup  ## lint, formatting, types and tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q $(PARALLEL) --dist loadfile --no-loadscope-reorder

soak: setup  ## the long tests: runs killed at random points, every page in a browser
	@$(BIN)/pytest -m soak $(PARALLEL) --dist worksteal

bench: setup  ## time and memory of a first import and build of the corpus, beside a plain read of the same bytes
	@$(BIN)/python benchmarks/import_and_build.py

baseline: setup  ## read the corpus again (PLAINVIEW_CORPUS, or ../shared/corpus) and write analysis/baseline
	@$(BIN)/plainview baseline

lock:  ## resolve pyproject.toml into requirements.lock again, for every Python from 3.11 on (needs uv)
	@$(UV) pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --output-file requirements.lock pyproject.toml

clean:  ## remove .venv and every tool's cache; the data folder stays
	@rm -rf .venv .tools tests/browser/node_modules build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
