"""How sure the lists of a finished run are: equal to runs made anew, in a folder of its own."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from program import output_of, table

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.core.settings.combine import settings
from matcher.jobs.matching.demo import sources
from matcher.jobs.matching.explain import explain
from matcher.jobs.matching.match import run
from matcher.jobs.matching.results import Run
from matcher.jobs.matching.verify import verify
from matcher.jobs.sensitivity.sensitivity import Sensitivity, sensitivity
from matcher.match.rank import rank_pairs
from matcher.match.sensitivity.draws import CONCENTRATION, DRAWS, SEED

USUAL = {"draws": DRAWS, "seed": SEED, "concentration": CONCENTRATION}


def files(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


@pytest.fixture(scope="module")
def home(demo_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo's run, "autumn", and how sure its lists are beside it."""
    folder = tmp_path_factory.mktemp("home")
    shutil.copytree(demo_run.folder, folder / "autumn")
    sensitivity(folder / "autumn", **USUAL)
    return folder


def own_copy(home: Path, folder: Path) -> Path:
    shutil.copytree(home, folder / "a copy")
    return folder / "a copy" / "autumn-sensitivity"


def test_it_is_what_runs_by_the_drawn_weights_say(demo_run: Run, tmp_path: Path) -> None:
    """Each weighting of draws.csv given to match, as it stands there."""
    shutil.copytree(demo_run.folder, tmp_path / "autumn")
    found = sensitivity(tmp_path / "autumn", draws=4, seed=6, concentration=20)
    rows = table(found.folder / "sensitivity.csv")
    counted: dict[str, Counter[tuple[str, str]]] = {
        name: Counter()
        for name in ("holds", "holds_first", "partner_holds", "phase_holds", "asking_holds")
    }
    drawn = [row for row in table(found.folder / "draws.csv") if not row["setting"]]
    assert len(drawn) == 4
    for at, draw in enumerate(drawn):
        weights = ",".join(f"{term}={draw[term]}" for term in ("near", "opportunity", "gives",
                                                               "gains"))  # fmt: skip
        config = settings(from_register="both", weights=weights, half_km=float(draw["half_km"]))
        again = run(sources(), config, tmp_path / f"again-{at}", fictional=True)
        for row in table(again.folder / "matches.csv"):
            pair = row["seeker_urn"], row["partner_urn"]
            counted["holds"][pair] += row["rank"] != ""
            counted["holds_first"][pair] += row["rank"] == "1"
            counted["partner_holds"][pair] += row["partner_rank"] != ""
            counted["phase_holds"][pair] += row["phase_rank"] != ""
            counted["asking_holds"][pair] += row["worth_asking"] != ""
    assert any(0 < float(row["holds"] or 0) < 1 for row in rows)
    schools = table(demo_run.folder / "schools.csv")
    listed = {school["urn"] for school in schools if school["listed"] == "1"}
    of_run = {(row["seeker_urn"], row["partner_urn"]): row
              for row in table(demo_run.folder / "matches.csv")}  # fmt: skip
    for row in rows:
        pair = row["seeker_urn"], row["partner_urn"]
        for name, rank in (
            ("holds", "rank"), ("holds_first", "rank"), ("partner_holds", "partner_rank"),
            ("phase_holds", "phase_rank"), ("asking_holds", "worth_asking"),
        ):  # fmt: skip
            own = row["seeker_urn"] if rank in ("rank", "worth_asking") else row["partner_urn"]
            assert (row[name] != "") == (of_run[pair][rank] != "" and own in listed)
            if row[name]:
                assert float(row[name]) == counted[name][pair] / 4, (pair, name)


def test_the_same_run_gives_the_same_bytes_and_is_left_alone(home: Path, tmp_path: Path) -> None:
    before = files(home / "autumn")
    again = sensitivity(home / "autumn", tmp_path / "again", **USUAL)
    assert files(again.folder) == files(home / "autumn-sensitivity")
    assert files(home / "autumn") == before
    other = sensitivity(home / "autumn", tmp_path / "other", **(USUAL | {"seed": 2}))
    assert files(other.folder) != files(again.folder)


