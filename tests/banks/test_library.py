"""Where banks are found, which names they get, and the pool that rounds are drawn from."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import text_of

from cosmoquiz.banks.check import Reading
from cosmoquiz.banks.index import Index, Stamp, stamp_of
from cosmoquiz.banks.library import (
    BANK_LIMIT,
    BankFile,
    Catalogue,
    Library,
    changes,
    find_banks,
    known_after,
    read_library,
    shipped_folder,
)
from cosmoquiz.quiz.deal import Source, candidates, deal_round
from cosmoquiz.quiz.modes import CLASSIC
from cosmoquiz.quiz.question import DIFFICULTIES, Bank, Question, Wrong
from cosmoquiz.quiz.selection import EVERYTHING, Selection


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder of shipped banks with films.yaml and stations.yml."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "films.yaml").write_text(text_of("Films"), encoding="utf-8")
    (folder / "stations.yml").write_text(text_of("Stations", 6), encoding="utf-8")
    return folder


@pytest.fixture
def yours(tmp_path: Path) -> Path:
    folder = tmp_path / "yours"
    folder.mkdir()
    return folder


def names(files: tuple[BankFile, ...]) -> list[tuple[str, str, bool]]:
    return [(file.name, file.origin, file.playable) for file in files]


def codes(library: Library) -> dict[str, list[str]]:
    found = {file.path.name: library.about(file).problems for file in library.files}
    return {name: [p.code for p in problems] for name, problems in found.items() if problems}


def test_the_shipped_banks_are_found_and_playable() -> None:
    folder = shipped_folder()
    assert (folder / "first-flights.yaml").is_file()
    library = read_library(None)
    assert library.files
    assert codes(library) == {}


def test_banks_come_shipped_then_yours_then_from_paths(shipped: Path, yours: Path, tmp_path: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine"), encoding="utf-8")
    (tmp_path / "given.txt").write_text(text_of("Given"), encoding="utf-8")
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "b.YAML").write_text(text_of("B"), encoding="utf-8")
    (folder / "a.Yml").write_text(text_of("A"), encoding="utf-8")
    library = read_library(yours, [tmp_path / "given.txt", folder], shipped=shipped)
    assert names(library.files) == [
        ("films", "shipped", True),
        ("stations", "shipped", True),
        ("mine", "yours", True),
        ("given", "path", True),
        ("a", "path", True),
        ("b", "path", True),
    ]
    assert dict(library.titles)["mine"] == "Mine"


def test_hidden_files_backups_and_folders_below_are_left_alone(shipped: Path, yours: Path) -> None:
    for name in (
        ".hidden.yaml",
        "films.yaml~",
        "films.yaml.bak",
        "#a.yaml#",
        ".#a.yaml",
        "~lock.yaml",
        "notes.txt",
        "yaml",
    ):
        (yours / name).write_text(text_of("X"), encoding="utf-8")
    (yours / "below").mkdir()
    (yours / "below" / "deep.yaml").write_text(text_of("X"), encoding="utf-8")
    (yours / "round").symlink_to(yours, target_is_directory=True)
    assert [place.name for place in find_banks(yours, shipped=shipped)] == ["films", "stations"]


def test_a_folder_of_yours_that_is_not_there_holds_no_banks(shipped: Path, tmp_path: Path) -> None:
    assert len(find_banks(tmp_path / "none", shipped=shipped)) == 2
    assert len(find_banks(None, shipped=shipped)) == 2


@pytest.mark.parametrize("name", ["films.yaml", "Films.yaml", "FILMS.YML", "films.yml"])
def test_a_bank_of_yours_does_not_replace_a_shipped_one(name: str, shipped: Path, yours: Path) -> None:
    (yours / name).write_text(text_of("Other"), encoding="utf-8")
    library = read_library(yours, shipped=shipped)
    refused = library.files[2]
    assert (refused.origin, refused.playable) == ("yours", False)
    (problem,) = library.about(refused).problems
    assert problem.code == "name-taken"
    assert str(shipped / "films.yaml") in problem.message
    assert problem.fix == "rename the file"
    assert library.titles["films"] == "Films"


def test_a_file_that_is_named_twice_is_found_once(shipped: Path, yours: Path, tmp_path: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine"), encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(yours / "mine.yaml")
    paths = [yours / "mine.yaml", yours, tmp_path / "link.yaml", shipped / "films.yaml"]
    assert [place.name for place in find_banks(yours, paths, shipped=shipped)] == ["films", "stations", "mine"]


def test_paths_that_lead_nowhere_are_named(shipped: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "empty").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    paths = [tmp_path / "none.yaml", tmp_path / "pipe.yaml", tmp_path / "empty", tmp_path / "loop", tmp_path / "a\0b"]
    library = read_library(None, paths, shipped=shipped)
    assert codes(library) == {
        "none.yaml": ["missing-file"],
        "pipe.yaml": ["not-a-file"],
        "empty": ["no-banks"],
        "loop": ["unreadable-file"],
        "a\0b": ["unreadable-file"],
    }
    assert len(library.titles) == 2


def test_a_bad_bank_never_stops_the_others(shipped: Path, yours: Path) -> None:
    bad = {
        "a-laughs.yaml": b"a: &a [b]\nc: [*a, *a]\n",
        "b-deep.yaml": b"[" * 50_000,
        "c-binary.yaml": bytes(range(256)) * 10,
        "d-latin.yaml": "title: Ж".encode("cp1251"),
        "e-empty.yaml": b"",
        "f-page.yaml": b"<html>",
        "g-colon.yaml": b"title: a: b\n",
        "h-tag.yaml": b"title: !!python/name:os.system\nquestions: []\n",
        "i-escape.yaml": b'title: "\\e]0;x\\a"\nquestions: []\n',
    }
    for name, content in bad.items():
        (yours / name).write_bytes(content)
    os.mkfifo(yours / "j-pipe.yaml")
    (yours / "k-folder.yaml").mkdir()
    (yours / "l-gone.yaml").symlink_to(yours / "nowhere")
    (yours / os.fsdecode(b"m-\xff.yaml")).write_text(text_of("Bytes"), encoding="utf-8")
    (yours / "n-\x1b[31m.yaml").write_text(text_of("Escape"), encoding="utf-8")
    (yours / "z-good.yaml").write_text(text_of("Good"), encoding="utf-8")
    library = read_library(yours, shipped=shipped)
    mine = [file for file in library.files if file.origin == "yours"]
    assert [file.name for file in mine if file.playable] == ["z-good"]
    assert len(mine) == 15
    assert all(library.about(file).problems for file in mine if not file.playable)
    assert library.titles["z-good"] == "Good"


@pytest.mark.long
def test_a_folder_of_ten_thousand_banks_is_read_up_to_the_limit(yours: Path, shipped: Path) -> None:
    for n in range(BANK_LIMIT * 2):
        (yours / f"{n:05}.yaml").touch()
    places = find_banks(yours, shipped=shipped)
    assert len(places) == 2 + BANK_LIMIT + 1
    assert places[-2].name == f"{BANK_LIMIT - 1:05}"
    problem = places[-1].problem
    assert problem
    assert problem.code == "too-many-banks"


def test_progress_tells_how_many_files_are_read(shipped: Path) -> None:
    told: list[tuple[int, int]] = []
    read_library(None, shipped=shipped, progress=lambda done, all_of: told.append((done, all_of)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_marks_and_what_was_shown_in_this_game_make_the_rest_fresh(shipped: Path) -> None:
    shown: dict[str, None] = {}
    catalogue = Catalogue(None, None, shipped=shipped, shown=shown.keys())
    library = catalogue.read()
    assert library.count() == (9, 9)
    shown |= dict.fromkeys(["stations/q0", "gone/q9", "films/q9"])
    assert library.count() == (9, 8)
    library.mark("me", 2, {"films/q0": 1, "gone/q1": 2}, {}, every=True)
    assert library.marks_wanted() == ("me", 2, ())
    assert library.count() == (9, 7)
    assert library.count(Selection.of(["Films"])) == (3, 2)
    assert library.count(Selection.of(tags=["space"], difficulty="easy")) == (3, 1)
    for selection in (EVERYTHING, Selection.of(tags=["space"])):
        easy = [question.key for question in candidates(library, selection, "easy", 7, fresh=True)]
        assert easy == ["stations/q3", "films/q0", "stations/q0"]
    shown.clear()
    library.mark("me", 4, {"stations/q0": 3, "films/q0": 4}, {}, every=False)
    easy = [question.key for question in candidates(library, EVERYTHING, "easy", 7, fresh=True)]
    assert easy == ["stations/q3", "stations/q0", "films/q0"]
    assert {listed.file.name: listed.unseen for listed in library.listed()} == {"films": 2, "stations": 5}
    assert library.seen_in(library.files[0]) == {"films/q0"}


def test_marks_of_other_records_replace_those_before(shipped: Path) -> None:
    library = read_library(None, shipped=shipped)
    library.mark("one", 7, {"films/q0": 7}, {}, every=True)
    library.mark("two", 9, {"films/q1": 9}, {}, every=False)
    assert (library.marks_wanted(), library.count()) == (("one", 7, ()), (9, 8))
    library.mark("two", 1, {"films/q1": 1, "stations/q1": 1}, {}, every=True)
    assert (library.marks_wanted(), library.count()) == (("two", 1, ()), (9, 7))


def test_counts_and_questions_follow_the_selection(shipped: Path, yours: Path) -> None:
    (yours / "mir.yaml").write_text(text_of("Mir", 4, tags="Mir, Станция"), encoding="utf-8")
    library = read_library(yours, shipped=shipped)
    assert library.counts(EVERYTHING) == {"easy": 5, "medium": 4, "hard": 4}
    assert library.counts(Selection.of(["mir"])) == {"easy": 2, "medium": 1, "hard": 1}
    assert library.counts(Selection.of(tags=["станция"], difficulty="hard")) == {"easy": 0, "medium": 0, "hard": 1}
    assert library.counts(Selection.of(["none"])) == {"easy": 0, "medium": 0, "hard": 0}
    mir = library.bank(library.files[2])
    assert (mir.name, mir.title, [q.answer for q in mir.questions]) == ("mir", "Mir", ["a0", "a1", "a2", "a3"])
    assert [q.key for q in mir.questions if q.difficulty == "easy"] == [
        library.pool(Selection.of(["mir"]), "easy")[n].key for n in range(2)
    ]
    with pytest.raises(IndexError):
        library.pool(Selection.of(["mir"]), "easy")[2]


def test_tags_come_most_frequent_first_and_once_for_all_spellings(shipped: Path, yours: Path) -> None:
    (yours / "a.yaml").write_text(text_of("A", 2, tags="Space, orbit"), encoding="utf-8")
    assert read_library(yours, shipped=shipped).tags() == (("space", 11), ("orbit", 2))


def test_the_same_deals_come_whatever_the_order_of_files(shipped: Path, yours: Path) -> None:
    (shipped / "stations.yml").rename(yours / "stations.yaml")
    banks = [([shipped, yours]), ([yours, shipped])]
    rounds = [
        deal_round(read_library(None, paths, shipped=yours / "none"), EVERYTHING, 5, CLASSIC, 42, fresh=False)
        for paths in banks
    ]
    assert rounds[0] == rounds[1]
    assert len(rounds[0]) == 5


def test_a_library_is_a_source_of_rounds(shipped: Path) -> None:
    source: Source = read_library(None, shipped=shipped)
    assert len(deal_round(source, Selection.of(["films"]), 10, CLASSIC, 1, fresh=True)) == 3


WORDS = st.sampled_from(["Films", "films", "Mir", "орбита", "Орбита", "a  b", "a b"])


@given(
    tags=st.lists(st.lists(WORDS, max_size=3), min_size=1, max_size=8),
    chosen=st.builds(
        Selection.of,
        st.lists(st.sampled_from(["even", "ODD", "none"]), max_size=2),
        st.lists(WORDS, max_size=2),
        st.sampled_from([None, *DIFFICULTIES]),
    ),
)
def test_the_pool_is_what_the_selection_takes_in_the_order_of_keys(tags: list[list[str]], chosen: Selection) -> None:
    questions = [
        Question(
            key=f"{'odd' if n % 2 else 'even'}/q{n}",
            text="Q?",
            answer=f"a{n}",
            wrong=(Wrong("b"),),
            difficulty=DIFFICULTIES[n % 3],
            tags=tuple(found),
        )
        for n, found in enumerate(tags)
    ]
    index = Index(None)
    for name in ("even", "odd"):
        own = tuple(q for q in questions if q.bank == name)
        reading = Reading(Bank(name, name, own), (), name, len(own), tuple(range(len(own))))
        index.put(Path(name), Stamp(1, 1, 1, 1), True, b"x", reading)
    rows = index.files().values()
    library = Library(
        index, [BankFile(Path(row.name), row.name, "yours", True, row.title, mix=row.mix, id=row.id) for row in rows]
    )
    taken = sorted((q for q in questions if chosen.takes(q)), key=lambda q: q.key)
    for difficulty in DIFFICULTIES:
        expected = [question for question in taken if question.difficulty == difficulty]
        assert library.counts(chosen)[difficulty] == len(expected)
        pool = library.pool(chosen, difficulty)
        assert [pool[n] for n in range(len(pool))] == expected
        offered = list(candidates(library, chosen, difficulty, 1, fresh=False))
        assert sorted(offered, key=lambda q: q.key) == expected
    assert library.count(chosen).all == len(taken)


def unreadable(_: Path) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_folder_that_may_not_be_listed_is_named(shipped: Path, yours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: Callable[[Path], object] = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda path: unreadable(path) if path == yours else listed(path))
    library = read_library(yours, shipped=shipped)
    assert codes(library) == {"yours": ["unreadable-file"]}
    assert len(library.titles) == 2


# What has changed since


def later() -> int:
    """A time at which nothing was written a moment ago."""
    return time.time_ns() + 10**11


def told(before: Library, after: Library) -> list[tuple[str, str]]:
    return [(change.name, change.kind) for change in changes(before.files, after)]


def unread(catalogue: Catalogue) -> list[str]:
    """The files that would have to be read."""
    return [place.path.name for place in catalogue.look().unread]


@pytest.fixture
def catalogue(tmp_path: Path, shipped: Path, yours: Path) -> Catalogue:
    """One with an index on the disk, long after everything was written, that looks for one more file in vain."""
    return Catalogue(tmp_path / "cache" / "library.db", yours, [yours / "none"], shipped=shipped, now_ns=later)


def test_nothing_is_read_again_when_nothing_has_changed(catalogue: Catalogue, yours: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine"), encoding="utf-8")
    (yours / "bad.yaml").write_text("title: a: b", encoding="utf-8")
    (yours / "films.yaml").write_text(text_of("Taken"), encoding="utf-8")
    (yours / "k-folder.yaml").mkdir()
    assert unread(catalogue) == ["films.yaml", "stations.yml", "bad.yaml", "k-folder.yaml", "mine.yaml"]
    before = catalogue.read()
    assert unread(catalogue) == []
    after = catalogue.look()
    assert after.files == before.files
    assert told(before, after) == []


def test_only_what_has_changed_is_read_again(catalogue: Catalogue, yours: Path) -> None:
    for name in ("changed", "gone", "broken", "same"):
        (yours / f"{name}.yaml").write_text(text_of(name), encoding="utf-8")
    before = catalogue.read()
    (yours / "changed.yaml").write_text(text_of("changed", 12), encoding="utf-8")
    (yours / "gone.yaml").unlink()
    (yours / "broken.yaml").write_text("title: a: b", encoding="utf-8")
    (yours / "added.yaml").write_text(text_of("added"), encoding="utf-8")
    between = catalogue.look()
    assert [place.name for place in between.unread] == ["added", "broken", "changed"]
    assert told(before, between) == [("gone", "gone")]
    after = catalogue.read()
    changed = [("broken", "broken"), ("changed", "changed"), ("gone", "gone"), ("added", "new")]
    assert told(before, after) == changed
    kept = known_after(before.files, between)
    assert [(c.name, c.kind) for c in changes(kept, after)] == [each for each in changed if each[0] != "gone"]
    same = {file.name: file.id for file in before.files if file.name in ("same", "films", "stations")}
    assert {file.name: file.id for file in after.files if file.name in same} == same
    assert after.count(Selection.of(["changed"])).all == 12
    assert after.count(Selection.of(["same"])).all == 3


def in_place(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def anew(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


@pytest.mark.parametrize("write", [in_place, anew])
def test_a_change_of_the_same_size_is_seen_whatever_the_time_of_the_file(
    catalogue: Catalogue, yours: Path, write: Callable[[Path, bytes], None]
) -> None:
    path = yours / "mine.yaml"
    path.write_text(text_of("Mine"), encoding="utf-8")
    os.utime(path, ns=(10**18, 10**18))
    before = catalogue.read()
    write(path, text_of("Mane").encode())
    os.utime(path, ns=(10**18, 10**18))
    after = catalogue.read()
    assert told(before, after) == [("mine", "changed")]
    assert after.titles["mine"] == "Mane"


def test_the_content_decides_where_the_time_of_a_file_tells_nothing(tmp_path: Path, shipped: Path, yours: Path) -> None:
    path = yours / "mine.yaml"
    path.write_text(text_of("Mine"), encoding="utf-8")
    written = path.stat().st_mtime_ns
    early = Catalogue(tmp_path / "library.db", yours, shipped=shipped, now_ns=lambda: written + 10**9)
    early.read()
    assert early.look().unread == ()
    index = Index(tmp_path / "library.db")
    row = index.files()[os.fsencode(path)]
    assert not row.settled
    # As if it had been written once more within the grain of the time, to the same size.
    in_place(path, text_of("Mane").encode())
    index.restamp(row.id, stamp_now(path), settled=False)
    index.close()
    assert unread(early) == ["mine.yaml"]
    assert early.read().titles["mine"] == "Mane"


def stamp_now(path: Path) -> Stamp:
    stamp = stamp_of(path)
    assert stamp
    return stamp


def test_a_change_that_no_stamp_shows_is_found_by_the_content(
    catalogue: Catalogue, yours: Path, tmp_path: Path
) -> None:
    path = yours / "mine.yaml"
    path.write_text(text_of("Mine"), encoding="utf-8")
    catalogue.read()
    in_place(path, text_of("Mane").encode())
    index = Index(catalogue.path)
    index.restamp(index.files()[os.fsencode(path)].id, stamp_now(path), settled=True)
    index.close()
    assert unread(catalogue) == []
    assert catalogue.compare()
    assert unread(catalogue) == ["mine.yaml"]
    catalogue.read()
    assert not catalogue.compare()
    in_place(path, text_of("Mono").encode())
    index = Index(catalogue.path)
    index.restamp(index.files()[os.fsencode(path)].id, stamp_now(path), settled=True)
    index.close()
    as_on_windows = Catalogue(catalogue.path, yours, shipped=tmp_path / "shipped", by_content=True, now_ns=later)
    assert as_on_windows.read().titles["mine"] == "Mono"


def test_a_touched_bank_is_not_read_again(catalogue: Catalogue, yours: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine"), encoding="utf-8")
    before = catalogue.read()
    os.utime(yours / "mine.yaml", ns=(10**18, 10**18))
    assert unread(catalogue) == []
    assert told(before, catalogue.look()) == []


def test_a_bank_whose_file_alone_is_another_has_not_changed(catalogue: Catalogue, yours: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine"), encoding="utf-8")
    before = catalogue.read()
    (yours / "mine.yaml").write_text("# a remark\n" + text_of("Mine"), encoding="utf-8")
    assert unread(catalogue) == ["mine.yaml"]
    assert told(before, catalogue.read()) == []


def test_a_clock_that_is_set_back_hides_no_change(tmp_path: Path, shipped: Path, yours: Path) -> None:
    path = yours / "mine.yaml"
    path.write_text(text_of("Mine"), encoding="utf-8")
    ahead = time.time_ns() + 10**15
    os.utime(path, ns=(ahead, ahead))
    catalogue = Catalogue(tmp_path / "library.db", yours, shipped=shipped)
    before = catalogue.read()
    path.write_text(text_of("Mane"), encoding="utf-8")
    after = catalogue.read()
    assert told(before, after) == [("mine", "changed")]


def test_a_bank_whose_name_becomes_free_takes_it(catalogue: Catalogue, shipped: Path, yours: Path) -> None:
    (yours / "films.yaml").write_text(text_of("Other", 5), encoding="utf-8")
    (yours / "Mir.yaml").write_text(text_of("Mir"), encoding="utf-8")
    before = catalogue.read()
    (shipped / "films.yaml").unlink()
    (yours / "MIR.yml").write_text(text_of("Second"), encoding="utf-8")
    after = catalogue.read()
    assert told(before, after) == [("films", "changed"), ("MIR", "changed")]
    assert after.titles["films"] == "Other"
    assert after.titles["MIR"] == "Second"
    (yours / "MIR.yml").unlink()
    last = catalogue.read()
    assert last.titles["Mir"] == "Mir"


def test_folders_that_vanish_take_their_banks_along(shipped: Path, yours: Path, tmp_path: Path) -> None:
    catalogue = Catalogue(None, yours, [tmp_path / "given"], shipped=shipped, now_ns=later)
    for folder in (yours, tmp_path / "given"):
        folder.mkdir(exist_ok=True)
        (folder / f"{folder.name}.yaml").write_text(text_of(folder.name), encoding="utf-8")
    before = catalogue.read()
    for folder in (yours, tmp_path / "given", shipped):
        folder.rename(tmp_path / f"{folder.name}-moved")
    after = catalogue.read()
    assert {name for name, kind in told(before, after) if kind in ("gone", "broken")} == {
        "films", "stations", "yours", "given",
    }  # fmt: skip
    assert after.count().all == 0
    for folder in (yours, tmp_path / "given", shipped):
        (tmp_path / f"{folder.name}-moved").rename(folder)
    again = catalogue.read()
    assert again.titles == before.titles


def test_a_broken_bank_keeps_its_title_and_count(shipped: Path, yours: Path) -> None:
    (yours / "mine.yaml").write_text(text_of("Mine", 7).replace("answer: a3", "answr: a3"), encoding="utf-8")
    file = read_library(yours, shipped=shipped).files[2]
    assert (file.playable, file.title, file.held, file.questions) == (False, "Mine", 7, 0)


def test_a_bank_that_was_read_again_asks_for_its_marks(catalogue: Catalogue, shipped: Path) -> None:
    catalogue.read().mark("me", 2, {"films/q0": 1, "stations/q0": 2}, {}, every=True)
    (shipped / "films.yaml").write_text(text_of("Films", 5), encoding="utf-8")
    library = catalogue.read()
    assert library.marks_wanted() == ("me", 2, ("films",))
    library.mark("me", 2, {}, {"films": {"films/q0": 1, "films/q8": 2}}, every=False)
    assert library.marks_wanted() == ("me", 2, ())
    assert {each.file.name: each.unseen for each in library.listed()} == {"films": 4, "stations": 5, "none": 0}
