"""The folders of partnerships: all are found, a broken one stops nothing, and a purge takes
what is due and nothing else."""

from __future__ import annotations

import contextlib
import datetime
import os
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.partnerships import days, partnerships, plain

from matcher.core.errors import FileError, OutputError
from matcher.core.files.names import PARTNERSHIP_FILES
from matcher.core.problems import ProblemLog
from matcher.partnership.folders import (
    DueFolder,
    FiledPartnership,
    delete_folder,
    due_folders,
    folder_name,
    read_partnerships,
)
from matcher.partnership.new_folders import new_folders
from matcher.partnership.record.file import RECORD, write_record
from matcher.partnership.record.partnership import Partnership
from matcher.partnership.record.status_transitions import STATUSES

TODAY = datetime.date(2029, 9, 1)
OVER = "2029-08-31"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@given(partnerships())
def test_a_folder_name_is_safe_on_every_system(made: Partnership) -> None:
    name = folder_name(made)
    assert re.fullmatch(r"[0-9A-Za-z]*-[0-9A-Za-z]*(-[0-9a-f]{8})?", name)
    assert len(name) <= 61


def test_folder_names_tell_partnerships_apart() -> None:
    pairs = [("100001", "100002"), ("a-b", "c"), ("a", "b-c"), ("../x", "y"), ("x", "y"),
             ("CON", ".."), ("1" * 50, "2"), ("1" * 50 + "3", "2"), ("é", "è")]  # fmt: skip
    names = [folder_name(plain(*pair)) for pair in pairs]
    assert names[0] == "100001-100002"
    assert len(set(names)) == len(pairs)


def test_all_are_found_at_any_depth_in_the_order_of_their_urns(tmp_path: Path) -> None:
    for place, pair in (("b/c/d", ("20", "3")), ("a", ("100", "1")), ("z", ("x1", "2"))):
        write_record(tmp_path / place, plain(*pair))
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    log = ProblemLog()
    found = read_partnerships(tmp_path, log)
    assert [one.partnership.id for one in found] == ["20-3", "100-1", "x1-2"]
    assert [one.folder.relative_to(tmp_path).as_posix() for one in found] == ["b/c/d", "a", "z"]
    assert log.problems == []
    # One partnership alone is a folder of partnerships too.
    assert [one.folder for one in read_partnerships(tmp_path / "a", log)] == [tmp_path / "a"]


def test_a_broken_one_is_a_problem_and_the_rest_go_on(tmp_path: Path) -> None:
    write_record(tmp_path / "good", plain())
    for name, text in (("bad", "status = 'x'"), ("worse", "=")):
        (tmp_path / name).mkdir()
        (tmp_path / name / RECORD).write_text(text)
    (tmp_path / "folder" / RECORD).mkdir(parents=True)
    log = ProblemLog()
    assert [one.folder.name for one in read_partnerships(tmp_path, log)] == ["good"]
    assert log.counts() == {"broken_partnership": 3}
    told = {problem.list: problem for problem in log.problems}
    assert set(told) == {f"{tmp_path.name}/{n}/{RECORD}" for n in ("bad", "worse", "folder")}
    assert all(problem.hint and problem.severity == "rejected" for problem in told.values())
    assert "status is 'x'" in told[f"{tmp_path.name}/bad/{RECORD}"].message
    with pytest.raises(FileError, match="no folder of partnerships"):
        read_partnerships(tmp_path / "nothing", log)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.just(""), days.map(datetime.date.isoformat)),
            st.sampled_from(STATUSES),
            st.sampled_from(["", "mou.docx", "photo.jpg", "sub/plan.csv", ".hidden", "Plan.csv"]),
        ),
        max_size=5,
    ),
    days,
)
def test_a_purge_takes_what_is_due_and_only_ours(
    given_: list[tuple[str, str, str]], today: datetime.date
) -> None:
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        before: dict[str, set[str]] = {}
        expected = set()
        for number, (keep_until, status, extra) in enumerate(given_):
            folder = top / str(number)
            write_record(folder, plain(status=status, keep_until=keep_until))
            if extra:
                (folder / extra).parent.mkdir(exist_ok=True)
                (folder / extra).write_text("x")
            before[folder.name] = files(folder)
            over = bool(keep_until) and datetime.date.fromisoformat(keep_until) < today
            if over and status not in ("agreed", "running") and extra in ("", "mou.docx"):
                expected.add(folder.name)
        found = due_folders(top, today, ProblemLog())
        assert {one.filed.folder.name for one in found if not one.kept_because} == expected
        for folder in top.iterdir():  # looking deletes nothing
            assert files(folder) == before[folder.name]
        for one in found:
            if one.kept_because:
                with pytest.raises(OutputError):
                    delete_folder(one, today)
            else:
                delete_folder(one, today)
        assert {folder.name for folder in top.iterdir()} == set(before) - expected
        for folder in top.iterdir():
            assert files(folder) == before[folder.name]


