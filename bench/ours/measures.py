"""Only what the peers compute: network and per-case measures, from the events or from the stays the lake keeps."""

import sys

from bench.told import report
from customerhero.facts.collect import collect
from customerhero.facts.engines import open_engine
from customerhero.facts.gathering import facts_of_files
from customerhero.facts.lake import Lake

open_engine()  # Ibis loads its backend on first use; the peers' packages are loaded before the clock starts, too


def work() -> dict[str, int]:
    path, kept = sys.argv[1], sys.argv[2] == "kept"
    lake = Lake.open(path)
    facts = lake.facts() if kept else facts_of_files(open_engine(), {"events": lake.files("events")})
    stays = facts.team_stays if kept else facts.team_stays.cache()
    moves = stays.filter(stays.previous.notnull())
    network = moves.group_by("previous", "holder").aggregate(handoffs=moves.count())
    firsts = (~stays.is_return).cast("int64")
    cases = stays.group_by("case_key").aggregate(
        stays=stays.count(),
        owners=firsts.sum(),
        returns=stays.is_return.cast("int64").sum(),
        ping_pongs=stays.is_ping_pong.cast("int64").sum(),
    )
    totals = cases.aggregate(
        cases_with_handoff=(cases.stays > 1).sum(),
        cases_3_owners=(cases.owners >= 3).sum(),
        ping_pongs=cases.ping_pongs.sum(),
        return_cases=(cases.returns > 0).sum(),
    )
    return {"handoffs": sum(row["handoffs"] for row in collect(network)), **collect(totals)[0]}


report(work)
