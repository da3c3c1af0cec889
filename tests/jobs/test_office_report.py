"""The report of an office: every figure of it counted again from the files of the run alone."""

from __future__ import annotations

import csv
import html
import math
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pdf_ua
import pytest
from brute import Brute
from program import output_of, rows_of
from strategies import HOSTILE, VALUE

from matcher.core.cells import restore
from matcher.core.errors import FileError, SettingError
from matcher.core.settings.combine import settings
from matcher.core.tables import SAID
from matcher.jobs.matching.demo import sources as sample_sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.outputs import _in_the_pool
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.summary.outcome import outcome_lines
from matcher.jobs.report.office import office_report
from matcher.jobs.report.office_facts import office_facts
from matcher.jobs.stages.reading import Sources
from matcher.profile.cover import cover_table
from matcher.profile.vocabulary import load
from matcher.show.allocation.facts import FEW
from matcher.show.report.office import carries
from matcher.show.report.office.facts.coverage import STATES
from matcher.show.report.office.facts.groups import SMALL_TRUSTS, Rate, wilson
from matcher.show.report.office.facts.office import OfficeFacts
from matcher.show.report.office.method import files
from matcher.show.report.office.table import table as csv_table


@pytest.fixture(scope="module")
def near(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample within 4 km, where some have nobody."""
    made = run(
        sample_sources(),
        settings(max_km=4, from_register="both"),
        tmp_path_factory.mktemp("near") / "run",
    )
    return made.folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A list with hostile names, authorities and regions; then a school with nobody near but a
    partner of its own trust, one far from everybody, and a college that is as far."""
    folder = tmp_path_factory.mktemp("hostile")
    header = ["URN", "Name", "Kind", "Local authority", "Region", "Phase", "Trust", "Easting",
              "Northing", "Needs", "Strengths", "LSOA code"]  # fmt: skip
    rows = []
    for at, text in enumerate(HOSTILE):
        for side, kind in enumerate(("state", "independent")):
            place = (400_000 + 500 * at, 300_000 + 100 * side)
            says = ("T3 physics" if at % 3 else "", "") if kind == "state" else ("", "T3 physics")
            rows.append([100_000 + 2 * at + side, text, kind, text, text, "Secondary", "", *place,
                         *says, f"E010000{6 * at:02d}" if at % 4 else ""])  # fmt: skip
    rows.append([200_001, "Held", "state", "Isle", "East", "Secondary", "One Trust", 600_000,
                 300_000, "T3 physics", ""])  # fmt: skip
    rows.append([200_002, "Kin", "independent", "Isle", "East", "Secondary", "One Trust", 600_500,
                 300_000, "", "T3 physics"])  # fmt: skip
    rows.append([200_003, "Lone", "state", "Isle", "East", "Primary", "", 500_000, 600_000, "",
                 ""])  # fmt: skip
    rows.append([200_004, "Both", "college", "Isle", "East", "16 plus", "", 650_000, 300_000, "",
                 ""])  # fmt: skip
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return run(Sources((path,)), settings(max_km=20), folder / "<run> 1")


class Counted:
    """A run counted again with pandas and loops, from its CSV files; gates by brute force."""

    def __init__(self, folder: Path) -> None:
        read = {"dtype": str, "keep_default_na": False, "encoding": "utf-8-sig"}
        names = [n for n in ("schools.csv", "pool.csv") if (folder / n).exists()]
        schools = pd.concat([pd.read_csv(folder / n, **read) for n in names])
        self.schools = schools.set_index("urn")
        self.pairs = pd.read_csv(folder / "matches.csv", **read)
        profile = pd.read_csv(folder / "profile.csv", **read)
        self.profile = profile
        made = reopen_run(folder)
        cover = cover_table(made.tables.profile, load())
        slow = self.slow = Brute(made.tables.schools, made.tables.profile, made.config, cover)
        listed = {u for u in slow.schools if self.schools.loc[u, "listed"] == "1"}
        self.reach = {
            seeker: [p for p in slow.partners if slow.may_meet(seeker, p)]
            for seeker in slow.seekers
            if seeker in listed
        }
        self.asked = Counter(
            p for s in slow.seekers for p in slow.partners
            if s in listed and slow.may_meet(s, p)
        )  # fmt: skip
        self.lists = {
            urn: own.assign(place=own["rank"].map(int)).sort_values("place")
            for urn, own in self.pairs[self.pairs["rank"] != ""].groupby("seeker_urn")
        }

    def needs(self, urn: str) -> list[str] | None:
        """The needs that a school names, None where nobody knows; figures under 0.1 are none."""
        own = self.profile[(self.profile["urn"] == urn) & (self.profile["need"] != "")]
        if not len(own):
            return None
        return [
            f"{row['activity']} {row['subject']}".strip()
            for row in own.to_dict("records")
            if float(row["need"]) >= (0.1 if row["source"] == "measured" else 1e-9)
        ]

    def state(self, urn: str) -> str:
        if not self.reach[urn]:
            return "nobody"
        own, said = self.lists[urn], self.said(urn)
        bases = [
            part
            for shared, basis in zip(own["shared"], own["basis"], strict=True)
            if shared.split(" | ")[0].strip()
            for part in basis.split(" | ")[0].split("; ")
            if not said or part.rpartition(": ")[0] in said
        ]
        if any(part.endswith(": stated") for part in bases):
            return "stated"
        if bases:
            return "suggested"
        needs = self.needs(urn)
        if not needs:
            return "needs not known" if needs is None else self.without_need(urn)
        offers = self.profile[self.profile["strength"] != ""]["urn"]
        return "not met" if own["partner_urn"].isin(offers).any() else "offers not known"

    def said(self, urn: str) -> set[str]:
        """The needs that somebody states of a school."""
        own = self.profile[(self.profile["urn"] == urn) & self.profile["source"].isin(SAID)]
        own = own[own["need"].map(lambda need: float(need or 0)) > 0]
        return {f"{a} {s}".strip() for a, s in zip(own["activity"], own["subject"], strict=True)}

    def without_need(self, urn: str) -> str:
        """Figures that show no need are nothing that a school has said."""
        own = self.profile[(self.profile["urn"] == urn) & (self.profile["need"] != "")]
        said = own["source"].isin(SAID).any()
        return "no need" if said else "no need suggested"

    def met(self, urn: str) -> set[str]:
        own = self.lists[urn]["shared"].map(lambda s: s.split(" | ")[0].strip())
        return {tag for tags in own if tags for tag in tags.split("; ")}


def assert_equal(found: OfficeFacts, slow: Counted) -> None:
    """Every figure of the facts against the count from the files."""
    table = found.coverage.set_index("urn")
    assert set(table.index) == set(slow.reach)
    states = {urn: slow.state(urn) for urn in slow.reach}
    assert table["state"].to_dict() == states
    assert found.states() == {state: list(states.values()).count(state) for state in STATES}
    assert table["in_reach"].to_dict() == {u: len(p) for u, p in slow.reach.items()}
    # By school and by need the same needs are not met, those that are only likely among them.
    for urn, many in zip(table.index, table["unmet"], strict=True):
        unmet = {*(slow.needs(urn) or ())} - slow.met(urn) if slow.reach[urn] else ()
        assert many == len(unmet) == len(found.unmet_of.get(urn, ()))
    assert table["unmet"].sum() == sum(one.met.of - one.met.part for one in found.needs)
    assert found.in_a_list == sum(map(bool, slow.reach.values()))
    for urn, row in table.iterrows():
        if not slow.reach[urn]:
            assert math.isnan(row["first_km"])
            continue
        km = slow.lists[urn]["distance_km"].map(float)
        assert (row["first_km"], row["nearest_km"]) == (km.iloc[0], km.min())
        first = slow.lists[urn]["shared"].iloc[0].split(" | ")[0].strip()
        assert row["first_meets"] == bool(first)
    needy = [u for u in slow.reach if states[u] in ("stated", "suggested", "not met",
                                                    "offers not known")]  # fmt: skip
    without = [u for u in needy if not slow.lists[u]["shared"].iloc[0].split(" | ")[0].strip()]
    (first, *_) = carries.in_short(found)
    told = f"Of {len(without)} of {len(needy)} (" if without else "Who carries it all?"
    assert told in first and len(without) * 2 != len(needy)
    # Groups: every school in one of each kind, and the parts as counted by hand.
    for split in found.splits:
        assert sum(group.seekers for group in split.groups) == len(table)
    trust = next(one for one in found.splits if one.column == "trust")
    here = Counter(
        " ".join(slow.schools.loc[urn, "trust"].split()) or "not known" for urn in slow.reach
    )
    alone = {name for name in here if name in ("no trust", "not known")}
    few = sum(here[name] for name in here.keys() - alone if here[name] < FEW)
    want = {name: many for name, many in here.items() if name in alone or many >= FEW}
    want |= {SMALL_TRUSTS: few} if few else {}
    assert {group.name: group.seekers for group in trust.groups} == want
    for column, split_column in (("la_name", "la"), ("region", "region")):
        split = next(one for one in found.splits if one.column == split_column)
        for group in split.groups:
            own = [
                urn for urn in slow.reach
                if (" ".join(slow.schools.loc[urn, column].split()) or "not known") == group.name
            ]  # fmt: skip
            needy = [u for u in own if states[u] in ("stated", "suggested", "not met",
                                                     "offers not known")]  # fmt: skip
            met = [u for u in needy if states[u] in ("stated", "suggested")]
            assert group.reached == Rate(sum(bool(slow.reach[u]) for u in own), len(own))
            assert group.met == Rate(len(met), len(needy))
            assert group.choice == np.median([len(slow.reach[u]) for u in own])
    # Needs, tag by tag.
    with_somebody = [urn for urn, partners in slow.reach.items() if partners]
    words = {f"{a} {s}".strip(): load().words(a, s)
             for a, s in zip(slow.profile["activity"], slow.profile["subject"],
                             strict=True)}  # fmt: skip
    having = Counter(words[tag] for urn in with_somebody for tag in slow.needs(urn) or ())
    met_by = Counter(words[tag] for urn in with_somebody for tag in slow.met(urn))
    assert {one.words: one.met.of for one in found.needs} == dict(having)
    assert {one.words: one.met.part for one in found.needs if one.met.part} == dict(met_by)
    guesses = slow.profile[(slow.profile["source"].isin(["inferred", "measured"]))
                           & slow.profile["urn"].isin(with_somebody)
                           & (slow.profile["confidence"].map(float) >= 0.5)]  # fmt: skip
    sure = Counter(
        words[f"{row['activity']} {row['subject']}".strip()]
        for row in guesses[guesses["need"] != ""].to_dict("records")
        if float(row["need"]) >= (0.1 if row["source"] == "measured" else 1e-9)
    )
    assert {one.words: one.half_sure for one in found.needs if one.half_sure} == dict(sure)
    in_rows = Counter(
        need for cell in csv_table(found)["needs_half_sure"] for need in cell.split("; ") if need
    )
    assert in_rows == sure
    offers = slow.profile[slow.profile["urn"].isin(list(slow.asked))]
    offers = offers[offers["strength"] != ""]
    told_of = offers[~offers["source"].isin(["measured"])]
    given = told_of[told_of["strength"].map(float) > 0].to_dict("records")
    # A partner may meet a need by its tag or by another that covers it; figures that are too low to
    # name are no offer.
    source = {(row["urn"], row["activity"], row["subject"]): row for row in
              offers.to_dict("records")}  # fmt: skip

    def may_meet(helper: str, tag: tuple[str, str]) -> bool:
        best = slow.slow.meets(helper, tag)
        if best is None or not best[0]:
            return False
        own = source[(helper, *best[2])]
        return own["source"] != "measured" or float(own["strength"]) >= 0.1

    tag_of = {name: tuple([*tag.split(" ", 1), ""][:2]) for tag, name in words.items()}
    assert {one.words: one.offering for one in found.needs} == {
        one.words: sum(may_meet(urn, tag_of[one.words]) for urn in slow.asked if slow.asked[urn])
        for one in found.needs
    }
    # Whoever is named outside of a list is in reach, not in it, and may meet a need that is not.
    for urn, others in found.left.farther.items():
        unmet = {*(slow.needs(urn) or ())} - slow.met(urn)
        there = {*slow.reach[urn]} - {*slow.lists[urn]["partner_urn"]}
        assert {other for other, _ in others} == {
            other for other in there if any(may_meet(other, tag_of[words[one]]) for one in unmet)
        }
    # Partners.
    assert found.load is not None
    often = Counter(p for urn in with_somebody for p in slow.lists[urn]["partner_urn"])
    carried = found.load.table.set_index("urn")
    assert carried["in_reach"].to_dict() == dict(slow.asked)
    assert {urn: n for urn, n in carried["lists"].items() if n} == dict(often)
    speak = {*offers["urn"]}
    assert {urn for urn, told in carried["offers"].items() if told == "not known"} == {
        urn for urn in slow.asked if urn not in speak
    }
    stated = {row["urn"] for row in given if row["source"] in ("stated", "partly", "priority")}
    assert {urn for urn, told in carried["offers"].items() if told == "stated"} == stated
    counts = sorted(carried["lists"])
    mean = sum(abs(a - b) for a in counts for b in counts) / (2 * len(counts) ** 2)
    assert found.load.places.gini == pytest.approx(mean / (sum(counts) / len(counts)))
    say = carried["places"].dropna()
    assert (found.load.say, found.load.full) == (
        len(say), sum(carried["lists"][urn] > many for urn, many in say.items())
    )  # fmt: skip
    assert found.load.first(3) == pytest.approx(sum(counts[-3:]) / sum(counts))
    assert sum(many for _, many, _ in found.load.bands()) == len(counts)
    assert sum(places for *_, places in found.load.bands()) == sum(counts)


def test_every_figure_equals_the_count_from_the_files(
    demo_run: Run, near: Path, hostile: Run
) -> None:
    for folder in (demo_run.folder, near, hostile.folder):
        assert_equal(office_facts(folder), Counted(folder))


def test_who_has_nobody_is_told_with_the_gate_and_the_nearest(hostile: Run, near: Path) -> None:
    both, held, lone = office_facts(hostile.folder).alone
    # A college is a partner too, and never one that is kept from itself.
    assert (both.name, both.kept_apart) == ("Both", ())
    assert (held.name, held.kept_apart) == ("Held", (("in the same trust", 1),))
    assert (lone.name, lone.kept_apart) == ("Lone", ())
    rows = pd.read_csv(hostile.folder / "matches.csv", dtype=str, encoding="utf-8-sig")
    for one in (held, lone):
        own = rows[rows["seeker_urn"] == one.urn]["distance_km"].map(float)
        assert one.nearest_km == own.min() > 20
    facts, slow = office_facts(near), Counted(near)
    assert {one.urn for one in facts.alone} == {u for u, p in slow.reach.items() if not p} != set()


def test_lists_of_partners_alone_tell_of_the_schools_that_the_register_supplied(
    tmp_path: Path,
) -> None:
    source = sample_sources()
    lists = tmp_path / "partners.csv"
    lists.write_text("URN\n900048\n900025\n", encoding="utf-8")
    table = tmp_path / "2023-2024_ks2final.csv"  # of two schools in three a need
    rows = [f"1,9000{at:02},A,90,{-8 if at % 3 else at % 5}" for at in range(1, 100)]
    table.write_text("\n".join(["RECTYPE,URN,SCHNAME,TELIG,READPROG", *rows]), encoding="utf-8")
    made = run(
        Sources((lists,), source.register, source.postcodes, performance=(table,)), settings(),
        tmp_path / "run",
    )  # fmt: skip
    found = office_facts(made.folder)
    assert not found.listed and found.load is None
    # Of all that the register has it tells of those that the run counts: who may meet a partner.
    told = made.found.concerned.took_part
    assert found.seekers == told.seekers < made.found.ranking.seekers
    assert {*found.coverage["urn"]} == {*made.found.ranking.seekers_in_reach}
    assert not found.alone
    # Figures that suggest no need are no answer: said, suggested and not known add up to all.
    own = made.found.profile[made.found.profile["urn"].isin(told.seeking)]
    suggested = {*own.loc[(own["need"] >= 0.1) & (own["source"] == "measured"), "urn"]}
    shows_none = {*own.loc[own["need"].notna(), "urn"]} - suggested
    assert suggested and shows_none and not own[own["need"].notna()]["source"].isin(SAID).any()
    in_a_list = found.coverage[found.coverage["state"] != "in no list"]
    unsaid = in_a_list[in_a_list["state"] == "no need suggested"]
    assert {*unsaid["urn"]} == shows_none & {*in_a_list["urn"]} != set()
    assert found.states()["no need"] == 0
    assert (
        f"Needs alone, of {told.seekers} seekers: 0 said by the school, its list or priorities, "
        f"{len(suggested)} only suggested by published figures or a register, "
        f"{told.seekers - len(suggested)} not known"
    ) in outcome_lines(made.found)
    said, likely = (one for one in found.known if one.what.startswith("needs"))
    assert (said.known, likely.known) == (0, len(suggested))
    # The workbook says where the others of them are.
    more = len(told.urns.difference(made.found.schools["urn"]))
    assert more and _in_the_pool(made.found, made.found.schools).startswith(
        f"pool.csv has {more:,} more that took part: "
    )
    # A file that was read as two things stands once among the files.
    twice = [*found.record["inputs"], found.record["inputs"][0]]
    again = replace(found, record={**found.record, "inputs": twice})
    assert [*files(again)] == [*files(found)]
    states = found.states()
    assert not states["stated"]
    pairs = pd.read_csv(made.folder / "matches.csv", dtype=str, encoding="utf-8-sig")
    assert states["in no list"] == found.everybody.reached.part - pairs["seeker_urn"].nunique() > 0
    # What is told of needs and of distances is told of those in a partner's list, and says so.
    inside = {*pairs["seeker_urn"]}
    profile = pd.read_csv(made.folder / "profile.csv", encoding="utf-8-sig")
    needs = profile[
        (profile["need"] >= 0.1)
        & profile["urn"].astype(str).isin(found.coverage["urn"].tolist())
        & (profile["source"] == "measured")
    ]
    listed = needs[needs["urn"].astype(str).isin(inside)]
    assert found.needy == needs["urn"].nunique() > found.everybody.met.of
    assert found.everybody.met.of == listed["urn"].nunique() > 0
    words = {one.words: (one.near, one.met.of) for one in found.needs}
    for rows, at in ((needs, 0), (listed, 1)):
        tags = zip(*(rows[name].fillna("") for name in ("activity", "subject")), strict=True)
        counts = Counter(load().words(activity, subject) for activity, subject in tags)
        assert Counter({name: of[at] for name, of in words.items() if of[at]}) == counts
    page = office_report(made.folder, "html").files["run-office.html"].decode("utf-8")
    short = page.partition('id="short"')[2].partition("</ul>")[0]
    assert "Needs: said of none of the" in page and f"only likely of {len(suggested):,}." in page
    for told in (
        f"{states['in no list']:,} of {found.seekers:,} ",
        f"{found.needy:,} of {found.seekers:,} schools have a known or likely need; "
        f"{found.everybody.met.of:,} of these are in a partner's list",
        f"Of {len(inside):,} schools in a partner's list, half have the best of the partners with",
        # What no partner has said is told as the map and a plan tell it.
        "of those have a partner with them in its list that "
        f"{'may meet one' if found.everybody.met.part else 'is known to meet one'}, at least",
    ):
        assert told in html.unescape(short)
    # These schools have no lists of their own.
    assert not re.search("in (its|their) list that is|of its list", page.replace("them in its", ""))
    assert f"told of {len(inside):,} of the {found.seekers:,}: those" in html.unescape(page)


def test_deprivation_and_what_nobody_knows(near: Path, hostile: Run, tmp_path: Path) -> None:
    shutil.copytree(near, tmp_path / "run")
    plain = {one.column: one for one in office_facts(near).splits}
    assert not plain["deprivation"].is_known and "--deprivation" in plain["deprivation"].cure
    # Scores from 0 to 99 of all areas: the highest fifth is the most deprived.
    imd = tmp_path / "imd.csv"
    lines = [f"E010000{at:02d},{at}" for at in range(100)]
    imd.write_text("\n".join(["LSOA code (2021),IMD score", *lines]), encoding="utf-8")
    found = office_facts(hostile.folder, imd)
    split = next(one for one in found.splits if one.column == "deprivation")
    order = ("most deprived fifth", "second fifth", "middle fifth", "fourth fifth",
             "least deprived fifth", "not known")  # fmt: skip
    slow = [order[4 - 6 * at // 20] if at % 4 else order[5] for at in range(len(HOSTILE))]
    slow += [order[5]] * 3
    counts = {group.name: group.seekers for group in split.groups}
    assert counts == dict(Counter(slow)) and list(counts) == [one for one in order if one in slow]
    assert len(counts) > 2 and any("deprivation" in line for line in found.attribution)
    with pytest.raises(FileError, match="no small areas"):
        office_facts(near, near / "schools.csv")
    (tmp_path / "run" / "problems.csv").unlink()
    with pytest.raises(FileError):
        office_facts(tmp_path / "run")


def test_chance_marks_no_small_group_and_a_great_one_only_where_it_differs() -> None:
    everybody = Rate(580, 1000)
    assert Rate(0, 3).beside(everybody) == ""
    assert Rate(20, 80).beside(everybody) == "lower"
    assert Rate(76, 80).beside(everybody) == "higher"
    assert Rate(50, 80).beside(everybody) == ""
    assert Rate(30, 30).beside(Rate(403, 403)) == "" == Rate(0, 30).beside(Rate(0, 403))
    assert Rate(0, 0).beside(everybody) == "" == Rate(1, 2).beside(Rate(0, 0))
    # The interval of Wilson holds the values whose own score test would not refuse the share.
    for part, of in ((0, 9), (5, 9), (300, 500), (500, 500)):
        for edge in wilson(part, of):
            if 0 < edge < 1:
                z = abs(part / of - edge) / math.sqrt(edge * (1 - edge) / of)
                assert z == pytest.approx(3.0902, rel=1e-3)


def test_every_form_says_the_same_and_text_of_a_list_stays_text(hostile: Run) -> None:
    made = {form: office_report(hostile.folder, form).files for form in ("html", "pdf", "csv")}
    for form in ("html", "pdf"):
        assert office_report(hostile.folder, form).files == made[form]
    page = made["html"][f"{hostile.folder.name}-office.html"].decode("utf-8")
    assert 'matcher template --needs "<run> 1" --unknown' in html.unescape(page)
    cells = [html.unescape(cell) for cell in re.findall(r"<td[^>]*><bdi>(.*?)</bdi></td>", page)]
    assert {" ".join(text.split()) for text in HOSTILE} <= {" ".join(c.split()) for c in cells}
    assert VALUE not in page and "<script" not in page and "<img" not in page
    found = office_facts(hostile.folder)
    met = found.everybody.met
    share = f"{met.part:,} of {met.of:,} ({met.part / met.of:.0%})".replace("%", " %")
    assert share in page
    told = pdf_ua.text_of(made["pdf"][f"{hostile.folder.name}-office.pdf"])
    assert pdf_ua.faults(made["pdf"][f"{hostile.folder.name}-office.pdf"]) == []
    assert share in told and "Who carries it all" in told
    # That a few partners have all places of lists, and that none is in no list, tell nothing.
    assert found.load is not None
    assert ("partners in most lists have" in page) == (found.load.partners > 10)
    assert bool(re.search(r" stands? in no school", page)) == (len(found.load.in_no_list) > 0)
    rows = rows_of(made["csv"][f"{hostile.folder.name}-office.csv"].decode("utf-8-sig"))
    assert [row["urn"] for row in rows] == found.coverage["urn"].tolist()
    assert [row["state"] for row in rows] == found.coverage["state"].tolist()
    named = {row["urn"]: restore(row["name"]) for row in rows}
    assert named == dict(zip(found.coverage["urn"], found.coverage["name"], strict=True))
    slow = Counted(hostile.folder)
    words = {"T3 physics": "physics teaching"}
    for row in rows:
        assert row["needs"] == "; ".join(words[tag] for tag in slow.needs(row["urn"]) or ())
        met = slow.met(row["urn"]) if row["urn"] in slow.lists and row["in_reach"] != "0" else ()
        assert row["needs_met"] == "; ".join(words[tag] for tag in met)
    for row in rows:
        assert not any(re.match(r"[=+@\t\r]", cell) for cell in row.values())
    with pytest.raises(SettingError, match="no form"):
        office_report(hostile.folder, "docx")


def test_the_sample_tells_what_would_help_and_how_to_get_what_is_not_known(near: Path) -> None:
    output_of("report", near, "--office")
    page = near.with_name("run-office.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", "", page))
    found = office_facts(near)
    far = max(one.nearest_km for one in found.alone if not math.isnan(one.nearest_km))
    assert f"match again with --max-km {math.ceil(far)}" in text
    assert "matcher template --needs run --unknown --out needs-forms" in text
    assert "matcher template --offers run --unknown --out offer-forms" in text
    # To let others give is advised where somebody would come of it.
    advice = f"match again with --givers {found.left.givers}. That makes every list anew"
    assert (
        (advice in text) == ("--givers" in text) == bool(found.left.alone or found.left.by_givers)
    )
    # Who offers something to be named and only seeks: the nearest to a school told of first.
    at = pd.read_csv(near / "schools.csv", encoding="utf-8-sig", dtype={"urn": str})
    at = at.set_index("urn")[["easting", "northing"]]
    own = at.loc[found.coverage["urn"]].to_numpy()
    far = {one.urn: one.km for one in found.only_seek}
    assert far and [*far.values()] == pytest.approx(
        sorted(far.values(), key=lambda km: -1 if math.isnan(km) else km), nan_ok=True
    )
    for one in found.only_seek:
        km = np.hypot(*(own - at.loc[one.urn].to_numpy()).T).min() / 1000
        assert one.offers and (math.isnan(one.km) or abs(one.km - km) < 0.02)
        assert math.isnan(one.km) == (one.urn in {*found.coverage["urn"]})
    assert re.search(r"as of \d+ [A-Z][a-z]+ 20\d\d\.", text)
    for line in found.attribution:
        assert line in text
    assert text.count("look up the way before you count on a partner") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "not known" in text and "nan" not in text.split()


def test_a_narrowed_run_says_to_what_before_all_else_and_tells_of_that_alone(
    tmp_path: Path,
) -> None:
    asked = settings(activities=("T2",), authorities=("East Sussex",))
    folder = run(sample_sources(), asked, tmp_path / "run").folder
    found = office_facts(folder)
    page = office_report(folder, "html").files["run-office.html"].decode("utf-8")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    narrowed = "professional development, seekers of East Sussex"
    title = text.index(f"Coverage: School partnership matches ({narrowed})")
    lead, short = text.index(f"narrowed to {narrowed}. What"), text.index("Who has nobody for")
    assert title < lead < short and "Ask about everything: match again without --activity." in text
    # What is not known is the same in both places, but for schools with nobody.
    needs = next(one for one in found.known if one.what.startswith("needs"))
    profile = pd.read_csv(folder / "profile.csv", encoding="utf-8-sig")
    says = profile[profile["need"].notna()]["urn"].astype(str)
    own = found.coverage
    silent = own[(own["state"] == "needs not known")]
    assert len(silent) <= needs.of - needs.known
    assert needs.of - needs.known == sum(own["state"].isin(["needs not known"])) + sum(
        urn not in set(says) for urn in own[own["state"] == "nobody"]["urn"]
    )
    # Whoever took no part is of the place or of none that is known, and it is said what it is.
    schools = pd.read_csv(folder / "schools.csv", dtype=str, encoding="utf-8-sig").set_index("urn")
    named = [one for out in found.no_part for one in out.schools]
    assert {la for _, _, la, *_ in named} == {"East Sussex", ""}
    for urn, _, _, _, part in named:
        assert (part == "partner") == (schools.loc[urn, "role"] == "partner")
    assert found.outside > 0 and f"{found.outside:,} schools of the lists are outside" in text
    problems = pd.read_csv(folder / "problems.csv", encoding="utf-8-sig")
    told = sum(kind.many for kind in found.problems)
    assert told + found.problems_outside == len(problems) and found.problems_outside > 0
    assert "Years of the published tables" not in text and "Lists, register and postcodes" in text


def test_whoever_is_named_is_named_with_its_condition_of_contact(tmp_path: Path) -> None:
    lists = tmp_path / "list.csv"
    lists.write_text(
        "URN,Name,Type,Phase,Pupils,Easting,Northing,Role,Needs,Offers,Open to contact?\n"
        "990100,Ash,Community school,Primary,200,430000,230000,seeker,C2 Latin,C3,yes: by post\n"
        "990101,Elm,Other independent school,,200,430100,230000,partner,,T3 art,yes\n"
        "990102,Fir,Other independent school,,15,433000,230000,partner,,C2 Latin,yes: ring first\n"
        "990103,Oak,Other independent school,,200,434000,230000,partner,,C2 Latin,yes: write\n"
        "990104,Bay,Community school,Primary,200,500000,600000,seeker,C2 Latin,,yes\n"
        "990105,Yew,Other independent school,,90,530000,600000,partner,,T3 art,yes: by post\n",
        encoding="utf-8",
    )
    config = settings(k=1, max_km=20, weights="nearest", from_register="none")
    made = run(Sources((lists,)), config, tmp_path / "run")
    files = {form: office_report(made.folder, form).files for form in ("csv", "html")}
    rows = {row["urn"]: row for row in rows_of(files["csv"]["run-office.csv"].decode("utf-8-sig"))}
    # The one for which a plan supposes no place comes last.
    told = "contact: “yes: {}” (its words in the list))".format
    assert rows["990100"]["farther_partners"] == (
        f"Oak (990103; {told('write')}; Fir (990102; {told('ring first')}"
    )
    assert rows["990104"]["nearest_beyond"] == f"Yew ({told('by post')}"
    page = files["html"]["run-office.html"].decode("utf-8")
    cells = [html.unescape(cell) for cell in re.findall(r"<td[^>]*><bdi>(.*?)</bdi></td>", page)]
    ash, fir, oak = (f"{name} ({told(words)}" for name, words in
                     (("Ash", "by post"), ("Fir", "ring first"), ("Oak", "write")))  # fmt: skip
    assert cells.count("Oak") == cells.count("Fir") == 0 < cells.count(ash)
    assert cells.count(fir) == cells.count(oak) > 1
    could = page[page.index("Partners outside of these schools") :]
    assert could.index(oak) < could.index(fir)
    assert "Those for whom a plan supposes no place, as they are small, come last." in could