def test_the_day_of_the_last_change_to_its_files_is_told(tmp_path: Path) -> None:
    write_record(tmp_path / "a", plain(keep_until=OVER))
    (tmp_path / "a" / "mou.docx").write_text("x")
    old, new = (datetime.datetime(2029, 5, day, 12).timestamp() for day in (1, 2))
    os.utime(tmp_path / "a" / RECORD, (old, old))
    os.utime(tmp_path / "a" / "mou.docx", (new, new))
    (one,) = due_folders(tmp_path, TODAY, ProblemLog())
    assert one.changed == datetime.date(2029, 5, 2)


def test_the_last_day_to_keep_it_is_still_kept(tmp_path: Path) -> None:
    write_record(tmp_path / "a", plain(keep_until=TODAY.isoformat()))
    assert due_folders(tmp_path, TODAY, ProblemLog()) == ()
    assert len(due_folders(tmp_path, TODAY + datetime.timedelta(1), ProblemLog())) == 1


def test_every_file_of_ours_goes_and_what_a_killed_run_left(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    write_record(folder, plain(keep_until=OVER))
    for name in [*PARTNERSHIP_FILES.keys() - {RECORD}, ".matcher-abc.part"]:
        (folder / name).write_text("x")
    (one,) = due_folders(tmp_path, TODAY, ProblemLog())
    assert one.kept_because == ""
    delete_folder(one, TODAY)
    assert not folder.exists()


def test_what_came_in_after_the_look_is_not_deleted(tmp_path: Path) -> None:
    write_record(tmp_path / "a", plain(keep_until=OVER))
    (one,) = due_folders(tmp_path, TODAY, ProblemLog())
    (tmp_path / "a" / "letter.docx").write_text("x")
    with pytest.raises(OutputError, match=r"not ours: letter\.docx"):
        delete_folder(one, TODAY)
    assert files(tmp_path / "a") == {RECORD, "letter.docx"}


def test_many_foreign_files_are_counted(tmp_path: Path) -> None:
    write_record(tmp_path / "a", plain(keep_until=OVER))
    for number in range(5):
        (tmp_path / "a" / f"{number}.txt").write_text("x")
    (one,) = due_folders(tmp_path, TODAY, ProblemLog())
    assert one.kept_because == "it holds what is not ours: 0.txt, 1.txt, 2.txt and 2 more"


@pytest.mark.skipif(os.name == "nt", reason="links ask for a privilege there")
def test_a_link_is_taken_away_and_not_what_it_leads_to(tmp_path: Path) -> None:
    kept = tmp_path / "kept.docx"
    kept.write_text("x")
    write_record(tmp_path / "all" / "a", plain(keep_until=OVER))
    (tmp_path / "all" / "a" / "mou.docx").symlink_to(kept)
    (one,) = due_folders(tmp_path / "all", TODAY, ProblemLog())
    delete_folder(one, TODAY)
    assert kept.read_text() == "x"
    assert not (tmp_path / "all" / "a").exists()


def test_a_partnership_inside_another_is_somebody_elses(tmp_path: Path) -> None:
    outer, inner = tmp_path / "a", tmp_path / "a" / "b"
    write_record(outer, plain(keep_until=OVER))
    write_record(inner, plain("3", "4", keep_until="2050-01-01"))
    (one,) = due_folders(tmp_path, TODAY, ProblemLog())
    assert (one.filed.folder, one.kept_because) == (outer, "it holds what is not ours: b")


def test_a_record_that_cannot_be_read_is_never_due(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text('keep_until = "2001-01-01"\nstatus = "x"')
    log = ProblemLog()
    assert due_folders(tmp_path, TODAY, log) == ()
    assert log.counts() == {"broken_partnership": 1}


def test_a_folder_that_is_gone_cannot_be_deleted(tmp_path: Path) -> None:
    made = replace(plain(), keep_until=OVER)
    write_record(tmp_path / "a", made)
    found = DueFolder(FiledPartnership(tmp_path / "a", made))
    delete_folder(found, TODAY)
    with pytest.raises(FileError, match="no partnership"):
        delete_folder(found, TODAY)


def test_what_a_killed_command_had_not_finished_is_nowhere_and_goes(tmp_path: Path) -> None:
    cut_off = tmp_path / ".matcher-0123456789ab.part" / "100001-100002"
    cut_off.mkdir(parents=True)
    (cut_off / RECORD).write_text('status = "sugg', encoding="utf-8")
    log = ProblemLog()
    assert not read_partnerships(tmp_path, log)
    assert not log.problems
    made = plain("100001", "100002")
    with new_folders(tmp_path, "partnership new") as new:
        folder, is_new = new.file(made)
        assert (new.file(made), is_new) == ((folder, False), True)
    assert [*tmp_path.iterdir()] == [folder]
    assert [one.partnership.pair for one in read_partnerships(tmp_path, log)] == [made.pair]


def test_many_are_filed_at_once_or_none(tmp_path: Path) -> None:
    made = [plain(f"{100_001 + at}", "200001") for at in range(60)]
    with contextlib.suppress(KeyError), new_folders(tmp_path, "partnership new") as new:
        for one in made:
            new.file(one)
        raise KeyError
    assert not [*tmp_path.iterdir()]
    with new_folders(tmp_path, "partnership new") as new:
        assert [new.file(one)[1] for one in made] == [True] * len(made)
    found = read_partnerships(tmp_path, ProblemLog())
    assert [one.partnership.pair for one in found] == [one.pair for one in made]


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    """By no option of another command: the folder of all partnerships is given as --in."""
    (tmp_path / "letter").write_text("ours", encoding="utf-8")
    for make in (
        lambda: new_folders(tmp_path / "letter" / "office", "partnership new").__enter__(),
        lambda: write_record(tmp_path / "letter" / "office", plain()),
    ):
        with pytest.raises(OutputError, match="cannot be made") as told:
            make()
        assert told.value.hint == "choose another folder"
    assert (tmp_path / "letter").read_text(encoding="utf-8") == "ours"


def test_what_comes_to_stand_in_the_place_of_a_new_folder_is_told_and_stays(tmp_path: Path) -> None:
    one, other = plain("100001", "100002"), plain("100003", "100004")
    with (
        pytest.raises(OutputError, match="is there already"),
        new_folders(tmp_path, "partnership new") as new,
    ):
        new.file(one)
        folder, _ = new.file(other)
        folder.mkdir()
        (folder / "letter.txt").write_text("ours", encoding="utf-8")
    assert [entry.name for entry in folder.iterdir()] == ["letter.txt"]
    assert [each.partnership.pair for each in read_partnerships(tmp_path, ProblemLog())] == [
        one.pair
    ]
    assert {entry.name for entry in tmp_path.iterdir()} == {"100001-100002", "100003-100004"}
