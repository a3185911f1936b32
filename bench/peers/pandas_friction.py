"""pandas: hand-offs, owners, ping-pongs, returns and the network, as an analyst would write them."""

import sys

import pandas as pd

from bench.told import report


def work() -> dict[str, int]:
    frame = pd.read_parquet(sys.argv[1], columns=["case_id", "happened_at", "team_id"])
    frame = frame[frame.team_id.notna()].sort_values(["case_id", "happened_at"], kind="stable")
    previous = frame.groupby("case_id").team_id.shift()
    stays = frame[previous.isna() | (previous != frame.team_id)].copy()
    grouped = stays.groupby("case_id").team_id
    stays["previous"], stays["before"] = grouped.shift(), grouped.shift(2)
    stays["returned"] = stays.duplicated(["case_id", "team_id"])
    stays["ping_pong"] = stays.before == stays.team_id
    network = stays[stays.previous.notna()].groupby(["previous", "team_id"]).size()
    per_case = stays.groupby("case_id").agg(
        stays=("team_id", "size"), owners=("team_id", "nunique"), returns=("returned", "sum"), ping=("ping_pong", "sum")
    )
    return {
        "handoffs": int(network.sum()),
        "cases_with_handoff": int((per_case.stays > 1).sum()),
        "cases_3_owners": int((per_case.owners >= 3).sum()),
        "ping_pongs": int(per_case.ping.sum()),
        "return_cases": int((per_case.returns > 0).sum()),
    }


report(work)
