"""The user's banks folder: nothing in it is lost, and nothing outside of it is touched."""

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cosmoquiz.banks import shelf
from cosmoquiz.banks.check import check_text, read_bank
from cosmoquiz.banks.lint import advise
from cosmoquiz.banks.shelf import SCHEMA_NAME, ShelfError, keep, remove, schema, slug, start

SAFE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
SHIPPED = {"first-flights": "the game's own First flights"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "banks"


@pytest.fixture
def removed(tmp_path: Path) -> Path:
    return tmp_path / "data" / "removed"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tarkovsky in orbit", "tarkovsky-in-orbit"),
        ("Королёв и Гагарин", "korolyov-i-gagarin"),
        ("ЩУКА", "shchuka"),
        ("Київ", "kiyiv"),
        ("Stanisław Lem", "stanislaw-lem"),
        ("Café Königsberg ß Ægir", "cafe-konigsberg-ss-aegir"),
        ("L'étoile — rouge", "letoile-rouge"),
        ("ﬁlms Ⅳ", "films-iv"),
        ("../../etc/passwd", "etc-passwd"),
        ("..\\x", "x"),
        ("a\x00b\x1b[31m", "a-b-31m"),
        ("--", "bank-d8156b"),
        ("", "bank"),
        ("   ", "bank"),
        ("CON", "con-bank"),
        ("com¹", "com1-bank"),
        ("nul.yaml", "nul-yaml"),
        ("x" * 5000, "x" * 60),
        ("x" * 59 + " yz", "x" * 59),
    ],
)
def test_a_slug_spells_the_name_in_safe_letters(text: str, name: str) -> None:
    assert slug(text) == name


def test_names_in_other_scripts_get_different_slugs() -> None:
    assert len({slug("宇宙"), slug("火星"), slug("👩‍🚀"), slug("\ud800")}) == 4


@given(st.one_of(st.text(), st.text("aбё .-/\\\0Ąß", max_size=90), st.sampled_from(["aux", "LPT9", "prn."])))
def test_a_slug_is_always_safe_and_stays_as_it_is(text: str) -> None:
    name = slug(text)
    assert SAFE.fullmatch(name)
    assert slug(name) == name
    assert not re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", name)


# Keeping


def test_a_bank_is_kept_whole_in_a_folder_of_its_owner_alone(folder: Path) -> None:
    path = keep(folder, "Мой банк", b"title: x\r\n\xff")
    assert path == folder / "moy-bank.yaml"
    assert path.read_bytes() == b"title: x\r\n\xff"
    assert names(folder) == ["moy-bank.yaml"]
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("there", ["films.yaml", "films.yml", "Films.YAML", "FILMS.Yml"])
def test_a_bank_is_never_overwritten_unasked(folder: Path, there: str) -> None:
    folder.mkdir(parents=True)
    (folder / there).write_text("mine")
    with pytest.raises(ShelfError, match=f"You have a bank called films already: .*{there}"):
        keep(folder, "films", b"new")
    assert names(folder) == [there]
    assert (folder / there).read_text() == "mine"


@pytest.mark.parametrize("there", ["films.yaml", "films.yml", "Films.YAML"])
def test_a_bank_is_replaced_under_its_own_ending_when_that_is_asked_for(folder: Path, there: str) -> None:
    folder.mkdir(parents=True)
    (folder / there).write_text("mine")
    assert keep(folder, "films", b"new", force=True) == folder / there
    assert names(folder) == [there]
    assert (folder / there).read_text() == "new"


@pytest.mark.parametrize("force", [False, True])
def test_the_name_of_a_shipped_bank_is_refused(folder: Path, force: bool) -> None:
    with pytest.raises(ShelfError, match="first-flights is taken by the game's own First flights"):
        keep(folder, "First Flights", b"new", force=force, taken=SHIPPED)
    assert names(folder) == []


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_is_never_written_through(folder: Path, tmp_path: Path, dangling: bool) -> None:
    folder.mkdir(parents=True)
    precious = tmp_path / "precious"
    if not dangling:
        precious.write_text("mine")
    (folder / "films.yaml").symlink_to(precious)
    with pytest.raises(ShelfError, match="already"):
        keep(folder, "films", b"new")
    assert (folder / "films.yaml").is_symlink()
    keep(folder, "films", b"new", force=True)
    assert not (folder / "films.yaml").is_symlink()
    assert precious.exists() != dangling
    assert dangling or precious.read_text() == "mine"


