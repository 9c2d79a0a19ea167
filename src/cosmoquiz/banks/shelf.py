"""The user's own banks as files: started, kept and removed without ever losing one."""

import errno
import json
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from cosmoquiz.banks.fields import ID_LIMIT, LENGTHS
from cosmoquiz.banks.library import banks_in, listed
from cosmoquiz.quiz.text import fold, printable, refused, tidy

SCHEMA_NAME: Final = "bank.schema.json"
"""The file that tells editors what a bank may hold; it lies beside the user's banks."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_LOOK_AT: Final = 1000
"""Characters of a name that are enough to make a file's name."""

_PART_PREFIX: Final = ".cosmoquiz-"
_PART_SUFFIX: Final = ".part"
_LEFT_BEHIND: Final = 3600.0
"""Seconds after which a temporary file belongs to nobody."""

_SCHEMA_LIMIT: Final = 1 << 20
_SCHEMA_VERSION = re.compile(r"\bschema (\d{1,6})\b")

_STARTER_TITLE: Final = "title: The title of your bank"
_STARTER_NAME: Final = "your-bank"

_PLAIN = re.compile(r"[^\W_](?:[\w ,.;!?()'/-]*[\w.!?)])?")
"""Texts that YAML and cosmoquiz take as they are; others are put in quotes."""

_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that Windows keeps for devices."""

_LATIN: Final = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True))
    | {"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""}
    | {"ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj"}
    | {"ћ": "c", "ђ": "dj", "џ": "dz", "ѓ": "g", "ќ": "k", "ѕ": "dz", "ә": "a", "ғ": "g", "қ": "k", "ң": "n"}
    | {"ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d"}
    | {"þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "'": "", "’": "", "ʼ": ""}
)
"""Letters that no decomposition turns into Latin ones."""

_OTHER_NAME: Final = "Give this one another name, or remove that one first."

_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EINVAL})
"""What file systems say that know no second name for a file."""

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EACCES: "you have no permission there",
    errno.EPERM: "you have no permission there",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a file stands where a folder should be",
    errno.EEXIST: "a file stands where a folder should be",
    errno.EISDIR: "a folder has this name",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "the folder is a link that leads to itself",
}


class ShelfError(Exception):
    """Nothing was changed; the text says why, and what to do."""


class TakenError(ShelfError):
    """The user has a bank of this name, which may be replaced."""


def slug(text: str) -> str:
    """A name that is safe for a file on every system: 1 to 60 of a-z, 0-9 and -, in the text's own letters if possible.

    Of a text in a script that it cannot spell in Latin letters a short hash remains.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text[:_LOOK_AT]).casefold())
    spelt = unicodedata.normalize("NFKD", folded.translate(_LATIN))
    letters = "".join(c for c in spelt if not unicodedata.combining(c))
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:ID_LIMIT].strip("-")
    if not name:
        seen = fold(text)
        return f"bank-{sha256(seen.encode('utf-8', 'replace')).hexdigest()[:6]}" if seen else "bank"
    return f"{name}-bank" if _DEVICE.fullmatch(name) else name


def keep(folder: Path, name: str, content: bytes, *, force: bool = False, taken: Mapping[str, str] = _NOTHING) -> Path:
    """Put a bank into the folder as `<slug of name>.yaml`, whole or not at all; the file that it now is.

    `taken` maps the casefolded names of shipped banks to what to call them in a refusal; `force` does not help against
    those. With `force` the user's own bank of this name is replaced, under its own ending. A link in its place is
    replaced, and what it leads to is left alone.

    Raises:
        ShelfError: the name is taken, or the file cannot be written; what was there before is still there.

    """
    name = slug(name)
    with _told(f"{name}.yaml", folder, "kept"):
        _make_folder(folder)
        target = _target(folder, name, force, taken)
        with _part(folder, content) as part:
            if force:
                part.replace(target)
            else:
                try:
                    _claim(part, target)
                except FileExistsError as error:
                    raise TakenError(_is_taken(name, target)) from error
        _settle(folder)
    return target


