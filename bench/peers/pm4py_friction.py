"""PM4Py: hand-over of work network and rework over the events of a Parquet file."""

import sys

import pandas as pd
import pm4py
from pm4py.statistics.rework.cases.pandas import get as rework

from bench.told import report


def work() -> dict[str, float]:
    frame = pd.read_parquet(sys.argv[1], columns=["case_id", "happened_at", "team_id"])
    frame = frame[frame.team_id.notna()]
    frame = pm4py.format_dataframe(frame, case_id="case_id", activity_key="team_id", timestamp_key="happened_at")
    frame["org:resource"] = frame["team_id"]
    network = pm4py.discover_handover_of_work_network(frame, beta=0)
    reworked = rework.apply(frame)
    return {"pairs": len(network.connections), "rework": len(reworked)}


report(work)
