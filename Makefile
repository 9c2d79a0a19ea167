# make play and make test do everything on a machine that has Python 3.11 or later and make.

VENV ?= .venv
BIN = $(VENV)/bin
# The first Python that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null)
ARGS ?=
# Many tests wait for a screen to settle: one process more than there are cores keeps all of them busy.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

ifeq ($(UV),)
INSTALL = PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check
else
INSTALL = $(UV) pip install --quiet --python $(BIN)/python --constraint constraints.txt
endif

.PHONY: play test test-long lint format build check bench bench-peers pages clean

# Leaving with Ctrl-C is no failure.
play: $(VENV)/.game
	@$(BIN)/cosmoquiz $(ARGS) || test $$? -eq 130

test: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) -m "not long" $(ARGS)

test-long: $(VENV)/.dev
	$(BIN)/pytest -n $(WORKERS) -m long $(ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The wheel is built from the sdist, and must bring its banks to a place that knows nothing of this checkout.
build: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m build --outdir dist
	@away=$$(mktemp -d) && trap 'rm -rf "$$away"' EXIT && \
	$(BIN)/python -m venv "$$away/env" && \
	"$$away/env/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt dist/*.whl && \
	cd "$$away" && COSMOQUIZ_HOME="$$away/home" env/bin/cosmoquiz banks > banks.txt && \
	cat banks.txt && test -s banks.txt && ! grep -q 'cannot be played' banks.txt

check: lint test build

bench: $(VENV)/.dev
	$(BIN)/python bench/run.py $(ARGS)

bench-peers: $(VENV)/.dev
	$(BIN)/python bench/peers.py $(ARGS)

# The pages on what check says are made from what --explain prints.
pages: $(VENV)/.dev
	$(BIN)/python -c "from cosmoquiz.banks.faults import problems_page; print(problems_page(), end='')" > docs/problems.md
	$(BIN)/python -c "from cosmoquiz.banks.craft import advice_page; print(advice_page(), end='')" > docs/advice.md

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis bench/.peers

$(VENV)/.game: pyproject.toml constraints.txt
	@test -n "$(PYTHON)$(UV)" || { echo "cosmoquiz needs Python 3.11 or later; say where: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up $(VENV); this happens once."
ifeq ($(UV),)
	@$(PYTHON) -m venv $(VENV)
else
	@$(UV) venv --quiet --allow-existing --python ">=3.11" $(VENV)
endif
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.game
	@echo "Adding the tools for development."
	@$(INSTALL) -e ".[dev]"
	@touch $@
