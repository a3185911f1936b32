"""A backup as one file: a tar packed by zstd, streamed both ways, every member hashed on the way.

Any machine opens it: `tar --zstd -xf FILE`. What is read may be anybody's: only plain files under the names a backup
has are taken, and nothing is extracted outside of the folder given.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from shutil import disk_usage
from typing import IO, Final

import pyarrow as pa

from customerhero.errors import HeroError
from customerhero.facts.durable import sync_files, sync_folder
from customerhero.web.backups.manifest import (
    HEADER,
    MANIFEST,
    Header,
    Manifest,
    Member,
    header_from,
    manifest_from,
    not_a_backup,
)
from customerhero.web.backups.parts import DATABASE, DUMP, KEY, LAKE, UPLOADS

_CHUNK: Final = 1_000_000
_LONGEST_NAME: Final = 255
"""Bytes of a member's path; an upload's takes 161 at most."""
_LARGEST_NAME_MEMBER: Final = 4_096
"""Bytes of the member before another that tells its name, where a tar's head has no room for it."""
_LARGEST_TEXT: Final = 200_000_000
"""Header and manifest are read into memory: a hundred bytes for each member."""
_SINGLE: Final = frozenset({DATABASE, KEY})
_FOLDERS: Final = frozenset({LAKE, UPLOADS, DUMP})
Tell = Callable[[str], None]


class Packer:
    """A backup being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, Member] = {}

    def file(self, name: str, path: Path) -> None:
        """Add a file as it is at this moment, however it may grow meanwhile."""
        with path.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            hashed = _Hashed(opened, size)
            self._tar.addfile(_info(name, size), hashed)
        self.members[name] = Member(size, hashed.digest())

    def folder(self, name: str, path: Path) -> None:
        """Add all files below a folder."""
        for file in sorted(one for one in path.rglob("*") if one.is_file()):
            self.file(f"{name}/{file.relative_to(path)}", file)

    def text(self, name: str, content: bytes) -> None:
        """Add the header or the manifest, which name the others."""
        self._tar.addfile(_info(name, len(content)), BytesIO(content))


@contextmanager
def packing(target: Path) -> Iterator[Packer]:
    """Write a backup: it stands under its name when all of it is on the disk, and not at all when anything fails."""
    draft = target.with_name(f".{target.name}.part")
    try:
        with _held(draft):
            with (
                pa.output_stream(str(draft), compression="zstd") as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
            ):
                yield Packer(tar)
            sync_files([draft])
            os.link(draft, target)  # unlike a renaming, it takes nobody else's place
        sync_folder(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def clear_drafts(folder: Path) -> None:
    """Remove what killed backups left in a folder; what is being written is held by its process and stays."""
    for draft in folder.glob(".*.part"):
        with draft.open("rb") as opened:
            if _is_free(opened):
                draft.unlink(missing_ok=True)


def checked(file: Path, into: Path | None = None, tell: Tell | None = None) -> Manifest:
    """Read a whole backup, extract it into a folder if one is given, and compare every member with the manifest.

    HeroError when it is no backup, of a newer format, damaged or cut, or holds what no backup holds.
    """
    if file.is_dir():
        raise not_a_backup()
    with _told(file), _opened(file) as tar:
        header = _header(tar)
        seen: dict[str, Member] = {}
        while member := tar.next():
            if member.name == MANIFEST:
                return _agreed(manifest_from(_text(tar, member)), header, seen, tar)
            _refuse_strange(member.name, seen)
            if tell:
                tell(member.name)
            seen[member.name] = _taken(tar, member, into)
    raise HeroError(f"The backup {file.name} was cut: its end is missing.", "Use another backup.")


class _Hashed:
    """A file of which so many bytes are read, and hashed on the way."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left, self._hash = file, size, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        part = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(part)
        self._hash.update(part)
        return part

    def digest(self) -> str:
        """The hash of all that was read."""
        return self._hash.hexdigest()


