"""A mixed logistic model of the same outcome: random people, fixed topic, priority and channel, by statsmodels."""

import sys

import numpy as np
import pyarrow.parquet as pq
from statsmodels.genmod.bayes_mixed_glm import BinomialBayesMixedGLM

from bench.told import report


def work() -> dict[str, float]:
    folder, most = sys.argv[1], int(sys.argv[2])
    columns = ["case_id", "topic", "priority", "channel", "outcome"]
    cases = pq.read_table(f"{folder}/cases.parquet", columns=columns).slice(0, most).to_pandas()
    who = pq.read_table(f"{folder}/events.parquet", columns=["case_id", "person_id"]).slice(0, most).to_pandas()
    table = cases.merge(who, on="case_id")
    table["good"] = (table["outcome"] == "solved").astype(np.int64)
    model = BinomialBayesMixedGLM.from_formula(
        "good ~ C(topic) + C(priority) + C(channel)", {"people": "0 + C(person_id)"}, table
    )
    fitted = model.fit_vb(fit_method="L-BFGS-B")  # the default, BFGS, keeps a square of all people in memory
    return {
        "cases": len(table),
        "people": int(table["person_id"].nunique()),
        "spread": float(np.exp(fitted.vcp_mean[0])),
    }


report(work)
