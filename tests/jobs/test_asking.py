"""Forms for a run or a list: who is asked, what stands in a form, and nothing written over."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from program import invoke, output_of
from returned_forms import fill, schools

from matcher.core.errors import SettingError
from matcher.core.installation import reference_rows
from matcher.core.questionnaire import LAST, NEEDS, OFFERS, SIDES, AskedSchool
from matcher.jobs.lists import asking
from matcher.jobs.lists.asking import asked_schools, who_was_asked, write_forms
from matcher.jobs.lists.collect import collect
from matcher.jobs.matching.results import Run
from matcher.profile.asked.questions import _shortened, question_tag, questions
from matcher.profile.tag_grammar import TagGrammar
from matcher.profile.vocabulary import load


def test_every_activity_is_asked_and_what_is_shared_most_comes_first() -> None:
    grammar = TagGrammar(load())
    for side in SIDES:
        refs = [question.ref for question in questions(side)]
        assert refs[:3] == ["C1", "L1", "R1"]
        assert tuple(refs[-4:]) == LAST
        ours = [one.id for one in load().activities if one.whose == "ours"]
        assert [ref for ref in refs if ref in ours] == ours
        assert refs.index(ours[0]) > refs.index("X2")
        assert len(set(refs)) == len(refs)
        for ref in refs[:-4]:
            (piece,) = grammar.read(ref)
            assert piece.tags == (question_tag(ref),)
        texts = [question.text.casefold() for question in questions(side)]
        assert len(set(texts)) == len(texts)
    asked = {question.ref.partition(" ")[0] for question in questions(OFFERS)}
    assert asked - set(LAST) - {"HOW", "OWN"} == set(load().by_id)
    # Each in words of the form's own, none in those of the vocabulary's list.
    in_its_words = {
        row["tag"].partition(" ")[0] for row in reference_rows("forms", "questions.csv")
    }
    assert in_its_words == set(load().by_id)


def test_evidence_too_long_for_a_form_ends_with_a_whole_thing() -> None:
    halls = "Active Places, 1 July 2024: sports hall (site 1204655)"
    assert _shortened(halls) == halls
    assert _shortened(f"{halls}; Active Places, 1 July 2024: studio") == f"{halls} …"
    assert _shortened("pupils " * 12) == f"{('pupils ' * 9).strip()} …"


def test_a_run_asks_its_partners_with_what_is_believed(demo_run: Run, tmp_path: Path) -> None:
    asked = {one.urn: one for one in asked_schools([demo_run.folder], OFFERS).schools}
    found = demo_run.found
    may_ask = found.schools[found.schools["open_to_contact"] != "no"]
    may_ask = may_ask[may_ask["status"] != "closed"]
    roles = dict(zip(may_ask["urn"], may_ask["role"], strict=True))
    assert set(asked) == {urn for urn, role in roles.items() if role in ("partner", "both")}
    assert asked["900048"].noted["T3"] == "Our list says: chemistry, physics"
    assert asked["900048"].noted["C3"] == "Our list says: PE, music"
    told = output_of("template", "--offers", demo_run.folder, "--out", tmp_path / "forms")
    assert f"{len(asked)} forms" in told
    with (tmp_path / "forms" / "sent.csv").open(encoding="utf-8-sig", newline="") as file:
        sent = list(csv.DictReader(file))
    assert {row["URN"] for row in sent} == set(asked)
    assert {row["File"] for row in sent} <= {p.name for p in (tmp_path / "forms").iterdir()}
    sheet = openpyxl.load_workbook(
        tmp_path / "forms" / "900048-sallowgate-school-offers.xlsx"
    ).worksheets[0]
    assert [sheet["B2"].value, sheet["B3"].value, sheet["B4"].value] == [
        "Sallowgate School", "900048", "offers",
    ]  # fmt: skip


def test_only_those_of_which_nothing_is_known(demo_run: Run) -> None:
    strengths = demo_run.found.profile
    is_said = strengths["strength"].notna() & ~strengths["source"].isin(["inferred", "measured"])
    known = set(strengths.loc[is_said, "urn"])
    every = {one.urn for one in asked_schools([demo_run.folder], OFFERS).schools}
    unknown = {one.urn for one in asked_schools([demo_run.folder], OFFERS, unknown=True).schools}
    assert unknown == every - known
    assert unknown
    (one,) = asked_schools([demo_run.folder], OFFERS, urns=("900048",)).schools
    assert one.name == "Sallowgate School"
    with pytest.raises(SettingError, match="900999999"):
        asked_schools([demo_run.folder], OFFERS, urns=("900999999",))
    with pytest.raises(SettingError, match="nobody to ask"):
        asked_schools([demo_run.folder], OFFERS, urns=("900048",), unknown=True)


def test_one_of_which_only_a_register_or_figures_suggest_something_is_asked(
    demo_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the demo everything is said: here one partner's offers are suggested alone."""
    profile = demo_run.found.profile.copy()
    given = demo_run.found.schools, profile
    monkeypatch.setattr(asking, "_run_or_lists", lambda *_: given)
    before = [one.urn for one in asked_schools([demo_run.folder], OFFERS, unknown=True).schools]
    for source in ("inferred", "measured"):
        profile.loc[profile["urn"] == "900048", "source"] = source
        asked = asked_schools([demo_run.folder], OFFERS, unknown=True).schools
        assert sorted(one.urn for one in asked) == sorted([*before, "900048"])


