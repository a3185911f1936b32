"""Readers: any supported file becomes one Parquet file of text columns, ready to be mapped."""

from customerhero.facts.reading.reading import ReadOptions, Staged
from customerhero.facts.reading.staging import sample, stage

__all__ = ["ReadOptions", "Staged", "sample", "stage"]
