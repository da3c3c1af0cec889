"""The record of a partnership: what is written is read, what is wrong is said, what a person
wrote stays, and a status moves only where it may."""

from __future__ import annotations

import datetime
import re
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import example, given, settings
from hypothesis import strategies as st
from makers.partnerships import days, partnerships, plain, same
from strategies import HOSTILE

from matcher.core.allocation.decisions import DECLINED
from matcher.core.errors import ContractError, FileError, MatcherError, OutputError, SettingError
from matcher.partnership.record.file import RECORD, read_record, write_record
from matcher.partnership.record.partnership import Exchange, Partnership, Party
from matcher.partnership.record.status_transitions import (
    STATUSES,
    TRANSITIONS,
    with_status,
)
from matcher.partnership.record.text import lines
from matcher.partnership.record.toml_editing import new_toml

DAY = datetime.date(2026, 9, 1)
BARE = Partnership((Party("1", "A", "state", "seeker"), Party("2", "B", "independent", "partner")))


def text_of(folder: Path) -> str:
    return (folder / RECORD).read_bytes().decode("utf-8")


@settings(max_examples=100, deadline=None)
@given(partnerships())
@example(replace(BARE, earlier={"2000-01-01": "\t"}))  # TOML may hold a tab as it is
def test_what_was_written_is_read_and_the_same_bytes_come_again(made: Partnership) -> None:
    with tempfile.TemporaryDirectory() as name:
        one, other = Path(name, "one"), Path(name, "other")
        write_record(one, made)
        assert same(read_record(one), made)
        turned = replace(
            made,
            dates=dict(reversed(made.dates.items())),
        )
        write_record(other, turned)
        assert text_of(other) == text_of(one)
        write_record(one, made)  # over itself
        assert text_of(other) == text_of(one)


@settings(max_examples=100, deadline=None)
@given(partnerships(), partnerships())
def test_one_written_over_another_is_read_as_the_later(
    first: Partnership, second: Partnership
) -> None:
    """The lines kept of the first may never change what the second says."""
    with tempfile.TemporaryDirectory() as name:
        for after in (second, replace(first, status="suggested", declined="", dates={})):
            write_record(Path(name), first)
            write_record(Path(name), after)
            assert same(read_record(Path(name)), after)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_whole_and_can_be_told(text: str, tmp_path: Path) -> None:
    made = plain()
    one, other = (replace(p, name=text, lead=text) for p in made.parties)
    exchange = Exchange("100002", "100001", "T3", text, text, text, text)
    made = replace(
        made, parties=(one, other), exchanges=(exchange,), reasons=text, objectives={text: text}
    )
    write_record(tmp_path, made)
    assert same(read_record(tmp_path), made)
    assert text in "\n".join(lines(made))


def test_every_move_that_is_allowed_is_made_and_no_other(tmp_path: Path) -> None:
    for now in STATUSES:
        made = plain(status=now)
        for then in STATUSES:
            reason = "funding" if then == "declined" else ""
            if then not in TRANSITIONS[now]:
                with pytest.raises(SettingError, match=f"cannot follow {now}|{now} already"):
                    with_status(made, then, DAY, reason)
                continue
            moved = with_status(made, then, DAY, reason)
            assert (moved.status, moved.declined) == (then, reason)
            again = now in ("ended", "declined")
            assert moved.dates == ({} if again else {now: "2026-09-01"}) | {then: "2026-09-01"}
            why = " (distance)" if now == "declined" else ""
            assert moved.earlier == ({"2026-09-01": f"{now}{why}"} if again else {})
            write_record(tmp_path, moved)
            assert same(read_record(tmp_path), moved)
    assert set(TRANSITIONS) == set(STATUSES)
    assert {after for afters in TRANSITIONS.values() for after in afters} == set(STATUSES[1:])
    # Nothing runs, or ends, that was not agreed before.
    assert [now for now in STATUSES if "running" in TRANSITIONS[now]] == ["agreed"]
    assert [now for now in STATUSES if "ended" in TRANSITIONS[now]] == ["agreed", "running"]


