"""Hubs of a plan: groups of a set size around one partner, the same on every machine."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from plans_shown import island
from program import output_of, table

from matcher.allocate.hubs.problem import HubProblem, Hubs, near_pairs
from matcher.core.errors import SettingError
from matcher.core.tables import ONLY_LIKELY
from matcher.jobs.allocation.hubs.outside import _beside
from matcher.jobs.allocation.hubs.plan_hubs import require_room
from matcher.jobs.matching.results import Run
from matcher.profile.vocabulary import load
from matcher.show.explain.needs import LIKELY_MARK
from matcher.show.explain.phrases.readers import reasons_in_third_person

OPTIONS = ("--hubs", "2", "--hub-size", "2..4", "--hub-km", "12")
HEAD = "URN,Name,Type,Easting,Northing,Role,Needs,Strengths,Capacity"
# Six schools in a row that need physics, a partner among them that offers it, and one that is
# silent.
SEEKERS = [
    f"99000{n},School {n},Community School,{400_000 + 1000 * n},300000,seeker,T3 physics,,"
    for n in range(1, 7)
]
GIVER, SILENT = "990010", "990011"
PARTNERS = [
    f"{GIVER},Giver,Other Independent School,403000,301000,partner,,T3 physics,2",
    f"{SILENT},Silent,Other Independent School,404000,301000,partner,,,3",
]


def run_of(folder: Path, rows: Sequence[str], *more: str | Path) -> Path:
    """A run of a list of these rows."""
    folder.mkdir(exist_ok=True)
    path, out = folder / "schools.csv", folder / "run"
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    output_of("match", path, "--register", "none", "--postcodes", "none", "--out", out, *more)
    return out


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_of(tmp_path_factory.mktemp("row") / "run", [*SEEKERS, *PARTNERS])


def hubs_of(run: Path, plan: Path, *more: str | Path) -> tuple[dict[str, set[str]], str]:
    """The members of each hub by its partner, and what the command said."""
    options = ("--hubs", "3", "--hub-size", "2..6")
    told = output_of("allocate", run, *options, "--out", plan, *more)
    found: dict[str, set[str]] = {}
    for one in table(plan / "hubs.csv"):
        found.setdefault(one["partner_urn"], set()).add(one["seeker_urn"])
    return found, told


def file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_hubs_are_groups_of_the_run_within_what_was_asked(demo_run: Run, tmp_path: Path) -> None:
    told = output_of("allocate", demo_run.folder, *OPTIONS, "--out", tmp_path / "one")
    rows = table(tmp_path / "one" / "hubs.csv")
    places = {
        row["urn"]: (float(row["easting"]), float(row["northing"]))
        for row in table(demo_run.folder / "schools.csv") if row["easting"]
    }  # fmt: skip
    hubs = {row["hub"]: [one for one in rows if one["hub"] == row["hub"]] for row in rows}
    assert 1 <= len(hubs) <= 2
    assert len({row["seeker_urn"] for row in rows}) == len(rows)
    for members in hubs.values():
        assert 2 <= len(members) <= 4
        (partner,) = {row["partner_urn"] for row in members}
        points = np.array([places[partner], *(places[row["seeker_urn"]] for row in members)])
        apart = np.hypot(*(points[:, None] - points[None, :]).T)
        assert apart.max() <= 12_000
        assert abs(float(members[0]["widest_km"]) - apart.max() / 1000) < 0.001
        assert sum(float(row["needs_met"]) for row in members) >= 0.1
    met = sum(float(row["needs_met"]) for row in rows)
    assert f"{len(rows)} seekers, {met:.2f} of their needs met" in told
    assert "No other hubs of these sizes meet more" in told
    output_of("allocate", demo_run.folder, *OPTIONS, "--out", tmp_path / "other")
    for name in ("hubs.csv", "hubs.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    page = (tmp_path / "one" / "hubs.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert all(row["not_met"] in page for row in rows)
    profile = table(demo_run.folder / "profile.csv")
    guessed = {(one["urn"], load().words(one["activity"], one["subject"])) for one in profile
               if one["source"] in ONLY_LIKELY and float(one["need"] or 0) > 0}  # fmt: skip
    for row in rows:
        for need in filter(None, row["not_met"].split("; ")):
            plain = need.removesuffix(LIKELY_MARK)
            assert (plain != need) == ((row["seeker_urn"], plain) in guessed)
    drawn = island((tmp_path / "one" / "map.html").read_text(encoding="utf-8"))
    told = reasons_in_third_person(row["reasons"] for row in rows)
    assert sorted(drawn["plan"]["hubs"]["why"]) == sorted(told)
    assert len(drawn["schools"]["urn"]) == len(
        {row["partner_urn"] for row in table(tmp_path / "one" / "places.csv")
         if int(row["in_reach"])}
        | {row["seeker_urn"] for name in ("plan.csv", "unserved.csv")
           for row in table(tmp_path / "one" / name)}
    )  # fmt: skip


def test_the_summary_and_the_workbook_tell_of_hubs(row: Path, tmp_path: Path) -> None:
    hubs, told = hubs_of(row, tmp_path / "plan")
    assert hubs.keys() == {GIVER}
    assert "of 1 partner of hubs 0 have a place left after their pairs" in told or (
        "of 1 partner of hubs 1 has a place left after its pairs" in told
    )
    first = next(line for line in told.splitlines() if line.startswith("Hubs: 1 of 2 to 6 seekers"))
    book = load_workbook(tmp_path / "plan" / "plan.xlsx")
    assert first in [cell.value for (cell,) in book["About"].iter_rows()]
    rows = list(book["Hubs"].iter_rows(min_row=3, values_only=True))
    assert len(rows) - 1 == len(hubs[GIVER])
    page = (tmp_path / "plan" / "summary.html").read_text("utf-8")
    assert f"{first}. hubs.html lists them" in page


def test_without_hubs_there_is_no_file_of_them(demo_run: Run, tmp_path: Path) -> None:
    output_of("allocate", demo_run.folder, "--out", tmp_path / "plan")
    assert not list((tmp_path / "plan").glob("hubs*"))


def test_where_no_group_is_large_enough_that_is_said(demo_run: Run, tmp_path: Path) -> None:
    told = output_of("allocate", demo_run.folder, "--hubs", "2", "--hub-size", "40..50",
                     "--out", tmp_path / "plan")  # fmt: skip
    assert "Hubs: 0 of 40 to 50 seekers" in told
    assert "fewer than 40 seekers are near such a partner and near each other" in told
    assert table(tmp_path / "plan" / "hubs.csv") == []


def test_a_silent_partner_has_no_hub_but_is_to_be_asked(row: Path, tmp_path: Path) -> None:
    found, told = hubs_of(row, tmp_path / "plan")
    assert found == {GIVER: {f"99000{n}" for n in range(1, 7)}}
    assert "3 were asked for; there are no more such groups" in told
    assert "1 more partner with schools enough near it is not known to meet" in told
    assert "Ask what they offer: Silent" in told
    rows = table(tmp_path / "plan" / "hubs.csv")
    assert {one["needs"] for one in rows} == {"1"}
    assert {one["not_met"] for one in rows} == {""}


def test_where_nothing_is_known_of_anybody_distance_alone_makes_hubs_and_that_is_said(
    tmp_path: Path,
) -> None:
    rows = [one.replace("T3 physics", "") for one in (*SEEKERS, *PARTNERS)]
    found, told = hubs_of(run_of(tmp_path / "a", rows), tmp_path / "plan")
    assert sum(map(len, found.values())) == 6
    assert "these hubs rest on distance alone" in told
    page = (tmp_path / "plan" / "hubs.html").read_text(encoding="utf-8")
    assert "only distance speaks for this hub" in page


def test_hubs_keep_to_capacities_and_what_ifs(row: Path, tmp_path: Path) -> None:
    """Where the partner that helps is full or away, a silent one nearby makes no hub either."""
    for at, options in enumerate((
        ("--what-if", f"capacity:{GIVER}=0"), ("--what-if", f"without:{GIVER}"),
    )):  # fmt: skip
        found, told = hubs_of(row, tmp_path / f"plan-{at}", *options)
        assert found == {}
        assert "distance alone" not in told
        assert "3 were asked for; there are no such groups" in told
        assert "Ask what they offer: Silent (990011)" in told
    rows = [one if at < 6 else one.rpartition(",")[0] + ",0"
            for at, one in enumerate([*SEEKERS, *PARTNERS])]  # fmt: skip
    full = run_of(tmp_path / "full", rows)
    for run, options, why in (
        (full, (), "has no place left"),
        (row, ("--each-partner", "0..0"), "has no place left"),
        (row, ("--min-score", "1"), "scores below 1 with them (--min-score)"),
    ):
        found, told = hubs_of(run, tmp_path / f"plan-{why[:6]}", "--force", *options)
        assert found == {}
        assert f"6 because every partner within 10 km that they may meet {why}" in told
        assert "distance alone" not in told and "Nearness alone" not in told


def test_hubs_keep_to_gates_and_to_partnerships_that_there_are(tmp_path: Path) -> None:
    works = file(tmp_path / "works.csv", "URN,URN 2", f"990001,{GIVER}")
    out = file(tmp_path / "out.csv", "URN,URN 2", f"990006,{GIVER}")
    run = run_of(tmp_path / "a", [*SEEKERS, *PARTNERS], "--existing", works, "--exclude", out)
    found, told = hubs_of(run, tmp_path / "plan")
    assert found == {GIVER: {f"99000{n}" for n in range(2, 6)}}
    assert "1 because they have a partner already" in told
    settled = file(
        tmp_path / "settled.csv", "seeker_urn,partner_urn,decision", f"990003,{GIVER},pinned"
    )
    assert GIVER not in hubs_of(run, tmp_path / "full", "--decisions", settled)[0]


def test_hubs_keep_to_what_people_decided(row: Path, tmp_path: Path) -> None:
    decided = file(
        tmp_path / "decided.csv",
        "seeker_urn,partner_urn,decision,reason,day",
        f"990001,{GIVER},refused,distance,",
        f"990002,{GIVER},banned,,",
        f"990003,{SILENT},pinned,,",
        f"990004,{GIVER},accepted,,",
    )
    found, told = hubs_of(row, tmp_path / "plan", "--decisions", decided)
    assert found == {GIVER: {"990005", "990006"}}
    assert "2 because they have a partner already, or are to have one, and get no other" in told
    every = [f"990005,{one},banned,," for one in (GIVER, SILENT)]
    decided = file(tmp_path / "every.csv", "seeker_urn,partner_urn,decision,reason,day", *every)
    _, told = hubs_of(row, tmp_path / "every", "--decisions", decided)
    assert ("1 because every partner within 10 km that they may meet and that scores high enough "
            "was refused or banned for them") in told  # fmt: skip


def moved(row: str, urn: int) -> str:
    """The same school elsewhere."""
    cells = row.split(",")
    return ",".join([str(urn), cells[1], cells[2], str(int(cells[3]) + 60_000), *cells[4:]])


def test_a_school_in_no_hub_is_told_why(tmp_path: Path) -> None:
    run = run_of(tmp_path / "row", [*SEEKERS, *PARTNERS])

    def why(*options: str) -> str:
        return output_of("allocate", run, "--out", tmp_path / "plan", "--force", *options)

    full = why("--hubs", "1", "--hub-size", "2..4")
    assert "2 because the hub near them is full, with 4 schools (--hub-size)" in full
    far = why("--hubs", "1", "--hub-size", "2..6", "--hub-km", "3")
    assert "1 because they are more than 3 km from another school of the hub near them" in far
    assert "meet as much" not in full + far

    elsewhere = [moved(row, 991_000 + at) for at, row in enumerate([*SEEKERS, PARTNERS[0]])]
    run = run_of(tmp_path / "two", [*SEEKERS, *PARTNERS, *elsewhere])
    assert "6 because only 1 hub was asked for (--hubs)" in why("--hubs", "1", "--hub-size", "2..6")


def test_a_plan_beside_a_hub_leaves_it_its_place(row: Path, tmp_path: Path) -> None:
    """The options that hubs.html names, of a partner of two places: a hub and one pair."""
    found, _ = hubs_of(row, tmp_path / "hubs", "--hub-size", "2..4")
    page = html.unescape((tmp_path / "hubs" / "hubs.html").read_text(encoding="utf-8"))
    (options,) = re.findall(r"To keep this hub: (.*?)</", page)
    assert options.count("--what-if without:") == len(found[GIVER]) == 4
    output_of("allocate", row, *options.split(), "--out", tmp_path / "plan")
    pairs = table(tmp_path / "plan" / "plan.csv")
    assert sum(one["partner_urn"] == GIVER for one in pairs) == 1
    assert not {one["seeker_urn"] for one in pairs} & found[GIVER]
    hubs_of(row, tmp_path / "more", "--what-if", f"capacity:{GIVER}=+2")
    page = (tmp_path / "more" / "hubs.html").read_text(encoding="utf-8")
    assert (
        f"capacity:{GIVER}=3" in page
        and f"in place of the other --what-if capacity:{GIVER}" in page
    )


def test_every_partner_to_ask_is_listed(tmp_path: Path) -> None:
    silent = [PARTNERS[1].replace(SILENT, str(990_020 + n)).replace("Silent", f"Silent {n}")
              for n in range(5)]  # fmt: skip
    _, told = hubs_of(run_of(tmp_path / "a", [*SEEKERS, PARTNERS[0], *silent]), tmp_path / "plan")
    assert "and 2 more, listed in hubs.html" in told
    page = (tmp_path / "plan" / "hubs.html").read_text(encoding="utf-8")
    # The page sends nobody to itself, and says what its sums count.
    assert "hubs.html" not in page and "and 2 more, listed below under “Partners to ask”" in page
    assert page.count("one that a school states in full is 1") == 1
    assert all(f"<li><bdi>Silent {n} ({990_020 + n})</bdi></li>" in page for n in range(5))


def test_more_hubs_that_would_meet_no_more_are_not_said_not_to_be_there(tmp_path: Path) -> None:
    # The first partner meets both needs of all four; one hub of it meets as much as any two.
    four = [one.replace("T3 physics", "T3 physics; T3 maths") for one in SEEKERS[:4]]
    both = f"{GIVER},Both,Other Independent School,402000,300500,partner,,T3 physics; T3 maths,2"
    one = "990012,One,Other Independent School,403000,300500,partner,,T3 physics,2"
    run = run_of(tmp_path / "few", [*four, both, one])
    options = ("--hubs", "2", "--hub-size", "2..4")
    found, told = hubs_of(run, tmp_path / "plan", *options)
    assert found == {GIVER: {f"99000{n}" for n in range(1, 5)}}
    assert "2 were asked for; more hubs would meet no more" in told


def made_up(seed: int) -> list[str]:
    """A town of many schools with needs that many partners meet in part."""
    rng = random.Random(seed)
    tags = ("physics", "maths", "music", "German", "history", "chemistry")

    def place() -> str:
        return f"{rng.randrange(400_000, 425_000)},{rng.randrange(300_000, 325_000)}"

    seekers = [
        f"{991_000 + n},S{n},Community School,{place()},seeker,"
        f"{'; '.join(f'T3 {tag}' for tag in rng.sample(tags, 3))},,"
        for n in range(90)
    ]
    partners = [
        f"{992_000 + n},P{n},Other Independent School,{place()},partner,,"
        f"{'; '.join(f'T3 {tag}' for tag in rng.sample(tags, 2))},1"
        for n in range(20)
    ]
    return [*seekers, *partners]


def test_where_the_search_ends_first_the_gap_is_told_and_the_order_of_rows_is_nothing(
    tmp_path: Path,
) -> None:
    rows = made_up(5)
    run = run_of(tmp_path / "a", rows)
    options = ("--hubs", "30", "--hub-steps", "0.01")
    told = output_of("allocate", run, *options, "--out", tmp_path / "one")
    said = re.search(r"Not proven the best: no hubs of these sizes meet more than ([\d.]+) "
                     r"\(([\d.]+)% more\)", told)  # fmt: skip
    assert said, told
    met = sum(float(one["needs_met"]) for one in table(tmp_path / "one" / "hubs.csv"))
    assert float(said[1]) > met > 0
    assert "30 were asked for; no more were found" in told
    assert float(said[2]) == pytest.approx(100 * (float(said[1]) / met - 1), abs=0.06)
    page = (tmp_path / "one" / "hubs.html").read_text(encoding="utf-8")
    assert "Not proven the best" in page
    random.Random(1).shuffle(rows)
    output_of("allocate", run_of(tmp_path / "b", rows), *options, "--out", tmp_path / "two")
    same = [(tmp_path / plan / "hubs.csv").read_bytes() for plan in ("one", "two")]
    assert same[0] == same[1]


def test_a_search_that_ended_early_does_not_say_that_there_is_no_hub() -> None:
    one, at = np.zeros(1, dtype=np.int64), np.zeros((1, 2))
    problem = HubProblem(one, one, one + 50, at, at, hubs=1, least=1, most=2, most_metres=9_000.0)
    for proven, words in ((True, "no hub near them has enough"), (False, "the search ended")):
        *_, (told, who) = _beside(problem, {}, Hubs((), 0, 50, proven))
        assert words in told and who.all()


def test_too_many_to_search_through_is_said_before_the_search() -> None:
    # Two towns of 1,001 schools, 12 km apart, with the partner between them.
    many = 1_001
    towns = np.repeat([[-6_000.0, 0.0], [6_000.0, 0.0]], many, axis=0)
    problem = HubProblem(
        seeker=np.arange(2 * many),
        partner=np.zeros(2 * many, dtype=np.int64),
        gain=np.ones(2 * many, dtype=np.int64),
        seeker_xy=towns,
        partner_xy=np.zeros((1, 2)),
        hubs=1,
        least=2,
        most=3,
        most_metres=10_000.0,
    )
    with pytest.raises(SettingError, match="too many to search through") as told:
        require_room(problem, near_pairs(problem))
    assert "lower --hub-km" in str(told.value)
    nearer = replace(problem, seeker_xy=towns * 0.8)
    require_room(nearer, near_pairs(nearer))
