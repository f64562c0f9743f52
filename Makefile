# Một Cửa. `make demo` runs the city, `make test` sets up and tests. Needs Python 3.13 and make, nothing else.
PORT ?= 8000
DATA ?= .demo
SHELL := /bin/bash
PYTHON := .venv/bin/python
RUN := PYTHONPATH=src:. $(PYTHON)
TEST_ENV := MOTCUA_TEST_MODE=1 MOTCUA_DATA=$(CURDIR)/.test-data DJANGO_SETTINGS_MODULE=motcua.project.settings

# Each process of ours is a second's work when Python may keep what it compiled, and three seconds' when it may not.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-reset test suite test-all check bench bench-dossiers bench-money bench-population bench-registers bench-workflows shots faces faces-renew setup lock format clean docs

demo: setup
	@$(RUN) -m motcua demo --port $(PORT) --data "$(DATA)"

demo-reset: setup
	@$(RUN) -m motcua demo --reset --data "$(DATA)"

test: .venv/dev.stamp
	@bash deploy/independent-checkers.sh
	$(MAKE) -j2 check suite

suite: .venv/dev.stamp
	$(RUN) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not long"

test-all: .venv/dev.stamp
	@bash deploy/independent-checkers.sh with-java
	.tools/bin/uv pip install -q -r requirements/spark.txt -p $(PYTHON)
	$(MAKE) check
	$(RUN) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(RUN) -m motcua check-definitions
	PYTHONPATH=src .venv/bin/lint-imports
	$(TEST_ENV) DATABASE_URL=postgresql://nobody@localhost/none PYTHONPATH=src:. .venv/bin/mypy src sandbox

bench: .venv/dev.stamp
	$(RUN) -m bench

bench-dossiers: .venv/dev.stamp
	$(RUN) -m bench.dossiers

bench-money: .venv/dev.stamp
	$(RUN) -m bench.money

bench-population: .venv/dev.stamp
	$(RUN) -m bench.population

bench-registers: .venv/dev.stamp
	$(RUN) -m bench.registers

bench-workflows: .venv/dev.stamp
	$(RUN) -m bench.workflows

shots: .venv/dev.stamp
	@bash deploy/independent-checkers.sh
	$(RUN) -m pytest -q tests/browser/test_shots.py --shots .shots

faces: .venv/dev.stamp
	@bash deploy/independent-checkers.sh
	-$(RUN) -m pytest -q tests/browser/test_faces.py -k looks_as_it_did_in_every --faces .faces

faces-renew: .venv/dev.stamp
	@bash deploy/independent-checkers.sh
	$(RUN) -m pytest -q tests/browser/test_faces.py -k looks_as_it_did_in_every --faces-renew

docs: .venv/dev.stamp
	@bash deploy/independent-checkers.sh
	$(RUN) -m pytest -q tests/browser/test_doc_pictures.py --pictures docs/pictures
	$(PYTHON) -m sphinx -q -W -b html docs .site
	@echo "The manual: .site/index.html"

setup: .venv/base.stamp

format: .venv/dev.stamp
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

lock: .tools/bin/uv
	.tools/bin/uv pip compile -q --generate-hashes --no-emit-index-url -p 3.13 requirements/base.in -o requirements/base.txt
	.tools/bin/uv pip compile -q --generate-hashes --no-emit-index-url -p 3.13 requirements/dev.in -o requirements/dev.txt
	.tools/bin/uv pip compile -q --generate-hashes --no-emit-index-url -p 3.13 requirements/spark.in -c requirements/base.txt -o requirements/spark.txt

.tools/bin/uv:
	@python3 -c 'import sys; raise SystemExit(sys.version_info[:2] != (3, 13))' 2>/dev/null \
	  || { echo "Python 3.13 is needed: 'python3' here is $$(python3 --version 2>&1)." >&2; exit 1; }
	python3 -m venv .tools
	.tools/bin/pip install -q uv

.venv/base.stamp: .tools/bin/uv requirements/base.txt
	@test -x $(PYTHON) || .tools/bin/uv venv -q .venv -p 3.13
	@test -f .venv/dev.stamp || .tools/bin/uv pip sync -q requirements/base.txt -p $(PYTHON)
	@touch $@

.venv/dev.stamp: .tools/bin/uv requirements/dev.txt
	@test -x $(PYTHON) || .tools/bin/uv venv -q .venv -p 3.13
	.tools/bin/uv pip sync -q requirements/dev.txt -p $(PYTHON)
	@touch $@ .venv/base.stamp

clean:
	rm -rf .venv .tools .test-data .pytest_cache .mypy_cache .ruff_cache
