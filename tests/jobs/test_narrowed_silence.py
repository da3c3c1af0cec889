"""In a run about one subject, a partner known for something else is not one of which nothing is
known: it is not worth asking, and it counts in what stands in for the unknown."""

from __future__ import annotations

from pathlib import Path

from program import output_of, rows_of

from matcher.core.settings.combine import settings
from matcher.jobs.matching.match import run
from matcher.jobs.stages.reading import Sources

HEADER = "URN,Name,Type,Role,Local authority,Latitude,Longitude,Needs,Notes\n"
# The nearest partner that is known to teach physics; one known for its pool alone; a silent one.
PARTNERS = {
    "920001": "We can lend our physics teacher to other schools.",
    "920002": "We have a swimming pool that others may use.",
    "920003": "",
}


def matched(tmp_path: Path, **asked: tuple[str, ...]) -> tuple[dict[str, dict[str, str]], float]:
    """The rows of the seeker by partner, and what stands in for an unknown offer."""
    tmp_path.mkdir()
    lines = ["910000,Seeker,Community school,seeker,East Sussex,50.86,0.50,T3 physics,"]
    for number, (urn, note) in enumerate(PARTNERS.items()):
        place = f"East Sussex,50.86,{0.51 + number / 100:.2f}"
        lines.append(f'{urn},{urn},Other independent school,partner,{place},,"{note}"')
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    made = run(Sources((path,)), settings(k=1, max_km=5, **asked), tmp_path / "out")
    rows = rows_of((made.folder / "matches.csv").read_bytes().decode("utf-8-sig"))
    stands_in = made.manifest["terms"]["stand_ins_for_unknown"]["gives"]["state-independent"]
    return {row["partner_urn"]: row for row in rows}, stands_in


def test_whoever_is_known_for_something_else_is_not_silent(tmp_path: Path) -> None:
    everything, usual = matched(tmp_path / "all")
    narrowed, stands_in = matched(tmp_path / "physics", subjects=("physics",))
    for rows in (everything, narrowed):
        asked = [urn for urn, row in rows.items() if row["worth_asking"]]
        assert asked == ["920003"]
        assert rows["920001"]["rank"] == "1"
    # Of two partners of whom something is known one teaches physics.
    assert stands_in == usual
    assert 0 < stands_in < 0.6


def test_what_a_kind_gives_on_average_is_told_to_nobody_who_may_not_read_all(
    tmp_path: Path,
) -> None:
    """Ten universities meet a need of ten schools, ten independents do not; of one more school
    nothing is known."""
    rows = [("1", "Community School", 0, "seeker", "", "")]
    for at in range(10):
        rows += [(f"2{at}", "Community School", at, "seeker", "T3 art", ""),
                 (f"3{at}", "Higher Education Institutions", at, "partner", "", "T3 art"),
                 (f"4{at}", "Other Independent School", at, "partner", "", "X1")]  # fmt: skip
    lines = [
        f"9000{urn},School {urn},{kind},{400_000 + 100 * at},300000,{role},{needs},{offers}"
        for urn, kind, at, role, needs, offers in rows
    ]
    head = "URN,Name,Type,Easting,Northing,Role,Needs,Strengths"
    (tmp_path / "schools.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    told = {}
    for audience in ("internal", "partner"):
        output_of("match", tmp_path / "schools.csv", "--register", "none", "--postcodes", "none",
                  "--audience", audience, "--out", tmp_path / audience)  # fmt: skip
        text = (tmp_path / audience / "matches.csv").read_text("utf-8-sig")
        told[audience] = "and as universities give more on average" in text
    assert told == {"internal": True, "partner": False}