def test_a_list_is_asked_as_well(repository: Path, tmp_path: Path) -> None:
    samples = repository / "data" / "samples"
    (tmp_path / "urns.csv").write_text("URN\n900034\n900048\n", encoding="utf-8")
    wanted = asked_schools([tmp_path / "urns.csv"], NEEDS, register=samples / "register.csv")
    offering = asked_schools([tmp_path / "urns.csv"], OFFERS, register=samples / "register.csv")
    assert [(one.urn, one.name) for one in wanted.schools] == [
        ("900034", "Corranhurst Primary School")
    ]
    assert [(one.urn, one.name) for one in offering.schools] == [("900048", "Sallowgate School")]


def test_who_is_closed_or_not_open_to_contact_gets_no_form(
    repository: Path, tmp_path: Path
) -> None:
    register = repository / "data" / "samples" / "register.csv"
    listed = tmp_path / "list.csv"
    rows = ("900034,no", "900035,perhaps", "900037,", "900038,ring first", "900039,yes",
            "900039,no", "900143,ring first")  # fmt: skip
    listed.write_text("\n".join(["URN,Open to contact", *rows, ""]), encoding="utf-8")
    told = output_of("template", "--needs", listed, "--register", register, "--out",
                     tmp_path / "forms").splitlines()  # fmt: skip
    assert told[1:5] == [
        "1 school is closed: no form (900143)",
        "2 schools are not open to contact: no form (900034, 900039)",
        "1 school says neither yes nor no to contact: no form (900035)",
        "In your list, replace a closed school with the one that took its place; if you may ask "
        "one that is not open to contact now, write yes in your list",
    ]
    (condition,) = (line for line in told if line.startswith("Contact on a condition, which you"))
    # None of whoever gets no form.
    assert "(900038): “ring first”" in condition and "900143" not in condition
    urns = {path.name[:6] for path in (tmp_path / "forms").glob("9*")}
    assert urns == {"900037", "900038"}
    assert "900034" not in (tmp_path / "forms" / "sent.csv").read_text(encoding="utf-8")
    with pytest.raises(SettingError, match=r"1 school is not open to contact.*900034") as found:
        asked_schools([listed], NEEDS, register=register, urns=("900034",))
    assert "write yes in your list" in str(found.value.hint)
    # A form of theirs that comes back all the same is read; nobody waits for it.
    back = tmp_path / "back"
    back.mkdir()
    open_ones = tmp_path / "open.csv"
    open_ones.write_text("\n".join(["URN,Open to contact", *rows[:-1], ""]), encoding="utf-8")
    collected = collect(back, [open_ones])
    assert (collected.asked, [urn for urn, _ in collected.missing]) == (2, ["900037", "900038"])
    run = tmp_path / "run"
    output_of("match", listed, "--register", register, "--out", run)
    asked = asked_schools([run], NEEDS)
    assert ({one.urn for one in asked.schools}, asked.not_open) == (
        {"900037", "900038"}, {"900034", "900035", "900039", "900143"})  # fmt: skip
    names, not_open = who_was_asked([run], [NEEDS])
    assert (len(names), not_open) == (6, asked.not_open)


