"""Who may give: the three policies, what each lets in, and that the lists are the true ones."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from brute import Brute
from made_runs import seal
from program import table

from matcher.core.settings.combine import settings
from matcher.core.settings.config import ANYONE, GUIDE, HUBS
from matcher.jobs.matching.match import find, run
from matcher.jobs.matching.reopen import reopen_run
from matcher.jobs.matching.results import MatchResult
from matcher.jobs.matching.summary.lines import summary_lines
from matcher.jobs.stages.givers import could_give_near, who_only_seek
from matcher.jobs.stages.reading import Sources

# Type, phase, what the list says of the role, what it offers; who gives by which policy.
SCHOOLS = (
    ("Other independent school", "Not applicable", "", "T2 maths", (GUIDE, HUBS, ANYONE)),
    ("Higher education institutions", "", "", "", (GUIDE, HUBS, ANYONE)),
    ("Further education", "16 plus", "", "", (GUIDE, HUBS, ANYONE)),
    ("Community special school", "Not applicable", "", "", (HUBS, ANYONE)),
    ("Academy special converter", "Not applicable", "", "T2 SEND", (HUBS, ANYONE)),
    ("Academy 16-19 converter", "16 plus", "", "", (HUBS, ANYONE)),
    ("Community school", "16 plus", "", "", (HUBS, ANYONE)),
    ("Community school", "Primary", "", "", ()),
    ("Academy converter", "Secondary", "", "T2 physics", (ANYONE,)),
    ("Voluntary aided school", "Secondary", "", "none", ()),
    ("Pupil referral unit", "Not applicable", "", "", ()),
    # A list's own word stands, whatever the policy.
    ("Academy special converter", "Not applicable", "seeker", "T2 SEND", ()),
    ("Academy converter", "Secondary", "none", "T2 physics", ()),
    ("Community school", "Primary", "both", "", (GUIDE, HUBS, ANYONE)),
)


def county(folder: Path, copies: int = 6) -> Path:
    """A list in which every sort of school stands some times, somewhere in 60 km."""
    chance = random.Random(14)
    rows = ["URN,Name,Type,Phase,Easting,Northing,Role,Needs,Offers"]
    urn = 990000
    for _ in range(copies):
        for type_, phase, role, offers, _gives in SCHOOLS:
            east, north = chance.randrange(400_000, 460_000), chance.randrange(200_000, 260_000)
            needs = chance.choice(["T2 SEND", "T2 maths; T2 physics", "", "T2 maths"])
            rows.append(
                f"{urn},School {urn},{type_},{phase},{east},{north},{role},{needs},{offers}"
            )
            urn += 1
    path = folder / "county.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def gives(result: MatchResult) -> set[str]:
    everybody = pd.concat([result.schools, result.pool])
    return set(everybody.loc[everybody["role"].isin(["partner", "both"]), "urn"])


@pytest.mark.parametrize("policy", [GUIDE, HUBS, ANYONE])
def test_whom_a_policy_lets_give_and_that_the_lists_are_the_true_ones(
    policy: str, tmp_path: Path
) -> None:
    config = settings(givers=policy, from_register="none", k=3)
    result = find(Sources((county(tmp_path),)), config)
    expected = {
        str(990000 + at)
        for at in range(6 * len(SCHOOLS))
        if policy in SCHOOLS[at % len(SCHOOLS)][4]
    }
    assert gives(result) == expected
    # Whoever gives by a policy goes on to seek.
    by_urn = result.schools.set_index("urn")
    lent = [urn for urn in expected if by_urn.loc[urn, "kind"] == "state"]
    assert set(by_urn.loc[lent, "role"]) == {"both"}
    brute = Brute(result.schools, result.profile, config)
    brute.prepare()
    for side, own, other, place in (
        ("seeker", "seeker_urn", "partner_urn", "rank"),
        ("partner", "partner_urn", "seeker_urn", "partner_rank"),
    ):
        kept = result.matches[result.matches[place].notna() & (result.matches["beyond"] == 0)]
        mine = kept.sort_values([own, place]).groupby(own)[other].apply(list).to_dict()
        for urn in brute.seekers if side == "seeker" else brute.partners:
            assert mine.get(urn, []) == [name for name, _ in brute.best(urn, side)], (side, urn)


def test_a_school_that_leads_a_hub_gives_where_hubs_do(tmp_path: Path) -> None:
    hubs = tmp_path / "hubs.csv"
    hubs.write_text("region_code,lead_school_urn,hub_name\nEE1,990007,Fen Teaching School Hub\n")
    sources = Sources((county(tmp_path),), offers=(hubs,))
    for policy, expected in ((GUIDE, False), (HUBS, True), (ANYONE, True)):
        config = settings(givers=policy, from_register="none")
        assert ("990007" in gives(find(sources, config))) == expected, policy


def test_everybody_meets_everybody_whatever_the_policy(tmp_path: Path) -> None:
    sources = Sources((county(tmp_path, 1),))
    found = [
        find(sources, settings(between="all", from_register="none", givers=policy)).matches
        for policy in (GUIDE, ANYONE)
    ]
    pd.testing.assert_frame_equal(*found)


def test_the_register_still_supplies_partners_where_only_state_schools_would_give(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "URN,Name,Type,Phase,Easting,Northing,Needs\n"
        "990100,Ash School,Community school,Primary,430000,230000,T2 SEND\n"
        "990101,Beech School,Community special school,Not applicable,431000,231000,\n"
    )
    sources = Sources((mine,), register=county(tmp_path))
    for policy in (GUIDE, HUBS):
        result = find(sources, settings(givers=policy))
        everybody = pd.concat([result.schools, result.pool])
        assert {"independent", "university"} <= set(everybody["kind"]), policy
        assert not any("and none of the register" in line for line in summary_lines(result))
    partners = set(result.matches.loc[result.matches["seeker_urn"] == "990100", "partner_urn"])
    assert "990101" in partners, "a special school of the list gives to the other"


def test_a_run_reopened_has_the_lists_it_was_made_with(tmp_path: Path) -> None:
    made = run(
        Sources((county(tmp_path),)),
        settings(givers=HUBS, from_register="none"),
        tmp_path / "run",
    )
    assert made.manifest["settings"]["givers"] == HUBS
    ranking = reopen_run(made.folder).ranking
    first = made.found.matches[made.found.matches["rank"] == 1]
    for row in first[first["beyond"] == 0].itertuples():
        i, j = ranking.index[row.seeker_urn], ranking.index[row.partner_urn]
        assert ranking.rank_in_list(i, j, by_seeker=True).rank == 1
    assert ranking.gate("990000", "990007") == "not_a_seeker"
    assert ranking.gate("990007", "990008") == "not_a_partner"
    assert ranking.gate("990007", "990004") == ""


def test_the_summary_says_who_gives(tmp_path: Path) -> None:
    sources = Sources((county(tmp_path),))
    told = {
        policy: "\n".join(
            summary_lines(find(sources, settings(givers=policy, from_register="none")))
        )
        for policy in (GUIDE, HUBS, ANYONE)
    }
    assert (
        "Of those that took part, 15 state-funded schools with a known or likely strength only "
        "seek. To let more give, match again with --givers hubs or anyone. That makes every list "
        "anew, so that another partner may drop out of the best 5" in told[GUIDE]
    )
    assert "may give as well (--givers hubs): 24" in told[HUBS]
    assert "may give as well (--givers anyone): 30" in told[ANYONE]
    assert settings().givers == GUIDE


def test_who_only_seeks_has_a_strength_that_reasons_name() -> None:
    """Figures below what a reason names let nobody give by a wider policy either."""
    rows = [("1", 0.05, "measured"), ("2", 0.5, "measured"), ("3", 0.05, "stated"),
            ("4", 0.0, "stated"), ("5", None, "measured"), ("6", 0.5, "measured")]  # fmt: skip
    profile = pd.DataFrame(rows, columns=["urn", "strength", "source"])
    seek = pd.DataFrame({"urn": [*"123456"], "role": ["seeker"] * 5 + ["partner"]})
    assert [*who_only_seek(seek, profile)["urn"]] == ["2", "3"]
    could = gpd.GeoDataFrame(
        seek.assign(role="seeker", may_give="school", listed=[0] * 5 + [1]),
        geometry=gpd.points_from_xy([*range(6)], [0] * 6),
    )
    both = could_give_near(could, profile, settings(givers=GUIDE, from_register="both"))
    assert [*could.loc[both, "urn"]] == ["2", "3"]


def test_a_school_that_a_list_says_gives_is_no_giver_by_the_policy(tmp_path: Path) -> None:
    """A list with one state school that seeks and gives by its own word has its own partner."""
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "URN,Name,Type,Phase,Easting,Northing,Role,Needs,Offers\n"
        "990100,Ash School,Community school,Primary,430000,230000,,T2 maths,\n"
        "990101,Beech School,Community school,Secondary,431000,231000,both,T2 SEND,T2 maths\n"
        "990102,Cedar School,Community special school,,432000,232000,,T2 maths,\n"
        "990103,Dale College,Further education,,431000,230000,seeker,,T2 maths\n"
        "990104,Elm College,University technical college,,431000,230500,seeker,,T2 maths\n"
    )
    sources = Sources((mine,), register=county(tmp_path))
    for policy, lent in ((GUIDE, 0), (HUBS, 1), (ANYONE, 1)):
        result = find(sources, settings(givers=policy))
        told = "\n".join(summary_lines(result))
        assert "of your lists took part, and none of the register" in told, policy
        by_list = "2 schools or colleges with a known or likely strength only seek, as a list says"
        assert by_list in told, policy
        assert {*result.matches["partner_urn"]} <= {"990101", "990102"}, policy
        assert (f"(--givers {policy}): {lent}\n" in told) == (policy != GUIDE)


def test_where_all_meet_nobody_gives_by_the_policy(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "URN,Name,Type,Phase,Easting,Northing,Needs,Offers\n"
        "990100,Ash School,Community school,Primary,430000,230000,T2 maths,\n"
        "990101,Beech School,Community school,Secondary,431000,231000,T2 SEND,T2 maths\n"
    )
    sources = Sources((mine,), register=county(tmp_path))
    found = [find(sources, settings(between="all", givers=policy)) for policy in (GUIDE, ANYONE)]
    pd.testing.assert_frame_equal(found[0].matches, found[1].matches)
    for result in found:
        assert {*result.matches["partner_urn"]} == {"990100", "990101"}
        assert not any("--givers" in line and "more of them" in line
                       for line in summary_lines(result))  # fmt: skip
    assert "may give as well (--givers anyone): 0" in "\n".join(summary_lines(found[1]))


def test_a_run_that_does_not_say_whom_the_policy_let_give_is_reopened(tmp_path: Path) -> None:
    """As earlier versions wrote them: every state school that does both was let by the policy."""
    config = settings(givers=HUBS, from_register="none")
    made = run(Sources((county(tmp_path),)), config, tmp_path / "run")
    now = reopen_run(made.folder).tables.schools
    path = made.folder / "schools.csv"
    rows = table(path)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        later = {"may_give", "urban_rural", "contact_condition", "district_name"}
        names = [name for name in rows[0] if name not in later]
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    record = {name: made.manifest[name] for name in ("settings", "barred", "areas")}
    for later in ("matches.xlsx", "tables.npz"):
        (made.folder / later).unlink()
    seal(made.folder, **record)
    before = reopen_run(made.folder).tables.schools
    lent = (now["role"] == "both") & (now["kind"] == "state")
    assert before["may_give"].tolist() == ["school" if one else "" for one in lent]
    assert lent.any()
    assert set(before["urban_rural"]) == set(before["contact_condition"]) == {""}
