# `make demo` and `make test` set up everything they need: git, make and python3 (3.11+) are enough.
PYTHON ?= python3
PORT ?= 8471
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test check setup lint types contracts bench format messages vendor lock

demo: .venv/.user
	@$(BIN)/python -m jiamenkou demo --port $(PORT)

test: .venv/.developer
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python -m pytest -q -n $(WORKERS) --no-loadscope-reorder

check: lint types contracts test

setup: .venv/.developer

lint: .venv/.developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet jiamenkou

types: .venv/.developer
	$(BIN)/mypy jiamenkou tests benchmarks scripts

contracts: .venv/.developer
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/python -m jiamenkou manage makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check

bench: .venv/.developer
	$(BIN)/python -m benchmarks.siting orlib examples/siting/pmed*.txt
	$(BIN)/python -m benchmarks.siting city --people 100000 --sites 2000 --p 200 --seed 1 --seconds 60
	$(BIN)/python -m benchmarks.streets --grid 300000 --sources 500 --metres 1500

format: .venv/.developer
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.developer
	$(BIN)/python scripts/messages.py

vendor:
	npm ci --ignore-scripts
	$(PYTHON) scripts/vendor.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.lock

.venv/.user: requirements.lock
	@$(PYTHON) scripts/setup.py requirements.lock .venv/.user

.venv/.developer: requirements-dev.lock
	@$(PYTHON) scripts/setup.py requirements-dev.lock .venv/.developer