def test_the_lists_and_the_map_have_the_words_beside_each_pair(home: Path) -> None:
    folder = home / "autumn-sensitivity"
    ours, lists = table(folder / "sensitivity.csv"), table(folder / "matches.csv")
    of_run = table(home / "autumn" / "matches.csv")
    assert [{name: row[name] for name in of_run[0]} for row in lists] == of_run
    assert [row["word"] for row in lists] == [row["word"] for row in ours]
    for row in ours:
        for word in ("word", "partner_word", "phase_word", "asking_word"):
            share = row[word.replace("word", "holds")]
            least = {"firm": 0.9, "likely": 0.6666, "open": 0.0, "": -1.0}[row[word]]
            assert (row[word] == "") == (share == "") and float(share or -1) >= least
    assert {row["word"] for row in ours} == {"firm", "likely", "open", ""}
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "in the seeker’s list in 50 of 50 reasonable weightings" in page
    assert '"sureness":' in page
    assert '"sureness":' not in (home / "autumn" / "map.html").read_text(encoding="utf-8")


def test_explain_tells_the_word_for_a_pair_and_in_lists(home: Path) -> None:
    folder = home / "autumn-sensitivity"
    row = next(row for row in table(folder / "sensitivity.csv") if row["word"] == "likely")
    pair = row["seeker_urn"], row["partner_urn"]
    told = f"likely, in the seeker’s list in {round(float(row['holds']) * 50)} of 50"
    of_pair = explain(folder, pair)
    assert any(line.startswith(f"How sure: {told}") for line in of_pair.lines())
    assert told in of_pair.page()
    assert str(of_pair.as_dict()["sureness"]).startswith(told)
    of_school = explain(folder, pair[:1])
    assert any(f"likely, {round(float(row['holds']) * 50)} of 50" in line
               for line in of_school.lines())  # fmt: skip
    assert "How sure" in of_school.page()
    for own in (pair, pair[:1]):  # of the run itself, beside which it lies
        of_run = explain(home / "autumn", own)
        assert of_run.as_dict() == explain(folder, own).as_dict()
        assert not of_run.notes


def test_explain_tells_it_of_the_best_within_a_phase_and_of_whom_to_ask(home: Path) -> None:
    rows = table(home / "autumn-sensitivity" / "sensitivity.csv")
    asked = next(row for row in rows if row["asking_word"])
    of_seeker = explain(home / "autumn", [asked["seeker_urn"]]).as_dict()
    (entry,) = [one for one in of_seeker["worth_asking"] if one["urn"] == asked["partner_urn"]]
    assert entry["sureness"].startswith(asked["asking_word"])
    of_pair = explain(home / "autumn", [asked["seeker_urn"], asked["partner_urn"]]).lines()
    assert any(f"{asked['asking_word']}, worth asking in" in line for line in of_pair)
    best = next(row for row in rows if row["phase_word"] and not row["partner_word"])
    lists = explain(home / "autumn", [best["partner_urn"]]).as_dict()["seekers_by_phase"]
    entries = [one for phase in lists for one in phase["seekers"]]
    (entry,) = [one for one in entries if one["urn"] == best["seeker_urn"]]
    assert entry["sureness"].startswith(best["phase_word"])
    of_pair = explain(home / "autumn", [best["seeker_urn"], best["partner_urn"]]).lines()
    assert any("in the partner’s list of its phase in" in line for line in of_pair)


def test_explain_finds_it_beside_the_run_or_where_it_is_said_to_be(
    home: Path, tmp_path: Path
) -> None:
    folder = own_copy(home, tmp_path)
    own, elsewhere = folder.parent / "autumn", tmp_path / "elsewhere"
    row = next(row for row in table(folder / "sensitivity.csv") if row["word"])
    pair = row["seeker_urn"], row["partner_urn"]
    said = explain(own, pair)
    assert "How sure" in said.page()
    folder.rename(elsewhere)
    plain = explain(own, pair)
    assert not any("How sure" in line for line in plain.lines()) and not plain.notes
    assert "How sure" not in explain(own, pair[:1]).page()
    assert explain(own, pair, sensitivity=elsewhere).as_dict() == said.as_dict()
    printed = output_of("explain", own, *pair, "--sensitivity", elsewhere)
    assert "How sure: " in printed
    with pytest.raises(FileError):
        explain(own, pair, sensitivity=own)
    # It rests on the run as it was: told, and left out; an error where it was asked for.
    shutil.copytree(elsewhere, folder)
    record = json.loads((own / "run.json").read_text(encoding="utf-8"))
    (own / "run.json").write_text(json.dumps(record), encoding="utf-8")
    old = explain(own, pair)
    assert old.as_dict() == plain.as_dict()
    assert old.notes[0].startswith(f"{folder} is not used: rests on the run autumn")
    assert old.notes[0] in output_of("explain", own, *pair).replace("\n", " ")
    with pytest.raises(FileError, match="made again since"):
        explain(own, pair, sensitivity=folder)
    (folder / "sensitivity.json").write_text("{", encoding="utf-8")
    assert "is not used" in explain(own, pair).notes[0]


