"""`make bench`: every comparison, or those named on the command line (`python -m bench NAME`), in BENCHMARKS.md."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench.bright_spots import people_of_many_cases, truth_known
from bench.companies_at_rest.section import at_rest, intervals, with_one_trouble
from bench.comparing import comparing
from bench.damage import checksums, kills
from bench.doors import doors
from bench.effects import effects
from bench.kept_revenue import revenue_kept
from bench.kills import kills_of_backups
from bench.malformed import malformed
from bench.mappings import wrong_mappings
from bench.measuring import ROOT
from bench.messy import messy_files
from bench.odd_requests import odd_requests
from bench.report import Section, renew, write
from bench.sections import FEW, MANY, cluster, friction, importing, retention, whole_agenda
from bench.serving import serving

SECTIONS: dict[str, Callable[[], Section]] = {
    "import": importing,
    "friction": lambda: friction(FEW, 2),
    "friction-many": lambda: friction(MANY, 1),
    "retention": retention,
    "bright-spots": people_of_many_cases,
    "agenda": whole_agenda,
    "checksums": checksums,
    "kills": kills,
    "cluster": cluster,
    "effects": effects,
    "comparing": comparing,
    "serving": serving,
    "kills-of-backups": kills_of_backups,
    "wrong-mappings": wrong_mappings,
    "doors": doors,
    "odd-requests": odd_requests,
    "bright-spots-truth": truth_known,
    "malformed": malformed,
    "messy-files": messy_files,
    "revenue-kept": revenue_kept,
    "companies-at-rest": at_rest,
    "companies-with-one-trouble": with_one_trouble,
    "intervals": intervals,
}


def main() -> None:
    names = sys.argv[1:] or list(SECTIONS)
    done = []
    for name in names:
        done.append(SECTIONS[name]())
        print("\n".join(done[-1].lines()), flush=True)
    (write if names == list(SECTIONS) else renew)(done, ROOT / "BENCHMARKS.md")


if __name__ == "__main__":  # the processes of a section read this file, too
    main()