def test_a_partnership_goes_its_way_and_keeps_its_days() -> None:
    made = plain(dates={"suggested": "2026-09-01"})
    for month, status in enumerate(("contacted", "agreed", "running", "ended", "contacted"), 10):
        year, at = divmod(month - 1, 12)
        made = with_status(made, status, datetime.date(2026 + year, at + 1, 5))
    assert made.dates == {"suggested": "2026-09-01", "contacted": "2027-02-05"}
    assert made.earlier == {
        "2026-10-05": "contacted",
        "2026-11-05": "agreed",
        "2026-12-05": "running",
        "2027-01-05": "ended",
    }
    told = "\n".join(lines(made))
    assert "Status: contacted (suggested 1 September 2026, contacted 5 February 2027)" in told
    assert "Earlier: contacted on 5 October 2026; agreed on 5 November 2026; running" in told
    # Twice on one day, and once more: nothing of it is lost.
    on = datetime.date(2027, 2, 5)
    made = with_status(with_status(made, "declined", on, "timing"), "contacted", on)
    made = with_status(with_status(made, "declined", on, "no_answer"), "contacted", on)
    assert made.declined == ""
    assert list(made.earlier.items())[-1] == (
        "2027-02-05",
        "contacted, declined (timing), contacted, declined (no_answer)",
    )


def test_what_is_taken_up_again_keeps_its_days_and_notes_in_the_file(tmp_path: Path) -> None:
    dates = {"suggested": "2026-09-01", "contacted": "2026-09-10", "ended": "2027-07-20"}
    write_record(tmp_path, plain(status="ended", dates=dates, declined=""))
    edited = text_of(tmp_path).replace(
        "contacted = 2026-09-10", "# by the bursar\ncontacted = 2026-09-10  # by telephone"
    )
    (tmp_path / RECORD).write_text(edited + "# a note at the end\n", encoding="utf-8")
    for day in (datetime.date(2028, 1, 9), datetime.date(2028, 5, 1)):
        made = with_status(read_record(tmp_path), "contacted", day)
        write_record(tmp_path, made)
        assert same(read_record(tmp_path), made)
        made = with_status(made, "declined", datetime.date(2028, 5, 1), "timing")
        write_record(tmp_path, made)
        assert same(read_record(tmp_path), made)
    text = text_of(tmp_path)
    assert '2026-09-10 = "contacted"  # by telephone\n2027-07-20 = "ended"\n' in text
    assert text.count("[earlier]") == 1
    assert text.index("[dates]") < text.index("[earlier]") < text.index("[match]")
    for note in ("# by the bursar", "# a note at the end"):
        assert note in text


KEYS = st.text(min_size=1, max_size=4) | st.sampled_from(["O1", "2026-09-01", "a b"])
VALUES = st.text(max_size=9) | st.sampled_from(HOSTILE) | st.dates(datetime.date(1000, 1, 1))
FIGURES = st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.dictionaries(KEYS, VALUES | FIGURES, min_size=1, max_size=3)
TABLES = st.dictionaries(st.sampled_from("abcdef"), ROWS | st.lists(ROWS, max_size=2))


@settings(max_examples=60, deadline=None)
@given(ROWS, TABLES)
def test_a_new_record_is_what_tomlkit_writes(
    values: dict[str, Any], tables: dict[str, Any]
) -> None:
    data = {**{f"x{name}": value for name, value in values.items()}, **tables, "objectives": {}}
    text = new_toml(data)
    assert f"\n\n{tomlkit.dumps(data)}# What both sides settle" in text


def test_a_status_is_known_however_it_is_typed() -> None:
    assert with_status(plain(), " Contacted ", DAY).status == "contacted"
    assert with_status(plain(), "DECLINED", DAY, "No capacity").declined == "no_capacity"


@pytest.mark.parametrize(
    ("status", "day", "declined", "says"),
    [
        ("agred", DAY, "", "there is no status 'agred' (there are suggested, contacted"),
        ("declined", DAY, "", "declined needs a reason"),
        ("declined", DAY, "rude", "there is no reason 'rude'"),
        ("agreed", DAY, "distance", "agreed has no reason"),
        ("agreed", datetime.date(2026, 8, 31), "", "31 August 2026 is before 1 September 2026"),
        ("suggested", DAY, "", "it is suggested already"),
    ],
)
def test_each_fault_of_a_move_is_named(
    status: str, day: datetime.date, declined: str, says: str
) -> None:
    with pytest.raises(SettingError) as caught:
        with_status(plain(), status, day, declined)
    assert says in caught.value.what
    assert caught.value.where == "100001-100002"


