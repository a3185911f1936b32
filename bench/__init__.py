"""Benchmarks: each figure beside its peer of the same run."""