def start(folder: Path, name: str, *, taken: Mapping[str, str] = _NOTHING) -> Path:
    """Write a commented bank to go on from, called `name`, and the schema for editors beside it.

    Raises:
        ShelfError: the name is taken or no name, or the file cannot be written.

    """
    title = _title(name)
    stem = slug(title)
    if fold(title) == fold(stem):
        title = title.replace("-", " ")
        title = title[:1].upper() + title[1:]
    text = _own_file("starter.yaml")
    text = text.replace(_STARTER_NAME, stem).replace(_STARTER_TITLE, f"title: {_scalar(title)}", 1)
    with _told(f"{stem}.yaml", folder, "started"):
        _make_folder(folder)
        _target(folder, stem, False, taken)
        _refresh_schema(folder)
    return keep(folder, stem, text.encode(), taken=taken)


def remove(name: str, folder: Path, removed: Path, *, taken: Mapping[str, str] = _NOTHING) -> Path:
    """Move a bank of the folder, named by its name or its file's, to `removed`; where it lies now.

    What lies there already stays: the bank gets a number. The name is only compared with the names in the folder.

    Raises:
        ShelfError: there is no such bank, it is one of those in `taken`, or it cannot be moved.

    """
    path = _own(name, folder, taken)
    with _told(path.name, removed, "removed"):
        if stat.S_ISDIR(path.lstat().st_mode):
            raise ShelfError(f"{_shown(path.name)} is a folder, not a bank. Nothing was removed.")
        _make_folder(removed)
        target = _moved(path, removed)
        _settle(removed)
        _settle(folder)
    return target


def schema() -> str:
    """The JSON Schema of banks, for editors."""
    return _own_file(SCHEMA_NAME)


# Names


def _title(name: str) -> str:
    """What `new` was given, as a title."""
    title = tidy(name).strip()
    lowered = title.lower()
    if lowered.endswith((".yaml", ".yml")):
        if "/" in title or os.sep in title:
            raise ShelfError(f"{_shown(name)} is a path. Give a name alone; the bank goes to your banks folder.")
        title = title[: lowered.rindex(".")].strip()
    if title.startswith(("/", "./", "../", "~/", ".\\", "..\\")) or title in (".", "..", "~"):
        raise ShelfError(f"{_shown(name)} is a path. Give a name alone; the bank goes to your banks folder.")
    problem = refused(title)
    if problem:
        raise ShelfError(f"The name of a bank can't hold {problem[1]}. Give it another name.")
    if not fold(title):
        raise ShelfError('The name of the bank is empty. Give it one, such as "Rockets and robots".')
    if len(title) > LENGTHS["title"]:
        raise ShelfError(f"The name has {len(title)} characters, and a title may have {LENGTHS['title']}. Shorten it.")
    return title


def _scalar(text: str) -> str:
    """The text as it is typed in YAML."""
    if _PLAIN.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False).replace("\ufeff", "\\ufeff")  # no YAML file may hold this one itself


def _stem(path: Path) -> str:
    return tidy(path.stem).casefold()


def _target(folder: Path, name: str, force: bool, taken: Mapping[str, str]) -> Path:
    """The file that a bank is to be; ShelfError when its name is not free."""
    if name in taken:
        raise ShelfError(f"The name {name} is taken by {_shown(taken[name])}. Give the bank another name.")
    own = [path for path in banks_in(folder) if _stem(path) == name]
    target = folder / f"{name}.yaml"
    if own and not force:
        raise TakenError(_is_taken(name, own[0]))
    return target if target in own or not own else own[0]


def _is_taken(name: str, path: Path) -> str:
    return f"You have a bank called {name} already: {_shown(str(path))}. {_OTHER_NAME}"


def _own(name: str, folder: Path, taken: Mapping[str, str]) -> Path:
    """The user's bank of this name; ShelfError when there is none, or more than one."""
    try:
        own = banks_in(folder)
    except FileNotFoundError:
        own = []
    except (OSError, ValueError) as error:
        raise ShelfError(f"Your banks folder can't be read: {_reason(error)} ({_shown(str(folder))}).") from error
    wanted = tidy(name).casefold()
    exact = [path for path in own if path.name == name]
    found = exact or [path for path in own if wanted in (_stem(path), tidy(path.name).casefold())]
    if len(found) > 1:
        names = " or ".join(_shown(path.name) for path in found)
        raise ShelfError(f"{len(found)} files have this name. Say which: {names}.")
    if found:
        return found[0]
    stem = re.sub(r"\.ya?ml$", "", wanted)
    if stem in taken:
        raise ShelfError(f"{_shown(name)} came with the game and can't be removed.")
    raise ShelfError(f"You have no bank called {_shown(name)}. {_known(stem, own)}")


