"""In a run about one subject, a partner known for something else is not one of which nothing is
known: it is not worth asking, and it counts in what stands in for the unknown."""

from __future__ import annotations

from pathlib import Path

from program import rows_of

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
