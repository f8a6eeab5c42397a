# Needs Python 3.11 or newer as PYTHON. Everything is installed into .venv, nothing outside.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

LIVE := .cache/live
export LODESTONE_BACKENDS ?= $(CURDIR)/.cache/backends

.PHONY: help install demo test test-slow test-backends test-examples test-live fuzz lint format clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

install: $(STAMP)  ## make .venv with Lodestone and its tools, at the versions of constraints.txt

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else \
	  f"Lodestone needs Python 3.11 or newer, and $(PYTHON) is {v[0]}.{v[1]}: make install PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: install  ## an order, carried out, with a video and a record in runs/demo
	$(BIN)/lodestone run "make a stone pickaxe" --seed 0 --out runs/demo --video runs/demo/video.mp4

test: install lint  ## every check and the tests
	@echo "compiling kernels, if their sources have changed"
	$(BIN)/python -c 'from lodestone.kernels import compile_kernels, kernels_are_compiled as ready; ready() or compile_kernels(True)'
	@for backend in minedojo minerl; do \
	  $(BIN)/lodestone backends install $$backend > /dev/null || echo "without $$backend; its tests are skipped"; done
	$(BIN)/pytest

test-backends: install  ## MineDojo's and MineStudio's wheels on the served Overworld, each in an environment of its own
	$(BIN)/lodestone backends install minedojo
	$(BIN)/lodestone backends install minerl
	$(BIN)/pytest -m backend

test-slow: install  ## the tests that take minutes
	$(BIN)/pytest -m slow

test-live: install  ## movement against prismarine-physics, reports in a browser, both run by node (needs node and npm)
	test -d $(LIVE)/node_modules/@sparticuz/chromium || npm install --no-audit --no-fund --prefix $(LIVE) \
	  prismarine-physics@1.11.1 minecraft-data@3.117.0 vec3@0.2.0 \
	  @sparticuz/chromium@147.0.0 puppeteer-core@24.43.1 axe-core@4.14.1
	$(BIN)/pytest -m live

fuzz: install  ## ten million random actions in random worlds, checked as they go (ACTIONS=n)
	$(BIN)/python -m benchmarks.fuzz --actions $(or $(ACTIONS),10_000_000)

test-examples: install  ## install what the examples need (torch, Ray, ...), run each for a few steps
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,learn]'
	$(BIN)/pytest -m examples

lint: install  ## style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install  ## mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:  ## remove .venv, caches and runs
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache runs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