def _known(name: str, own: list[Path]) -> str:
    """The names that there are, or the one that was meant."""
    if not own:
        return "Your banks folder is empty."
    names = {_stem(path): path.stem for path in own}
    close = get_close_matches(name[:200], names, 1)
    if close:
        return f"Did you mean {_shown(names[close[0]])}?"
    return f"Your banks are: {listed(list(names.values()))}."


# Files


def _make_folder(folder: Path) -> None:
    """Make the folder and what is missing above it, open to nobody else."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _part(folder: Path, content: bytes) -> Iterator[Path]:
    """A temporary file in the folder that holds the content, safe on the disk; gone in the end whatever happens."""
    descriptor, name = tempfile.mkstemp(_PART_SUFFIX, _PART_PREFIX, folder)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sweep(folder, part.stat().st_mtime)
        yield part
    finally:
        with suppress(OSError):
            part.unlink()


def _sweep(folder: Path, now: float) -> None:
    """Delete what was left behind by a process that was killed."""
    for path in folder.glob(f"{_PART_PREFIX}*{_PART_SUFFIX}"):
        with suppress(OSError):
            if path.lstat().st_mtime < now - _LEFT_BEHIND:
                path.unlink()


def _claim(part: Path, target: Path) -> None:
    """Give a file its name; FileExistsError when something has it, though another process took it just now."""
    try:
        os.link(part, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        _rename(part, target)


def _rename(source: Path, target: Path) -> None:
    """Rename a file; FileExistsError when something has the name."""
    # An empty file holds the name for the moment that the other needs to take its place.
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        source.replace(target)
    except OSError:
        target.unlink()
        raise


def _moved(path: Path, removed: Path) -> Path:
    """Move a file to the folder, which may be on another disk, under the first name that is free there."""
    try:
        return _under_free_name(path, path.name, removed)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    with _part(removed, b"") as part:
        part.unlink()
        shutil.copy2(path, part, follow_symlinks=False)
        target = _under_free_name(part, path.name, removed)
    try:
        path.unlink()
    except OSError:
        target.unlink()
        raise
    return target


def _under_free_name(source: Path, name: str, folder: Path) -> Path:
    """Move a file to the folder, with a number after its name when something has that."""
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in count(1):
        target = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        with suppress(FileExistsError):
            _rename(source, target)
            return target
    raise AssertionError


def _settle(folder: Path) -> None:
    """Ask the disk to remember the names in the folder, where it can be asked."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refresh_schema(folder: Path) -> None:
    """Put the schema into the folder, unless a newer one or one of the user's own is there."""
    target, ours = folder / SCHEMA_NAME, schema()
    if not os.path.lexists(target):
        with _part(folder, ours.encode()) as part, suppress(FileExistsError):
            _claim(part, target)
    elif _is_old_schema(target, ours):
        with _part(folder, ours.encode()) as part:
            part.replace(target)


def _is_old_schema(path: Path, ours: str) -> bool:
    """Whether the file is a schema that cosmoquiz wrote, and not the one that it would write now."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > _SCHEMA_LIMIT:
            return False
        text = path.read_text(encoding="utf-8")
        theirs, own = json.loads(text), json.loads(ours)
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(theirs, dict) or theirs.get("$id") != own["$id"] or text == ours:
        return False
    return _version(theirs) <= _version(own)


def _version(found: Mapping[str, Any]) -> int:
    match = _SCHEMA_VERSION.search(str(found.get("$comment", "")))
    return int(match[1]) if match else 0


def _own_file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


# Words


@contextmanager
def _told(name: str, folder: Path, done: str) -> Iterator[None]:
    """Say what the system says in words."""
    try:
        yield
    except (OSError, ValueError) as error:
        message = f"{_shown(name)} was not {done}: {_reason(error)} ({_shown(str(folder))})."
        raise ShelfError(message) from error


def _reason(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return printable(str(error))
    return _REASONS.get(error.errno or 0) or printable((error.strerror or str(error)).lower())


def _shown(text: str) -> str:
    return printable(text, 300)