def test_a_folder_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    folder.parent.mkdir()
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")
    keep(folder, "films", b"x")
    assert (tmp_path / "elsewhere" / "films.yaml").read_bytes() == b"x"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_in_the_place_of_a_bank_is_told(folder: Path, force: bool) -> None:
    (folder / "films.yaml").mkdir(parents=True)
    with pytest.raises(ShelfError, match="a folder has this name" if force else "already"):
        keep(folder, "films", b"x", force=force)
    assert names(folder) == ["films.yaml"]


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    folder.parent.parent.joinpath("data").write_text("x")
    with pytest.raises(ShelfError, match=r"films\.yaml was not kept: a file stands where a folder should be"):
        keep(folder, "films", b"x")


@pytest.mark.parametrize("reason", [errno.EPERM, errno.EOPNOTSUPP])
@pytest.mark.parametrize("force", [False, True])
def test_disks_without_hard_links_do_as_well(
    folder: Path, monkeypatch: pytest.MonkeyPatch, reason: int, force: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "link", refuse)
    path = keep(folder, "films", b"x", force=force)
    with pytest.raises(ShelfError, match="already"):
        keep(folder, "films", b"y")
    assert (path.read_bytes(), names(folder)) == (b"x", ["films.yaml"])


def test_a_file_that_appears_meanwhile_is_not_overwritten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = os.fsync

    def somebody_else_is_quicker(descriptor: int) -> None:
        (folder / "films.yaml").write_text("theirs")
        synced(descriptor)

    monkeypatch.setattr(os, "fsync", somebody_else_is_quicker)
    with pytest.raises(ShelfError, match="already"):
        keep(folder, "films", b"mine")
    assert (folder / "films.yaml").read_text() == "theirs"
    assert names(folder) == ["films.yaml"]


def test_what_a_killed_process_left_behind_is_cleared_away(folder: Path) -> None:
    keep(folder, "films", b"x")
    old, fresh, other = (folder / name for name in (".cosmoquiz-a.part", ".cosmoquiz-b.part", ".mine.part"))
    for path in (old, fresh, other):
        path.write_text("x")
    os.utime(old, (1, 1))
    os.utime(other, (1, 1))
    keep(folder, "more", b"x")
    assert names(folder) == [".cosmoquiz-b.part", ".mine.part", "films.yaml", "more.yaml"]


# Other processes


def child(code: str, *arguments: object) -> "subprocess.Popen[str]":
    environ = {**os.environ, "PYTHONPATH": str(Path(shelf.__file__).parents[2]), "PYTHONDONTWRITEBYTECODE": "1"}
    whole = (
        "import os, resource, sys\nfrom pathlib import Path\n"
        "from cosmoquiz.banks.shelf import ShelfError, keep, remove, start\nfolder = Path(sys.argv[1])\n" + code
    )
    command = [sys.executable, "-c", whole, *map(str, arguments)]
    return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return out.strip()


FULL = """
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    keep(folder, "films", b"x" * 1000, force=True)
except ShelfError as error:
    print(error)
"""


@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_the_old_bank(folder: Path, there: bool) -> None:
    if there:
        keep(folder, "films", b"mine")
    told = said(child(FULL, folder))
    assert told.startswith("films.yaml was not kept: the disk takes no file of this size")
    assert str(folder) in told
    assert names(folder) == (["films.yaml"] if there else [])
    assert not there or (folder / "films.yaml").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your share of the disk is full"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EIO, os.strerror(errno.EIO).lower()),
    ],
)
def test_what_the_disk_says_is_told_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    keep(folder, "films", b"mine")

    def fail(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ShelfError) as error:
        keep(folder, "films", b"new", force=True)
    assert str(error.value) == f"films.yaml was not kept: {words} ({folder})."
    assert ((folder / "films.yaml").read_bytes(), names(folder)) == (b"mine", ["films.yaml"])


