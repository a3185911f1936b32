"""The lake: where facts are kept, versioned and safe, and read back as one consistent snapshot."""

from customerhero.facts.lake.batches import Batch, Counts, Receipt, SourceFile
from customerhero.facts.lake.checking import Checkup, Fault
from customerhero.facts.lake.entries import Entry, TableState
from customerhero.facts.lake.erasing import Erasure
from customerhero.facts.lake.lake import Lake, LakeOptions
from customerhero.facts.lake.status import Status, TableStatus
from customerhero.facts.lake.writer import Writer

__all__ = [
    "Batch",
    "Checkup",
    "Counts",
    "Entry",
    "Erasure",
    "Fault",
    "Lake",
    "LakeOptions",
    "Receipt",
    "SourceFile",
    "Status",
    "TableState",
    "TableStatus",
    "Writer",
]