def test_it_is_verified_with_the_run_that_it_rests_on(home: Path, tmp_path: Path) -> None:
    folder = own_copy(home, tmp_path)
    assert verify(folder).faults == []
    with pytest.raises(SettingError):
        verify(folder, [folder])
    (folder / "draws.csv").write_bytes(b"draw\r\n1\r\n")
    (folder / "notes.txt").write_text("ours", encoding="utf-8")
    found = verify(folder)
    assert found.faults == ["draws.csv has changed since the sensitivity"]
    assert found.foreign == ("notes.txt",)
    pair = table(folder / "sensitivity.csv")[0]
    with pytest.raises(FileError, match="not as it was written"):
        explain(folder, [pair["seeker_urn"]])


def test_what_somebody_changed_and_made_to_fit_is_told(home: Path, tmp_path: Path) -> None:
    from matcher.show.run.manifest import sealed

    folder = own_copy(home, tmp_path)
    record = json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
    record["kept"]["seekers_kept"] = 1.0
    for name in ("sensitivity.csv", "draws.csv", "matches.csv"):
        lines = (folder / name).read_bytes().decode("utf-8-sig").split("\r\n")
        last = lines[1].rsplit(",", 1)
        lines[1] = f"{last[0]},0.{last[1].removeprefix('0.')}7"
        (folder / name).write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    for entry in record["outputs"]:
        entry["sha256"] = files(folder)[entry["name"]]
    plain = {key: value for key, value in record.items() if key != "digest"}
    (folder / "sensitivity.json").write_text(json.dumps(sealed(plain)), encoding="utf-8")
    faults = verify(folder).faults
    assert [fault.split(": ")[0] for fault in faults] == [
        "sensitivity.csv", "draws.csv", "matches.csv", "sensitivity.json"
    ]  # fmt: skip
    assert "asking_word of" in faults[0] and "seekers_kept is '1.0'" in faults[3]


def test_a_run_that_was_made_again_or_is_gone_is_told(home: Path, tmp_path: Path) -> None:
    folder = own_copy(home, tmp_path)
    urn = table(folder / "sensitivity.csv")[0]["seeker_urn"]
    own = folder.parent / "autumn"
    record = json.loads((own / "run.json").read_text(encoding="utf-8"))
    (own / "run.json").write_text(json.dumps(record), encoding="utf-8")  # another layout
    (fault,) = verify(folder).faults
    assert "made again since" in fault
    with pytest.raises(FileError, match="made again since"):
        explain(folder, [urn])
    shutil.rmtree(own)
    assert verify(folder).faults == []  # there is nothing to compare with
    with pytest.raises(FileError, match="neither beside it"):
        explain(folder, [urn])


def test_a_record_of_somebody_elses_leads_nowhere(home: Path, tmp_path: Path) -> None:
    from matcher.show.run.manifest import sealed

    folder = own_copy(home, tmp_path)
    record = json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
    for name in ("../autumn", "..", "", str(home / "autumn"), 5):
        changed = {key: value for key, value in record.items() if key != "digest"}
        changed["run"] = {**record["run"], "folder": name}
        (folder / "sensitivity.json").write_text(json.dumps(sealed(changed)), encoding="utf-8")
        with pytest.raises(FileError):
            explain(folder, ["900001"])


def test_neither_the_run_nor_anybodys_files_are_written_over(home: Path, tmp_path: Path) -> None:
    before = files(home / "autumn")
    with pytest.raises(OutputError):
        sensitivity(home / "autumn", home / "autumn", **USUAL, force=True)
    assert files(home / "autumn") == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(OutputError):
        sensitivity(home / "autumn", tmp_path / "mine", **USUAL)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    with pytest.raises(FileError):
        sensitivity(home / "autumn-sensitivity", tmp_path / "of-it", **USUAL)
    assert not (tmp_path / "of-it").exists()