@pytest.mark.parametrize(
    ("status", "day", "declined", "hint"),
    [
        ("contact", DAY, "", "did you mean contacted?"),
        ("zebra", DAY, "", ""),
        ("declined", DAY, "", "--reason and one of: no_capacity (no time or staff for it now), "),
        ("declined", DAY, "our own words", "no_answer (did not answer)"),
        ("agreed", datetime.date(2026, 8, 31), "", "a day that is wrong is mended in partnership"),
    ],
)
def test_the_hint_is_about_what_is_wrong(
    status: str, day: datetime.date, declined: str, hint: str
) -> None:
    with pytest.raises(SettingError) as caught:
        with_status(plain(), status, day, declined)
    assert hint in caught.value.hint
    assert ("mended" in caught.value.hint) == (day != DAY)


def test_all_faults_of_a_move_are_named_at_once() -> None:
    with pytest.raises(SettingError) as caught:
        with_status(plain(), "running", datetime.date(2020, 1, 1), "distance")
    assert caught.value.what.count("; ") >= 2
    for part in ("cannot follow suggested", "has no reason", "is before"):
        assert part in caught.value.what


@given(partnerships(), st.sampled_from(STATUSES), days, st.sampled_from(["", *DECLINED]))
def test_no_move_makes_what_cannot_be_written(
    made: Partnership, status: str, day: datetime.date, declined: str
) -> None:
    try:
        moved = with_status(made, status, day, declined)
    except SettingError:
        return
    assert status in TRANSITIONS[made.status]
    assert max(moved.dates.values()) == day.isoformat() == moved.dates[status]
    if made.status not in ("ended", "declined"):
        assert {**made.dates, status: day.isoformat()} == moved.dates
        assert moved.earlier == made.earlier or status in made.dates
    for one, on in made.dates.items():  # no day is lost
        assert moved.dates.get(one) == on or one in moved.earlier[on]
    before = {"dates": made.dates, "earlier": made.earlier, "declined": made.declined}
    assert replace(moved, status=made.status, **before) == made  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as name:
        write_record(Path(name), moved)
        assert same(read_record(Path(name)), moved)


def test_notes_written_by_hand_stay_when_the_status_moves(tmp_path: Path) -> None:
    write_record(tmp_path, plain(reasons="near", keep_until="2029-09-01"))
    text = text_of(tmp_path)
    edited = (
        text.replace("status = ", "# asked at the heads' meeting\nstatus   =  ")
        .replace('"suggested"', "'suggested'  # by the board")
        .replace("[dates]", "# to be checked\n[ dates ]")
        .replace("[match]", "\n# what the run said\n[match]")
    )
    (tmp_path / RECORD).write_text("\ufeff" + edited, encoding="utf-8")
    moved = with_status(read_record(tmp_path), "declined", datetime.date(2026, 10, 2), "distance")
    write_record(tmp_path, moved)
    after = text_of(tmp_path)
    assert read_record(tmp_path) == moved or same(read_record(tmp_path), moved)
    assert 'status   =  "declined"  # by the board' in after
    assert "suggested = 2026-09-01\ndeclined = 2026-10-02\n" in after
    for note in ("# asked at the heads' meeting", "# to be checked", "# what the run said"):
        assert note in after
    assert after.startswith("\ufeff")
    changed = set(after.removeprefix("\ufeff").splitlines()) ^ set(edited.splitlines())
    assert len(changed) == 5  # status, declined, a new day


