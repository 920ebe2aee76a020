# What a person types. Python 3.12 or newer is all that has to be there; `make` alone lists the verbs.

PYTHON  := .venv/bin/python
UV      := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
WORKERS ?= 2
PYTEST  := $(PYTHON) -m pytest -n $(WORKERS) --dist loadgroup
ARGS    ?=
MAKEFLAGS += --no-print-directory

# uv trusts its own list of certificates; behind a company's proxy only this machine's list will do.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= true
endif

.DEFAULT_GOAL := help
.PHONY: help demo test lint audit bench chaos screenshots clean environment lighthouse

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 19

demo: environment ## set everything up, send one sample reader through, serve until Ctrl-C (ARGS="--port 0 …")
	@exec $(PYTHON) manage.py demo $(ARGS)

test: environment lighthouse ## run every test, real Postgres, Valkey, Chromium and Lighthouse included (ARGS="tests/leads -k …")
	@$(PYTEST) $(ARGS)
	@$(PYTEST) $(ARGS) -p tests.on_postgres -m postgres || [ $$? -eq 5 ] # 5: ARGS chose none of them

# --- Lint: independent steps, two at a time, the slowest first ------------------------------------

STEPS := lint-types lint-templates lint-migrations lint-deployment lint-imports lint-rules lint-format lint-hints lint-licences
.PHONY: $(STEPS)

lint: environment ## check format, rules, types, imports, migrations, templates, production settings, licences
	@$(MAKE) -j $(WORKERS) -k $(if $(filter output-sync,$(.FEATURES)),-Otarget) $(STEPS)

lint-types: # a fast exit would leave the test settings' directory behind
	@.venv/bin/mypy --no-fast-exit

lint-templates:
	@.venv/bin/djlint templates --lint --quiet

lint-migrations:
	@$(PYTHON) manage.py makemigrations --check --dry-run --settings tests.settings

lint-deployment: # as a production machine sees it
	@env $$(sed '/^#/d' tests/house/production.env) $(PYTHON) manage.py check --deploy --fail-level WARNING

lint-imports: # who may import whom
	@.venv/bin/lint-imports --no-cache --no-logo

lint-rules: # the cache would not notice that a module of ours appeared
	@.venv/bin/ruff check --no-cache

lint-format:
	@.venv/bin/ruff format --check

lint-hints: # Celery carries only "look": no eta, countdown, retry, chain, chord or result
	@$(PYTHON) -m tests.house.hints

lint-licences: # every package under a licence that somebody has read: [tool.pip-licenses]
	@said=$$(.venv/bin/pip-licenses 2>&1) || { echo "$$said" | tail -1 >&2; exit 1; }

audit: environment ## look for known vulnerabilities in the pinned packages; fails where it cannot ask
	@pinned=$$(mktemp) && trap 'rm -f "$$pinned"' EXIT && \
	  $(UV) export --locked --quiet --all-extras --no-emit-project >"$$pinned" && \
	  .venv/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r "$$pinned" || { \
	  echo 'The audit has not passed: a package is known to be vulnerable, or pypi.org could not say' >&2; \
	  echo 'what is known of it. Update the one; for the other, run this where pypi.org is reachable.' >&2; \
	  exit 1; }

bench: environment ## measure beside floors in one run; writes docs/performance.md (ARGS="pipeline")
	@exec $(PYTHON) -m tests.bench $(ARGS)

chaos: environment ## break everything under load, see that nothing is lost; writes docs/reliability.md
	@exec $(PYTHON) -m tests.chaos $(ARGS)

screenshots: environment ## take the pictures of docs/screenshots anew
	@exec $(PYTHON) -m tests.browser.take_screenshots $(ARGS)

# --- The environment ------------------------------------------------------------------------------

clean: ## remove what the machine made: .venv, .uv, caches, and var/ with the demo's data
	@rm -rf .venv .uv .lighthouse var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The pinned Python where there is one, else any that will do, else whatever uv may download.
environment: $(UV)
	@UV_PYTHON="$${UV_PYTHON:-$$($(UV) python find >/dev/null 2>&1 || $(UV) python find '>=3.12' 2>/dev/null)}" \
	  $(UV) sync --locked --quiet >&2 || { \
	  echo 'The packages could not be installed: this takes Python 3.12 or newer, and the network once.' >&2; \
	  exit 1; }

# What judges pages comes by npm, where there is one. Without it the test that needs it says so.
lighthouse: .lighthouse/node_modules
.lighthouse/node_modules: tests/browser/lighthouse/package-lock.json
	@! command -v npm >/dev/null || { \
	  mkdir -p .lighthouse && cp tests/browser/lighthouse/package*.json .lighthouse && cd .lighthouse && \
	  npm ci --ignore-scripts --no-audit --no-fund --silent >&2 && touch node_modules; } || \
	  echo 'Lighthouse could not be installed; the test that needs it will say so.' >&2

# A Python without venv may still have pip; one with neither has to be given one of them.
.uv/bin/uv:
	@echo 'Installing uv into .uv/' >&2
	@for python in python3 python3.14 python3.13 python3.12; do \
	  command -v $$python >/dev/null || continue; \
	  said="$$said$$( { $$python -m venv .uv && .uv/bin/pip install --quiet 'uv>=0.9'; } 2>&1 )" && exit 0; \
	  rm -rf .uv; \
	  said="$$said$$( $$python -m pip install --quiet --target .uv 'uv>=0.9' 2>&1 )" && exit 0; \
	  rm -rf .uv; \
	done; \
	echo "$$said" >&2; \
	echo 'uv could not be installed. Install uv, or the package python3-venv, and try again.' >&2; \
	exit 1
