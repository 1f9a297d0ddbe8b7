# Everything a developer or a self-hoster does, by name: `make help`.
# Kept to what GNU make 3.81 (macOS) and a plain sh understand.

PORT ?= 8000
DEMO ?= 1
ARGS ?=
PYTHON ?=
export PORT PYTHON

BIN := .venv/bin
# Always by the interpreter: the scripts beside it name it by an absolute path, which breaks when
# the checkout moves.
PY := $(BIN)/python

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test lint format bench faults safety fuzz matrix markers revocations hostile roster cluster screenshots lighthouse weights axe browsers messages vendor lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'Settings: PORT=8000  DEMO=0 (run without demo data)  PYTHON=python3.12  ARGS="-k streaks -x"'

# Two stamps, since serving should not wait for the test tools. They hang on the interpreter too:
# where the system's Python was upgraded or removed, the next call repairs the venv.
.venv/.runtime: requirements.txt $(PY)
	@tools/venv.sh requirements.txt
	@touch $@

# No recipe: an interpreter that is missing counts as new, and the stamps' recipes make it.
$(PY): ;

# The dev lock holds the runtime's pins as well, so it answers for both.
.venv/.dev: requirements-dev.txt $(PY)
	@tools/venv.sh requirements-dev.txt
	@touch .venv/.runtime $@

setup: .venv/.dev ## install everything into .venv (nothing the second time)

run: .venv/.runtime ## migrate, add demo data (unless DEMO=0) and serve on PORT in the foreground
	@$(PY) -m flask --app wsgi db upgrade
	@case "$(DEMO)" in 0|no|off|false) ;; *) $(PY) -m flask --app wsgi demo --if-empty ;; esac
	@exec $(PY) wsgi.py

test: .venv/.dev ## run all tests; with ARGS only what they tell pytest
ifeq ($(ARGS),)
	@failed=0; \
	$(PY) -m pytest -m 'not alone' --numprocesses auto --dist worksteal || failed=1; \
	$(PY) -m pytest -m alone || failed=1; \
	exit $$failed
else
	@$(PY) -m pytest $(ARGS)
endif

# All four, even where one complains.
lint: .venv/.dev ## linter, formatting, types and import rules
	@failed=0; \
	$(PY) -m ruff check . || failed=1; \
	$(PY) -m ruff format --check . || failed=1; \
	$(PY) -m mypy || failed=1; \
	$(PY) $(BIN)/lint-imports --no-logo || failed=1; \
	exit $$failed

format: .venv/.dev ## rewrite the code as the linter wants it
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: .venv/.dev ## benchmarks, printing ratios; ARGS goes to them
	@$(PY) -m tests.benchmarks $(ARGS)

faults: .venv/.dev ## every fault run in full size, with one table at the end; ARGS="F8 F9" runs these
	@$(PY) -m tests.faults $(ARGS)

safety: fuzz matrix markers revocations hostile ## the next five

fuzz: .venv/.dev ## 10,000 requests made up from the OpenAPI document, in every role
	@$(PY) -m tests.faults.fuzz $(ARGS)

matrix: .venv/.dev ## every route and event in every role
	@$(PY) -m tests.faults.matrix $(ARGS)

markers: .venv/.dev ## a mark in every private field, looked for in all that anybody gets
	@$(PY) -m tests.faults.markers $(ARGS)

revocations: .venv/.dev ## 200 ends of a right on three processes, and what reaches its holder afterwards
	@$(PY) -m tests.faults.revocations $(ARGS)

hostile: .venv/.dev ## 2,000 hostile strings in every text field, on both databases
	@$(PY) -m tests.faults.hostile $(ARGS)

roster: .venv/.dev ## a coach's 200 couples with two years each in a browser, printing what a row costs
	@WOVEN_FULL=1 $(PY) -m pytest -rP tests/e2e/test_roster.py

cluster: .venv/.runtime ## PostgreSQL, Redis, 3 web processes, a worker and a proxy on PORT, from temporary folders; ARGS=--demo
	@exec $(PY) -m deploy.cluster $(ARGS)

screenshots: .venv/.dev ## a picture of every page into screenshots/; ARGS="today us" takes only these
	@$(PY) -m tests.screenshots $(ARGS)

lighthouse: .venv/.dev ## Lighthouse on phone settings, 100 of 100 demanded; fetches it by npm the first time
	@$(PY) -m tests.lighthouse $(ARGS)

weights: .venv/.dev ## what pages weigh at a first visit and at the next
	@$(PY) -m tests.weights $(ARGS)

axe: .venv/.dev ## axe over every page: light, dark, forced colours, mirrored; ARGS="--state full --language fa"
	@$(PY) -m tests.axe $(ARGS)

browsers: .venv/.dev ## the core flow in Firefox and WebKitGTK side by side; says what to install
	@$(PY) -m tests.browsers $(ARGS)

messages: .venv/.runtime ## bring the translations up to what the sources say; ARGS=xx begins a language
	@$(PY) tools/messages.py $(ARGS)

vendor: ## fetch the browser parts of static/vendor anew, by npm, and verify them
	@$(or $(PYTHON),python3) tools/vendor.py fetch

lock: ## write the lock files anew from pyproject.toml; ARGS=--upgrade takes newer releases
	@tools/lock.sh $(ARGS)

clean: ## remove the venv and caches; data in instance/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
