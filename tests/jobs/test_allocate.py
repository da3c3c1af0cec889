"""A plan from a run: within capacities, the same bytes always, checked anew."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from program import invoke, output_of, table

from matcher.core.allocation.settings import bounds, plan_settings
from matcher.core.errors import OutputError, SettingError
from matcher.jobs.allocation.allocate import allocate, find
from matcher.jobs.allocation.build_problem import Decided, all_pairs
from matcher.jobs.allocation.capacities import Capacity, told
from matcher.jobs.allocation.changes import read_changes
from matcher.jobs.allocation.verify.verify_plan import verify_plan
from matcher.jobs.matching.reopen import ReopenedRun, reopen_run
from matcher.jobs.matching.results import Run
from matcher.match.lists.permitted_pairs import PermittedPairs
from matcher.show.kit.csv_table import csv_bytes
from matcher.show.run.manifest import sealed

HEAD = ("URN", "Name", "Type", "Easting", "Northing", "Role", "Needs", "Strengths", "Capacity")
TAGS = ("T3 physics", "T3 maths", "C2 Latin", "C3 sports hall", "L1")
ORDERS = 3  # as given; turned round, so that of any two rows each stands first once; shuffled

OPTIMAL = "Optimal: no plan is better in what counts, in order of importance;"


@pytest.fixture(scope="session")
def reopened(demo_run: Run) -> tuple[ReopenedRun, PermittedPairs]:
    """The demo reopened, and all pairs that it permits."""
    run = reopen_run(demo_run.folder)
    return run, all_pairs(run)


def small_list(path: Path, seed: int | None = None) -> Path:
    """Forty made-up schools within a few kilometres, turned round with seed 1, else shuffled with
    one that is not 0."""
    chosen = random.Random(1)
    rows = []
    for number in range(40):
        gives = number % 4 == 0
        tags = "; ".join(chosen.sample(TAGS, 2))
        capacity = "" if number % 8 else str(number // 8 % 3)
        rows.append([
            str(990001 + number), f"Made-up School {number}",
            "Other Independent School" if gives else "Community School",
            str(400000 + chosen.randrange(9) * 1000), str(300000 + chosen.randrange(9) * 1000),
            "partner" if gives else "seeker",
            "" if gives else tags, tags if gives else "", capacity if gives else "",
        ])  # fmt: skip
    if seed == 1:
        rows.reverse()
    elif seed:
        random.Random(seed).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([HEAD, *rows])
    return path


def made(folder: Path, seed: int | None = None, *more: str | Path) -> Path:
    """A run of the small list."""
    folder.mkdir(exist_ok=True)
    out = folder / "run"
    words = ("--register", "none", "--postcodes", "none", "--out", out)
    output_of("match", small_list(folder / "schools.csv", seed), *words, *more)
    return out


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith(".")
    }


def test_all_pairs_are_those_of_every_list(reopened: tuple[ReopenedRun, PermittedPairs]) -> None:
    run, pairs = reopened
    ranking = run.ranking
    assert (np.diff(pairs.seekers * 10**6 + pairs.partners.astype(np.int64)) > 0).all()
    total = 0
    for seeker in np.flatnonzero(ranking.arrays.is_seeker):
        partners, standings, squared = ranking.list_of(int(seeker), by_seeker=True)
        here = pairs.seekers == seeker
        assert pairs.partners[here].tolist() == partners.tolist()
        assert pairs.standings[here].tolist() == standings.tolist()
        assert pairs.squared_m[here].tolist() == squared.tolist()
        total += len(partners)
    assert total == len(pairs.seekers)


def test_a_plan_keeps_to_capacities_and_leaves_its_run_alone(demo_run: Run, tmp_path: Path) -> None:
    before = digests(demo_run.folder)
    printed = output_of("allocate", demo_run.folder, "--out", tmp_path / "plan")
    assert digests(demo_run.folder) == before
    pairs, places = table(tmp_path / "plan" / "plan.csv"), table(tmp_path / "plan" / "places.csv")
    without = table(tmp_path / "plan" / "unserved.csv")
    schools = [*table(demo_run.folder / "schools.csv"), *table(demo_run.folder / "pool.csv")]
    authority = {row["urn"]: row["la_name"] for row in schools}
    assert without and all(row["la_name"] == authority[row["seeker_urn"]] for row in without)
    seekers = [row["seeker_urn"] for row in pairs]
    assert len(set(seekers)) == len(seekers)
    assert not {row["seeker_urn"] for row in without} & set(seekers)
    assert f"Served: {len(pairs)} of {len(pairs) + len(without)} seekers" in printed
    assert f"{OPTIMAL} checked against 1," in printed
    low = [row for row in pairs if int(row["seeker_rank"]) > 5]
    told = f"  {len(low)} of {len(pairs)} seekers with a pair chosen got none of their best 5;"
    assert low and told in printed
    far = max(pairs, key=lambda row: float(row["distance_km"]))
    assert f" km apart ({far['seeker_name']}, {far['partner_name']})\n" in printed
    stated = {row["urn"]: row["capacity"] for row in table(demo_run.folder / "schools.csv")}
    for place in places:
        own = [row for row in pairs if row["partner_urn"] == place["partner_urn"]]
        assert len(own) == int(place["used"]) <= int(place["capacity"])
        assert int(place["used"]) + int(place["free"]) == int(place["capacity"])
        if stated.get(place["partner_urn"]):
            assert (place["capacity"], place["capacity_from"]) == (
                stated[place["partner_urn"]], "list"
            )  # fmt: skip
        else:
            assert place["capacity_from"].startswith("supposed: ")
    listed = {(row["seeker_urn"], row["partner_urn"]): row
              for row in table(demo_run.folder / "matches.csv")}  # fmt: skip
    both = [(row, listed[key]) for row in pairs
            if (key := (row["seeker_urn"], row["partner_urn"])) in listed]  # fmt: skip
    assert len(both) > 20
    for row, match in both:
        for name in ("score", "distance_km", "shared", "reasons", "basis"):
            told = match[name].replace("it is listed for", "it is chosen for")
            assert row[name] == told
        if match["rank"]:
            assert row["seeker_rank"] == match["rank"]


def test_places_in_lists_are_those_that_explain_tells(
    reopened: tuple[ReopenedRun, PermittedPairs],
) -> None:
    run, pairs = reopened
    found = find(run, pairs, plan_settings({"each_seeker": "0..2"}))
    at = run.ranking.index
    for row in found.pairs.iloc[::9].itertuples():
        i, j = at[row.seeker_urn], at[row.partner_urn]
        assert row.seeker_rank == run.ranking.rank_in_list(i, j, by_seeker=True).rank
        assert row.partner_rank == run.ranking.rank_in_list(i, j, by_seeker=False).rank


def test_the_same_plan_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    first: dict[str, str] = {}
    for seed in range(ORDERS):
        home = tmp_path / str(seed)
        run = made(home, seed)
        allocate(run, plan_settings({}), home / "plan")
        found = digests(home / "plan")
        found.pop("plan.json")  # it names the run, and so the list with its rows
        first = first or found
        assert found == first, seed
    assert len(first) >= 4


def test_one_more_place_brings_what_its_price_says(
    reopened: tuple[ReopenedRun, PermittedPairs],
) -> None:
    run, pairs = reopened
    found = find(run, pairs, plan_settings({}))
    rows = found.places[found.places["one_more_place"] != ""]
    assert len(rows) > 10
    for row in rows.iloc[::6].itertuples():
        more = find(
            run, pairs, plan_settings({}), read_changes(run, [f"capacity:{row.partner_urn}=+1"])
        )
        gain = more.counts["total_value"] - found.counts["total_value"]
        served = more.counts["served"] - found.counts["served"]
        score = f"{abs(gain) / 100_000:.5f} {'more' if gain > 0 else 'less'} score"
        assert row.one_more_place == f"{served} more served, {score}"
    mine = found.unserved[found.unserved["place_goes_to_it"] == "yes"]
    assert len(mine)
    for row in mine.iloc[::5].itertuples():
        change = read_changes(run, [f"capacity:{row.more_place_urn}=+1"])
        more = find(run, pairs, plan_settings({}), change)
        assert row.seeker_urn in set(more.pairs["seeker_urn"])
    # Of the others no place would serve them, be it given to them or to one that moves up for them.
    nobodys = found.unserved[found.unserved["place_goes_to_it"] == "no"]
    assert len(nobodys)
    assert {*nobodys["more_place_name"]} == {""}
    served = set()
    for row in found.places[found.places["free"] == 0].iloc[::4].itertuples():
        change = read_changes(run, [f"capacity:{row.partner_urn}=+1"])
        served |= set(find(run, pairs, plan_settings({}), change).pairs["seeker_urn"])
    assert not served & set(nobodys["seeker_urn"])


def test_settings_that_mean_nothing_are_refused(demo_run: Run) -> None:
    assert (bounds("2"), bounds("0..3"), bounds("1..")[0]) == ((2, 2), (0, 3), 1)
    for given in ({"capacity": "-1"}, {"each_seeker": "2..1"}, {"objective": "score,score"},
                  {"objective": "money"}, {"min_score": 2.0}, {"method": "stable",
                  "each_partner": "1.."}, {"capacity": "1001"}, {"each_seeker": "0"},
                  {"hubs": 2, "hub_size": "0..3"}):  # fmt: skip
        with pytest.raises(SettingError):
            plan_settings(given)
    for words in (("--what-if", "capacity:900025"), ("--what-if", "closed:123"),
                  ("--what-if", "area:Nowhere"), ("--what-if", "capacity:900001=+1"),
                  ("--each-seeker", "two")):  # fmt: skip
        done = invoke("allocate", demo_run.folder, *words)
        assert done.exit_code != 0
        assert isinstance(done.exception, SettingError | SystemExit)


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({"hub_km": 20.0}, "--hub-km needs --hubs"),
        ({"hub_km": 10.0}, "--hub-km needs --hubs"),  # the usual one, typed all the same
        ({"hub_size": "2..4"}, "--hub-size needs --hubs"),
        ({"hub_steps": 5.0, "hubs": 0}, "--hub-steps needs --hubs"),
        ({"proposing": "partners"}, "--proposing needs --method stable"),
        ({"objective": "score", "method": "stable"}, "--objective needs --method optimal"),
    ],
)
def test_a_setting_that_would_decide_nothing_is_refused(given: dict[str, Any], needed: str) -> None:
    with pytest.raises(SettingError, match=needed):
        plan_settings(given)
    assert plan_settings(plan_settings({}).as_dict()) == plan_settings({})  # as a record names all


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (("without:{0}", "capacity:{0}=+2"), "has other places and takes no part"),
        (("capacity:{0}=5", "closed:{0}"), "has other places and closes"),
        (("closed:{0}", "without:{0}"), "closes and takes no part"),
        (("capacity:{0}=5", "capacity:{0}=+2"), "has two capacities"),
    ],
)
def test_changes_that_contradict_each_other_are_refused(
    reopened: tuple[ReopenedRun, PermittedPairs], changes: tuple[str, ...], why: str
) -> None:
    with pytest.raises(SettingError, match=f"900048 {why}"):
        read_changes(reopened[0], [one.format("900048") for one in changes])


def test_a_folder_that_cannot_be_written_is_told_before_what_if_says_anything(
    demo_run: Run, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mine.txt").write_text("mine", encoding="utf-8")
    words = ("--what-if", "without:900048", "--out", tmp_path / "other")
    done = invoke("allocate", demo_run.folder, *words)
    assert done.exit_code == 1
    assert "Seekers served" not in done.stdout


def test_settings_are_told_as_they_were_given() -> None:
    assert plan_settings({"objective": "Served, SCORE"}).objectives == ("served", "score")
    with pytest.raises(SettingError, match="above 1,000"):
        plan_settings({"each_seeker": "0..2000"})


def test_who_says_a_capacity_is_told_of_a_changed_one_too() -> None:
    found = [Capacity(2, "list", 0), Capacity(7, "list, then --what-if", 0),
             Capacity(1000, "--capacity", 0), Capacity(10, "supposed: university", 0)]  # fmt: skip
    assert told(found) == [
        "  1 as a list says",
        "  1 × 1000 (as --capacity)",
        "  1 × 7 (as --what-if)",
        "  1 × 10 (supposed: university)",
    ]


def test_floors_that_cannot_be_kept_are_told(demo_run: Run, tmp_path: Path) -> None:
    with pytest.raises(SettingError):
        allocate(demo_run.folder, plan_settings({"each_seeker": "1"}), tmp_path / "plan")
    assert not (tmp_path / "plan").exists()


def test_a_run_is_never_written_over(demo_run: Run, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        allocate(demo_run.folder, plan_settings({}), demo_run.folder, force=True)
    run = made(tmp_path)
    out = tmp_path / "other"
    out.mkdir()
    (out / "run.json").write_text("{}")
    with pytest.raises(OutputError, match="holds a run"):
        allocate(run, plan_settings({}), out, force=True)
    allocate(run, plan_settings({}), tmp_path / "plan")
    done = invoke("match", tmp_path / "schools.csv", "--out", tmp_path / "plan", "--force")
    assert done.exit_code == 1
    assert "holds a plan, which is never altered" in str(done.exception)


def test_a_plan_of_another_question_stays(demo_run: Run, tmp_path: Path) -> None:
    """As of a run: other options, another run or other files are told; nothing is replaced."""
    run, plan = tmp_path / "autumn", tmp_path / "plan"
    shutil.copytree(demo_run.folder, run)
    shutil.copytree(demo_run.folder, tmp_path / "spring")
    assert allocate(run, plan_settings({}), plan).kept is None
    before = digests(plan)
    (tmp_path / "decided.csv").write_text("seeker_urn,partner_urn,decision\n", encoding="utf-8")
    for given, said in (
        (("autumn", "--capacity", "3"), "its --capacity was by-kind, now 3"),
        (("spring",), "its run was autumn, now spring"),
        (("autumn", "--decisions", tmp_path / "decided.csv"), "files were none, now decided.csv"),
        (("autumn", "--what-if", "area:Hastings"), "its --what-if was none, now area:Hastings"),
    ):
        done = invoke("allocate", tmp_path / given[0], *given[1:], "--out", plan)
        assert isinstance(done.exception, OutputError), done.output
        assert said in done.exception.what
        assert f"{plan}-2, or --force" in str(done.exception.hint)
        assert digests(plan) == before
    done = invoke("allocate", run, "--capacity", "3", "--out", plan, "--force")
    assert "The earlier plan is kept in" in done.output
    (plan / "plan.json").write_text("[]", encoding="utf-8")
    done = invoke("allocate", run, "--out", plan)
    assert isinstance(done.exception, OutputError)


def test_what_is_there_already_takes_places(tmp_path: Path) -> None:
    free = table(allocate(made(tmp_path), plan_settings({"capacity": "1"}), tmp_path / "a").folder
                 / "places.csv")  # fmt: skip
    busy = next(row for row in free if row["capacity"] == "1" and row["used"] == "1")
    pair = tmp_path / "existing.csv"
    seeker = table(tmp_path / "a" / "plan.csv")[0]["seeker_urn"]
    pair.write_text(f"URN,Partner URN\n{seeker},{busy['partner_urn']}\n", encoding="utf-8")
    again = made(tmp_path / "b", None, "--existing", pair)
    plan = allocate(again, plan_settings({"capacity": "1"}), tmp_path / "c").folder
    row = next(one for one in table(plan / "places.csv")
               if one["partner_urn"] == busy["partner_urn"])  # fmt: skip
    assert (row["existing"], row["used"], row["free"]) == ("1", "0", "0")
    zero = [one for one in table(plan / "places.csv") if one["capacity"] == "0"]
    assert zero
    assert {one["used"] for one in zero} == {"0"}


def test_places_for_pupils_are_no_partnerships(tmp_path: Path) -> None:
    rows = list(csv.reader(small_list(tmp_path / "schools.csv").open(encoding="utf-8")))
    for at, row in enumerate(rows[1:]):
        row[-1] = str(105 * (1 + at % 3)) if at % 2 else ""
    with (tmp_path / "schools.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    words = ("--register", "none", "--postcodes", "none", "--out", tmp_path / "run")
    output_of("match", tmp_path / "schools.csv", *words)
    problems = [row for row in table(tmp_path / "run" / "problems.csv")
                if row["column"] == "Capacity"]  # fmt: skip
    assert [row["code"] for row in problems] == ["pupil_places"]
    assert {row["capacity"] for row in table(tmp_path / "run" / "schools.csv")} == {""}


def test_pinned_and_banned_pairs(reopened: tuple[ReopenedRun, PermittedPairs]) -> None:
    run, pairs = reopened
    free = find(run, pairs, plan_settings({}))
    left = free.unserved[free.unserved["more_place_urn"] != ""].iloc[0]
    seeker, partner = str(left["seeker_urn"]), str(left["more_place_urn"])
    out = (str(free.pairs["seeker_urn"].iloc[0]), str(free.pairs["partner_urn"].iloc[0]))
    decided = Decided(frozenset({(seeker, partner)}), frozenset({out}))
    found = find(run, pairs, plan_settings({}), None, decided)
    there = {(row.seeker_urn, row.partner_urn): row.how for row in found.pairs.itertuples()}
    assert there[seeker, partner] == "pinned"
    assert out not in there
    with pytest.raises(SettingError, match="pinned"):
        find(run, pairs, plan_settings({}), None, Decided(frozenset({(partner, seeker)})))


def test_what_if_says_who_gains_and_writes_nothing(demo_run: Run, tmp_path: Path) -> None:
    full = allocate(demo_run.folder, plan_settings({}), tmp_path / "plan")
    change = f"capacity:{next(filter(None, full.found.unserved['more_place_urn']))}=+1"
    printed = output_of("allocate", demo_run.folder, "--what-if", change)
    assert f"What if {change}:" in printed
    assert "(+1)" in printed
    assert "Gain a partner: 1" in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan"]
    other = tmp_path / "other"
    output_of("allocate", demo_run.folder, "--what-if", change, "--out", other)
    compared = output_of("diff", tmp_path / "plan", other)
    assert f"what if: nothing → {change}" in compared
    assert "Gain a partner: 1" in compared
    same = output_of("diff", other, other)
    assert "Nobody's partner changes" in same
    area = output_of("allocate", demo_run.folder, "--what-if", "AREA:hastings")
    assert "The plans are about different seekers, " in area
    assert " seekers in both:" in area


def reseal(plan: Path) -> None:
    """Make the record of a plan fit its files, as whoever changes them on purpose can."""
    record = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    for entry in record["outputs"]:
        entry["sha256"] = hashlib.sha256((plan / entry["name"]).read_bytes()).hexdigest()
    record.pop("digest")
    (plan / "plan.json").write_text(json.dumps(sealed(record)), encoding="utf-8")


def test_verify_finds_what_is_wrong_with_a_plan(tmp_path: Path) -> None:
    run, plan = made(tmp_path), tmp_path / "plan"
    found = allocate(run, plan_settings({}), plan).found
    printed = output_of("verify", plan)
    assert f"{OPTIMAL} checked against" in printed
    # A worse plan with a record that fits it: a pair is taken out.
    (plan / "plan.csv").write_bytes(csv_bytes(found.pairs.iloc[1:]))
    assert verify_plan(plan).faults == ["plan.csv has changed since the plan"]
    reseal(plan)
    (fault,) = verify_plan(plan).faults
    assert fault.startswith("the certificate does not prove the plan")
    # A pair that the run does not permit.
    worse = found.pairs.copy()
    worse.loc[0, "partner_urn"] = worse.loc[0, "seeker_urn"]
    (plan / "plan.csv").write_bytes(csv_bytes(worse))
    reseal(plan)
    (fault,) = verify_plan(plan).faults
    assert "may not be paired" in fault
    # Prices that somebody made up.
    (plan / "plan.csv").write_bytes(csv_bytes(found.pairs))
    certificate = json.loads((plan / "certificate.json").read_text(encoding="utf-8"))
    first = next(iter(certificate["partner_prices"]))
    certificate["partner_prices"][first] += 1
    (plan / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    reseal(plan)
    assert verify_plan(plan).faults
    # The run made again, otherwise.
    output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
              "-k", "2", "--out", run, "--force")  # fmt: skip
    (fault,) = verify_plan(plan).faults
    assert "has been made again since" in fault
    run.rename(tmp_path / "elsewhere")
    done = invoke("verify", plan)
    assert "--run RUN" in str(done.exception)
