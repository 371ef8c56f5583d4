# Every target sets up what it needs: a virtual environment with pinned requirements, and Debian's packages.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
WORKERS ?= 2
TERRAFORM_VENV ?= .venv-terraform
PROOF_VENV ?= .venv-proof

.DEFAULT_GOAL := help
.PHONY: fuzz chaos simulation forgeries help setup demo up test fast lint typing imports clauses calendar bench cost drill openapi package root-ready secrets plan apply smoke directory terraform-test archive-proof lock clean

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

forgeries: setup ## Forge a certificate in SEEDS ways (1000), and ask the check about each
	@$(BIN)/python -m tests.forgeries --seeds $(or $(SEEDS),1000)

chaos: setup ## Kill the local stack at random for MINUTES under RATE requests a second (1, 5)
	@$(BIN)/python -m tools.chaos --minutes $(or $(MINUTES),1) --rate $(or $(RATE),5)

fuzz: setup ## Send what nobody should send for SECONDS (600), ever new, and play the described API
	@# Some 270 properties share the time.
	FUZZ_SECONDS=$$(( $(or $(SECONDS),600) * $(WORKERS) / 270 + 1 )) $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup --timeout 0 tests/fuzz tests/api

bench: setup ## Measure, as a table and as out/bench.json; FULL=1 takes longer, with 100,000 old cases
	@$(BIN)/python -m tools.bench $(if $(FULL),--full)

drill: setup ## Lose the store of a local stack, restore it from a backup, and check what must hold
	@$(BIN)/python -m tools.drill

cost: setup ## Count what one of each case costs, and price a thousand; ARGS=--help tells more
	@$(BIN)/python -m tools.cost $(ARGS)

openapi: setup ## Write docs/api/openapi.json from the code
	@$(BIN)/python -m tools.openapi

package: ## Build the archive that the functions are deployed from: the same bytes from the same commit
	@$(PYTHON) -m tools.package $(if $(COMMIT),--commit $(COMMIT))

ENV        ?= dev
ROOT       := infra/terraform/environments/$(ENV)
PACKAGE    ?= $(CURDIR)/out/package/anyqtama-$(shell git rev-parse --short=12 HEAD 2>/dev/null).zip
# Terraform runs in ROOT, so a path from here would lead elsewhere.
PACKAGE_FILE = $(abspath $(PACKAGE))
PLAN       := $(CURDIR)/out/terraform/$(ENV).tfplan
project_id  = $(shell sed -n 's/^project_id *= *"\(.*\)".*/\1/p' $(ROOT)/terraform.tfvars 2>/dev/null)

root-ready:
	@test -f $(ROOT)/terraform.tfvars || { echo "Copy $(ROOT)/terraform.tfvars.example to $(ROOT)/terraform.tfvars, and fill it in."; exit 2; }
	@# Terraform would take the value of environment.auto.tfvars, and say nothing.
	@twice=$$(sed -n 's/^\([a-z_]*\) *=.*/\1/p' $(ROOT)/terraform.tfvars $(ROOT)/environment.auto.tfvars | sort | uniq -d | xargs); \
	test -z "$$twice" || { echo "In terraform.tfvars and in environment.auto.tfvars of $(ROOT): $$twice. Only the second would count: leave each in one of them."; exit 2; }
	@test -f $(PACKAGE_FILE) || { echo "There is no $(PACKAGE_FILE): run make package first."; exit 2; }
	@mkdir -p $(dir $(PLAN))
	terraform -chdir=$(ROOT) init -input=false -backend-config=bucket=$(project_id)-terraform -backend-config=prefix=$(ENV)

secrets: root-ready ## Make the empty secrets of ENV, once, before its first plan is applied; asks before it does
	terraform -chdir=$(ROOT) apply -var package_path=$(PACKAGE_FILE) -target=module.service.module.secrets
	@echo "Give each of these a value, without a newline at its end (docs/operations/deploy.md):"
	@terraform -chdir=$(ROOT) output secrets

plan: root-ready ## Show what a deployment of ENV would change, and keep the plan
	terraform -chdir=$(ROOT) plan -input=false -var package_path=$(PACKAGE_FILE) -out=$(PLAN)

apply: ## Carry out the plan of ENV that was kept, and no other
	@test -f $(PLAN) || { echo "There is no plan: run make plan ENV=$(ENV) first, and read it."; exit 2; }
	terraform -chdir=$(ROOT) apply -input=false $(PLAN)
	@rm $(PLAN)

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

archive-proof: $(PROOF_VENV)/.installed ## Show on a real store that what is archived cannot be changed or removed
	$(PROOF_VENV)/bin/python -m pytest -c tests/proof/pytest.ini --rootdir . tests/proof -q

$(PROOF_VENV)/.installed: requirements-proof.txt
	@echo "Setting up $(PROOF_VENV)"
	@$(PYTHON) -m venv $(PROOF_VENV)
	@$(PROOF_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-proof.txt
	@touch $@

lock: setup ## Pin the requirements anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements.in -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-dev.in -c requirements.txt -o requirements-dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-terraform.in -o requirements-terraform.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url requirements-proof.in -c requirements.txt -c requirements-dev.txt -o requirements-proof.txt

clean: ## Remove what was made
	rm -rf $(VENV) $(TERRAFORM_VENV) $(PROOF_VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
