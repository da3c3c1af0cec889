"""docs/served.md says what serves each item of the domain: every row is proved here."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from makers.plans import PARTNER, SEEKER, exchange, partnership

from matcher.cli.program import cli
from matcher.partnership.record.file import write_record
from matcher.profile.cover import CoverSteps
from matcher.profile.vocabulary import load

AREAS = ["T1", "T2", "T3", "T4", "C1", "C2", "C3", "C4", "L1", "L2", "L3", "X1", "X2", "X3"]
ROUTES = ["R1", "R2", "R3"]
ACTIVITIES = AREAS + ROUTES
OBJECTIVES = [f"O{number}" for number in range(1, 14)]
GROUPS = ["fsm", "ethnicity", "disability", "parental education", "parental occupation",
          "area of residence"]  # fmt: skip
AUDIENCES = ["funders", "governors", "ofsted", "access-plan", "public"]
FACTORS = ["clear objectives", "shared values", "leadership support", "proximity", "communication"]
ADVICE = ["plan", "success indicators", "robust data", "boundaries", "involve staff and pupils",
          "tailor", "choose methods", "question banks", "share best practice"]  # fmt: skip
IDS = [
    *ACTIVITIES,
    *(f"S{number}" for number in range(1, 6)),
    *OBJECTIVES,
    *(f"question {number}" for number in range(1, 24)),
    *(f"monitor {what}" for what in ("attainment", "applications", "interest", "confidence")),
    *(f"group {group}" for group in GROUPS),
    *(f"nesta {level}" for level in range(1, 6)),
    "effect",
    "data plan",
    *(f"audience {audience}" for audience in AUDIENCES),
    *(f"factor {factor}" for factor in FACTORS),
    *(f"advice {advice}" for advice in ADVICE),
    *(f"hard {what}" for what in ("scheduling", "allocating resources", "sustaining")),
]
SUBJECTS = {"T3": "physics", "C2": "Latin", "C3": "music"}

Row = dict[str, str]


def run(*arguments: str | Path, code: int = 0) -> str:
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done.output


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# The table


@pytest.fixture(scope="module")
def table(repository: Path) -> dict[str, Row]:
    text = (repository / "docs" / "served.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert cells[0] == ["id", "what", "command", "where"]
    assert all(len(row) == 4 and all(row) for row in cells)
    return {row[0]: dict(zip(cells[0], row, strict=True)) for row in cells[2:]}


def test_no_item_is_missing_and_none_made_up(table: dict[str, Row]) -> None:
    assert list(table) == IDS


@pytest.mark.parametrize("item", IDS)
def test_the_commands_and_options_are_there(table: dict[str, Row], item: str) -> None:
    for shown in table[item]["command"].split("; "):
        words = re.fullmatch(r"`([^`]+)`", shown)
        assert words, shown
        command: click.Command = cli
        for word in words[1].split():
            if isinstance(command, click.Group):
                assert word in command.commands, shown
                command = command.commands[word]
                continue
            told = [*command.params]
            if word.startswith("-"):
                known = {name: one for one in told for name in (*one.opts, *one.secondary_opts)}
                assert word in known, shown
                last = known[word]
            else:
                assert isinstance(last.type, click.Choice), shown
                assert word in last.type.choices, shown
        assert not isinstance(command, click.Group), shown


@pytest.mark.parametrize("item", IDS)
def test_the_files_hold_the_item(table: dict[str, Row], repository: Path, item: str) -> None:
    for shown in table[item]["where"].split("; "):
        files, _, needles = shown.partition("`: ")
        for name in re.findall(r"`([^`]+)`", f"{files}`"):
            top = repository if name.startswith("matcher/") else repository / "data" / "reference"
            text = (top / name).read_text(encoding="utf-8-sig")
            cells = {
                part.strip()
                for row in csv.reader(io.StringIO(text) if name.endswith(".csv") else [])
                for cell in row
                for part in (cell, *cell.split("|"))
            }
            for needle in needles.split(", "):
                found = needle in cells or (not needle.isdigit() and len(needle) > 3)
                assert needle, (item, name)
                assert found, (item, name, needle)
                assert needle in text, (item, name, needle)


def test_each_objective_question_and_activity_names_its_own_row(table: dict[str, Row]) -> None:
    for item in (*ACTIVITIES, *OBJECTIVES):
        assert re.search(rf": {item}\b", table[item]["where"])
    for number in range(1, 24):
        assert f"checklist.csv`: {number}" in table[f"question {number}"]["where"]


# Activities and routes: matched, agreed, planned, asked about


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A partnership that runs and exchanges every activity and route, with plan and agreement."""
    made = tmp_path_factory.mktemp("served") / "partnership"
    given = (exchange(activity, SUBJECTS.get(activity, "")) for activity in ACTIVITIES)
    record = partnership(
        *given,
        exchange("L3", back=True),
        status="running",
        dates={"agreed": "2024-07-12", "running": "2024-09-02"},
        keep_until="2027-08-31",
    )
    write_record(made, record)
    run("plan", "make", made)
    run("mou", "write", made, "--format", "md")
    return made


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in which the pair number n could share activity n and nothing else."""
    top = tmp_path_factory.mktemp("matched")
    lines = ["URN,Name,Type,Role,Local authority,Latitude,Longitude,Needs,Strengths"]
    for number, activity in enumerate(ACTIVITIES):
        tag = f"{activity} {SUBJECTS.get(activity, '')}".strip()
        place = f"East Sussex,50.86,{0.5 + number / 100:.2f}"
        lines.append(f"{910000 + number},Seeker {number},Community school,seeker,{place},{tag},")
        lines.append(f"{920000 + number},Partner {number},Academy converter,partner,{place},,{tag}")
    (top / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    run("match", top / "list.csv", "--out", top / "run", "--register", "none", "--postcodes",
        "none", "-k", "40")  # fmt: skip
    return top / "run"


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_an_activity_is_matched(matched: Path, activity: str) -> None:
    at = ACTIVITIES.index(activity)
    sharing = {
        (row["seeker_urn"], row["partner_urn"])
        for row in rows(matched / "matches.csv")
        if re.match(rf"{activity}\b", row["shared"])
    }
    # What is near it in kind is shared in part.
    also = {tag[0] for tag in CoverSteps(load()).towards((activity, SUBJECTS.get(activity, "")))}
    meets = {number for number, other in enumerate(ACTIVITIES) if other in also} | {at}
    assert sharing == {(str(910000 + at), str(920000 + number)) for number in meets}
    words = list(csv.DictReader(io.StringIO(run("vocabulary", "--format", "csv"))))
    assert any(activity in row.values() for row in words)


@pytest.mark.parametrize("activity", ACTIVITIES)
def test_an_activity_is_planned_measured_asked_about_and_agreed(
    folder: Path, repository: Path, activity: str
) -> None:
    mine = [row for row in rows(folder / "plan.csv") if row["activity"] == activity]
    assert {row["stage"] for row in mine if row["part"] == "logic"} == {
        "inputs", "activities", "outputs", "short", "intermediate", "long",
    }  # fmt: skip
    indicators = [row for row in mine if row["part"] == "indicator"]
    assert {row["kind"] for row in indicators} == {"quantitative", "qualitative"}
    assert all(row["indicator"].startswith(f"{activity}-") for row in indicators)
    asked = [
        row for row in rows(folder / "questions.csv")
        if activity in row["activities"].split(", ")
    ]  # fmt: skip
    assert {row["who"] for row in asked} == {"pupils", "staff", "leads"}
    agreement = (folder / "mou.md").read_text(encoding="utf-8").casefold()
    (duty,) = [
        row
        for row in rows(repository / "data" / "reference" / "partnership" / "duties.csv")
        if row["id"] == activity
    ]
    for side in ("gives", "gains"):
        assert duty[side].casefold().replace("'", "’") in agreement.replace("'", "’")
    report = json.loads(run("monitor", "report", folder, "--format", "json"))
    assert report["partnership"]


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_told_as_it_stands_on_a_day(folder: Path, repository: Path, route: str) -> None:
    page = (folder / "plan.md").read_text(encoding="utf-8")
    (told,) = [
        row
        for row in rows(repository / "data" / "reference" / "partnership" / "routes.csv")
        if row["id"] == route
    ]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", told["dated"])
    assert told["dated"] in page
    for part in ("current", "next", "record"):
        assert told[part] in page


def test_hubs_are_told_for_what_they_are(folder: Path) -> None:
    page = (folder / "plan.md").read_text(encoding="utf-8")
    assert "87 hubs since 2021; teaching schools ended in August 2021" in page
    assert "New Schools Network" in page


# Where partners are found


@pytest.fixture(scope="module")
def demo(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    samples = repository / "data" / "samples"
    out = tmp_path_factory.mktemp("demo") / "run"
    run("match", samples / "hastings-office.xlsx", samples / "ipswich-office.csv", "--register",
        samples / "register.csv", "--links", samples / "links.csv", "--postcodes",
        samples / "postcodes.csv", "--priorities", samples / "priorities.csv", "--out",
        out)  # fmt: skip
    return out


@pytest.mark.parametrize(
    ("item", "by", "words"),
    [
        ("S1", "region", "priority of the South East: T3 physics (medium)"),
        ("S1", "region", "priority of the East of England: L2"),
        ("S2", "trust", "priority of the trust Quillmere Learning Trust: C1 PSHE"),
        ("S3", "la", "priority of the authority Suffolk: X1"),
        ("S5", "area", "priority of the area Hastings: T3 maths"),
    ],
)
def test_those_who_speak_for_many_set_priorities_and_are_reached(
    demo: Path, table: dict[str, Row], item: str, by: str, words: str
) -> None:
    assert f"`groups --by {by}`" in table[item]["command"]
    told = [row for row in rows(demo / "profile.csv") if row["evidence"] == words]
    assert len({row["urn"] for row in told}) > 1
    assert {row["source"] for row in told} == {"priority"}
    groups = json.loads(run("groups", demo, "--by", by, "--format", "json"))
    assert "could help" in run("groups", demo, "--by", by)
    assert groups


def test_a_hub_reaches_the_schools_that_want_one(matched: Path) -> None:
    """S4: teaching schools, which are hubs now."""
    hub = str(920000 + ACTIVITIES.index("X2"))
    told = run("groups", matched, "--by", "la", "--partner", hub)
    assert "East Sussex" in told
    assert "work through teaching school hubs (1)" in told


def test_in_or_near_an_area(demo: Path) -> None:
    """S5: in one is nothing away; near one is a distance, and counts less the longer it is."""
    schools = rows(demo / "schools.csv")
    assert {row["area"] for row in schools} >= {"Hastings", "Ipswich"}
    assert all(float(row["area_km"]) == 0 for row in schools if row["area"])
    near = [row for row in schools if not row["area"] and row["area_km"]]
    assert near
    assert all(float(row["area_km"]) > 0 and row["area_near"] for row in near)


# Objectives and the checklist


def test_each_objective_is_asked_agreed_and_ticked_off(folder: Path, tmp_path: Path) -> None:
    record = partnership(exchange("T3", "physics"))
    answers = {item: f"Agreed by both as number {item}." for item in OBJECTIVES}
    opened, settled = tmp_path / "open", tmp_path / "settled"
    write_record(opened, record)
    write_record(settled, replace(record, objectives=answers))
    for made in (opened, settled):
        run("plan", "make", made)
        run("mou", "write", made, "--format", "md")
    told = json.loads(run("plan", "progress", opened, "--format", "json"))
    assert [one["id"] for one in told["parts"]["objectives"]["open"]] == OBJECTIVES
    told = json.loads(run("plan", "progress", settled, "--format", "json"))
    assert told["parts"]["objectives"]["open"] == []
    agreement = (settled / "mou.md").read_text(encoding="utf-8")
    status = run("partnership", "status", settled)
    still = run("mou", "check", opened / "mou.md")
    for item, answer in answers.items():
        assert answer in agreement, item
        assert re.search(rf"Objectives answered: .*\b{item}\b", status), item
        assert f"({item})" in agreement, item
    for item in ("O2", "O4", "O6", "O7", "O8", "O10", "O12", "O13"):
        assert f"({item})" in still, item  # the match cannot know these
    for item in ("O1", "O3", "O5", "O9", "O11"):
        assert f"({item})" not in still, item  # filled in from the match, or in our words


@pytest.mark.parametrize("number", range(1, 24))
def test_each_question_is_asked_and_ticked_off(folder: Path, tmp_path: Path, number: int) -> None:
    made = tmp_path / "one"
    made.mkdir()
    for name in ("partnership.toml", "plan.csv", "questions.csv", "data-plan.csv"):
        (made / name).write_bytes((folder / name).read_bytes())
    asked = rows(folder / "checklist.csv")
    assert [row["number"] for row in asked] == [str(at) for at in range(1, 24)]
    asked[number - 1] |= {"answer": "Agreed by both on 2 July.", "status": "done"}
    with (made / "checklist.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(asked[0]))
        writer.writeheader()
        writer.writerows(asked)
    told = json.loads(run("plan", "progress", made, "--format", "json"))
    still = [one["id"] for one in told["parts"]["checklist"]["open"]]
    assert still == [str(at) for at in range(1, 24) if at != number]


# Monitoring, evaluation, findings


@pytest.fixture(scope="module")
def followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same partnership with values of every kind and group."""
    made = tmp_path_factory.mktemp("followed") / "partnership"
    made.mkdir()
    for path in folder.iterdir():
        (made / path.name).write_bytes(path.read_bytes())
    plan = rows(made / "plan.csv")
    for row in plan:
        if row["indicator"] == "T3-W1":
            row["target"] = "2.5"
    with (made / "plan.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(plan[0]))
        writer.writeheader()
        writer.writerows(plan)
    lines = ["indicator,date,group,value,pupils,unit"]
    for day, more in (("2024-09-02", 0.0), ("2024-12-13", 0.5)):
        lines += [f"{id_},{day},all,{value + 10 * more:g}%,200," for id_, value in
                  (("T3-N1", 40), ("X1-N2", 30))]  # fmt: skip
        lines += [f"{id_},{day},all,{value + more:g},200,score" for id_, value in
                  (("T3-W1", 2), ("X1-W1", 2.5))]  # fmt: skip
        lines += [
            f"T3-W1,{day},fsm,{1.5 + more:g},60,score",
            f"T3-W1,{day},not fsm,{2.2 + more:g},140,score",
        ]
        for group in GROUPS[1:]:
            lines += [f"T3-W1,{day},{group}: one,{1.6 + more:g},80,score",
                      f"T3-W1,{day},{group}: other,{2.3 + more:g},120,score"]  # fmt: skip
    values = made.parent / "values.csv"
    values.write_text("\n".join(lines), encoding="utf-8")
    said = run("monitor", "add", made, values, "--strict")
    assert f"Values kept in the folder: {len(lines) - 1}" in said
    return made


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("attainment", r"Attainment in physics \(T3-N1\)\n  40% .* → 45% "),
        ("applications", r"Applications to university \(X1-N2\)\n  30% .* → 35% "),
        ("interest", r"Interest in physics \(T3-W1\)\n  2 .* → 2\.5 .*: reached"),
        ("confidence", r"Confidence in applying \(X1-W1\)\n  2\.5 .* → 3 "),
    ],
)
def test_what_is_monitored_is_reported(
    followed: Path, table: dict[str, Row], item: str, words: str
) -> None:
    (id_,) = set(re.findall(r"[TX]\d-[NW]\d", words.replace("\\", "")))
    assert id_ in table[f"monitor {item}"]["where"]
    assert re.search(words, run("monitor", "report", followed))


