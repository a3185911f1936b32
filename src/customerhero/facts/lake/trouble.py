"""What the disk, DuckDB and Delta complain of, told as LakeError with what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from customerhero.errors import LakeError

_FULL = ("no space left", "disk full", "max_temp_directory_size", "quota exceeded")
_STORAGE: Final = (
    OSError,
    duckdb.IOException,
    duckdb.HTTPException,
    duckdb.InvalidInputException,
    DeltaError,
    pa.ArrowException,
)
_FORBIDDEN = ("permission denied", "read-only file system", "operation not permitted")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn troubles of storage inside the block into LakeError."""
    try:
        yield
    except duckdb.OutOfMemoryException as trouble:
        raise _full(path) if _is(trouble, _FULL) else _too_little_memory(path) from trouble
    except _STORAGE as trouble:
        raise _lake_error(path, trouble) from trouble


def is_of_disk(trouble: Exception) -> bool:
    """Whether it tells of a full disk or of missing rights."""
    return _is(trouble, (*_FULL, *_FORBIDDEN))


def damaged(path: Path, missing: str, remedy: str = "") -> LakeError:
    """The error for a lake that lacks or cannot read one of its own files."""
    backup = "Put the file back from a backup, or make a new lake and import the sources again."
    return LakeError(f"The lake is damaged: {missing}", remedy or backup, str(path))


def _lake_error(path: Path, trouble: Exception) -> LakeError:
    number = getattr(trouble, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT) or _is(trouble, _FULL):
        return _full(path)
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or _is(trouble, _FORBIDDEN):
        return LakeError("The lake's directory may not be written.", "Give this user the right to write it.", str(path))
    return damaged(path, _first_line(trouble))


def _full(path: Path) -> LakeError:
    return LakeError(
        "The disk is full; nothing of this was written.", "Make room on the disk and run it again.", str(path)
    )


def _too_little_memory(path: Path) -> LakeError:
    return LakeError("The memory limit is too low for this.", "Raise the memory limit of the lake.", str(path))


def _is(trouble: Exception, words: tuple[str, ...]) -> bool:
    said = str(trouble).lower()
    return any(word in said for word in words)


def _first_line(trouble: Exception) -> str:
    return next(iter(str(trouble).splitlines()), type(trouble).__name__)
