# What maintainers run. Each target works in a fresh clone with Python 3.11+ and pip.
# Tools that only a release needs live in their own environment, .venv-release.

PYTHON ?= python3
RELEASE := .venv-release/bin
EPOCH := $(shell git log -1 --format=%ct 2>/dev/null || echo 315532800)
PIN := $(RELEASE)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help test check campaign lock dist sbom audit licences notes

help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

test: ## install and run the tests, as README says
	$(PYTHON) -m venv .venv && .venv/bin/pip install -q -e ".[dev]" && .venv/bin/pytest -n auto

check: ## everything that must hold: tests, format, lint, types, layering
	bash .ci/run

.venv-campaign/ready:
	$(PYTHON) -m venv .venv-campaign
	.venv-campaign/bin/pip install -q -e ".[dev]"
	.venv-campaign/bin/pip install -q "atheris>=3" || echo "no atheris here: hypothesis fuzzes alone"
	touch $@

campaign: .venv-campaign/ready ## the whole under fire, one table; LONG=1 tries all of it; PARTS="kills disk", SEED=1
	.venv-campaign/bin/python benchmarks/campaign $(if $(LONG),--long) $(if $(SEED),--seed $(SEED)) $(PARTS)

.venv-release/ready:
	$(PYTHON) -m venv .venv-release
	$(RELEASE)/pip install -q "uv>=0.9" "cyclonedx-bom>=7" "pip-audit>=2.9" "pip-licenses>=5" "build>=1.2" "hatchling>=1.27"
	touch $@

lock: .venv-release/ready ## pin requirements/*.txt again, with hashes and without addresses
	$(PIN) pyproject.toml -o requirements/runtime.txt
	$(PIN) requirements/build.in -o requirements/build.txt

dist: .venv-release/ready ## sdist and wheel; the same bytes wherever they are built
	rm -rf dist
	SOURCE_DATE_EPOCH=$(EPOCH) $(RELEASE)/python -m build --no-isolation --outdir dist .
	cd dist && sha256sum mockint-*

.venv-release/runtime: .venv-release/ready requirements/runtime.txt
	rm -rf $@ && $(PYTHON) -m venv $@
	$@/bin/pip install -q --require-hashes -r requirements/runtime.txt

sbom: .venv-release/runtime ## software bill of materials of an install, CycloneDX, into dist/
	mkdir -p dist
	SOURCE_DATE_EPOCH=$(EPOCH) $(RELEASE)/cyclonedx-py environment --pyproject pyproject.toml \
		--mc-type application --output-reproducible --of JSON -o dist/mockint.cdx.json \
		.venv-release/runtime
	@echo dist/mockint.cdx.json

audit: .venv-release/ready ## known vulnerabilities in what is pinned; needs the advisory database
	$(RELEASE)/pip-audit --disable-pip --require-hashes --strict -r requirements/runtime.txt

licences: .venv-release/runtime ## licences of what is pinned; fails on any that is not permissive
	$(RELEASE)/pip-licenses --python .venv-release/runtime/bin/python --from mixed \
		--partial-match --allow-only "MIT;BSD;Apache;PSF;Python Software Foundation;MPL-2.0;Mozilla Public License 2.0;ISC;Unlicense"

notes: ## the newest section of CHANGELOG.md, for a release page
	@awk '/^## /{n++} n==1' CHANGELOG.md
