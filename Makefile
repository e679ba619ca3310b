# AutoCRM: `make up` runs it, `make test` tests it; both set up all they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ARGS   ?=
export SUPABASE_TELEMETRY_DISABLED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup web up test test-python test-web test-browser check bench lock clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

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

web/node_modules/.ready: web/package-lock.json web/package.json
	@echo "Installing the web application's packages…"
	@cd web && npm ci --silent --no-audit --no-fund || \
	  { echo "Error: the web application's packages could not be installed: check the network and the free disk space, then run this again." >&2; exit 1; }
	@touch $@

# Vite needs Node 20.19: an older one is replaced by the one that came from npm.
NODE = $(shell node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
  && command -v node || ls $(CURDIR)/node_modules/node-linux-*/bin/node)
WEB_SOURCES = $(shell find web/app web/components web/features web/lib web/locales web/public web/index.html web/vite.config.ts -type f 2>/dev/null)

web: web/dist/index.html ## build the web application

web/dist/index.html: node_modules/.ready web/node_modules/.ready $(WEB_SOURCES)
	@echo "Building the web application…"
	@cd web && $(NODE) node_modules/vite/bin/vite.js build --logLevel warn
	@touch $@

up: setup web ## start everything and take the demo mails through (ARGS=--detach returns when ready)
	@$(BIN)/autocrm up $(ARGS)

test: test-web test-python test-browser ## all tests

test-python: setup ## the Python and database tests (ARGS="tests/unit -k mail")
	@$(BIN)/autocrm models install
	@$(BIN)/python -m pytest $(ARGS)

test-web: node_modules/.ready web/node_modules/.ready ## the web application's components
	@cd web && $(NODE) node_modules/vitest/vitest.mjs run --project unit

test-browser: setup web ## the web application in Chromium, on a stack of its own
	@$(BIN)/autocrm models install
	@command -v chromium >/dev/null || test -n "$$CHROMIUM" || \
	  { echo "Error: Chromium is not here: install it (Debian: apt-get install chromium), or name it with CHROMIUM=..." >&2; exit 1; }
	@cd web && $(NODE) node_modules/vitest/vitest.mjs run --project e2e

check: setup web/node_modules/.ready ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd web && node_modules/.bin/biome check --error-on-warnings . && $(NODE) node_modules/typescript/bin/tsc

bench: setup ## measure; prints ratios
	@$(BIN)/autocrm models install
	@$(BIN)/python -m bench $(ARGS)

lock: ## renew requirements.lock after a change of pyproject.toml
	@$(BIN)/python -m pip install -q pip-tools
	@$(BIN)/pip-compile -q --strip-extras --extra dev --generate-hashes --allow-unsafe --no-header \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.lock pyproject.toml

clean: ## remove what was installed (not the data in .autocrm)
	@rm -rf $(VENV) node_modules web/node_modules web/dist
