# The house's commands. `make help` lists them; each does all it needs and can be repeated.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
JOBS ?= 2
PORT ?= 8000
# Throw-away databases in memory where the machine offers it: thousands of durable commits on a disk are slow.
export TMPDIR := $(shell [ -w /dev/shm ] && [ $$(df --output=avail -k /dev/shm | tail -n 1) -gt 2000000 ] && echo /dev/shm || echo $${TMPDIR:-/tmp})

.PHONY: help setup run test test-grown proof conformance bench \
        tools lint format types contracts unit domain web journeys architecture messages lock sbom mutants

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what is missing into .venv, compile translations, create or upgrade the instance
	@tools/setup run

run: ## Serve on http://localhost:8000 with the worker beside it (PORT=… for another port); Ctrl-C stops both
	@tools/setup serve
	@BASE_URL=$${BASE_URL:-http://localhost:$(PORT)} exec $(BIN)/flask --app wsgi serve --port $(PORT)

test: tools lint types contracts ## Run every check: lint, types, contracts, unit, domain, web, journeys, architecture
	@echo "== tests"
	@$(BIN)/pytest -q -n $(JOBS) --ignore=tests/journeys
	@echo "== journeys (a process of their own: the browser's driver keeps an event loop running)"
	@$(BIN)/pytest -q -n $(JOBS) tests/journeys

test-grown: tools ## Walk the main job on PostgreSQL with a replica, Redis, S3 and two hosts behind nginx; see each used
	@tools/setup grown
	@$(BIN)/pytest -q --grown tests/grown

proof: tools ## Run the measured promises at their full counts (slow; figures belong in docs/proofs.md)
	@$(BIN)/pytest -m proof --proof --durations=0 -rA

conformance: ## Ask outside judges (veraPDF, the EU's DSS) where a JDK and Maven Central answer
	@tools/conformance

bench: tools ## Measure: every script in bench/, one after another; fails where one breaks its bound
	@broken=0; for script in bench/*.py; do \
	  echo "== $$script"; PYTHONPATH=. $(BIN)/python -P "$$script" || broken=1; \
	done; exit $$broken

tools: ## Install what the checks need besides: Chromium, PostgreSQL, poppler, SoftHSM, Java, the Nu HTML checker
	@tools/setup test

lint: ## Check style and form of code and templates
	@echo "== lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Some files are not formatted: run 'make format'."; exit 1; }
	@$(BIN)/djlint templates --lint --quiet

format: ## Format the code
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

types: ## Check types (mypy --strict)
	@echo "== types"
	@$(BIN)/mypy

contracts: ## Check which room imports which
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-cache

unit: ## Run the tests that need no database: rules and printed letters
	@$(BIN)/pytest -q -n $(JOBS) tests/unit tests/letters

domain: ## Run the tests of actions and queries on SQLite and PostgreSQL
	@$(BIN)/pytest -q -n $(JOBS) tests/domain

web: ## Run the tests of pages
	@$(BIN)/pytest -q -n $(JOBS) tests/web

journeys: ## Run the journeys in Chromium
	@$(BIN)/pytest -q -n $(JOBS) tests/journeys

architecture: ## Run the house rules
	@$(BIN)/pytest -q tests/architecture

messages: ## Collect the sentences of the code into the English catalogue and say which are missing
	@tools/messages

lock: ## Compile requirements*.in into requirements*.lock (hashes, no addresses); UPGRADE=1 or UPGRADE=name takes newer ones
	@tools/lock $(UPGRADE)

sbom: tools ## Write docs/sbom.cdx.json and docs/licences.md from requirements.lock
	@$(BIN)/python tools/sbom

mutants: tools ## Take guards away one by one and see that the tests docs/asvs.csv names fail (slow; ONLY=V7.4.1 for one)
	@nice $(BIN)/python tools/mutants $(ONLY)
