# One command a job; CI calls the same ones. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.PHONY: help demo test lint policies generate check-generated bench sabotage mutate sarif bundle wheel clean

help: ## List the jobs
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(BIN)/genai-lens: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml $(BIN)/genai-lens
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(BIN)/genai-lens ## Scan a sample account, with no AWS, into out/
	@$(BIN)/genai-lens demo --output out --force

test: $(VENV)/.dev lint policies check-generated ## Everything that must pass before a change lands
	@GENAI_LENS_OPA="$$(scripts/opa 2>/dev/null | tail -n 1)" $(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

lint: $(VENV)/.dev ## Style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

policies: $(VENV)/.dev ## Check, format and test the policies with OPA, to full line coverage
	@scripts/policies

generate: $(VENV)/.dev ## Write what is generated: the pages of commands, permissions and controls
	@$(BIN)/python scripts/docs.py

check-generated: $(VENV)/.dev ## Fail when something generated is stale
	@$(BIN)/python scripts/docs.py --check

sarif: $(VENV)/.dev ## Validate the demo's SARIF with the multitool's rules for GitHub (needs npm)
	@$(BIN)/genai-lens demo --output out --force --quiet
	@scripts/check_sarif out/results.sarif

bench: $(VENV)/.dev ## Measure: start-up, growth, waiting; each as a ratio in one run
	@GENAI_LENS_OPA="$$(scripts/opa 2>/dev/null | tail -n 1)" $(BIN)/python -m bench

sabotage: $(VENV)/.dev ## Apply each known mistake alone and demand that the tests notice
	@$(BIN)/python scripts/sabotage.py

mutate: $(VENV)/.dev ## Flip each condition of each policy, or of FILES, and demand that a policy test breaks
	@$(BIN)/python scripts/mutate.py $(FILES)

bundle: $(BIN)/genai-lens ## Build the policies for any OPA into dist/, signed where SIGNING_KEY names a private key's file
	@GENAI_LENS_OPA="$$([ -z "$(SIGNING_KEY)" ] || scripts/opa | tail -n 1)" $(BIN)/genai-lens policies bundle --output dist/genai-lens-bundle.tar.gz --force $(if $(SIGNING_KEY),--signing-key "$(SIGNING_KEY)")

wheel: $(VENV)/.dev ## Build the wheel into dist/
	@$(BIN)/python -m build --quiet --wheel

clean: ## Remove what the jobs made
	@rm -rf $(VENV) .tools out out.partial dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info