NOBODY = """
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
for attempt in (
    lambda: keep(folder, "films", b"new", force=True),
    lambda: start(folder, "More films"),
    lambda: remove("films", folder, folder.parent / "removed"),
    lambda: keep(folder / "below", "films", b"new"),
):
    try:
        attempt()
        print("done")
    except ShelfError as error:
        print(error)
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """The folder of the test, with its parents open to other users."""
    for path in (tmp_path, *tmp_path.parents):
        if path.stat().st_uid == os.getuid() and path != Path("/"):
            path.chmod(path.stat().st_mode | 0o055)
    return tmp_path


def test_a_folder_that_cannot_be_written_is_told_and_left_alone(shared: Path) -> None:
    folder = shared / "banks"
    folder.mkdir()
    (folder / "films.yaml").write_text("mine")
    (shared / "removed").mkdir(mode=0o777)
    (shared / "removed").chmod(0o777)
    folder.chmod(0o555)
    told = said(child(NOBODY, folder)).splitlines()
    assert len(told) == 4
    for line, beginning in zip(told, ("films.yaml", "more-films.yaml", "films.yaml", "films.yaml"), strict=True):
        assert line.startswith(beginning)
        assert "you have no permission there" in line
    folder.chmod(0o755)
    assert names(folder) == ["films.yaml"]
    assert (folder / "films.yaml").read_text() == "mine"
    assert names(shared / "removed") == []


def test_a_folder_that_cannot_be_read_is_told(shared: Path) -> None:
    folder = shared / "banks"
    folder.mkdir()
    folder.chmod(0o100)
    told = said(child(NOBODY, folder)).splitlines()
    folder.chmod(0o700)
    assert len(told) == 4
    assert all("permission" in line for line in told), told


RACE = """
while not Path(sys.argv[3]).exists():
    pass
for number in range(60):
    try:
        keep(folder, f"bank-{number}", sys.argv[2].encode() * 5000)
        print(number)
    except ShelfError as error:
        assert "already" in str(error), error
"""


def test_of_two_writers_one_gets_the_name_and_the_other_is_told(folder: Path) -> None:
    go = folder.parent / "go"
    go.parent.mkdir()
    racers = {mark: child(RACE, folder, mark, go) for mark in "ab"}
    go.touch()
    won = {mark: set(said(racer).split()) for mark, racer in racers.items()}
    assert won["a"] | won["b"] == {str(number) for number in range(60)}
    assert not won["a"] & won["b"]
    for mark, numbers in won.items():
        for number in numbers:
            assert (folder / f"bank-{number}.yaml").read_text() == mark * 5000
    assert len(names(folder)) == 60


KILLED = """
print("ready", flush=True)
while True:
    for letter in b"ab":
        keep(folder, "films", bytes([letter]) * 2_000_000, force=True)