# A record as somebody may have laid it out by hand: in each the same partnership, with notes.
_SCHOOLS = """
# the two schools
party = [  # both
    {side = "seeker", urn = "100001", name = 'A', kind = "state"},
    {side = "partner", urn = "100002", name = "B", kind = "independent"},  # by the sea
]
"""
_LAYOUTS = {
    "inline": f"""# top
status = 'contacted'  # by letter
dates = {{suggested = "2026-09-01", contacted = 2026-09-10}}  # two of them
{_SCHOOLS}
# what the run said
[match]
area = 'north'
""",
    "inline, spaced": f"""status = "contacted"
dates = {{ suggested = 2026-09-01, "contacted" = 2026-09-10 }} # two of them
{_SCHOOLS}""",
    "dotted": f"""dates.suggested = '2026-09-01'  # in the office
# by the bursar
dates.contacted = 2026-09-10  # by telephone
"status"="contacted" # by letter
{_SCHOOLS}
# what the run said
[match]
area = "north"  # of two
""",
    "tables": f"""status = "contacted"  # by letter
declined = ""
{_SCHOOLS}
# what the run said
[match]
area = "north"

# the days
[ "dates" ]  # of both
  suggested = 2026-09-01
  # by the bursar
  contacted   =   '2026-09-10'  # by telephone
  agreed = ""  # when they meet

# the goals
[objectives]
O1 = """
    + '"""\n  better\n  physics"""  # for all\n\n# the end',
}


def test_a_record_of_mixed_line_ends_keeps_each(tmp_path: Path) -> None:
    write_record(tmp_path, plain(status="contacted"))
    lines = (tmp_path / RECORD).read_text().split("\n")
    ends = ["\r\n" if at % 3 else "\n" for at in range(len(lines) - 1)]
    text = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    (tmp_path / RECORD).write_bytes(text.encode())
    made = with_status(read_record(tmp_path), "agreed", datetime.date(2027, 3, 1))
    write_record(tmp_path, made)
    after = (tmp_path / RECORD).read_bytes().decode().splitlines(keepends=True)
    before = text.splitlines(keepends=True)
    gone = [line.rstrip() for line in before if line not in after]
    new = [line.rstrip() for line in after if line not in before]
    assert gone == ['status = "contacted"']
    assert new == ['status = "agreed"', "agreed = 2027-03-01"]


@pytest.mark.parametrize("layout", _LAYOUTS)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_that_a_person_wrote_stays_in_every_layout(
    layout: str, mark: str, end: str, tmp_path: Path
) -> None:
    before = _LAYOUTS[layout]
    (tmp_path / RECORD).write_bytes((mark + before.replace("\n", end)).encode())
    made = read_record(tmp_path)
    assert made.dates == {"suggested": "2026-09-01", "contacted": "2026-09-10"}
    for number, (status, reason) in enumerate(
        [("agreed", ""), ("running", ""), ("ended", ""), ("contacted", ""), ("declined", "timing")]
    ):
        made = with_status(made, status, datetime.date(2027, 3, 1 + number), reason)
        write_record(tmp_path, made)
        assert same(read_record(tmp_path), made)
    written = text_of(tmp_path)
    assert written.startswith(mark)
    after = written.removeprefix(mark)
    assert after.count("\n") == after.count(end)
    after = after.replace(end, "\n")
    # Every note is there, those of days that are past beside them, the others in their order.
    notes, moved = re.findall(r"#[^\n]*", before), ("# by telephone", "# when they meet")
    stay = [note for note in re.findall(r"#[^\n]*", after) if note not in moved]
    assert stay == [note for note in notes if note not in moved]
    for note, statuses in zip(
        moved, ('2026-09-10 = "contacted"', '2027-03-01 = "agreed"'), strict=True
    ):
        assert note not in notes or f"{statuses}  {note}\n" in after
    # No line is touched but those of the status and of the days.
    changed = [line for line in before.splitlines() if line not in after.splitlines()]
    assert all(re.match(r"\W*(status|declined|dates|contacted|agreed)\b", one) for one in changed)


