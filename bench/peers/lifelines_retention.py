"""lifelines: Kaplan-Meier by segment with delayed entry, and the log-rank test."""

import sys

import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from bench.told import report


def work() -> dict[str, float]:
    path, first, last = sys.argv[1:]
    frame = pd.read_parquet(path, columns=["segment", "joined_at", "left_at"])
    begin, end = pd.Timestamp(first), pd.Timestamp(last)
    lost = frame.left_at.notna() & (frame.left_at <= end)
    duration = (frame.left_at.where(lost, end) - frame.joined_at).dt.days
    entry = (begin - frame.joined_at).dt.days.clip(lower=0)
    seen = duration > entry
    whole = KaplanMeierFitter().fit(duration[seen], lost[seen], entry=entry[seen])
    for _, part in frame[seen].groupby("segment"):
        KaplanMeierFitter().fit(duration[part.index], lost[part.index], entry=entry[part.index])
    test = multivariate_logrank_test(duration[seen], frame.segment[seen], lost[seen])
    return {"survival": float(whole.survival_function_.iloc[-1, 0]), "logrank": float(test.test_statistic)}


report(work)
