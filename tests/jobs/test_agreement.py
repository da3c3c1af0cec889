"""Agreements from runs and from folders, written without touching what people filled in."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
from pathlib import Path

import pytest
from makers.agreements import COLLEGE, SCHOOL, partnership, word_cells

from matcher.core.errors import FileError, OutputError, SettingError
from matcher.jobs.matching.results import Run
from matcher.jobs.partnership import mou as job
from matcher.jobs.partnership.partnership import from_run
from matcher.partnership.record.file import write_record
from matcher.partnership.record.partnership import Partnership


def reciprocal(run: Run) -> tuple[str, str]:
    """A pair of which both sides are known to gain."""
    text = (run.folder / "matches.csv").read_bytes().decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline="")):
        gets, _, gives = row["shared"].partition("|")
        if gets.strip() and gives.strip():
            return row["seeker_urn"], row["partner_urn"]
    raise LookupError("the sample has no such pair")


def test_a_pair_of_a_run_says_what_was_met_in_both_directions(demo_run: Run) -> None:
    seeker, partner = reciprocal(demo_run)
    found = job.partnership_of_run(demo_run.folder, seeker, partner)
    assert {one.by for one in found.exchanges} == {seeker, partner}
    cells = word_cells(job.agreement(found, ("docx",))["docx"])
    for one in found.exchanges:
        assert one.words[:1].upper() + one.words[1:] in cells
        assert "stated in the list: " + one.words in cells
    for party in found.parties:
        assert party.name in cells
    # Either way round, and on whatever day: the same bytes.
    again = dataclasses.replace(
        from_run(demo_run.folder, partner, seeker, datetime.date(2031, 1, 1)),
        keep_until="", dates={},
    )  # fmt: skip
    assert job.agreement(again) == job.agreement(found)
    with pytest.raises(SettingError):
        job.partnership_of_run(demo_run.folder, seeker, "1")


@pytest.mark.parametrize(
    ("area", "suggested", "told"),
    [
        # As earlier versions, and people, wrote it; and as a run tells it, which no day changes.
        ("Ipswich opportunity area", "2022-10-01", "the former Ipswich opportunity area. The pro"),
        ("Ipswich opportunity area", "2022-09-30", "a priority area: Ipswich opportunity area."),
        ("former Ipswich opportunity area", "", "the former Ipswich opportunity area. The pro"),
        ("Ipswich Opportunity Area", "2026-09-01", "the former Ipswich opportunity area. The pro"),
        ("Former Ipswich Opportunity Area", "", "the former Ipswich opportunity area. The pro"),
        ("our own quarter", "2026-09-01", "a priority area: our own quarter."),
    ],
)
def test_an_agreement_tells_of_a_programme_as_on_the_day_it_was_suggested(
    area: str, suggested: str, told: str
) -> None:
    dates = {"suggested": suggested} if suggested else {}
    text = job.agreement(partnership(area=area, dates=dates), ("md",))["md"].decode()
    assert f" is in {told}" in text
    assert ("programme ended in September 2022; the need" in text) == ("former" in told)


def kept(folder: Path, one: Partnership) -> Path:
    folder.mkdir()
    write_record(folder, one)
    return folder


def test_a_folder_is_written_again_only_where_nothing_was_filled_in(tmp_path: Path) -> None:
    folder = kept(tmp_path / f"{SCHOOL}-{COLLEGE}", partnership(keep_until="2029-08-31"))
    made = job.agreement(job.partnership_of_folder(folder))
    assert made == job.agreement(partnership(keep_until="2029-08-31"))
    assert b"deleted after 31 August 2029." in made["md"]
    paths = {folder / f"mou.{form}": data for form, data in made.items()}
    job.write(paths)
    job.write(paths)  # nothing differs
    (folder / "mou.md").write_bytes(made["md"] + b"Ours\n")
    (folder / "mou.docx").unlink()
    with pytest.raises(OutputError, match="changed since"):
        job.write(paths)
    assert not (folder / "mou.docx").exists()
    assert job.check(folder).file.name == "mou.md"
    job.write(paths, force=True)
    assert (folder / "mou.md").read_bytes() == made["md"]
    (copy,) = folder.glob("mou-*.md")
    assert copy.read_bytes() == made["md"] + b"Ours\n"
    assert job.check(folder).file.name == "mou.docx"


def test_what_is_open_is_told_by_section(tmp_path: Path) -> None:
    path = tmp_path / "mou.md"
    path.write_bytes(job.agreement(partnership(), ("md",))["md"])
    checked = job.check(path)
    lines = checked.lines()
    assert lines[0] == f"mou.md: {len(checked.open)} blanks are open"
    assert lines[lines.index("Year groups (O4)") + 1] == "  which year groups or classes take part"
    assert len(checked.as_dict()["open"]) == len(checked.open)
    assert len([line for line in lines if line.startswith("  ")]) == len(checked.open)
    assert checked.here_only == ()
    folder = kept(tmp_path / "kept", partnership())
    text = path.read_text(encoding="utf-8")
    (folder / "mou.md").write_text(
        text.replace("[to fill in: which year groups or classes take part]", "Year 9"),
        encoding="utf-8",
    )
    checked = job.check(folder)
    assert checked.here_only == ("O4",)
    # What the match filled in is a proposal, and the plan counts it as open: both say so.
    assert checked.proposed == ("O1", "O3", "O5", "O9", "O11")
    assert "mou.md proposes an answer to O1, O3, O5, O9, O11. It counts" in checked.lines()[-3]
    settled, proposed, state = job.settled_objectives(folder / "mou.md", partnership())
    assert state.open == checked.open
    assert (settled, proposed) == (("O4",), checked.proposed)
    said = partnership(objectives={"O3": "Clubs."})
    assert "O3" not in job.settled_objectives(folder / "mou.md", said)[1]
    assert checked.lines()[-1].startswith("Settled here and not in partnership.toml: O4. ")
    write_record(folder, partnership(objectives={"O4": "Year 9"}))
    assert job.check(folder).here_only == ()
    # An answer of the record may leave details open in the document, and that is said.
    answers = {"O2": "the two heads", "O10": "TBC", "O12": "3 May 2029; 5 May 2029"}
    write_record(folder, partnership(objectives=answers))
    (folder / "mou.md").write_bytes(job.agreement(partnership(objectives=answers), ("md",))["md"])
    checked = job.check(folder)
    assert checked.details == ("O2",)
    open_ = {(one.section, one.place.split(",")[0]) for one in checked.open}
    assert ("Project leads (O2)", "Reached by") in open_
    assert ("Project leads (O2)", "Project lead") not in open_
    assert "Both governing bodies agree (O12)" not in {section for section, _ in open_}
    steps = {place for section, place in open_ if section == "6. Timetable"}
    assert "First activity" in steps and "Both governing bodies agree" not in steps
    assert "Answered in partnership.toml, with details open here: O2" in checked.lines()
    with pytest.raises(FileError, match="holds no agreement"):
        job.check(kept(tmp_path / "empty", partnership()))
