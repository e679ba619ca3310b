# AutoCRM: `make up` runs it, `make test` tests it; both set up all they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
export SUPABASE_TELEMETRY_DISABLED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup up test check bench lock clean

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready node_modules/.ready ## the virtual environment and the Node packages

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Error: AutoCRM needs Python 3.11 or newer: install it, or name it with PYTHON=..." >&2; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Error: the virtual environment cannot be made: install Python's venv module (Debian: python3-venv)." >&2; exit 1; }
	@echo "Installing the Python packages…"
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock || \
	  { echo "Error: the Python packages could not be installed: see above; check the network and the free disk space, then run this again." >&2; exit 1; }
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation --config-settings editable_mode=compat -e . || \
	  { echo "Error: AutoCRM itself could not be installed: see above." >&2; exit 1; }
	@touch $@

node_modules/.ready: package-lock.json package.json
	@command -v npm >/dev/null || \
	  { echo "Error: Node.js with npm is not here: install Node 20 or newer (Debian: apt-get install nodejs npm)." >&2; exit 1; }
	@echo "Installing the Node packages (PostgREST, the Supabase CLI, pgTAP)…"
	@npm ci --silent --no-audit --no-fund || \
	  { echo "Error: the Node packages could not be installed: check the network and the free disk space, then run this again." >&2; exit 1; }
	@touch $@

up: setup ## start everything and take the demo mails through (ARGS=--detach returns when ready)
	@$(BIN)/autocrm up $(ARGS)

test: setup ## all tests (ARGS="tests/unit -k mail")
	@$(BIN)/autocrm models install
	@$(BIN)/python -m pytest $(ARGS)

check: setup ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## measure; prints ratios
	@$(BIN)/autocrm models install
	@$(BIN)/python -m bench $(ARGS)

lock: ## renew requirements.lock after a change of pyproject.toml
	@$(BIN)/python -m pip install -q pip-tools
	@$(BIN)/pip-compile -q --strip-extras --extra dev --generate-hashes --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.lock pyproject.toml

clean: ## remove what was installed (not the data in .autocrm)
	@rm -rf $(VENV) node_modules
