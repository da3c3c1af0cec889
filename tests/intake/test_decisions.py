"""Files of decisions: what they may look like, and that no row is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.core.allocation.decisions import DECISIONS, DECLINED
from matcher.core.errors import FileError
from matcher.core.problems import ProblemLog
from matcher.intake.decisions import Decision, read_decisions

HEADER = "seeker_urn,seeker_name,partner_urn,partner_name,decision,reason,day,note\n"


def read(path: Path, text: str) -> tuple[dict[tuple[str, str], str], ProblemLog]:
    path.write_text(text, encoding="utf-8")
    log = ProblemLog()
    found = read_decisions(path, log)
    (account,) = log.references
    assert account.balances, account.line()
    return {one.pair: one.decision for one in found}, log


def codes(log: ProblemLog) -> list[tuple[int, str]]:
    return sorted((one.row, one.code) for one in log.problems)


def test_what_is_decided_is_read_and_what_is_not_is_blank(tmp_path: Path) -> None:
    found, log = read(
        tmp_path / "decisions.csv",
        HEADER
        + "100001,Ash,100002,Oak,accepted,,2026-09-14,\n"
        + "100003,Elm,100002,Oak,Refused,Too far to meet,14/09/2026,rang Mr Elm\n"
        + "100004,Fir,100002,Oak,,,,nothing yet\n"
        + "\n"
        + "100005,Yew,100002,Oak,PIN,,,\n"
        + "100006,Box,100002,Oak,ban,,,\n",
    )
    assert found == {
        ("100001", "100002"): "accepted",
        ("100003", "100002"): "refused",
        ("100005", "100002"): "pinned",
        ("100006", "100002"): "banned",
    }
    assert codes(log) == []
    assert log.references[0].sum() == ("6 rows read = 4 used + 0 rejected + 2 blank + 0 headings")


def test_the_reason_is_a_code_and_the_note_is_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    secret = "Mrs Ermintrude Plum said so"
    path.write_text(
        HEADER
        + f"100001,Ash,100002,Oak,refused,no capacity,2026-09-14,{secret}\n"
        + f"100003,Elm,100002,Oak,refused,{secret},2026-09-14,\n"
        + "100004,Elm,100002,Oak,refused,,2026-09-14,\n",
        encoding="utf-8",
    )
    log = ProblemLog()
    found = read_decisions(path, log)
    assert [one.reason for one in found] == ["no_capacity", "", ""]
    assert codes(log) == [(3, "no_reason"), (4, "no_reason")]
    assert "Plum" not in repr(found) + repr(log)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("100001,,100002,,perhaps,,,", "unread_decision"),
        ("100001,,100002,,,distance,,", "unread_decision"),
        ("100001,,100002,,,,2026-09-14,", "unread_decision"),
        ("Ash School,,100002,,pinned,,,", "unread_decision"),
        (",,100002,,pinned,,,", "unread_decision"),
        ("100001 or 100005,,100002,,pinned,,,", "unread_decision"),
        ("100002,,100002,,pinned,,,", "unread_decision"),
        ("100001,Ash,100002,Oak,refused,distance,2026-09-14,far, far away", "unread_decision"),
        ("100001,,100002,,pinned,,soon,", "not_a_date"),
    ],
)
def test_what_is_not_understood_is_told_by_its_row(tmp_path: Path, row: str, code: str) -> None:
    found, log = read(tmp_path / "decisions.csv", HEADER + row + "\n")
    assert codes(log) == [(2, code)]
    assert len(found) == (code == "not_a_date")


@pytest.mark.parametrize(
    ("rows", "decision", "rejected"),
    [
        (["accepted,,2026-09-01", "refused,distance,2026-10-01"], "refused", [2]),
        (["refused,distance,2026-09-01", "accepted,,2026-10-01"], "accepted", [2]),
        (["accepted,,", "refused,distance,2026-10-01"], "refused", [2]),
        (["accepted,,2026-10-01", "banned,,"], "banned", [2]),
        (["pinned,,2026-10-01", "banned,,2026-10-01"], "banned", [2]),
        (["pinned,,", "accepted,,"], "accepted", [2]),
        (["pinned,,", "pinned,,"], "pinned", []),
    ],
)
def test_of_rows_that_contradict_each_other_one_counts_whatever_their_order(
    tmp_path: Path, rows: list[str], decision: str, rejected: list[int]
) -> None:
    pair = {("100001", "100002"): decision}
    lines = [f"100001,,100002,,{row}," for row in rows]
    found, log = read(tmp_path / "decisions.csv", HEADER + "\n".join(lines) + "\n")
    assert found == pair
    assert codes(log) == [(row, "contradicting_decisions") for row in rejected]
    again, _ = read(tmp_path / "other.csv", HEADER + "\n".join(lines[::-1]) + "\n")
    assert again == pair


def test_a_pair_is_one_pair_either_way_round(tmp_path: Path) -> None:
    rows = "100001,,100002,,pinned,,,\n100002,,100001,,banned,,,\n"
    found, log = read(tmp_path / "decisions.csv", HEADER + rows)
    assert found == {("100002", "100001"): "banned"}
    assert codes(log) == [(2, "contradicting_decisions")]


def test_headings_and_titles_are_counted(tmp_path: Path) -> None:
    text = "Decisions of the office\n\n" + HEADER + "100001,,100002,,pinned,,,\n" + HEADER
    found, log = read(tmp_path / "decisions.csv", text)
    assert list(found.values()) == ["pinned"]
    assert log.references[0].sum() == "4 rows read = 1 used + 0 rejected + 1 blank + 2 headings"


@pytest.mark.parametrize(
    ("header", "used", "twice"),
    [
        ("seeker_urn,partner_urn,decision,decision", "pinned", ["decision"]),
        ("seeker_urn,partner_urn,Decision,decided", "pinned", ["decided"]),
        ("seeker_urn,partner_urn,decision,reason,reason code", "pinned", ["reason code"]),
        ("seeker_urn,partner_urn,decision,seeker_urn", "pinned", ["seeker_urn"]),
        ("seeker_urn,partner_urn,decision,seeker", "pinned", []),  # of its name
    ],
)
def test_a_second_column_of_the_same_is_told(
    tmp_path: Path, header: str, used: str, twice: list[str]
) -> None:
    row = "100001,100002,pinned,banned" + "," * (header.count(",") - 3)
    found, log = read(tmp_path / "decisions.csv", f"{header}\n{row}\n")
    assert found == {("100001", "100002"): used}
    told = [one for one in log.problems if one.code == "duplicate_header"]
    assert [one.column for one in told] == twice
    assert all((one.row, one.severity) == (1, "warning") for one in told)


def test_a_list_of_pairs_is_no_file_of_decisions(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no header row of decisions"):
        read(tmp_path / "pairs.csv", "seeker_urn,partner_urn\n100001,100002\n")


def test_a_pair_of_schools_that_became_others_is_one_of_theirs(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(HEADER + "100001,,100002,,pinned,,,\n", encoding="utf-8")
    (one,) = read_decisions(path, ProblemLog(), {"100001": "100009", "100002": "100002"}.get)  # type: ignore[arg-type]
    assert one.pair == ("100009", "100002")


words = st.sampled_from(["", *DECISIONS, "perhaps", "Refused ", "=1+1"])
urns = st.sampled_from(["100001", "100002.0", "URN 100003", "", "x", "100001; 100002"])
lines = st.tuples(urns, urns, words, st.sampled_from(["", *DECLINED, "why not"]),
                  st.sampled_from(["", "2026-09-01", "45931", "soon"]))  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, max_size=8))
def test_no_row_is_lost_and_order_decides_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("decisions")

    def told(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        text = "seeker urn;partner urn;decision;reason;day\n"
        text += "".join(";".join(row).replace(";2", " 2") + "\n" for row in rows)
        path = folder / "decisions.csv"
        path.write_text(text, encoding="utf-8")
        log = ProblemLog()
        found = read_decisions(path, log)
        assert log.references[0].balances
        return [_content(one) for one in found]

    assert told(rows) == told(rows[::-1])


def _content(one: Decision) -> tuple[str, ...]:
    return one.seeker, one.partner, one.decision, one.reason, one.day
