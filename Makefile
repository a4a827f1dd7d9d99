# Catalog Chain. `make help` lists the commands.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The product needs Node 24.4. Where the machine's is older, one is brought from npm into .tools/.
NODE_ENOUGH := $(shell node -e "const [a, b] = process.versions.node.split('.').map(Number); console.log(a > 24 || (a === 24 && b >= 4))" 2>/dev/null)
ifneq ($(NODE_ENOUGH),true)
TOOLS := .tools/node_modules/.bin/node
export PATH := $(CURDIR)/.tools/node_modules/.bin:$(PATH)
endif

PORT ?= 8080
export SEED COUNT LINES PICTURES

.PHONY: help demo test simulate openapi watch soak fuzz lint sbom audit format build bench screenshots verifier up down org upgrade clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.tools/node_modules/.bin/node:
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js (any version with npm), then run make again"; exit 1; }
	npm install --prefix .tools --ignore-scripts=false --no-save --no-package-lock --loglevel=error node@24
	@$@ -v

node_modules/.installed: package-lock.json $(TOOLS)
	npm ci --loglevel=error
	@touch $@

build: node_modules/.installed ## install and compile everything
	@npx tsc -b
	@node gateway/console/build.mjs

demo: build ## run the main job on the embedded ledger (PORT=8080, DEMO_INFO=FILE)
	@PORT=$(PORT) node gateway/dist/demo/main.js

test: build ## run every test, a real Fabric network included (FILE=PART: files whose path has PART)
	@npx jest -c test/jest.config.js $(FILE)

simulate: build ## run the simulation (SEED=1 COUNT=300; LINES=1 shows every line; PATCHES=1 proves its worth)
	@node test/dist/simulation/$(if $(PATCHES),patched,main).js

watch: build ## compile and run again whenever a source changes (FILE=PART, as for test)
	@npx tsc -b -w --preserveWatchOutput & trap "kill $$!" EXIT; npx jest -c test/jest.config.js --watchAll $(FILE)

openapi: build ## write docs/openapi.json, the description of the API as it is served
	@UPDATE_OPENAPI=1 npx jest -c test/jest.config.js gateway/http/openapi

soak: build ## run the properties with ever new seeds (MINUTES=30)
	@node test/dist/support/soak.js

fuzz: build ## send the API, contracts, verifier and importers what nobody should (MINUTES=10 SEED=1 LENGTH=60000)
	@FUZZ_LENGTH=$(or $(LENGTH),60000) MINUTES=$(MINUTES) node test/dist/fuzz/main.js

lint: build ## types, style and import rules
	@npm run --silent lint

sbom: node_modules/.installed ## write what the product is made of to sbom.cdx.json (CycloneDX)
	@npm sbom --sbom-format cyclonedx --omit dev > sbom.cdx.json
	@echo sbom.cdx.json

audit: node_modules/.installed ## known weaknesses of what the product runs with; a registry that does not answer is told and passes
	@node .ci/audit.mjs

format: node_modules/.installed ## write every file in the house style
	@npx prettier --write .

bench: build ## print benchmark lines, one JSON object each
	@node test/dist/bench/main.js

screenshots: build ## take pictures of the console's screens into screenshots/ (PICTURES=1: into docs/pictures; Debian's chromium)
	@node test/dist/browser/screenshots.js

verifier: build ## pack the verifier by itself, with nothing to install beside it
	@node gateway/verifier/pack.mjs

up: build ## start a Fabric consortium in Docker, a gateway per organisation, catalogue filled (ORDERING=raft|bft)
	@node network/dist/main.js up

down: build ## remove the consortium and all that it made
	@node network/dist/main.js down

org: build ## add an organisation to the running consortium (NAME=...)
	@node network/dist/main.js org $(NAME)

upgrade: build ## run the chaincode as it is compiled now on the running consortium (VERSION=...)
	@node network/dist/main.js upgrade $(VERSION)

clean: ## remove the demo's state and everything built
	rm -rf .demo chaincode/dist gateway/verifier/dist gateway/console/dist gateway/console/generated gateway/dist network/dist test/dist
