"""Which encoding a text is in."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from customerhero.errors import ReadError
from customerhero.facts.reading.opening import chunks, head_of
from customerhero.facts.reading.reading import Found, Reading
from customerhero.plain_text import shortened

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSED = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r"]
_GUESSED += ["shift_jis", "euc_jp", "gb18030", "big5", "cp949"]
_NO_TEXTS = frozenset(
    ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "charmap", "mbcs", "oem")
)
# letters of languages that share an encoding: a text with no others is taken to be of it
_WESTERN = frozenset("àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝ€£§°«»©®´·¿¡ºª“”„‘’‚–—…•™½²\xa0")
_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřťúůýžšÁČĎÉĚÍŇŘŤÚŮÝŽŠäöüőűÄÖÜŐŰßľĺŕôĽĹŔÔ€§°«»“”„‘’‚–—…•\xa0")
_SPOKEN = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251"}
_LETTERS = {"cp1252": _WESTERN, "cp1250": _CENTRAL}


def told_encoding(reading: Reading) -> str | None:
    """The encoding of the options, of a byte order mark, or UTF-16 as seen by its zeros; None when nothing tells."""
    head = head_of(reading, 4096)
    seen = next((name for mark, name in _BOMS if head.startswith(mark)), None) or _utf16_by_zeros(head)
    if reading.options.encoding is None:
        return seen
    wanted = _codec(reading.options.encoding, reading)
    wide = wanted.startswith(("utf-16", "utf-32"))
    if wide and b"\x00" not in head:
        raise wrong_encoding(reading, f"The file is not {wanted}: it holds no zero bytes.")
    if seen is not None and not wide and wanted != seen:
        raise wrong_encoding(reading, f"The file is not {wanted}: it begins as {seen} does.")
    return wanted


def guessed_encoding(sample: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8."""
    for encoding, letters in _LETTERS.items():
        if letters.issuperset(_beyond_ascii(sample, encoding)):
            return encoding
    for japanese in ("shift_jis", "euc_jp"):
        found = _beyond_ascii(sample, japanese)
        if sum("\u3041" <= letter <= "\u3096" for letter in found) > 0.2 * len(found):
            return japanese
    best = from_bytes(sample, cp_isolation=_GUESSED).best()
    return best.encoding if best is not None else "cp1252"


def guess_note(encoding: str) -> str:
    """What to tell of an encoding that was guessed."""
    return f"the encoding is guessed as {encoding}: name the right one if letters look wrong"


def guess_found(encoding: str, around: bytes, line: int) -> Found:
    """The evidence for an encoding that was guessed: the bytes that are no UTF-8 and what they say in it."""
    words = [word for word in around.decode(encoding, errors="replace").split() if not word.isascii()]
    cited = ", ".join(repr(shortened(word.strip(",;\"'."), 30)) for word in dict.fromkeys(words[:3]))
    told = f"its bytes are no UTF-8 (from line {line}) and in {_SPOKEN.get(encoding, encoding)} they read {cited}"
    return Found("encoding", f"the text is {_SPOKEN.get(encoding, encoding)}", told)


def refuse_nul(reading: Reading, piece: bytes, before: int) -> None:
    """Raise ReadError when this piece of a text holds a NUL byte; `before` bytes stand before the piece."""
    at = piece.find(b"\x00")
    if at >= 0:
        raise ReadError(
            f"The file holds a NUL byte in line {line_at(reading, before + at)}, so it is no text.",
            "Export it again as UTF-8 text; if it is no text export, it cannot be read here.",
            str(reading.source),
        )


def wrong_encoding(reading: Reading, what: str) -> ReadError:
    """An encoding that was named and is not that of the file."""
    return ReadError(what, "Leave the encoding out to have it found, or name the right one.", str(reading.source))


def line_at(reading: Reading, offset: int) -> int:
    """The line, counted from 1, in which the byte at this offset stands."""
    lines, left = 1, offset
    for piece in chunks(reading.quiet()):
        lines += piece[:left].count(b"\n")
        left -= len(piece)
        if left <= 0:
            break
    return lines


def _utf16_by_zeros(head: bytes) -> str | None:
    pairs = len(head) // 2
    for name, zeros, letters in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if pairs and zeros.count(0) > 0.7 * pairs and letters.count(0) < 0.1 * pairs:
            return name
    return None


def _beyond_ascii(sample: bytes, encoding: str) -> list[str]:
    return [letter for letter in sample.decode(encoding, errors="replace") if not letter.isascii()]


def _codec(name: str, reading: Reading) -> str:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
        b"a1".decode(found.name, errors="replace")
    except (LookupError, ValueError) as fault:
        raise _unknown(name, reading) from fault
    if found.name in _NO_TEXTS:
        raise _unknown(name, reading)
    return "utf-8" if found.name == "utf-8-sig" else found.name


def _unknown(name: str, reading: Reading) -> ReadError:
    return ReadError(
        f"There is no text encoding {shortened(name, 40)!r}.",
        "Use utf-8, cp1252, utf-16 or the like.",
        str(reading.source),
    )
