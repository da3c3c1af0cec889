"""A run as a whole: its files, its record, its accounts, and what it promises of both."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from program import table

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.figures.number_format import half_up
from matcher.core.settings.combine import settings
from matcher.core.tables import SCHOOLS
from matcher.jobs.matching.demo import sources as demo_sources
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify
from matcher.jobs.stages.reading import Sources
from matcher.show.explain.phrases.readers import reasons_in_third_person
from matcher.show.run.manifest import KEYS

MATCHES = (
    "seeker_urn,seeker_name,partner_urn,partner_name,rank,partner_rank,score,distance_km,near,"
    "opportunity,gives,gains,evidence,shared,reasons,fit,phase_rank,"
    "worth_asking,basis,minutes_there,minutes_back,minutes,minutes_by,gives_known,"
    "gains_known"
)
SCHOOL_FIELDS = (
    "urn,name,kind,phase,age_low,age_high,status,la_code,la_name,district_code,district_name,"
    "lsoa_code,region,"
    "urban_rural,trust,pupils,fsm_pct,postcode,role,capacity,open_to_contact,contact_condition,"
    "list,sheet,row,easting,northing,located_by,precision_m,area,area_km,area_near,listed,register_name,may_give"
)
PROFILE_FIELDS = "urn,activity,subject,need,strength,source,evidence,confidence,recorded"
PROBLEMS = "list,sheet,row,code,column,value,severity,message,hint"
RECORD = {
    "title", "lists", "priorities", "groups", "tables", "offers", "references", "counts", "terms",
    "gates", "problems", "settings", "barred", "areas", "grid", "geocoder", "sources", "inputs",
    "outputs", "versions", "attribution", "digest", "travel",
}  # fmt: skip


def test_the_promised_files_columns_and_keys(demo_run: Run) -> None:
    names = {path.name for path in demo_run.folder.iterdir()}
    assert names == {
        "matches.csv", "matches.xlsx", "schools.csv", "pool.csv", "profile.csv", "problems.csv",
        "tables.npz",
        "map.html", "run.json",
    }  # fmt: skip
    for name, header in (
        ("matches.csv", MATCHES),
        ("schools.csv", SCHOOL_FIELDS),
        ("pool.csv", SCHOOL_FIELDS),
        ("profile.csv", PROFILE_FIELDS),
        ("problems.csv", PROBLEMS),
    ):
        data = (demo_run.folder / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.split(b"\r\n")[0].decode("utf-8-sig") == header
    record = json.loads((demo_run.folder / "run.json").read_text(encoding="utf-8"))
    assert record.keys() == KEYS.keys() == RECORD
    assert {*SCHOOL_FIELDS.split(",")} >= {*SCHOOLS.names} - {"geometry"}


def test_every_row_is_accounted_for(demo_run: Run) -> None:
    assert len(demo_run.found.accounts) == 3
    for account in demo_run.manifest["lists"]:
        parts = sum(account[part] for part in ("used", "rejected", "blank", "headings"))
        assert account["read"] == parts
    rejected = [r for r in table(demo_run.folder / "problems.csv") if r["severity"] == "rejected"]
    assert len(rejected) == sum(account["rejected"] for account in demo_run.manifest["lists"])
    assert all(r["hint"] and r["row"] != "0" for r in rejected)


def test_each_score_is_the_sum_of_its_parts(demo_run: Run) -> None:
    weights = demo_run.manifest["terms"]["weights"]
    stand_ins = demo_run.manifest["terms"]["stand_ins_for_unknown"]
    kinds = {row["urn"]: row["kind"] for row in table(demo_run.folder / "schools.csv")}
    rows = table(demo_run.folder / "matches.csv")
    needs: dict[str, list[float]] = {}
    offer_nothing = set()  # whoever says so gives nothing, and all of that is known
    for row in table(demo_run.folder / "profile.csv"):
        needs.setdefault(row["urn"], []).append(float(row["need"] or 0))
        if row["activity"] == "none" and row["strength"] == "0":
            offer_nothing.add(row["urn"])
    assert offer_nothing
    # Three needs at least, as great as the greatest: of those that are not named nothing is known.
    named = {urn: sum(own) / max(sum(own), 3 * max(own), 0.01) for urn, own in needs.items()}
    assert len(rows) > 100
    for row in rows:
        of = {"gives": named.get(row["seeker_urn"]), "gains": named.get(row["partner_urn"])}
        for term, side in (("gives", "partner"), ("gains", "seeker")):
            if row[f"{side}_urn"] in offer_nothing:
                of[term] = 1.0
        pair = f"{kinds[row['seeker_urn']]}-{kinds[row['partner_urn']]}"
        total = known = 0.0
        for term, weight in weights.items():
            if row[term] == "":
                total += weight * stand_ins[term][pair]
            else:
                total += weight * float(row[term])
                known += weight * (of.get(term) or 1.0)
        assert float(row["score"]) == pytest.approx(total, abs=1e-9)
        # What a register has it offer counts in full, and is known as far as that is sure; so does
        # an offer that is wider than the need.
        if any(one in row["basis"] for one in ("published", "register suggests", "wider offer")):
            assert float(row["evidence"]) < known
        else:
            assert float(row["evidence"]) == pytest.approx(known, abs=1e-9)


def test_reasons_say_what_the_figures_say(demo_run: Run) -> None:
    schools = {row["urn"]: row for row in table(demo_run.folder / "schools.csv")}
    for row in table(demo_run.folder / "matches.csv"):
        first = row["reasons"].split("; ")[0]
        distance = float(row["distance_km"])
        assert first == (
            f"{half_up(distance, 1)} km apart" if distance >= 0.05 else "under 0.1 km apart"
        )
        area = schools[row["seeker_urn"]]["area"]
        assert (f"in the former {area} opportunity area" in row["reasons"]) == bool(area)
        gets = row["shared"].partition(" | ")[0]
        if gets:
            assert float(row["gives"]) > 0
            told = re.findall(r"(?:covers|may cover) (\d+) (?:of your|more)", row["reasons"])
            assert sum(map(int, told)) == len(gets.split("; ")) or (
                "cover your one need" in row["reasons"].replace("covers", "cover")
            )


def test_verify_sees_a_changed_and_a_missing_file(demo_run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo_run.folder, copy)
    assert verify(copy)[:2] == (8, [])
    with (copy / "matches.csv").open("a") as handle:
        handle.write("one more line\n")
    (copy / "map.html").unlink()
    assert verify(copy)[1] == ["map.html is missing", "matches.csv has changed since the run"]
    (copy / "run.json").unlink()
    with pytest.raises(FileError, match="did not finish"):
        verify(copy)


def test_a_run_may_replace_an_earlier_one_but_nothing_else(demo_run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in" / "list.csv"
    source.parent.mkdir()
    source.write_text(
        "URN,Name,Kind,Easting,Northing\n"
        "100001,A,state,400000,400000\n100002,B,independent,401000,400000\n"
    )
    first = run(Sources((source,)), settings(), tmp_path / "out", formats=("geojson",))
    assert (tmp_path / "out" / "matches.geojson").exists()
    (tmp_path / "out" / "notes.txt").write_text("somebody's")
    with pytest.raises(OutputError, match="its -k was 5, now 1"):
        run(Sources((source,)), settings(k=1), tmp_path / "out")
    again = run(Sources((source,)), settings(k=1), tmp_path / "out", force=True)
    assert again.kept is not None
    assert verify(again.kept)[1] == []
    assert (again.kept / "matches.geojson").exists()
    assert verify(again.folder)[1] == []
    assert not (tmp_path / "out" / "matches.geojson").exists()  # of the first run alone
    assert (tmp_path / "out" / "notes.txt").exists()
    assert first.manifest["settings"]["k"] == 5
    assert json.loads((again.folder / "run.json").read_text())["settings"]["k"] == 1
    for given in (source, source.parent):
        with pytest.raises(OutputError, match="holds the input"):
            run(Sources((given,)), settings(), source.parent)
    assert [path.name for path in source.parent.iterdir()] == ["list.csv"]


def test_a_run_that_cannot_start_leaves_the_earlier_one(demo_run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(demo_run.folder, copy)
    with pytest.raises(FileError):
        run(Sources((tmp_path / "missing.csv",)), settings(), copy, force=True)
    with pytest.raises(SettingError):
        run(demo_sources(), settings(areas="opportunity-area"), copy, force=True)
    assert verify(copy)[:2] == (8, [])


def test_geographic_files_on_request(tmp_path: Path) -> None:
    made = run(demo_sources(), settings(), tmp_path / "out", formats=("geojson", "gpkg"))
    names = {output["name"] for output in made.manifest["outputs"]}
    assert {"schools.geojson", "matches.geojson", "matches.gpkg"} <= names
    layer = json.loads((made.folder / "matches.geojson").read_text(encoding="utf-8"))
    assert "crs" not in layer
    assert len(layer["features"]) == len(made.found.matches)
    for feature in layer["features"]:
        for longitude, latitude in feature["geometry"]["coordinates"]:
            assert 0 < longitude < 2
            assert 50 < latitude < 53


def test_the_same_run_twice_gives_the_same_bytes(demo_run: Run, tmp_path: Path) -> None:
    from matcher.jobs.matching.demo import demo

    again = demo(tmp_path / "again")
    for output in demo_run.manifest["outputs"]:
        name = output["name"]
        assert (again.folder / name).read_bytes() == (demo_run.folder / name).read_bytes(), name
    record = (again.folder / "run.json").read_bytes()
    assert record == (demo_run.folder / "run.json").read_bytes()


def test_the_workbook_has_the_pairs_with_what_is_told_beside_them(demo_run: Run) -> None:
    import openpyxl

    book = openpyxl.load_workbook(demo_run.folder / "matches.xlsx")
    assert book.sheetnames == [
        "About", "Contents", "Matches", "Scores", "Schools", "Needs", "Problems", "Notes",
    ]  # fmt: skip
    rows = table(demo_run.folder / "matches.csv")
    schools = {row["urn"]: row for row in table(demo_run.folder / "schools.csv")}
    header, *found = book["Matches"].iter_rows(min_row=3, values_only=True)
    assert len(found) == len(rows)
    for cells, row in zip(found, rows, strict=True):
        told = dict(zip(header, cells, strict=True))
        partner = schools[row["partner_urn"]]
        assert (told["Seeker URN"], told["Seeker name"]) == (row["seeker_urn"], row["seeker_name"])
        assert told["Partner postcode"] == (partner["postcode"] or "[not known]")
        assert told["Partner authority"] == (partner["la_name"] or "[not known]")
        assert told["Partner phase"] == (partner["phase"] or "[not known]")
        place = told["Place in seeker's list"]
        assert place == (int(row["rank"]) if row["rank"] else "[not in list]")
        assert told["Score"] == pytest.approx(float(row["score"]), abs=1e-12)
        # Many schools are told of there: it speaks to none of them.
        assert told["Why"] == reasons_in_third_person([row["reasons"]])[0]
        assert "your" not in told["Why"]
        assert (told["What this row is"] == "Worth asking") == bool(row["worth_asking"])
    # Without travel times the workbook has no columns for them.
    assert not [head for head in header if "inutes" in str(head)]
    about = "\n".join(str(row[0].value) for row in book["About"].iter_rows())
    asked = [row for row in rows if row["worth_asking"]]
    listed = [row for row in asked if row["partner_rank"] or row["phase_rank"]]
    assert asked and listed
    said = f"{len(asked)} worth asking ({len(listed)} of them in a partner's list too)"
    assert said in about
    for line in demo_run.found.attribution:
        assert line in about
    # Whoever is in no list but the partner's of one phase: the cover leads to the place there.
    of_phase = [not (r["rank"] or r["partner_rank"] or r["worth_asking"]) for r in rows]
    assert any(of_phase) and "in the partner's best 5 of one phase" in about
    heads, *scores = book["Scores"].iter_rows(min_row=3, values_only=True)
    assert "Fits what was asked" not in heads  # nothing was asked of pairs
    at = heads.index("Place among its phase")
    what = header.index("What this row is")
    # Whoever adds up what the sheet shows comes to the score.
    shares = json.loads((demo_run.folder / "run.json").read_text("utf-8"))["terms"]["weights"]
    columns = {"near": "Nearness", "opportunity": "Priority area", "gives": "Needs covered",
               "gains": "Partner gets back"}  # fmt: skip
    for cells in scores:
        one = dict(zip(heads, cells, strict=True))
        known = {term: one[columns[term]] for term in shares}
        total = sum(shares[t] * v for t, v in known.items() if not isinstance(v, str))
        assert total + one["Averages that stand in"] == pytest.approx(one["Score"], abs=1e-5)
    for cells, pair, row, alone in zip(scores, found, rows, of_phase, strict=True):
        assert not alone or cells[at] == int(row["phase_rank"])
        told = f", number {row['phase_rank']} of its phase in the partner's list"
        assert str(pair[what]).endswith(told) == alone
    with zipfile.ZipFile(demo_run.folder / "matches.xlsx") as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_fictional_schools_are_said_to_be(demo_run: Run) -> None:
    assert demo_run.manifest["attribution"][0].startswith("Fictional schools")
    page = (demo_run.folder / "map.html").read_text(encoding="utf-8")
    assert "Fictional schools" in page
    assert "(fictional)" not in page  # what the samples hold where a head's name would be
    for path in demo_run.folder.iterdir():
        assert b"(fictional)" not in path.read_bytes()


def test_a_list_without_a_row_is_an_empty_run(tmp_path: Path) -> None:
    """A template that nobody has filled in."""
    path = tmp_path / "schools.csv"
    path.write_text("URN,Name,Needs\n", encoding="utf-8")
    made = run(Sources((path,)), settings(), tmp_path / "out")
    assert made.manifest["counts"]["pairs"] == 0
    assert [table(made.folder / name) for name in ("matches.csv", "schools.csv")] == [[], []]
    assert "</html>" in (made.folder / "map.html").read_text(encoding="utf-8")
    assert verify(made.folder)[1] == []