def test_a_status_that_follows_changes_one_line_and_adds_one(tmp_path: Path) -> None:
    changed = {
        "inline": ["status", "dates"],
        "inline, spaced": ["status", "dates"],
        "dotted": ["dates.agreed", '"status"'],
        "tables": ["status", "  agreed"],
    }
    for layout, before in _LAYOUTS.items():
        (tmp_path / RECORD).write_text(before, encoding="utf-8")
        write_record(tmp_path, with_status(read_record(tmp_path), "agreed", DAY.replace(day=30)))
        after = text_of(tmp_path).splitlines()
        new = [line for line in after if line not in before.splitlines()]
        assert len(new) == 2
        assert all(map(str.startswith, sorted(new, reverse=True), changed[layout]))
    (tmp_path / RECORD).write_text(_LAYOUTS["inline, spaced"], encoding="utf-8")
    write_record(tmp_path, with_status(read_record(tmp_path), "agreed", DAY.replace(day=30)))
    assert (
        'dates = { suggested = 2026-09-01, "contacted" = 2026-09-10, agreed = 2026-09-30} # two of'
        in text_of(tmp_path)
    )


@settings(max_examples=100, deadline=None)
@given(partnerships(), st.data())
def test_notes_between_any_lines_of_any_record_stay(made: Partnership, data: st.DataObject) -> None:
    """A round trip: nothing is lost of what is written between the lines, whatever follows."""
    day = datetime.date(2091, 1, 1)
    status = data.draw(st.sampled_from(TRANSITIONS[made.status]))
    moved = with_status(made, status, day, "other" if status == "declined" else "")
    end = data.draw(st.sampled_from(["\n", "\r\n"]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_record(folder, made)
        lines = text_of(folder).split("\n")
        places = data.draw(st.lists(st.integers(0, len(lines)), max_size=4))
        for number, place in enumerate(sorted(places, reverse=True)):
            lines[place:place] = ["", f"\t# note {number}:  two  spaces  "]
        (folder / RECORD).write_bytes(end.join(lines).encode("utf-8", "replace"))
        assert same(read_record(folder), made)
        write_record(folder, moved)
        assert same(read_record(folder), moved)
        after = text_of(folder).split(end)
        for number in range(len(places)):
            assert f"\t# note {number}:  two  spaces  " in after
        write_record(folder, moved)  # over itself
        assert text_of(folder).split(end) == after


def test_a_record_of_something_else_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(_LAYOUTS["inline"], encoding="utf-8")
    write_record(tmp_path, plain())
    assert text_of(tmp_path) == _written(tmp_path / "fresh", plain())


def _written(folder: Path, made: Partnership) -> str:
    write_record(folder, made)
    return text_of(folder)


def test_the_seeker_comes_first_whoever_is_written_first(tmp_path: Path) -> None:
    data = tomllib.loads(_written(tmp_path, plain()))
    data["party"].reverse()
    (tmp_path / RECORD).write_text(tomlkit.dumps(data), encoding="utf-8")
    assert read_record(tmp_path).id == "100001-100002"
    assert read_record(tmp_path).party("100002").side == "partner"
    with pytest.raises(KeyError):
        read_record(tmp_path).party("1")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "asked"}, "status is 'asked', not one of suggested"),
        ({"status": []}, "status is not text"),
        ({"declined": "distance"}, "declined has a reason, but status is 'suggested'"),
        ({"declined": "rude"}, "declined is 'rude', not one of no_capacity"),
        ({"keep_untill": "2029-01-01"}, "there is no key keep_untill"),
        ({"keep_until": "soon"}, "keep_until is 'soon', not a day like 2026-09-01"),
        ({"dates": {"signed": DAY}}, "[dates] has no signed"),
        ({"dates": {"agreed": "31/12/2026"}}, "agreed is '31/12/2026', not a day"),
        ({"dates": []}, "dates is not a table"),
        ({"earlier": {"May 2026": "ended"}}, "[earlier] 'May 2026' is not a day"),
        ({"earlier": {"2026-09-01": 1}}, "[earlier] 2026-09-01 is no text"),
        ({"party": []}, "there must be two [[party]]"),
        ({"party": "two"}, "party is not a list of tables"),
        ({"party": [{"side": "seeker"}, {"side": "partner"}]}, "[[party]] lacks urn"),
        ({"exchange": [{"by": "1", "to": "100001"}]}, "an [[exchange]] names a URN"),
        ({"match": {"score": "high"}}, "[match] score is no number"),
        ({"match": {"score": 10**400}}, "[match] score is no number"),
        ({"match": {"distance_km": float("inf")}}, "[match] distance_km is no number"),
        ({"match": {"area": 1}}, "[match] area is no text"),
        ({"match": {"km": 1}}, "[match] has no km"),
        ({"objectives": {"O1": 1}}, "[objectives] O1 is no text"),
    ],
)
def test_each_fault_of_a_record_is_named(change: dict[str, Any], says: str, tmp_path: Path) -> None:
    data = {**tomllib.loads(_written(tmp_path, plain())), **change}
    (tmp_path / RECORD).write_text(tomlkit.dumps(data), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_record(tmp_path)
    assert says in caught.value.what
    assert caught.value.hint == "mend it in a text editor"


_KEYS = st.sampled_from(
    ["status", "declined", "keep_until", "dates", "match", "party", "exchange", "objectives",
     "urn", "side", "score", "area", "by", "to", "agreed", "x"]
)  # fmt: skip
_LEAVES = st.one_of(
    st.text(max_size=5), st.sampled_from(["seeker", "partner", "running", "1", "2"]),
    st.integers(-5, 5), st.booleans(), st.floats(), st.dates(), st.datetimes(),
)  # fmt: skip
_TREES = st.recursive(
    _LEAVES,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(_KEYS, below, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=250, deadline=None)
@given(st.dictionaries(_KEYS, _TREES, max_size=8))
@example({"party": [{"side": "seeker", "urn": []}, {"side": "partner", "urn": {}}]})
def test_no_toml_whatever_ends_in_anything_but_a_record_or_a_named_fault(
    data: dict[str, Any],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name, RECORD).write_text(tomlkit.dumps(data), encoding="utf-8")
        try:
            write_record(Path(name, "copy"), read_record(Path(name)))
        except FileError as error:
            assert error.what
            assert RECORD in error.where


@pytest.mark.parametrize(
    "data",
    [
        b"status = ",
        b"\xff\xfe",
        b"a = 1\na = 2",
        b"",
        b"\x00",
        b"a = " + b"[" * 50_000,
        b"a = " + b"9" * 9_000,
    ],
)
def test_a_file_that_is_no_record_is_said_to_be_none(data: bytes, tmp_path: Path) -> None:
    (tmp_path / RECORD).write_bytes(data)
    with pytest.raises(FileError):
        read_record(tmp_path)


def test_a_text_without_quotation_marks_is_explained(tmp_path: Path) -> None:
    (tmp_path / RECORD).write_text(_written(tmp_path, plain()) + "O1 = better\n")
    with pytest.raises(FileError) as caught:
        read_record(tmp_path)
    assert "Invalid value (at line" in caught.value.what
    assert 'texts stand in quotation marks: O1 = "…"' in caught.value.hint


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="two \\[\\[party\\]\\]"):
        write_record(tmp_path / "x", replace(plain(), parties=plain().parties[:1] * 2))
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        write_record(tmp_path / "file", plain())
    with pytest.raises(MatcherError, match="is no partnership"):
        read_record(tmp_path)


def test_a_partnership_is_told_in_words() -> None:
    made = plain(
        status="declined",
        keep_until="2029-09-01",
        reasons="near",
        exchanges=(Exchange("100002", "100001", "T3", "physics", "teachers of physics", "a", "b"),),
        objectives={"O1": "better physics", "O2": " ", "O99": "x"},
    )
    told = "\n".join(lines(made))
    for part in (
        "Seeker: School 100001 (100001), state",
        f"Status: declined: {DECLINED['distance']} (declined 1 September 2026)",
        "May follow: contacted",
        "Kept until: 1 September 2029",
        "School 100001 gives nothing known",
        "What School 100002 gives\n  teachers of physics (T3 physics)\n    need: a\n",
        "Objectives answered: O1\nNot used, for objectives are called O1 to O13: O99",
    ):
        assert part in told
    assert "nan" not in told
    assert "Score" not in told


def test_only_what_runs_is_so_since_its_activities_begin() -> None:
    dates = {"agreed": "2026-09-01", "running": "2026-09-08", "ended": "2027-07-01"}
    found = replace(BARE, dates=dates, starts="2026-09-14")
    assert replace(found, status="running").since == "2026-09-14"
    for status in ("agreed", "ended"):
        assert replace(found, status=status).since == dates[status]