def test_an_earlier_one_is_kept_and_one_of_other_draws_stays(home: Path, tmp_path: Path) -> None:
    folder = own_copy(home, tmp_path)
    before = files(folder)
    with pytest.raises(OutputError, match="its --draws was 50, now 3") as refusal:
        sensitivity(folder.parent / "autumn", **(USUAL | {"draws": 3}))
    assert str(refusal.value.hint).startswith(f'give --out "{folder}-2", or --force')
    (folder.parent / "autumn").rename(folder.parent / "spring")
    with pytest.raises(OutputError, match="its run was autumn, now spring"):
        sensitivity(folder.parent / "spring", folder, **USUAL)
    (folder.parent / "spring").rename(folder.parent / "autumn")
    assert files(folder) == before
    found = sensitivity(folder.parent / "autumn", **(USUAL | {"draws": 3}), force=True)
    assert found.folder == folder
    assert found.kept is not None and (found.kept / "sensitivity.json").is_file()
    assert verify(folder).faults == []


def test_a_run_of_which_only_partners_are_listed(tmp_path: Path) -> None:
    """Then it is partners' lists that a run makes, and that are judged."""
    register = sources().register
    assert register is not None
    rows = list(csv.DictReader(register.read_text(encoding="cp1252").splitlines()))
    kept = [row for row in rows if "ndependent" in " ".join(row.values())][:6]
    with (tmp_path / "ours.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["URN"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({"URN": row["URN"]} for row in kept)
    given = replace(sources(), lists=(tmp_path / "ours.csv",))
    run(given, settings(), tmp_path / "run", fictional=True)
    found = sensitivity(tmp_path / "run", **(USUAL | {"draws": 9}))
    kept_shares = found.record["kept"]
    assert kept_shares["seekers_kept"] is None
    assert 0 < kept_shares["partners_kept"] <= 1
    assert not any(line.startswith("Seekers") for line in found.lines())
    assert found.found.alone()


def test_the_command_says_what_holds_and_what_matters_most(home: Path, tmp_path: Path) -> None:
    printed = output_of("sensitivity", home / "autumn", "--out", tmp_path / "out", "--draws", "6")
    assert "6 reasonable weightings around those of autumn" in printed
    assert "firm" in printed and "the weightiest first" in printed
    shares = [float(line.split(": ")[1].split("%")[0]) for line in printed.splitlines()
              if line.endswith("of the places stay")]  # fmt: skip
    assert len(shares) == 5 and shares == sorted(shares)
    for folder, said in (
        (tmp_path / "out", "its tables were not worked out again"),
        (home / "autumn-sensitivity", "what the run gives by the same draws"),
    ):
        told = output_of("verify", folder)
        assert "all as they were written" in told
        assert said in told.replace("\n", " ")
        assert "--sign" not in told  # that is of runs
    output_of("sensitivity", home / "autumn", "--out", tmp_path / "no", "--draws", "0", code=1)
    assert not (tmp_path / "no").exists()


@pytest.mark.real
@pytest.mark.xdist_group("national")
def test_the_national_lists_by_other_weights_are_those_of_runs(
    national: Run, tmp_path: Path
) -> None:
    found: Sensitivity = sensitivity(
        national.folder, tmp_path / "out", draws=1, seed=1, concentration=50
    )
    held = pd.Series(0, index=range(len(found.found.matches)))
    pairs = list(
        zip(found.found.matches["seeker_urn"], found.found.matches["partner_urn"], strict=True)
    )
    for draw in found.found.draws.iloc[:1].to_dict("records"):
        config = replace(
            national.found.config,
            weights={term: draw[term] for term in ("near", "opportunity", "gives", "gains")},
            half_km=draw["half_km"],
        )
        schools = pd.concat([national.found.schools, national.found.pool], ignore_index=True)
        again = rank_pairs(schools, national.found.profile, config).matches
        ranked = again[again["rank"].notna()]
        listed = set(zip(ranked["seeker_urn"], ranked["partner_urn"], strict=True))
        held += [int(pair in listed) for pair in pairs]
    expected = held.astype(float).where(found.found.matches["rank"].notna())  # all are listed
    pd.testing.assert_series_equal(
        found.found.holds["holds"], expected, check_names=False, check_index=False
    )
