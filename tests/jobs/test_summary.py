"""What a run says of partners in range, and of needs that move nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from program import output_of

from matcher.core.audiences.audience import INTERNAL, PARTNER, PUBLIC
from matcher.core.settings.combine import settings
from matcher.jobs.audiences.coverage import coverage
from matcher.jobs.matching.demo import sources as demo_sources
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.summary.about import (
    OWN_RUN,
    both_sides,
    problem_line,
    problems_told,
)
from matcher.jobs.matching.summary.cover import cover_lines
from matcher.jobs.matching.summary.lines import counts, summary_lines
from matcher.jobs.matching.summary.outcome import outcome_lines, taken_to_be
from matcher.jobs.stages.reading import Sources

HEADER = "URN,Name,Kind,Easting,Northing,Needs,Offers\n"
SEEKER = "900001,Alder Primary School,state,400000,300000,{needs},\n"
NEAR = "90010{at},Birch School {at},independent,40{at}000,300000,,{offers}\n"
FAR = "900200,Cedar School,independent,600000,300000,,{offers}\n"


def said(tmp_path: Path, *rows: str) -> str:
    path = tmp_path / "schools.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return "\n".join(summary_lines(find(Sources((path,)), settings(max_km=40))))


@pytest.mark.parametrize(
    ("near", "offers", "far", "expected"),
    [
        (1, "", "", "what the one partner in range offers is not, so needs move no score"),
        (2, "", "", "offers of none of the 2 partners in range, so needs move no score"),
        (2, "", "C2 Latin", "offers of none of the 2 partners in range"),
        (2, "C2 Latin", "", ""),
    ],
)
def test_needs_without_offers_in_range_are_said_to_move_nothing(
    tmp_path: Path, near: int, offers: str, far: str, expected: str
) -> None:
    rows = [NEAR.format(at=at, offers=offers) for at in range(1, near + 1)]
    text = said(tmp_path, SEEKER.format(needs="C2 Latin"), *rows, FAR.format(offers=far))
    assert f"Partners within 40 km of a seeker whom they may meet: {near}" in text
    assert f"Took part: 1 seeker, {near + 1} partners;" in text
    if expected:
        assert f"Needs are known of 1 school, {expected}" in text
        assert "column Offers" in text
    else:
        assert "move no score" not in text


def test_where_no_need_is_known_or_all_are_in_range_nothing_is_said(tmp_path: Path) -> None:
    text = said(tmp_path, SEEKER.format(needs=""), NEAR.format(at=1, offers=""))
    assert "move no score" not in text and "whom they may meet" not in text
    assert "1 seeker, 1 partner;" in text


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("seeker", "1 seeker, and 1 partner within 40 km of it whom it may meet"),
        ("partner", "1 partner, and 1 seeker within 40 km of it whom it may meet"),
    ],
)
def test_of_the_side_that_only_the_register_has_those_in_reach_take_part(
    tmp_path: Path, listed: str, told: str
) -> None:
    """The summary, the cover and the map's heading count alike, for partners too."""
    own, register = tmp_path / "own.csv", tmp_path / "register.csv"
    seekers = [SEEKER.format(needs=""), SEEKER.format(needs="").replace("900001", "900002")]
    seekers[1] = seekers[1].replace("400000", "600000")
    partners = [NEAR.format(at=1, offers=""), FAR.format(offers="")]
    lists = {"seeker": seekers, "partner": partners}
    own.write_text(HEADER + lists[listed][0], encoding="utf-8")
    register.write_text(HEADER + "".join([*seekers, *partners]), encoding="utf-8")
    sources = Sources((own,), register=register)
    made = run(sources, settings(max_km=40), tmp_path / "out", audience=PARTNER)
    page = (made.folder / "map.html").read_text(encoding="utf-8")
    assert "1 seeker and 1 partner, 1 pair at most 40 km apart" in page
    result = find(sources, settings(max_km=40))
    assert result.ranking.seekers + result.ranking.partners == 3
    assert f"Took part: {told};" in "\n".join(summary_lines(result))
    assert "Partners within" not in "\n".join(summary_lines(result))
    rows = [line for line in cover_lines(result, []) if line.endswith(" used")]
    assert rows == ["own.csv: 1 row used", "the register, register.csv: 4 rows used"]
    assert both_sides(result) == "1 seeker and 1 partner"


