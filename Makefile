PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help setup run test nightly lint format bench lock messages clean

help: ## show what can be done
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## build .venv with the tracker command; quick when nothing changed

$(VENV)/.ready: requirements/base.txt pyproject.toml $(wildcard tracker/translations/*/LC_MESSAGES/*.po)
	@command -v $(PYTHON) >/dev/null || { echo "Cần Python 3.11 ($(PYTHON)); hãy cài rồi chạy lại."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements/base.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@if [ -d tracker/translations ]; then $(BIN)/pybabel -q compile -f -d tracker/translations; fi
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements/dev.txt
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

run: setup ## set up everything and serve on http://127.0.0.1:8000
	@$(BIN)/tracker init --demo
	@$(BIN)/tracker serve

test: $(VENV)/.ready-dev ## run every check and test, both databases, a real browser
	@$(BIN)/python tests/run.py $(TEST_FLAGS)

nightly: $(VENV)/.ready-dev ## run the long loops (200 kills, thousands of imports in any order), then every test on both databases, counting lines
	@TRACKER_NIGHTLY=1 $(BIN)/python -m pytest -q -m slow $(TEST_FLAGS)
	@TRACKER_ALL_ON_BOTH=1 $(BIN)/python tests/run.py --all --coverage

lint: $(VENV)/.ready-dev ## run the static checks alone
	@$(BIN)/python tests/run.py --only lint

format: $(VENV)/.ready-dev ## put the code into the house's shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet templates || true

bench: $(VENV)/.ready-dev ## measure speed: floor, product, ratio; BENCH_FLAGS="import --rows 1000000"
	@$(BIN)/python -m benchmarks $(BENCH_FLAGS)

messages: $(VENV)/.ready-dev ## gather the texts of the screens for translation
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l -k _ --no-location --omit-header --sort-output -o tracker/translations/messages.pot .
	$(BIN)/pybabel -q update -i tracker/translations/messages.pot -d tracker/translations -l en --omit-header --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -f -d tracker/translations

lock: $(VENV)/.ready ## pin every package anew (names, versions, hashes; no address)
	$(PIP) install --quiet uv
	for set in base dev; do $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/$$set.in -o requirements/$$set.txt; done

clean: ## remove what can be made again (never the data in instance/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov
