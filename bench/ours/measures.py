"""Only what the peers compute, without the lake's kept stays: network and per-case measures from the events."""

import sys

from bench.told import report
from customerhero.facts.collect import collect
from customerhero.facts.engines import open_engine
from customerhero.facts.gathering import facts_of_files
from customerhero.facts.lake import Lake


def work() -> dict[str, int]:
    stays = facts_of_files(open_engine(), {"events": Lake.open(sys.argv[1]).files("events")}).team_stays.cache()
    moves = stays.filter(stays.previous.notnull())
    network = moves.group_by("previous", "holder").aggregate(handoffs=moves.count())
    cases = stays.group_by("case_key").aggregate(
        stays=stays.count(),
        owners=stays.holder.nunique(),
        returns=stays.is_return.sum(),
        ping_pongs=stays.is_ping_pong.sum(),
    )
    totals = cases.aggregate(
        cases_with_handoff=(cases.stays > 1).sum(),
        cases_3_owners=(cases.owners >= 3).sum(),
        ping_pongs=cases.ping_pongs.sum(),
        return_cases=(cases.returns > 0).sum(),
    )
    return {"handoffs": sum(row["handoffs"] for row in collect(network)), **collect(totals)[0]}


report(work)