class _Plain(tarfile.TarInfo):
    """A plain file or its long name: links, devices and everything else is refused before it is looked at."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Plain:
        """The head of a member."""
        info = super().frombuf(buf, encoding, errors)
        tells_a_name = info.type == tarfile.GNUTYPE_LONGNAME and info.size <= _LARGEST_NAME_MEMBER
        if info.type != tarfile.REGTYPE and not tells_a_name:
            raise _strange(info.name)
        return info


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """The file made, readable by its owner only, and held as long as it is written."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_free(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _info(name: str, size: int) -> tarfile.TarInfo:
    if len(os.fsencode(name)) > _LONGEST_NAME:
        raise HeroError(f"The name {name} is too long for a backup.", "Give the file a name of fewer letters.")
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    with ExitStack() as stack:
        packed = stack.enter_context(pa.input_stream(str(file), compression="zstd"))
        yield stack.enter_context(tarfile.open(fileobj=packed, mode="r|", tarinfo=_Plain))


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Whatever the readers complain of is said in a sentence."""
    try:
        yield
    except FileNotFoundError as trouble:
        raise HeroError(f"There is no backup {file}.", "Name a file that `hero backup` made.") from trouble
    except PermissionError as trouble:
        raise HeroError(
            f"The backup {file} cannot be read: {trouble.strerror}.", "Name a file you may read."
        ) from trouble
    except OSError as trouble:
        if trouble.errno is not None:  # the disk's own, such as no space left; the reader of zstd gives no number
            raise HeroError(
                f"The backup {file.name} could not be unpacked: {trouble.strerror}.", "Make room."
            ) from trouble
        raise _damaged(file) from trouble
    except (tarfile.TarError, pa.ArrowException, EOFError, ValueError, RecursionError) as trouble:
        raise _damaged(file) from trouble  # a recursion: names that tell names that tell names


def _header(tar: tarfile.TarFile) -> Header:
    try:
        first = tar.next()
    except (tarfile.TarError, OSError, ValueError) as trouble:
        raise not_a_backup() from trouble
    if first is None or first.name != HEADER:
        raise not_a_backup()
    return header_from(_text(tar, first))


def _text(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > _LARGEST_TEXT:
        raise not_a_backup()
    return _content(tar, member).read()


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = tar.extractfile(member)
    if opened is None:
        raise _strange(member.name)
    return opened


def _refuse_strange(name: str, seen: dict[str, Member]) -> None:
    """HeroError for a name no backup has: one that leads elsewhere, or stands there twice."""
    first, *rest = name.split("/")
    if len(os.fsencode(name)) > _LONGEST_NAME:
        raise _strange(name)
    known = first in _FOLDERS and bool(rest) if rest else first in _SINGLE
    if not known or name in seen or any(part in ("", ".", "..") for part in rest) or "\\" in name or "\0" in name:
        raise _strange(name)


def _taken(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path | None) -> Member:
    hashed = _Hashed(_content(tar, member), member.size)
    if into is None:
        while hashed.read(_CHUNK):
            pass
    else:
        _write(into / member.name, member.size, hashed)
    return Member(member.size, hashed.digest())


def _write(target: Path, size: int, content: _Hashed) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if size > disk_usage(target.parent).free:
        raise HeroError(
            f"There is no room for {target.name}: it takes {size / 1e6:,.0f} MB.",
            f"Make room on the disk of {target.parent}.",
        )
    with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        while part := content.read(_CHUNK):
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def _agreed(manifest: Manifest, header: Header, seen: dict[str, Member], tar: tarfile.TarFile) -> Manifest:
    wrong = sorted(name for name in {*seen, *manifest.members} if seen.get(name) != manifest.members.get(name))
    if manifest.header != header or wrong or tar.next() is not None:
        raise HeroError(
            f"The backup is damaged: {wrong[0] if wrong else MANIFEST} is not what its manifest says.",
            "Use another backup; of this one nothing was put in place.",
        )
    return manifest


def _strange(name: str) -> HeroError:
    return HeroError(
        f"This is no backup of Customer Hero as it makes them: it holds {name[:100]!r}.",
        "Do not trust the file; nothing of it was put in place.",
    )


def _damaged(file: Path) -> HeroError:
    return HeroError(
        f"The backup {file.name} is damaged or was cut.", "Use another backup; of this one nothing was put in place."
    )
