# Two commands for a newcomer: `make demo` and `make test`. They install what they need into .venv.

PYTHON ?= python3
BIN := .venv/bin
# Artists in the graphs that are measured. A million take half an hour to make.
ARTISTS ?= 20000 200000
# Half of a test is waiting, for a database or a browser: four at once also where there are two cores.
AT_ONCE := -n 4 --dist loadfile
INSTALL := $(BIN)/uv pip install -q -p .venv -c requirements.lock

.PHONY: demo bench test test-external test-pgbouncer check check-slow conformance fix lock docs clean

demo: .venv/demo ## Install, load the starter catalogue, ask the first question
	@$(BIN)/auric recommend "Nine Inch Nails"
	@echo 'Ask your own: $(BIN)/auric recommend "Coil"   (and explain, compare, resolve, status)'

test: .venv/test ## Install and run the tests
	@$(BIN)/pytest $(AT_ONCE)

test-external: .venv/test ## The tests against a Postgres over TCP, started for it
	@$(BIN)/python tests/deploy/servers.py postgres $(AT_ONCE)

test-pgbouncer: .venv/test ## The tests through pgbouncer in transaction mode (Debian: pgbouncer)
	@$(BIN)/python tests/deploy/servers.py pgbouncer $(AT_ONCE)

bench: .venv/plot ## What README says about speed, measured here: graphs of these sizes are made first
	@$(BIN)/python benchmarks/recommend.py --artists $(ARTISTS) --plot docs/speed.png

check: .venv/dev ## Style, types, house rules, the HTTP reference, docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/pytest -m slow tests/server
	@$(BIN)/cog --check -I docs README.md docs/*.md

check-slow: .venv/text ## What takes minutes: the sentence model, the whole-graph properties
	@$(BIN)/pytest -m slow

conformance: .venv/test .conformance/ready ## MCP's official suites and its inspector, on the service as deployed
	@$(BIN)/python -m tests.agent_tools.conformance

fix: .venv/dev ## Format, and mend what can be mended by itself
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: .venv/dev ## Run every command shown in the docs again, and draw the picture
	@$(BIN)/cog -r -I docs -D draw=yes README.md docs/*.md

.conformance/ready: # the suites need a Node of at least 22, which comes along
	@mkdir -p .conformance/older
	@npm install --silent --no-audit --no-fund --prefix .conformance node@24 \
		@modelcontextprotocol/conformance@0.2.0-alpha.12 @modelcontextprotocol/inspector@0.15.0
	@npm install --silent --no-audit --no-fund --prefix .conformance/older \
		@modelcontextprotocol/conformance@0.1.16
	@touch $@

lock: .venv/uv ## Choose the newest versions of everything, anew
	@$(BIN)/uv pip compile -q --universal --no-emit-index-url --no-header --extra dev --upgrade \
		-o requirements.lock pyproject.toml

clean: ## Forget the installation (never the data)
	@rm -rf .venv

.venv/uv:
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check uv
	@touch $@

.venv/demo: .venv/uv pyproject.toml requirements.lock
	@$(INSTALL) -e .
	@touch $@

.venv/test: .venv/uv pyproject.toml requirements.lock
	@$(INSTALL) -e '.[test]'
	@touch $@

.venv/plot: .venv/uv pyproject.toml requirements.lock
	@$(INSTALL) -e '.[plot]'
	@touch $@

.venv/dev: .venv/uv pyproject.toml requirements.lock
	@$(INSTALL) -e '.[dev]'
	@touch $@

# pip and not uv: pip takes a CPU build of torch where one lies at hand.
.venv/text: .venv/test
	@$(BIN)/pip install -q --disable-pip-version-check torch==2.13.0
	@$(INSTALL) -e '.[test,text,audio-onnx,laion]'
# Real small weights, and the reference for CLAP: both ask for far more than they need.
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps musicnn laion-clap torchlibrosa
	@touch $@