def test_a_list_of_schools_without_a_role_has_nobody_take_part(tmp_path: Path) -> None:
    own, register = tmp_path / "own.csv", tmp_path / "register.csv"
    own.write_text("School,Needs\nNowhere School,C2 Latin\n", encoding="utf-8")
    rows = SEEKER.format(needs="") + NEAR.format(at=1, offers="")
    register.write_text(HEADER + rows, encoding="utf-8")
    result = find(Sources((own,), register=register), settings(max_km=40))
    text = "\n".join(summary_lines(result))
    assert "Took part: nobody, as no school of your lists" in text
    assert both_sides(result) == "0 seekers and 0 partners"


def test_where_nothing_could_be_placed_that_is_why_nobody_took_part(tmp_path: Path) -> None:
    nowhere = SEEKER.format(needs="").replace("400000,300000", ",")
    text = said(tmp_path, nowhere, NEAR.format(at=1, offers=""))
    assert "No seekers took part: of your lists all that could were kept out (1 not placed)" in text
    assert "Give postcodes of today" in text
    assert "No partners took part" not in text


def test_who_has_only_coverage_is_sent_to_no_file_that_it_lacks(tmp_path: Path) -> None:
    """The public has no pairs; and nobody else than the office the files of the run."""
    path = tmp_path / "schools.csv"
    far = SEEKER.format(needs="").replace("900001", "900002").replace("400000", "500000")
    seekers = SEEKER.format(needs="C2 Latin; T3 physics") + far
    partners = NEAR.format(at=1, offers="C2 Latin") + NEAR.format(at=2, offers="")
    path.write_text(HEADER + seekers + partners, encoding="utf-8")
    own = find(Sources((path,)), settings(max_km=40, k=1))
    for audience, has_pairs in ((PARTNER, True), (PUBLIC, False)):
        text = "\n".join(outcome_lines(replace(own, audience=audience)))
        assert "Seekers with nobody within the limit whom they may meet: 1" in text
        assert ("; for 1 of these the nearest few beyond it are listed" in text) == has_pairs
        assert "Worth asking, beside those listed: partners for 1 of 2 seekers of your" in text
        assert ("their reasons have the question" in text) == has_pairs
    closed = (HEADER + far + NEAR).format(at=1, offers="").replace("Needs", "Status")
    path.write_text(closed.replace("300000,,\n", "300000,Closed,\n", 1), encoding="utf-8")
    kept_out = find(Sources((path,)), settings())
    for audience, where in ((INTERNAL, "problems.csv and schools.csv of the"), (PARTNER, OWN_RUN)):
        text = "\n".join(outcome_lines(replace(kept_out, audience=audience)))
        assert f"kept out (1 closed, or not open yet). {where}" in text


def test_only_listed_schools_are_counted_as_the_lists(tmp_path: Path) -> None:
    """The register supplies the partners; they take part, and are not the office's schools."""
    path = tmp_path / "schools.csv"
    path.write_text("URN,Name\n900001,\n900002,\n", encoding="utf-8")
    register = demo_sources().register
    result = find(Sources((path,), register=register), settings())
    assert (result.schools["listed"] == 0).sum() > 1
    lines = summary_lines(result)
    assert "Schools: 2 (2 state)" in lines
    assert next(line for line in lines if line.startswith("In a former opportunity area: ")) == (
        "In a former opportunity area: 2 of 2 schools of your lists; 1 of 1 seeker that took part"
    )
    assert "Placed by: 1 not placed, 1 register" in lines
    assert counts(result)["schools"] == 2


def test_a_school_that_a_narrowed_run_has_as_a_partner_alone_is_no_seeker_of_it(
    tmp_path: Path,
) -> None:
    """Counted from the lists: who is in the authority asked for looks for partners, and a college
    that may do both and lies elsewhere gives alone."""
    path = tmp_path / "schools.csv"
    path.write_text(
        "URN,Name,Role,Local authority,Easting,Northing\n"
        "900001,Alder School,seeker,Kent,400000,300000\n"
        "900002,Birch School,both,Kent,401000,300000\n"
        "900003,Cedar College,both,Surrey,402000,300000\n"
        "900004,Damson College,both,Surrey,400000,900000\n"
        "900005,Elder School,seeker,Surrey,403000,300000\n",
        encoding="utf-8",
    )
    result = find(Sources((path,)), settings(max_km=40, authorities=["Kent"]))
    text = "\n".join(summary_lines(result))
    # Nobody in Kent may meet Damson College.
    both = "2 seekers, and 2 partners within 40 km of one of them whom they may meet"
    assert f"Took part: {both}; 1 is both; needs or strengths known for 0 of these 3\n" in text
    # The college that nobody meets, and the school of another authority.
    assert "\n2 schools of the lists are outside of what the run was narrowed to: " in text
    assert "Matched, of your lists: 2 of 2 seekers and 2 of 2 partners\n" in text
    assert coverage(result) == {"Kent": (2, 0)}