def test_who_is_not_open_yet_or_on_the_other_side_and_closed_gets_no_form(
    repository: Path, tmp_path: Path
) -> None:
    rows = (repository / "data" / "samples" / "register.csv").read_text(encoding="cp1252")
    planned = rows.replace('Voluntary aided school","4","Local authority maintained schools","1",'
                           '"Open"', 'Voluntary aided school","4","Local authority maintained '
                           'schools","4","Proposed to open"')  # fmt: skip
    register, listed = tmp_path / "register.csv", tmp_path / "list.csv"
    register.write_text(planned, encoding="cp1252")
    # Once it has opened it is asked whether it may be contacted: no word of that now.
    listed.write_text("URN,Open to contact\n900034,no\n", encoding="utf-8")
    with pytest.raises(SettingError, match=r"1 school is not open yet: no form") as found:
        asked_schools([listed], NEEDS, register=register)
    assert (
        found.value.hint == "once a school that is not open yet has opened, take a newer register"
    )
    listed.write_text("URN,Open to contact\n900143,no\n", encoding="utf-8")
    with pytest.raises(
        SettingError, match=r"none of them is a partner; 1 school is closed: no form \(900143\)"
    ) as found:
        asked_schools([listed], OFFERS, register=register)
    assert found.value.hint == (
        "in your list, replace a closed school with the one that took its place; write --needs to "
        "ask the other side"
    )


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_same_forms_are_the_same_bytes(tmp_path: Path, form: str) -> None:
    for folder in ("one", "two"):
        write_forms(schools(2), OFFERS, tmp_path / folder, form=form)
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
        for folder in ("one", "two")
    )
    assert len(one) == 4
    assert one == two


def test_hostile_names_are_text_and_their_files_safe(tmp_path: Path) -> None:
    asked = [
        AskedSchool("900601", "=1+1 {{ 6007 * 7001 }} <b>../../x</b>", {"C1": "</w:t>&\x0b\ud800"}),
        AskedSchool("900602", "CON", {}),
        AskedSchool("x05807686", "École d'Été " * 20, {}),
        AskedSchool("../900603", "", {}),
    ]
    for form in ("xlsx", "docx"):
        folder = tmp_path / form
        written = write_forms(asked, OFFERS, folder, form=form)
        names = sorted(path.name for path in folder.iterdir())
        assert len(names) == 6 == len(written.written)
        assert names[0] == f"900601-1-1-6007-7001-b-x-b-offers.{form}"
        assert max(map(len, names)) < 80
    sheet = openpyxl.load_workbook(tmp_path / "xlsx" / "900601-1-1-6007-7001-b-x-b-offers.xlsx")
    assert sheet.worksheets[0]["B2"].value == asked[0].name
    assert sheet.worksheets[0]["B2"].data_type == "s"
    path = tmp_path / "docx" / "900601-1-1-6007-7001-b-x-b-offers.docx"
    (table,) = docx.Document(str(path)).tables
    assert [row.cells[5].text for row in table.rows if row.cells[6].text == "C1"] == ["</w:t>&"]


def test_a_form_that_was_filled_in_is_never_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    asked = schools(3)
    write_forms(asked, OFFERS, folder)
    first, second, third = sorted(folder.glob("9*.xlsx"))
    fill(first, first, {"C1": {"Yes": "x"}})
    mine, letter = first.read_bytes(), folder / "covering-letter.docx"
    letter.write_bytes(letter.read_bytes() + b"finished")
    changed = [AskedSchool(one.urn, one.name, {"T3": "Our list says: maths"}) for one in asked]
    written = write_forms(changed, OFFERS, folder)
    assert set(written.changed) == {first, letter}
    assert first.read_bytes() == mine
    assert b"finished" in letter.read_bytes()
    assert b"maths" in _strings(second)
    assert b"maths" in _strings(third)
    write_forms(changed, OFFERS, folder, force=True)
    assert first.read_bytes() != mine
    assert mine in [path.read_bytes() for path in folder.iterdir()]


