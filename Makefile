# make run    everything set up, the demonstration loaded, the site served
# make test   the whole suite, on SQLite and on PostgreSQL where it is installed
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
PACKAGE := src/mourafaka
# Tests of what never touches a database pass once, on SQLite's run: the engine, and the rules of the house.
NO_DATABASE := --ignore=tests/engine --ignore=tests/house

.PHONY: setup setup-dev run test lint fix bench quality quality-full docs lock dist clean pictures

setup: .venv/.runtime
setup-dev: .venv/.dev

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.runtime: .venv/bin/python requirements.txt pyproject.toml
	@echo "Installing the locked dependencies…"
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@echo "Installing the tools for tests…"
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

run: setup
	@$(BIN)/mourafaka demo

test: setup-dev
	$(BIN)/python -m pytest -q -n 2
	$(BIN)/python tools/with_postgresql.py $(BIN)/python -m pytest -q -n 2 $(NO_DATABASE) || test $$? -eq 69

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djangofmt --check -q $$(git ls-files "src/*.html")
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python tools/catalogues.py check

fix: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djangofmt -q $$(git ls-files "src/*.html")
	$(BIN)/python tools/catalogues.py compile

bench: setup-dev
	$(BIN)/python -m benchmarks

quality: setup-dev
	$(BIN)/python -m quality

quality-full: setup-dev
	$(BIN)/python -m quality --full

docs: setup-dev
	$(BIN)/python tools/house_map.py
	$(BIN)/python tools/openapi.py

pictures: setup-dev
	$(BIN)/python -m benchmarks.pictures

lock: setup-dev
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --strip-extras --allow-unsafe -o requirements.txt pyproject.toml requirements/setup.in
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --strip-extras --allow-unsafe -o requirements/dev.txt requirements/dev.in

dist: setup-dev
	rm -rf build dist $(PACKAGE)/staticfiles
	STATIC_ROOT=$(PACKAGE)/staticfiles $(BIN)/python manage.py collectstatic --no-input -v 0
	$(BIN)/python -m build --wheel --no-isolation -o dist .
	rm -rf build $(PACKAGE)/staticfiles

clean:
	rm -rf .venv build dist reports $(PACKAGE)/staticfiles .mypy_cache .ruff_cache .hypothesis
