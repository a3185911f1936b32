"""A file is read once: what an import that was cut off had read is taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree

from customerhero import __version__
from customerhero.facts.durable import sync_files, write_durably
from customerhero.facts.lake.trouble import told
from customerhero.facts.reading import ReadOptions, Staged

_KEPT = "staged.json"


def staged_once(file: Path, work: Path, options: ReadOptions, read: Callable[[], Staged]) -> Staged:
    """The rows of a file as Parquet in the folder `work`: those it holds already, read in the same way, or else `read`.

    Whatever else an earlier attempt left in the folder is removed.
    """
    way = {"name": file.name, "options": asdict(options), "version": __version__}
    known = _known(file, work, way)
    with told(work.parents[1]):
        _clear(work, known)
    if known is not None:
        return known
    staged = read()
    with told(work.parents[1]):
        _keep(staged, work, way)
    return staged


def _known(file: Path, work: Path, way: Mapping[str, object]) -> Staged | None:
    try:
        kept = json.loads((work / _KEPT).read_text(encoding="utf-8"))
        plain = kept["staged"]
        texts = {"columns": tuple(plain["columns"]), "notes": tuple(plain["notes"])}
        staged = Staged(**{**plain, **texts, "file": work / plain["file"], "source": file})
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return staged if kept["way"] == way and staged.file.is_file() else None


def _clear(work: Path, known: Staged | None) -> None:
    kept = {_KEPT, known.file.name} if known else set()
    for path in work.iterdir():
        if path.name in kept:
            continue
        if path.is_dir():
            rmtree(path)
        else:
            path.unlink()


def _keep(staged: Staged, work: Path, way: Mapping[str, object]) -> None:
    if staged.file.parent != work:
        return  # a Parquet source is read where it is
    sync_files([staged.file])
    plain = {**asdict(staged), "file": staged.file.name, "source": ""}
    write_durably(work / _KEPT, json.dumps({"way": way, "staged": plain}))
