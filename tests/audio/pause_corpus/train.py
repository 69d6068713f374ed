"""Makes all weights of the endpointing anew: `python -m tests.audio.pause_corpus.train [--people FILE] [--check]`.

Those of the words (`fit_words`), of their meaning (`fit_meaning`), and of the finality (`fit_finality`), five files in
`audio`; the part `blind` of the corpus is never read. With `--check` also how well weights do on what they were made
without: which wordings are recognised, and how the policy cuts and waits (`left_out`). Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from audio import finality
from audio.endpoint_settings import EndpointSettings
from tests.audio.pause_corpus import left_out
from tests.audio.pause_corpus.fit_finality import finality_weights, heard, moments, source_text
from tests.audio.pause_corpus.fit_meaning import check, made, made_in_turn, write_meaning
from tests.audio.pause_corpus.fit_words import examples, write

log = logging.getLogger(__name__)


def main() -> None:
    """Write all weights, and say how well they do if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--people", type=Path, help="real people's typed answers, JSON lines with `person` and `answer`"
    )
    parser.add_argument("--check", action="store_true", help="say how well they do on what is left out")
    parser.add_argument("--settled-odds", type=float, nargs="+", default=[EndpointSettings().settled_odds])
    parser.add_argument("--jobs", type=int, default=1, help="processes, of some 4 GB of memory each")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    known, found = examples(), moments(options.people)
    folder = Path(finality.__file__).parent
    shipped = made(known)
    write(shipped.words, folder)
    write_meaning(shipped.meaning, folder)
    models = made_in_turn(known, options.jobs)
    said = heard(found, models)
    (folder / "finality_weights.py").write_text(source_text(*finality_weights(found, said)), encoding="utf-8")
    if not options.check:
        return
    for name, figures in check(models, options.people).items():
        shares = ", ".join(f"{what} {share:.1%}" for what, share in figures.items() if what != "n")
        log.info("%s (%d): %s", name, figures["n"], shares)
    for line in left_out.report(found, said, models, options.settled_odds):
        log.info("%s", line)


if __name__ == "__main__":
    main()