def _sent(folder: Path) -> list[dict[str, str]]:
    with (folder / "sent.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _noted_by_hand(folder: Path, days: dict[str, str]) -> None:
    """The table as a spreadsheet of the continent saves it, with days and a column of its own."""
    rows = [{**row, "Sent on": days.get(row["URN"], ""), "Post": "1st"} for row in _sent(folder)]
    with (folder / "sent.csv").open("w", encoding="cp1252", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=";")
        table.writeheader()
        table.writerows(rows)


def test_a_second_round_keeps_who_was_asked_in_the_first(tmp_path: Path) -> None:
    folder, asked = tmp_path / "forms", schools(5)
    asked[1] = AskedSchool("900502", "=Bîrchcombe; School", {})
    write_forms(asked[:3], OFFERS, folder)
    _noted_by_hand(folder, {"900501": "12/11/2026"})
    answered = next(folder.glob("900502-*"))
    fill(answered, answered, {"C1": {"Yes": "x"}})
    next(folder.glob("900501-*")).unlink()  # it was sent, and put elsewhere
    next(folder.glob("900503-*")).unlink()  # it was never sent
    written = write_forms(asked[3:], OFFERS, folder)
    assert written.changed == ()
    assert [(row["URN"], row["School name"], row["Sent on"]) for row in _sent(folder)] == [
        ("900501", asked[0].name, "12/11/2026"),
        ("900502", "'=Bîrchcombe; School", ""),
        ("900503", asked[2].name, ""),  # somebody wrote into its row
        ("900504", asked[3].name, ""),
        ("900505", asked[4].name, ""),
    ]
    assert [row["Post"] for row in _sent(folder)] == ["1st", "1st", "1st", "", ""]
    found = collect(folder)
    assert list(found.answers) == ["900502"]
    assert found.asked == 5
    assert found.to_check == 0, list(found.lines())
    # The first once more: its days stay, and the same is written each time.
    write_forms(asked[:3], OFFERS, folder)
    assert [row["Sent on"] for row in _sent(folder)] == ["12/11/2026", "", "", "", ""]
    before = (folder / "sent.csv").read_bytes()
    write_forms(asked[2::-1], OFFERS, folder)
    assert (folder / "sent.csv").read_bytes() == before


def test_a_round_for_the_other_side_stands_beside_the_first(tmp_path: Path) -> None:
    asked = schools(2)
    write_forms(asked, OFFERS, tmp_path)
    write_forms(asked[:1], NEEDS, tmp_path)
    assert [(row["URN"], row["Form"]) for row in _sent(tmp_path)] == [
        ("900501", "needs"), ("900501", "offers"), ("900502", "offers"),
    ]  # fmt: skip
    for path in tmp_path.glob("*.xlsx"):
        path.unlink()
    write_forms(asked[1:], OFFERS, tmp_path)  # nobody was sent those that are gone
    assert [row["URN"] for row in _sent(tmp_path)] == ["900502"]


@pytest.mark.parametrize(
    "text", ["URN,School name\r\n900501,Ash\r\n", 'URN,"School', "\x00\xff", "a\n1,2\n"]
)
def test_a_table_that_is_none_of_ours_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "sent.csv").write_text(text, encoding="latin-1", newline="")
    written = write_forms(schools(1), OFFERS, tmp_path)
    assert written.changed == (tmp_path / "sent.csv",)
    assert (tmp_path / "sent.csv").read_text(encoding="latin-1") == text.replace("\r\n", "\n")
    lines = written.lines()
    assert lines[0] == f"Written: {tmp_path}, 1 form, covering-letter.docx"
    assert "Left as it is" in lines[-1]


def test_dated_copies_of_what_the_program_writes_are_no_forms(tmp_path: Path) -> None:
    write_forms(schools(1), OFFERS, tmp_path)
    for name in ("answers.csv", "answers-account.csv"):
        (tmp_path / name).write_text("anything", encoding="utf-8")
    done = invoke("collect", tmp_path, "--out", tmp_path / "answers.csv", "--force", "--strict")
    assert done.exit_code == 0, done.output
    write_forms(schools(2), OFFERS, tmp_path)
    done = invoke("collect", tmp_path, "--out", tmp_path / "answers.csv", "--strict")
    assert done.exit_code == 0, done.output
    assert len(list(tmp_path.glob("*-2*-*-*-*.*"))) >= 4


def _strings(path: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return archive.read("xl/sharedStrings.xml")


def test_what_makes_no_sense_is_said(demo_run: Run, tmp_path: Path) -> None:
    for arguments, words in (
        (("--offers",), "Name a run or a list"),
        (("--offers", "--needs", demo_run.folder), "Give one of"),
        ((demo_run.folder,), "say --offers or --needs"),
        (("--unknown",), "say --offers or --needs"),
        (("--offers", tmp_path / "nowhere.csv"), "there is no such file"),
        (("--offers", demo_run.folder, "--out", "-"), "standard output"),
        (("--offers", demo_run.folder, "--out", demo_run.folder), "folder of a run"),
    ):
        done = invoke("template", *arguments)
        assert done.exit_code in (1, 2), arguments
        assert words in done.output + str(done.exception), (arguments, done.output, done.exception)
