# One command each: `make interview` practises, `make test` proves that it works.
# Pass options to an interview in ARGS: make interview ARGS="--round bar-raiser --level L6"

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: interview demo test lint format bench bench-scoring train train-miniature docs clean

interview:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/interviewer practice $(ARGS)

demo:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/interviewer demo $(ARGS)

test:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/python -m pytest $(ARGS)

lint:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/python -m benchmarks $(ARGS)

# Makes the judge's heads anew from the labelled answers (rubrics/heads/CARD.md says what to expect).
train:
	@$(PYTHON) tools/bootstrap.py develop
	OMP_NUM_THREADS=1 $(BIN)/python -m rubrics.training.train $(ARGS)

bench-scoring:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/python -m benchmarks scoring $(ARGS)

docs:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/python tools/generate_docs.py
	$(BIN)/python -m tools.generate_schemas

train-miniature:
	@$(PYTHON) tools/bootstrap.py develop
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.audio.miniature_whisper.train $(ARGS)

clean:
	rm -rf .venv .venv-install.log .venv-install.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis
