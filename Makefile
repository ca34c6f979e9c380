# Each target sets up what it needs in .venv, with uv when it is on PATH, else with venv and pip.
# Beforehand only Python 3.11 or newer, git and make have to be there. To choose the Python: make BASE_PYTHON=/path/to/python

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
BASE_PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test lint format bench docs check-table

# With it set, installed tools compile themselves at every start.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.core ## Watch edits of module files become releases
	@$(PYTHON) scripts/demo.py

test: lint ## Run the checks of lint, then every test
	$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report=term

lint: $(VENV)/.dev ## Check style, formatting, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.dev ## Fix style and formatting where that can be done by a tool
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.dev ## Measure against pip, uv, build and other tools, side by side
	@$(PYTHON) -m benchmarks

docs: $(VENV)/.core ## Write the reference pages of the manual again
	$(PYTHON) scripts/reference.py

check-table: $(VENV)/.core ## Look for 100 rows of the table of import names in wheels of the index
	@$(PYTHON) scripts/check_table.py $(WHEELS)

# Old releases of uv know no dependency groups; pip is used then.
uv = $(shell uv pip install --help 2>/dev/null | grep -q -e --group && echo uv)

$(PYTHON):
	@uv='$(uv)'; needed=$${uv:+sys}; needed=$${needed:-ensurepip}; base=; \
	for candidate in $(BASE_PYTHON); do \
	  base=$$($$candidate -c "import $$needed, sys; sys.version_info >= (3, 11) and print(sys.executable)" 2>/dev/null) || base=; \
	  test -z "$$base" || break; \
	done; \
	if test -z "$$base"; then \
	  echo "paa needs Python 3.11 or newer with the venv module: install one, or name it with make BASE_PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	rm -f $(VENV)/.core $(VENV)/.dev; \
	echo "setting up $(VENV) with $$base" >&2; \
	if test -n "$$uv"; then \
	  uv venv --quiet --allow-existing --python "$$base" $(VENV); \
	else \
	  "$$base" -m venv $(VENV); \
	fi

install = if test -n '$(uv)'; then \
	  uv pip install --quiet --python $(PYTHON) --compile-bytecode $(1); \
	else \
	  { $(PYTHON) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m ensurepip >/dev/null; } && \
	  $(PYTHON) -m pip install --quiet --upgrade 'pip>=25.1' && \
	  $(PYTHON) -m pip install --quiet $(1); \
	fi

$(VENV)/.core: pyproject.toml | $(PYTHON)
	@echo "installing paa" >&2
	@$(call install,-e '.[mkdocs]')
	@touch $@

$(VENV)/.dev: pyproject.toml | $(PYTHON)
	@echo "installing paa and the tools of its development" >&2
	@$(call install,-e '.[mkdocs]' --group dev)
	@touch $@ $(VENV)/.core
