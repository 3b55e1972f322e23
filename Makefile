# Each target is one job. The workflows call the same targets. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := -m pip --quiet --disable-pip-version-check
PYTEST_ARGS ?=
# SHARD=2/4 runs the second of four parts of the tests, mistakes or mutants.
SHARD ?=
# The path of OPA, installed first where it is missing. Empty where it cannot be installed.
OPA = $$(scripts/opa 2>/dev/null | tail -n 1)

.PHONY: help demo test pytest quick control lint policies generate check-generated picture constraints \
	test-lowest coverage conformance soak engines bench sabotage replay mutate sarif bundle dist check-dist release clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(BIN)/genai-lens: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(BIN)/genai-lens
	@$(BIN)/python $(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.release: pyproject.toml constraints.txt $(VENV)/.dev
	@$(BIN)/python $(PIP) install --constraint constraints.txt --editable '.[release]'
	@touch $@

demo: $(BIN)/genai-lens ## Scan a sample account into demo/, without AWS
	@$(BIN)/genai-lens demo --force

test: lint policies check-generated pytest ## Run everything that must pass before a change is merged

pytest: $(VENV)/.dev ## Run the Python tests alone, or the part that SHARD=1/3 names
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m pytest -n auto --durations 10 $(if $(SHARD),--shard $(SHARD)) $(PYTEST_ARGS)

quick: $(VENV)/.dev ## Find most mistakes in half a minute: style, types, policies, fast tests
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m scripts.quick

control: $(VENV)/.dev ## Check one control in seconds: make control ID=GENSEC05-BP01/agent-role-bounded
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m scripts.control $(ID)

lint: $(VENV)/.dev ## Check style, types, line lengths and workflows
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m scripts.widths
	@$(BIN)/python -m scripts.messages
	@$(BIN)/mypy
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/python -m scripts.workflows

policies: $(VENV)/.dev ## Check and format the policies, test them in both engines; demand full line coverage
	@$(BIN)/python -m scripts.policies

generate: $(VENV)/.dev ## Write the generated files
	@$(BIN)/python scripts/docs.py
	@$(BIN)/python scripts/structure.py
	@$(BIN)/python -m scripts.screens
	@$(BIN)/python -m scripts.week

check-generated: $(VENV)/.dev ## Fail when a generated file is out of date
	@$(BIN)/python scripts/docs.py --check
	@$(BIN)/python scripts/structure.py --check
	@$(BIN)/python -m scripts.screens --check
	@$(BIN)/python -m scripts.week --check

picture: $(VENV)/.dev ## Draw the README's picture of the HTML report; needs chromium
	@$(BIN)/python -m scripts.page_picture

# constraints.txt pins the development environment for all supported versions of Python and all
# operating systems: uv resolves pyproject.toml once for all of them and writes environment markers
# where they differ. A pin changes only when pyproject.toml demands it; UPGRADE=1 moves all pins to
# the newest versions.
constraints: $(VENV)/.dev ## Pin the development environment in constraints.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --extra release --no-annotate --no-header \
		$(if $(UPGRADE),--upgrade) --output-file constraints.txt pyproject.toml

# The lowest versions of the direct dependencies, with whatever these need, in an environment of
# their own.
test-lowest: $(VENV)/.dev ## Run the tests with the lowest versions that pyproject.toml allows
	@rm -rf $(VENV)-lowest && $(BIN)/python -m venv $(VENV)-lowest
	@$(BIN)/uv pip compile --quiet --resolution lowest-direct --python $(VENV)-lowest/bin/python --extra test \
		--no-annotate --no-header --output-file $(VENV)-lowest/lowest.txt pyproject.toml
	@$(VENV)-lowest/bin/python $(PIP) install --constraint $(VENV)-lowest/lowest.txt --editable '.[test]'
	@$(VENV)-lowest/bin/python scripts/docs.py --check
	@GENAI_LENS_OPA="$(OPA)" $(VENV)-lowest/bin/python -m pytest -n auto $(if $(SHARD),--shard $(SHARD)) $(PYTEST_ARGS)

coverage: $(VENV)/.dev ## Measure which lines and branches of the Python code the tests run
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m pytest -n auto --cov --cov-report term:skip-covered $(PYTEST_ARGS)

conformance: $(VENV)/.dev ## Compare the engines on ACCOUNTS generated accounts [default: 5000]
	@GENAI_LENS_OPA="$(OPA)" CONFORMANCE_ACCOUNTS=$(or $(ACCOUNTS),5000) $(BIN)/python -m pytest -n auto tests/test_conformance.py $(PYTEST_ARGS)

sarif: $(VENV)/.dev ## Validate the SARIF of all samples with the multitool's rules for GitHub; needs npm
	@$(BIN)/genai-lens demo --force --quiet --format json --format sarif --anchor .github/workflows/ci.yml
	@$(BIN)/python -m scripts.on_github out/sarif
	@VENV="$(VENV)" scripts/check_sarif demo/results.sarif out/sarif/*.sarif tests/golden/*.sarif

bench: $(VENV)/.dev ## Measure start-up, the engines, the controls of each pillar and waiting for AWS
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m bench

sabotage: $(VENV)/.dev ## Make each known mistake alone and demand that a test fails; SHARD=1/4
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m scripts.sabotage $(if $(SHARD),--shard $(SHARD))

soak: $(VENV)/.dev ## Scan random accounts with random troubles for SECONDS [default: 600], or repeat one SEED
	@$(BIN)/python -m scripts.soak --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

engines: $(VENV)/.dev ## Look for differences of the engines for SECONDS [default: 600], or repeat one SEED
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m scripts.engines --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

replay: $(VENV)/.dev ## Read the recorded answers in RECORDINGS=DIR|FILE through the collectors; EXCEPTIONS=FILE
	@$(BIN)/python -m scripts.replay "$(RECORDINGS)" $(if $(EXCEPTIONS),--exceptions "$(EXCEPTIONS)")

mutate: $(VENV)/.dev ## Change each condition of the policies, or of FILES, and demand that a policy test fails; SHARD=1/4
	@GENAI_LENS_OPA="$(OPA)" $(BIN)/python -m scripts.mutate $(if $(SHARD),--shard $(SHARD)) $(FILES)

bundle: $(BIN)/genai-lens ## Build the policies as an OPA bundle in dist/, signed with the key file SIGNING_KEY
	@GENAI_LENS_OPA="$$([ -z "$(SIGNING_KEY)" ] || scripts/opa | tail -n 1)" $(BIN)/genai-lens policies bundle \
		--output dist/genai-lens-bundle.tar.gz --force $(if $(SIGNING_KEY),--signing-key "$(SIGNING_KEY)")

dist: $(VENV)/.dev ## Build the wheel and the source archive of the current commit in dist/
	@$(BIN)/python -m scripts.release build

check-dist: $(VENV)/.release ## Check dist/: contents, metadata, and a scan with each, installed elsewhere
	@$(BIN)/twine check --strict dist/*
	@$(BIN)/python -m scripts.release check
	@$(PYTHON) scripts/try_dist.py

release: dist check-dist ## Make all files of a release in dist/ and release/; TAG=v1.2.3 checks the tag too
	@$(BIN)/python -m scripts.release files $(if $(TAG),--tag "$(TAG)")

clean: ## Remove everything that the targets made
	@rm -rf $(VENV) $(VENV)-lowest .tools out out.partial dist release build .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .coverage .coverage.* *.egg-info