@pytest.mark.parametrize("group", GROUPS)
def test_groups_of_pupils_are_planned_for_and_reported(followed: Path, group: str) -> None:
    planned = {row["groups"] for row in rows(followed / "plan.csv") if row["groups"]}
    name = "free school meals" if group == "fsm" else group
    assert any(name in one for one in planned)
    words = "pupils eligible for free school meals" if group == "fsm" else f"{group}: one"
    found = re.search(
        rf"Interest in physics \(T3-W1\), {words}\n  1\.\d \(\d+ people\)",
        run("monitor", "report", followed),
    )
    assert found


@pytest.fixture(scope="module")
def evaluated(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    samples = repository / "data" / "samples"
    out = tmp_path_factory.mktemp("evaluated") / "evaluation.json"
    source = (samples / "results.py").read_text(encoding="utf-8")
    treated = ",".join(re.findall(r'"(900\d{3})"', source))
    command = ["evaluate", "--panel", samples / "results.csv", "--register",
               samples / "register.csv", "--treated", treated, "--outcome", "reading_score",
               "--before", "2022,2023", "--after", "2024,2025",
               # All are in two authorities: each with schools of its own, as the story does.
               "--exact", "phase,la_code", "--ratio", "2"]  # fmt: skip
    run(*command, "--format", "json", "--out", out)
    out.with_suffix(".txt").write_text(run(*command), encoding="utf-8")
    return out


def test_the_effect_is_told_against_what_would_have_been(evaluated: Path) -> None:
    told = json.loads(evaluated.read_text(encoding="utf-8"))
    assert told["effect"]["low"] < 1.5 < told["effect"]["high"]  # what results.py put in
    assert "like schools outside it" in evaluated.with_suffix(".txt").read_text(encoding="utf-8")


def test_nestas_levels_are_told_and_none_is_claimed_too_much(
    folder: Path, followed: Path, evaluated: Path, tmp_path: Path
) -> None:
    def level(made: Path, *more: str | Path) -> str:
        paper = run("findings", made, "--for", "governors", "--format", "md", "--out", "-", *more)
        found = re.search(r"(Level \d of 5|No level) of Nesta", paper)
        assert found
        return found[1].removeprefix("Level ")[0]

    assert level(folder) == "N"  # nobody has told what was done
    for name in ("partnership.toml", "plan.csv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "lessons.csv").write_text("what,worked\nVisits,yes\n", encoding="utf-8")
    assert level(tmp_path) == "1"
    assert level(followed) == "2"
    assert level(followed, "--evaluation", evaluated) == "3"
    text = evaluated.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Nesta level 3 of 5" in text
    assert "Level 4: the same found by somebody independent" in text
    assert "Level 5: a description so exact" in text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_audience_gets_its_own_paper(followed: Path, repository: Path, audience: str) -> None:
    paper = run("findings", followed, "--for", audience, "--format", "md", "--out", "-")
    (told,) = [
        row
        for row in rows(repository / "data" / "reference" / "partnership" / "audiences.csv")
        if row["id"] == audience
    ]
    assert told["question"] in paper
    assert len(paper.split()) < 2 * int(told["words"])
    if audience == "public":
        assert "free school meals" not in paper


def test_the_data_plan_has_its_parts(folder: Path) -> None:
    parts = {row["part"] for row in rows(folder / "data-plan.csv")}
    assert parts == {
        "purpose", "consent", "information", "lawful basis", "minimisation", "sharing", "security",
        "retention", "rights", "impact assessment",
    }  # fmt: skip


# What makes a partnership work, what was advised, what is hard


@pytest.mark.parametrize("factor", FACTORS)
def test_what_makes_it_work_is_asked(folder: Path, factor: str) -> None:
    asked = csv.DictReader(
        io.StringIO(run("plan", "questions", folder, "--who", "leads", "--format", "csv"))
    )
    assert factor in {row["theme"] for row in asked}


def test_near_counts_and_far_is_left_out(demo: Path) -> None:
    found = rows(demo / "matches.csv")
    assert all(float(row["distance_km"]) <= 40 for row in found)
    assert all(
        float(row["near"]) == pytest.approx(2 ** (-float(row["distance_km"]) / 10), abs=1e-4)
        for row in found
    )


def test_what_was_advised_is_there(folder: Path, followed: Path, tmp_path: Path) -> None:
    agreement = (folder / "mou.md").read_text(encoding="utf-8")
    assert "### Who sees to what" in agreement  # boundaries
    forms = {
        age: run("plan", "questions", folder, "--who", "pupils", "--age", age)
        for age in ("primary", "secondary")
    }
    assert "Do you like physics?" in forms["primary"]  # tailored to age and subject
    assert "Do you like physics?" not in forms["secondary"]
    assert "staff" in run("plan", "questions", folder, "--who", "staff").casefold()  # involved
    assert "1 reached" in run("monitor", "report", followed)  # success defined beforehand
    bad = tmp_path / "bad.csv"
    bad.write_text("indicator,date,value\nT3-W1,2024-13-13,3\nT3-W1,2024-12-13,good\n")
    assert "2 rejected" in run("monitor", "add", followed, bad)  # robust data
    run("findings", "site", tmp_path, "--out", tmp_path / "none")
    (tmp_path / "all" / "one").mkdir(parents=True)
    for path in followed.iterdir():
        (tmp_path / "all" / "one" / path.name).write_bytes(path.read_bytes())
    assert "1 told of" in run("findings", "site", tmp_path / "all", "--out", tmp_path / "site")
    page = (tmp_path / "site" / f"{SEEKER}-{PARTNER}.html").read_text(encoding="utf-8")
    assert "free school meals" not in page  # practice is shared, pupils are not


def test_what_is_hard_has_its_place(folder: Path, tmp_path: Path) -> None:
    agreement = (folder / "mou.md").read_text(encoding="utf-8")
    assert "## 6. Timetable" in agreement  # scheduling
    run("monitor", "calendar", folder, "--out", tmp_path / "reviews.ics")
    dates = (tmp_path / "reviews.ics").read_text(encoding="utf-8")
    assert "SUMMARY:Review of the partnership" in dates
    assert "SUMMARY:Collect data" in dates
    assert "### Funding (O10)" in agreement  # resources
    assert "| Staff time and cover |" in agreement
    leads = run("plan", "questions", folder, "--who", "leads")
    assert "How many hours a week does the partnership take you?" in leads
    assert "It would go on if I left." in leads  # sustaining
    assert "This agreement ends or is renewed" in agreement