def test_a_narrowed_run_counts_the_problems_and_gates_of_whom_it_is_about(tmp_path: Path) -> None:
    """A school without a place is told of Kent, not of Surrey; a row that is no school stays."""
    path = tmp_path / "schools.csv"
    path.write_text(
        "URN,Name,Role,Local authority,Easting,Northing\n"
        "900001,Alder School,seeker,Kent,400000,300000\n"
        "900002,Birch School,seeker,Kent,,\n"
        "900003,Cedar College,partner,Surrey,402000,300000\n"
        "900004,Damson College,partner,Surrey,,\n"
        "900005,Elder School,seeker,Surrey,,\n"
        ",,seeker,Surrey,403000,300000\n",
        encoding="utf-8",
    )
    result = find(Sources((path,)), settings(authorities=["Kent"]))
    text = "\n".join(summary_lines(result))
    assert "Schools kept out: 1 not placed" in text
    told, others = problems_told(result)
    assert {*told["row"]} == {0, 3, 7} and others == 2  # 0: the file as a whole
    assert len(told) + others == len(result.log.problems)
    assert problem_line(result).endswith("; problems.csv has 2 of others too")
    # A folder for others has no such file.
    assert problem_line(replace(result, audience=PARTNER)).startswith("Problems (your own run, ")
    (about,) = [line for line in cover_lines(result, []) if "This run is about" in line]
    assert about.startswith("This run is about 3 schools: ")
    assert about.endswith("The lists have 5: these and 2 outside of it")
    whole = find(Sources((path,)), settings())
    assert "Schools kept out: 3 not placed" in "\n".join(summary_lines(whole))
    assert problems_told(whole)[1] == 0 and problem_line(whole).startswith("Problems (see")


def test_a_narrowed_run_of_lists_without_a_problem_is_told_and_written(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "URN,Name,Kind,Phase,Role,Easting,Northing\n"
        "500001,A,State,Secondary,seeker,450000,350000\n"
        "500002,B,Independent,Secondary,partner,451000,350000\n",
        encoding="utf-8",
    )
    sources, config = Sources((path,)), settings(phases=["Secondary"])
    result = find(sources, config)
    assert problem_line(result) == ""
    told, others = problems_told(result)
    assert (len(told), others) == (0, 0)
    assert [*told.columns] == [*result.log.frame().columns]
    assert (run(sources, config, tmp_path / "out").folder / "matches.xlsx").exists()


def test_it_tells_how_many_lists_are_read_and_files_written(tmp_path: Path) -> None:
    lists = []
    for at in range(3):
        lists.append(tmp_path / f"list-{at}.csv")
        lists[at].write_text(
            HEADER + f"90000{at},Alder School {at},state,400000,300000,,\n", encoding="utf-8"
        )
    told: list[str] = []
    made = run(
        Sources(tuple(lists)), settings(), tmp_path / "out",
        progress=lambda stage, share: told.append(f"{stage} ({share:.0%})"),
    )  # fmt: skip
    assert told[:5] == ["reading (0%)", "reading: 0 of 3 lists (0%)", "reading: 1 of 3 lists (33%)",
                        "reading: 2 of 3 lists (67%)", "reading (100%)"]  # fmt: skip
    many = len(made.manifest["outputs"])
    written = [line for line in told if line.startswith("writing: ")]
    assert [line.partition(" (")[0] for line in written] == [
        f"writing: {done} of {many} files" for done in range(many)
    ]


@pytest.mark.parametrize(("more", "named"), [(3, True), (25, True), (26, False)])
def test_columns_that_nobody_reads_are_named_where_they_are_few(
    tmp_path: Path, more: int, named: bool
) -> None:
    path = tmp_path / "schools.csv"
    unread = [f"Zzyzx {at}" for at in range(more)]
    rows = ["URN,Name,Kind,Easting,Northing," + ",".join(unread), "900001,Alder School,state,1,1"]
    path.write_text("\n".join(row + "," * (row[0] == "9") * more for row in rows), encoding="utf-8")
    lines = summary_lines(find(Sources((path,)), settings()))
    assert (f"  not used: {', '.join(map(repr, unread))}" in lines) is named


