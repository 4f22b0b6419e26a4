# Sarhad: one short command for each job. README.md writes them out for people without make.
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8501
SOURCES ?= ../shared

.PHONY: run test lint bench data scene clean

run: $(VENV)/run.stamp          ## open the atlas on the embedded data, offline
	$(BIN)/python -m geo.ui.serve --port $(PORT)

test: $(VENV)/dev.stamp         ## everything the tests need, the browser included, then all tests
	$(BIN)/python -m tests.browser.chromium --install
	$(BIN)/python -m pytest

lint: $(VENV)/dev.stamp         ## format and lint (ruff), types (mypy, strict on geo/)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/dev.stamp        ## ratios measured in one run
	$(BIN)/python -m tests.bench

data: $(VENV)/dev.stamp         ## build data/ again from the named sources; say what changed
	$(BIN)/python -m data.build --sources $(SOURCES)

scene:                          ## build the map's code for the browser; needs Node.js and npm
	cd geo/ui/browser && npm install --no-package-lock --no-audit --no-fund && npm run build

$(VENV)/made.stamp:
	bash .ci/make-venv $(VENV)
	touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements.txt
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/dev.stamp: $(VENV)/made.stamp requirements.txt requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@ $(VENV)/run.stamp

clean:                          ## forget the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
