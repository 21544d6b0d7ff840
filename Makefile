# Every command of the project. Each installs what it needs, can be repeated, and says at its end what came of it.
# Logic longer than a line lives in scripts/.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check sim sim-mutants fuzz types bench bench-web lambda deploy clean

# How many histories the simulator plays, and from which seed on it starts.
SEEDS ?= 1000
ARGS ?=

help: ## Lists the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(firstword $(MAKEFILE_LIST)) | awk '{ printf "make %-12s", $$1; $$1 = ""; print }'

run: ## Starts everything on this machine and prints where to look (PORT, SWITCHBOARD_DATA, ARGS)
	@echo "Starting Switchboard on this machine."
	@scripts/run.sh $(ARGS)

test: ## Runs all tests: Rust, client, browser
	@echo "Running all tests."
	@scripts/test.sh

check: ## Checks formatting, lints, licences, generated files, the template
	@echo "Checking without running."
	@scripts/check.sh

sim: ## Plays histories with faults against an oracle (SEEDS=1000)
	@echo "Playing $(SEEDS) histories with faults."
	@cargo run --profile fast --package sim -- --seeds $(SEEDS) $(ARGS)

sim-mutants: ## Breaks the desk by hand in each known way; every bug must be noticed
	@echo "Playing histories with hand-made bugs."
	@cargo run --profile fast --package sim -- --mutants $(ARGS)

fuzz: ## Gives every adapter strange webhook calls and answers (ARGS='--seconds 600')
	@echo "Playing with strange bodies."
	@cargo run --profile fast --package fuzz -- $(ARGS)

types: ## Writes the client's types, docs/openapi.json and docs/CAPABILITIES.md anew from the Rust structs
	@echo "Writing web/src/proto, docs/openapi.json and docs/CAPABILITIES.md from the Rust structs."
	@UPDATE=1 cargo test --workspace --test drift --test capabilities
	@git status --short -- web/src/proto docs/openapi.json docs/CAPABILITIES.md

bench: ## Measures the path from webhook to browser beside a bare echo
	@echo "Measuring."
	@cargo bench --profile fast --package bench

bench-web: ## Measures the client in Chromium: sizes, start, typing, scrolling, memory, a long shift (BENCH_ONLY=start,large)
	@echo "Measuring the client."
	@scripts/bench-web.sh

lambda: ## Builds the five functions; shows their size and start (ARCH=x86_64 or arm64)
	@echo "Building the functions for Lambda."
	@scripts/lambda.sh

deploy: ## Puts everything on AWS; asks what it needs the first time
	@echo "Deploying to AWS."
	@scripts/deploy.sh

clean: ## Deletes what can be made or fetched again; .data stays
	@echo "Deleting target, .tools, web/dist, web/node_modules; .data stays."
	@rm -rf target .tools .aws-sam web/dist web/dist-test web/node_modules web/test-results web/playwright-report
