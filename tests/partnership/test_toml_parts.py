"""A new status changes its own lines alone, wherever the tables of a record stand."""

from __future__ import annotations

import datetime
import difflib
import re
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers.partnerships import same

from matcher.partnership.record.file import RECORD, read_record, write_record
from matcher.partnership.record.status_transitions import TRANSITIONS, with_status
from matcher.partnership.record.toml_parts import keep_parts, put_back

ONE = '[[party]]  # ours\nside = "seeker"\nurn = "900001"\nname = "A"\nkind = "state"\n'
OTHER = '# by the sea\n[[ party ]]\nside = "partner"\nurn = "900002"\nname = "B"\nkind = "state"\n'
GIVES = 'by = "900001"\n{0}to = "900002"\n{0}subject = ""\n{0}words = "some"\n'
LATIN = '# What is exchanged.\n[["exchange"]]\nactivity = "C2"\n' + GIVES.format("")
PHYSICS = "  [[exchange]]\n  activity = 'T3'\n  " + GIVES.format("  ")
MATCH = '[match]\narea = "north [of two]"  # what the run said\n'
DATES = '# the days\n[ "dates" ]\nsuggested = 2026-09-01\n  contacted = 2026-09-10  # by letter\n'
GOALS = '[objectives]\nO1 = """\n[dates]\nall # of \\"\\"\\" it\n"""  # [[party]]\nO2 = \'[x\'\n'
TOP = "status = 'contacted'  # [asked]\n"
PARTS = (ONE, OTHER, MATCH, DATES, GOALS, LATIN, PHYSICS)


@settings(max_examples=75, deadline=None)
@given(st.permutations(PARTS), st.data())
def test_no_line_moves_but_those_of_the_status(parts: list[str], data: st.DataObject) -> None:
    before = TOP + data.draw(st.sampled_from(["", "\n", "# top\n"])) + "\n".join(parts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / RECORD).write_text(before, encoding="utf-8")
        made = read_record(folder)
        for number in range(data.draw(st.integers(1, 4))):
            status = data.draw(st.sampled_from(sorted(TRANSITIONS[made.status])))
            day = datetime.date(2027, 3, 1 + number)
            made = with_status(made, status, day, "other" if status == "declined" else "")
            write_record(folder, made)
            assert same(read_record(folder), made)
        after = (folder / RECORD).read_text(encoding="utf-8")
    changed = [line for line in difflib.ndiff(before.splitlines(), after.splitlines())
               if line[:2] in ("+ ", "- ")]  # fmt: skip
    days = r"\[earlier\]|(suggested|contacted|agreed|running|ended|declined) = |\d{4}-\d\d-\d\d = "
    for line in changed:
        assert re.match(rf"[+-] +(status|declined|keep_until|{days}|$)", line), changed


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_parties_that_an_exchange_parts_stay_where_they_are(tmp_path: Path, ends: str) -> None:
    before = TOP + ONE + LATIN + OTHER + PHYSICS + DATES + GOALS
    (tmp_path / RECORD).write_bytes(before.replace("\n", ends).encode())
    write_record(tmp_path, with_status(read_record(tmp_path), "agreed", datetime.date(2026, 9, 30)))
    after = (tmp_path / RECORD).read_bytes().decode()
    expected = before.replace("'contacted'", '"agreed"').replace(
        "# by letter\n", "# by letter\nagreed = 2026-09-30\n"
    )
    assert after == expected.replace("\n", ends)


texts = st.lists(
    st.sampled_from([
        "[a]", "[[b]]", "[dates]", 'x = "[c]"', "y = [", "  [1, 2],", "]", "z = {k = [1]}",
        "# [d]", 't = """', '"""', "u = '''[e]", "'''", 'v = "\\"[f]"', "w = '[g]'  # [h]", "",
        '  [ "i" . j ]  # [k]', "l.m = 1", "# kept 0.",
    ]), max_size=12,
).map(lambda lines: "".join(f"{line}\n" for line in lines))  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(texts)
def test_what_is_kept_comes_back_and_is_every_table_not_shown(text: str) -> None:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    shown, kept = keep_parts(text, ("dates",))
    assert put_back(shown, kept) == text
    left = tomllib.loads(shown)
    tables = {name for name in whole if name in ("a", "b", "i")}
    assert left == {name: value for name, value in whole.items() if name not in tables}
    assert bool(kept) == bool(tables)
