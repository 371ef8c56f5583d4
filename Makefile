# Every target sets up what it needs: a virtual environment with pinned requirements, and Debian's packages.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
WORKERS ?= 2
TERRAFORM_VENV ?= .venv-terraform

.DEFAULT_GOAL := help
.PHONY: simulation help setup demo up test fast lint typing imports clauses calendar bench drill openapi package smoke directory terraform-test lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(STAMP) ## Install everything that the project needs

$(STAMP): requirements-dev.txt requirements.txt tools/system-packages.sh
	@PYTHON=$(PYTHON) tools/system-packages.sh
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

demo: setup ## Run the main job on a local cloud, from a portal request to a signed certificate
	@$(BIN)/python -m emulators.demo

up: setup ## Start the local cloud and leave it running; Ctrl-C stops everything
	@$(BIN)/python -m emulators.stack

test: setup ## Run every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

fast: setup ## Run the unit tests only
	$(BIN)/python -m pytest tests/unit -q

lint: setup ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typing: setup ## Check types
	$(BIN)/mypy

imports: setup ## Check who may import whom
	$(BIN)/lint-imports

clauses: setup ## Print the table of clauses and their tests
	@$(BIN)/python -m tools.clauses

calendar: setup ## Print the working days of a YEAR, of both weeks side by side
	@$(BIN)/python -m tools.calendar $(YEAR)

simulation: setup ## Run CASES simulated cases through bad days (10000)
	@$(BIN)/python -m tests.simulation --cases $(or $(CASES),10000)

bench: setup ## Measure, as a table and as out/bench.json
	@$(BIN)/python -m tools.bench

drill: setup ## Lose the store of a local stack, restore it from a backup, and check what must hold
	@$(BIN)/python -m tools.drill

openapi: setup ## Write docs/api/openapi.json from the code
	@$(BIN)/python -m tools.openapi

package: ## Build the archive that the functions are deployed from: the same bytes from the same commit
	@$(PYTHON) -m tools.package $(if $(COMMIT),--commit $(COMMIT))

smoke: setup ## Try what is deployed at URL; without a test citizen: make smoke URL=… PUBLIC=1
	@$(BIN)/python -m tools.smoke $(URL) $(if $(PUBLIC),--public)

directory: setup ## Check the shipped directory of offices, or FILE
	@$(BIN)/python -m tools.directory check $(or $(FILE),infra/directory/offices.csv)

terraform-test: setup $(TERRAFORM_VENV)/.installed ## Check infra/terraform without a cloud, and judge what it plans
	@$(TERRAFORM_VENV)/bin/python -m tools.terraform_check
	$(BIN)/python -m pytest -q tests/policy
	$(TERRAFORM_VENV)/bin/checkov --config-file infra/terraform/.checkov.yaml --directory infra/terraform
	@test ! -f out/terraform/prod.plan.json || { set -x; $(TERRAFORM_VENV)/bin/checkov --config-file infra/terraform/.checkov.yaml --file out/terraform/prod.plan.json; }

$(TERRAFORM_VENV)/.installed: requirements-terraform.txt
	@echo "Setting up $(TERRAFORM_VENV)"
	@$(PYTHON) -m venv $(TERRAFORM_VENV)
	@$(TERRAFORM_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-terraform.txt
	@touch $@

lock: setup ## Pin the requirements anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-dev.in -c requirements.txt -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-terraform.in -o requirements-terraform.txt

clean: ## Remove what was made
	rm -rf $(VENV) $(TERRAFORM_VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