"""


@pytest.mark.long
def test_a_writer_that_is_killed_leaves_a_whole_bank(folder: Path) -> None:
    keep(folder, "films", b"a" * 2_000_000)
    for delay in range(20):
        writer = child(KILLED, folder)
        assert writer.stdout
        writer.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(0.005 * delay)
        writer.kill()
        writer.communicate()
        content = (folder / "films.yaml").read_bytes()
        assert content in (b"a" * 2_000_000, b"b" * 2_000_000)


# Starting


@pytest.mark.parametrize(
    ("name", "stem", "title"),
    [
        ("films", "films", "Films"),
        ("my-first-bank", "my-first-bank", "My first bank"),
        ("films.yaml", "films", "Films"),
        ("Films.YML", "films", "Films"),
        ("Tarkovsky in orbit", "tarkovsky-in-orbit", "Tarkovsky in orbit"),
        ("Космос: первые шаги", "kosmos-pervye-shagi", "Космос: первые шаги"),
        ("AC/DC", "ac-dc", "AC/DC"),
        ("C # and \"C\\\" 'x'", "c-and-c-x", "C # and \"C\\\" 'x'"),
        ("No", "no", "No"),
        ("12:30", "12-30", "12:30"),
        ("[b]", "b", "[b]"),
        ("- x", "x", "- x"),
        ("a\ufeffb", "a-b", "a\ufeffb"),
        ("your-bank", "your-bank", "Your bank"),
        (" two  blanks ", "two-blanks", "two  blanks"),
    ],
)
def test_a_new_bank_is_sound_and_has_the_name_it_was_given(folder: Path, name: str, stem: str, title: str) -> None:
    path = start(folder, name)
    reading = read_bank(path)
    assert path == folder / f"{stem}.yaml"
    assert reading.problems == ()
    assert reading.bank
    assert reading.bank.title == title
    assert f"cosmoquiz check {stem}.yaml" in path.read_text(encoding="utf-8")
    assert names(folder) == sorted([SCHEMA_NAME, f"{stem}.yaml"])


@given(st.text(min_size=1, max_size=30))
def test_whatever_the_name_the_new_bank_is_sound_or_refused(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("banks")
    try:
        path = start(folder, name)
    except ShelfError:
        assert names(folder) == []
    else:
        assert path.parent == folder
        assert read_bank(path).problems == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "is empty"),
        (" ", "is empty"),
        (".yaml", "is empty"),
        ("\u200b", "is empty"),
        ("a\x1b]0;x\x07", r"control character \(U\+001B\)"),
        ("a\nb", "a line break"),
        ("x" * 201, "201 characters"),
        ("../films", "is a path"),
        ("/tmp/films", "is a path"),
        ("quizzes/films.yaml", "is a path"),
        ("..", "is a path"),
        ("first-flights", "taken by the game's own First flights"),
        ("First Flights", "taken by the game's own First flights"),
    ],
)
def test_names_that_are_none_are_refused_in_words(folder: Path, name: str, words: str) -> None:
    with pytest.raises(ShelfError, match=words) as error:
        start(folder, name, taken=SHIPPED)
    assert str(error.value).isprintable()
    assert not folder.exists() or names(folder) == []


def test_a_new_bank_is_not_written_over_another(folder: Path) -> None:
    path = start(folder, "films")
    path.write_text("mine")
    with pytest.raises(ShelfError, match="You have a bank called films already"):
        start(folder, "Films")
    assert path.read_text() == "mine"


def test_the_schema_lies_beside_the_bank_and_is_renewed(folder: Path) -> None:
    start(folder, "one")
    beside = folder / SCHEMA_NAME
    assert beside.read_text(encoding="utf-8") == schema()
    beside.write_text(schema().replace('"title": "Answer"', '"title": "Old answer"'), encoding="utf-8")
    start(folder, "two")
    assert beside.read_text(encoding="utf-8") == schema()


OWN_SCHEMAS: dict[str, Callable[[], str]] = {
    "newer": lambda: schema().replace("schema 1.", "schema 999."),
    "somebody's own": lambda: schema().replace("urn:cosmoquiz:bank", "urn:mine"),
    "another": lambda: '{"type": "object"}',
    "a list": lambda: "[1]",
    "no JSON": lambda: "{",
    "deep": lambda: "[" * 100_000,
    "not UTF-8": lambda: "\udcff",
}


@pytest.mark.parametrize("kind", OWN_SCHEMAS)
def test_a_schema_that_is_not_an_old_one_of_ours_stays(folder: Path, kind: str) -> None:
    folder.mkdir(parents=True)
    content = OWN_SCHEMAS[kind]().encode("utf-8", "surrogateescape")
    (folder / SCHEMA_NAME).write_bytes(content)
    start(folder, "films")
    assert (folder / SCHEMA_NAME).read_bytes() == content


def test_a_schema_that_is_a_link_or_a_pipe_stays(folder: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    precious = tmp_path / "precious"
    precious.write_text(schema() + "\n")
    (folder / SCHEMA_NAME).symlink_to(precious)
    start(folder, "films")
    assert precious.read_text() == schema() + "\n"
    (folder / SCHEMA_NAME).unlink()
    os.mkfifo(folder / SCHEMA_NAME)
    start(folder, "more")
    assert (folder / "more.yaml").is_file()


def test_the_starter_is_sound_as_it_lies_in_the_package() -> None:
    path = Path(shelf.__file__).with_name("starter.yaml")
    reading = check_text(path.read_bytes(), "starter")
    assert reading.problems == ()
    assert reading.bank
    assert advise(reading.bank) == []
    assert len(reading.bank.questions) == 3
    assert all(question.explanation and question.source for question in reading.bank.questions)
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 180


# Removing


def test_a_removed_bank_lies_in_the_folder_for_removed_ones(folder: Path, removed: Path) -> None:
    keep(folder, "films", b"x")
    assert remove("films", folder, removed) == removed / "films.yaml"
    assert (removed / "films.yaml").read_bytes() == b"x"
    assert names(folder) == []
    assert removed.stat().st_mode & 0o777 == 0o700


def test_what_was_removed_before_is_never_overwritten(folder: Path, removed: Path) -> None:
    for content in (b"1", b"2", b"3"):
        keep(folder, "films", content)
        remove("films", folder, removed)
    assert [(removed / name).read_bytes() for name in names(removed)] == [b"2", b"3", b"1"]
    assert names(removed) == ["films-2.yaml", "films-3.yaml", "films.yaml"]


@pytest.mark.parametrize("name", ["films", "FILMS", "Films.yml", "films.yml"])
def test_a_bank_is_named_by_its_name_or_its_file(folder: Path, removed: Path, name: str) -> None:
    folder.mkdir(parents=True)
    (folder / "Films.yml").write_text("x")
    assert remove(name, folder, removed) == removed / "Films.yml"


def test_of_two_banks_with_one_name_the_file_decides(folder: Path, removed: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("films.yaml", "films.yml"):
        (folder / name).write_text(name)
    with pytest.raises(ShelfError, match=r"Say which: films\.yaml or films\.yml\."):
        remove("films", folder, removed)
    assert remove("films.yml", folder, removed).read_text() == "films.yml"
    assert names(folder) == ["films.yaml"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("first-flights", "came with the game"),
        ("First-Flights.yaml", "came with the game"),
        ("fils", "Did you mean films?"),
        ("zzz", r"Your banks are: films, stations\."),
        ("", r"Your banks are: films, stations\."),
        ("../banks/films", "You have no bank called"),
        ("../precious", "You have no bank called"),
        ("..", "You have no bank called"),
        (".", "You have no bank called"),
        ("bank.schema.json", "You have no bank called"),
        ("a\x1b[31m\0", "You have no bank called"),
        ("x" * 100_000, "You have no bank called"),
    ],
)
def test_a_name_that_is_no_bank_of_the_user_is_refused(folder: Path, removed: Path, name: str, words: str) -> None:
    for bank in ("films", "stations"):
        keep(folder, bank, b"x")
    (folder / SCHEMA_NAME).write_text("{}")
    precious = folder.parent / "precious.yaml"
    precious.write_text("mine")
    with pytest.raises(ShelfError, match=words) as error:
        remove(name, folder, removed, taken=SHIPPED)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 1000
    assert names(folder) == [SCHEMA_NAME, "films.yaml", "stations.yaml"]
    assert precious.exists()
    assert not removed.exists()


def test_the_absolute_path_of_a_file_removes_nothing(folder: Path, removed: Path) -> None:
    path = keep(folder, "films", b"x")
    with pytest.raises(ShelfError, match="You have no bank called"):
        remove(str(path), folder, removed)
    assert path.exists()


def test_without_banks_there_is_nothing_to_remove(folder: Path, removed: Path) -> None:
    with pytest.raises(ShelfError, match="Your banks folder is empty"):
        remove("films", folder, removed)


def test_many_banks_are_not_all_named(folder: Path, removed: Path) -> None:
    folder.mkdir(parents=True)
    for number in range(30):
        (folder / f"{number}.yaml").write_text("x")
    with pytest.raises(ShelfError, match="and 18 more"):
        remove("zzz", folder, removed)


def test_a_link_is_removed_and_what_it_leads_to_stays(folder: Path, removed: Path, tmp_path: Path) -> None:
    folder.mkdir(parents=True)
    precious = tmp_path / "precious"
    precious.write_text("mine")
    (folder / "films.yaml").symlink_to(precious)
    remove("films", folder, removed)
    assert (removed / "films.yaml").is_symlink()
    assert precious.read_text() == "mine"
    assert names(folder) == []


def test_a_folder_with_the_name_of_a_bank_is_not_removed(folder: Path, removed: Path) -> None:
    (folder / "films.yaml" / "deep").mkdir(parents=True)
    with pytest.raises(ShelfError, match="is a folder, not a bank"):
        remove("films", folder, removed)
    assert (folder / "films.yaml" / "deep").is_dir()


def test_a_file_in_the_place_of_the_removed_ones_is_told(folder: Path, removed: Path) -> None:
    path = keep(folder, "films", b"x")
    removed.write_text("x")
    with pytest.raises(ShelfError, match="a file stands where a folder should be"):
        remove("films", folder, removed)
    assert path.exists()


def test_a_bank_is_moved_to_another_disk(folder: Path, removed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = keep(folder, "films", b"x" * 100_000)
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent != target.parent:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", across)
    remove("films", folder, removed)
    assert (removed / "films.yaml").read_bytes() == b"x" * 100_000
    assert not path.exists()
    assert names(removed) == ["films.yaml"]