def test_what_published_figures_tell_is_counted(tmp_path: Path) -> None:
    """Of 30 schools in the table four have low progress in reading, as chance would not have it."""
    path = tmp_path / "schools.csv"
    row = "9000{at:02},Alder School {at},state,primary,40{at:02}00,300000,{needs}\n"
    rows = [row.format(at=at, needs="C2 Latin" if at == 1 else "") for at in range(1, 41)]
    path.write_text("URN,Name,Kind,Phase,Easting,Northing,Needs\n" + "".join(rows))
    table = tmp_path / "2023-2024_ks2final.csv"
    lines = ["RECTYPE,URN,SCHNAME,TELIG,READPROG"]
    lines += [f"1,9000{at:02},A,90,{-8 if at <= 4 else 1 + at % 3}" for at in range(1, 31)]
    table.write_text("\n".join(lines), encoding="utf-8")
    result = find(Sources((path,), performance=(table,)), settings())
    told = "\n".join(summary_lines(result))
    assert "Tags by source: 1 stated, " in told
    assert "Published figures tell of 30 of 40 state; of a need in 4" in told
    # Of a register it counts those whom a school of the lists may meet.
    own = tmp_path / "own.csv"
    own.write_text(HEADER + NEAR.format(at=1, offers=""), encoding="utf-8")
    far = "900041,Far School,state,primary,600000,300000,\n"
    with path.open("a", encoding="utf-8") as register:
        register.write(far)
    table.write_text("\n".join([*lines, "1,900041,A,90,2"]), encoding="utf-8")
    sources = Sources((own,), register=path, performance=(table,))
    told = "\n".join(summary_lines(find(sources, settings(max_km=40))))
    assert "Published figures tell of 30 of 40 state; of a need in 4" in told
    table.write_text("\n".join([lines[0], "1,900099,A,90,1"]), encoding="utf-8")
    result = find(Sources((path,), performance=(table,)), settings())
    assert "Tags by source" not in "\n".join(summary_lines(result))


@pytest.mark.parametrize(("header", "said"), [("", True), (",Region", False)])
def test_regions_of_no_file_are_said_where_regions_count(
    tmp_path: Path, header: str, said: bool
) -> None:
    path = tmp_path / "schools.csv"
    cell = ",London" if header else ""
    path.write_text(f"URN,Name,Kind{header}\n900001,Alder School,state{cell}\n", encoding="utf-8")
    words = "Regions: the Department's, by authority"
    told = summary_lines(find(Sources((path,)), settings(regions=("London",))))
    assert any(line.startswith(words) for line in told) is said
    told = summary_lines(find(Sources((path,)), settings()))
    assert not any(line.startswith(words) for line in told)


@pytest.mark.parametrize(
    ("asked", "told"),
    [("East Sussex", ""), ("St Leonards", ""), ("380", "'380' is taken to be Bradford"),
     ("Richmond", "'Richmond' is taken to be Richmond upon Thames")],
)  # fmt: skip
def test_a_place_by_another_name_is_told_by_its_own(asked: str, told: str) -> None:
    assert taken_to_be([asked]) == ([told] if told else [])
    both = "'Hull' is taken to be Kingston upon Hull, City of; '380' is taken to be Bradford"
    assert taken_to_be(["Hull", "Kent", "380"]) == [both]


def test_a_partner_has_a_list_of_its_own_also_where_no_phase_is_known(tmp_path: Path) -> None:
    rows = ["URN,School,Type of school,Easting,Northing,Role"]
    rows += [f"99000{n},School {n},Academy,{400_000 + 900 * n},300000,seeker" for n in (1, 2)]
    rows += [f"99000{n},School {n},Independent,{400_000 + 900 * n},300000,partner" for n in (3, 4)]
    (tmp_path / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = output_of("match", tmp_path / "list.csv", "--register", "none", "--postcodes", "none",
                     "--out", tmp_path / "run")  # fmt: skip
    assert "each phase that is known, for each of 2 partners of your lists\n" in told
    assert "has a list of its own where" not in told
