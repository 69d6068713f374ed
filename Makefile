# One command each: `make interview` practises, `make test` proves that it works.
# Pass options to an interview in ARGS: make interview ARGS="--round bar-raiser --level L6"

PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: interview demo test faults lint format bench bench-scoring train train-endpoint train-miniature docs clean

interview:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/interviewer practice $(ARGS)

demo:
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/interviewer demo $(ARGS)

test:
	@$(PYTHON) tools/bootstrap.py develop
	$(BIN)/python -m pytest $(ARGS)

# The tests that break something (killed, hung, full, unplugged), ten times in a row: what fails now and then fails here.
TIMES ?= 10
FAULTS := tests/faults tests/interviewer/test_faults.py tests/interviewer/test_kill.py tests/voice/test_voice_kill.py \
	tests/audio/test_process_transcriber.py
faults:
	@$(PYTHON) tools/bootstrap.py develop
	@for time in $$(seq $(TIMES)); do echo "$$time of $(TIMES)"; $(BIN)/python -m pytest -q $(FAULTS) $(ARGS) || exit 1; done

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

# Makes the weights anew that tell the end of an answer from a pause (docs/speech.md).
train-endpoint:
	@$(PYTHON) tools/bootstrap.py develop
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.audio.pause_corpus.train $(ARGS)

train-miniature:
	@$(PYTHON) tools/bootstrap.py develop
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.audio.miniature_whisper.train $(ARGS)

clean:
	rm -rf .venv .venv-install.log .venv-install.lock .mypy_cache .ruff_cache .pytest_cache .hypothesis
