"""Makes the parts of docs/reference/ that the program itself can tell; run it when they change.

    python docs/make.py            write the pages again
    python docs/make.py picture    write docs/images/map.png again (needs playwright and Chromium)

A page may mix text written by hand with parts made here. A made part stands between
``<!-- made by docs/make.py: NAME -->`` and ``<!-- end -->``; all else in the page is left alone.
The page of settings (``settings_page.py``) and the manual page (``man_page.py``) are made whole. A
test fails where a page is out of date.
"""

from __future__ import annotations

import csv
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import cleandoc
from pathlib import Path

import click
from man_page import man_page
from settings_page import settings_page

from matcher.cli.program import cli
from matcher.core.allocation.decisions import DECISION_ROWS
from matcher.core.allocation.tables import ALLOCATION, HUB_MEMBERS, PLACES, UNSERVED
from matcher.core.schema import Table
from matcher.core.tables import MATCHES, PROBLEMS, PROFILE, SCHOOLS
from matcher.intake.headers.synonyms import SYNONYMS
from matcher.profile.cover import (
    ACTIVITY,
    ANY_SHORTAGE,
    ANY_SUBJECT,
    NO_SHORTAGE,
    NO_SUBJECT,
    SUBJECT,
    CoverRule,
    cover_rules,
)
from matcher.profile.vocabulary import load
from matcher.show.allocation.table import FAIRNESS
from matcher.show.run.table import MATCH_COLUMNS
from matcher.show.sensitivity.table import DRAWS, HOLDS

HERE = Path(__file__).resolve().parent
PART = re.compile(r"(<!-- made by docs/make\.py: ([a-z-]+) -->\n).*?(<!-- end -->)", re.S)

# The commands that read lists of schools share their options: the page tells them once.
READING = ("match", "check", "profile", "geocode")
READING_TITLE = "Options for reading lists"
READING_ANCHOR = READING_TITLE.lower().replace(" ", "-")

# What the table's own declaration leaves unsaid, for readers of the file.
MATCH_MORE = {
    "rank": "the partner's place in the seeker's list; blank: not among its best k",
    "partner_rank": "the seeker's place in the partner's list; blank: not among its best k. Of a "
    "school that no list names not all places are here, on either side",
    "seeker_urn": "URN of the school that looks for help",
    "seeker_name": "its name",
    "partner_urn": "URN of the institution that could give it",
    "partner_name": "its name",
    "score": "the weighted sum of the four terms, from 0 to 1",
    "distance_km": "distance in a straight line, in km",
    "near": "term of the score: how near they are; from 0 to 1",
    "opportunity": "term: how near the seeker is to a priority area; blank: not known",
    "gives": "term: the share of the seeker's needs that the partner covers; where that is known "
    "in part, a stand-in fills the rest; blank: not known",
    "gains": "term: the share of the partner's needs that the seeker covers, likewise; blank: not "
    "known",
    "evidence": "the share of the weights of this run that rests on something known; not what is "
    "known of needs too low to name beside those that are named",
    "shared": "the needs that are met: what the seeker gets, a bar, what the partner gets",
    "fit": "in a run that was narrowed, whether the pair fits: known, likely (registers, figures "
    "or words of a list suggest it), in part (part of what was asked is known, the rest "
    "not) or not known (to others than the office: `not shown here`); blank: nothing was asked "
    "of pairs",
    "reasons": "why, in a sentence that speaks to the seeker; workbooks and the table of the "
    "map say it in the third person. “Covers” and “could give” count the needs "
    "that are said and that a stated offer meets; “may cover” and “may be able to give” those of "
    "which figures, a register or words of a list only suggest the need or the offer, or whose "
    "offer is wider and may not include it",
    "phase_rank": "the seeker's place in the partner's list among seekers of the same group of "
    "phases (primary with nursery and middle deemed primary; secondary with all-through and middle "
    "deemed secondary; 16 plus and colleges; special and alternative); blank: not among its best k "
    "there, or the phase is not known",
    "worth_asking": "1, 2, …: not in the seeker's list, but worth asking. Nothing is known of what "
    "the partner offers, and if it could give what the seeker needs it might be in it; it may be "
    "in the partner's list all the same. reasons has the question",
    "basis": "what each offer in shared rests on: stated, wider offer (what is stated is wider "
    "than the need and may not include it, as PE facilities a pool), in words of the list (read "
    "from sentences), published (a public register lists it), register suggests (it follows from "
    "what one lists) or figures suggest. Only what is stated has been offered; the rest is to be "
    "asked. `not known`: nothing is known of what the partner offers, and reasons has the question "
    "(to others than the office: `not shown here`)",
    "minutes_there": "with `--travel`: minutes from the seeker to the partner; blank: not asked "
    "for, or not known apart",
    "minutes_back": "minutes from the partner to the seeker, likewise",
    "minutes": "the mean of the two; by car they are without traffic; blank: not asked for",
    "minutes_by": "what the minutes rest on: routed (an engine's answer), estimate (this run's own "
    "speed over the straight line), or file; blank: not asked for",
    "gives_known": "how much is known of what the partner gives, from 0 to 1, each need as far as "
    "its sources are sure; 0: nothing, or, beside needs that are named, only of those too low to "
    "name, which gives counts too; blank: a run of an earlier version",
    "gains_known": "how much is known of what the partner gets back, likewise",
}
SCHOOL_MORE = {
    "easting": "British National Grid (EPSG:27700), metres; blank: not placed",
    "northing": "the same",
    "status": "open, closing, closed or proposed; blank: not known, and treated as open",
    "located_by": "what placed it: the list, the register, its postcode, or the middle of its "
    "outward code; blank: not placed",
    "list": "the file it came from; where several name it, the last",
    "may_give": "what a state-funded school is to the question who may give (`--givers`): special "
    "school, sixth-form college or school; blank: it is no state-funded school, or a list gives "
    "its role",
    "register_name": "its name in the register; blank: not in the register. Agreements use it",
    "listed": "1: in one of your lists; 0: only in the register",
    "role": "its part in the match; blank: none",
    "row": "row in that file, as your spreadsheet numbers it",
    "open_to_contact": "what the list says; unclear: neither yes nor no; blank: nothing",
    "contact_condition": "on what a yes to contact is given: the words of the list, or, where they "
    "tell who somebody is, the row of these; blank: on nothing",
}
PROFILE_MORE = {
    "urn": "the school",
    "activity": "an id of the vocabulary; `none`: it says that it needs, or offers, nothing",
    "subject": "in the vocabulary's wording; blank: the tag has no subject",
    "need": "how much it needs this, from 0 to 1; blank: not known",
    "strength": "how much it offers this, from 0 to 1; blank: not known",
    "source": "where the tag comes from, the surest first",
    "confidence": "how sure the source is, from 0 to 1; 1 where a list states it",
    "recorded": "how much of a strength that the school claims public sources show; blank: none",
}
PLAN_MORE = {
    "seeker_urn": "URN of the school that looks for help",
    "seeker_name": "its name",
    "partner_urn": "URN of the partner that it gets",
    "partner_name": "its name",
    "basis": "what each offer in shared rests on, as in matches.csv",
}
HUBS_MORE = {
    "partner_urn": "URN of its partner",
    "partner_name": "name of its partner",
    "seeker_urn": "URN of a school of the hub",
    "seeker_name": "its name",
}
DECISION_MORE = {
    "seeker_urn": "URN of the school that looks for help",
    "partner_urn": "URN of its partner",
}
UNSERVED_MORE = {
    "seeker_urn": "URN of the school that gets no partner",
    "seeker_name": "its name",
    "more_place_name": "its name",
    "free_place_name": "its name",
}
PLACES_MORE = {
    "partner_urn": "URN of the partner",
    "partner_name": "its name",
}
PROBLEM_MORE = {
    "list": "the file",
    "sheet": "the sheet of a workbook",
    "row": "the row as your spreadsheet numbers it; 0: the whole file",
    "code": "see [problem codes](problem-codes.md)",
    "column": "the column, as your header names it",
    "value": "what the cell holds, cut to 200 characters",
    "severity": "`rejected`: the row was not used",
    "message": "what is wrong",
    "hint": "what to do",
}

HOLDS_MORE = {
    "seeker_urn": "URN of the school that looks for help",
    "seeker_name": "its name",
    "partner_urn": "URN of the institution that could give it",
    "partner_name": "its name",
}

LIST_COLUMNS = {
    "urn": "unique reference number (five or six digits)",
    "name": "name of the school or institution",
    "type": "type of establishment: says whether it is independent, state-funded, …",
    "group": "sector or group of types",
    "kind": "independent, state, university, college or other, in one word",
    "phase": "primary, secondary, …; where it holds no phase, what the register says is used",
    "age_low": "youngest age taught",
    "age_high": "oldest age taught",
    "age_range": "both in one cell, such as 4-11",
    "status": "open or closed",
    "close_date": "day of closing",
    "la_code": "local authority, three digits",
    "la_name": "local authority",
    "district_code": "district, the code of the Office for National Statistics (ONS)",
    "district_name": "district, by its name; it helps to find the school where no town is told",
    "lsoa_code": "small area (LSOA), the code of the ONS",
    "region": "region",
    "urban_rural": "rural or urban, in the words or the code of the ONS classification",
    "trust": "academy trust or other school group; write none where a school belongs to none",
    "federation": "federation of maintained schools; it counts as the trust where none is named",
    "trust_flag": "of the register: whether it is supported by a trust at all",
    "federation_flag": "of the register: whether it is in a federation at all",
    "pupils": "pupils on roll; 0 counts as not known",
    "fsm_pct": "share of pupils eligible for free school meals",
    "postcode": "postcode",
    "address": "address, in one column or several; a postcode in it is used",
    "name_and_address": "name and address in one cell: the name is what stands before the address",
    "town": "town: helps to find the school in the register",
    "laestab": "DfE number (LAESTAB), such as 845/2001",
    "ukprn": "the number in the UK Register of Learning Providers, by which Discover Uni knows a "
    "university or college",
    "previous_laestab": "the DfE number it had before, where its authority was reorganised",
    "previous_la_code": "the authority's code in that number",
    "previous_estab": "the last four digits of it",
    "estab": "the last four digits of it; needs the authority's code beside it",
    "role": "seeker, partner, both or none",
    "capacity": "with how many schools it can work at one time as a partner, a whole number",
    "open_to_contact": "yes or no, with words behind it if need be (No - not this year); no keeps "
    "it out, and so does what is neither; a blank does not",
    "easting": "National Grid, metres",
    "northing": "National Grid, metres",
    "longitude": "degrees",
    "latitude": "degrees",
    "x": "metres or degrees: the values tell which",
    "y": "metres or degrees: the values tell which",
    "needs": "what the school needs: tags or sentences",
    "strengths": "what it offers: tags or sentences",
    "notes": "free text, read for needs and strengths",
    "boarding": "whether it takes boarders",
    "special_classes": "whether it has special classes",
    "sen_unit_places": "places in its unit for special educational needs",
    "sen_unit_pupils": "pupils in it, where the places are not known",
    "resourced_places": "places in its resourced provision for special educational needs",
    "resourced_pupils": "pupils in it, where the places are not known",
    "sixth_form": "whether it has a sixth form",
}


def cell(text: str) -> str:
    """Text as the cell of a Markdown table."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table, line by line."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(map(cell, row)) + " |"


# Commands and options, as click tells them


def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The command and those below it, each with its full name, in the alphabet's order."""
    yield name, command
    if isinstance(command, click.Group):
        for word in sorted(command.commands):
            yield from walk(f"{name} {word}", command.commands[word])


def option_rows(command: click.Command, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each option called so: how it is written, what its help says."""
    context = click.Context(command, info_name="matcher")
    for option in command.params:
        if option.name in names and (record := option.get_help_record(context)):
            yield f"`{record[0]}`", record[1]


def options_of(command: click.Command) -> set[str]:
    """The names of a command's options; what is the same everywhere is left out, and told at the
    head of the page: --help, --quiet and --json."""
    named = {str(o.name) for o in command.params if isinstance(o, click.Option)}
    return named - {"quiet", "json"}


def shared() -> set[str]:
    """The options that all commands which read lists have in common, but for --out."""
    return set.intersection(*(options_of(cli.commands[name]) for name in READING)) - {"out"}


def help_text(text: str) -> Iterator[str]:
    """A help text or epilog as Markdown; its examples as a block."""
    for paragraph in cleandoc(text).replace("\b\n", "").replace("\b", "").split("\n\n"):
        title, _, rest = paragraph.strip("\n").partition("\n")
        if title.strip() in ("Example:", "Examples:"):
            yield from ("```sh", *cleandoc(rest).splitlines(), "```", "")
        elif paragraph.strip():
            yield from (" ".join(paragraph.split()), "")


def commands() -> Iterator[str]:
    """Every command: usage, what it does, options, examples."""
    common = shared()
    for name, command in walk("matcher", cli):
        context = click.Context(command, info_name=name)
        yield from ("", f"## {name}" if name.count(" ") < 2 else f"### {name}", "")
        usage = " ".join((name, *command.collect_usage_pieces(context)))
        yield from (f"`{usage}`", "")
        yield from help_text(command.help or "")
        named = options_of(command)
        if name.removeprefix("matcher ") in READING:
            yield f"It takes the [options for reading lists](#{READING_ANCHOR}), and:"
            yield ""
            named -= common
        rows = list(option_rows(command, named))
        if rows:
            yield from table(("option", "what it does"), rows)
            yield ""
        yield from help_text(command.epilog or "")
    yield from ("", f"## {READING_TITLE}", "")
    those = [f"`matcher {name}`" for name in READING]
    yield f"{', '.join(those[:-1])} and {those[-1]} have these in common."
    yield ""
    yield from table(("option", "what it does"), option_rows(cli.commands["match"], common))


# Columns and words


def columns(name: str, names: Sequence[str], form: Table, more: dict[str, str]) -> Iterator[str]:
    """The columns of a file: name and meaning, with the values that it may hold."""
    declared = {column.name: column for column in form.columns}

    def meaning(column: str) -> str:
        known = declared.get(column)
        text = more.get(column) or (known.meaning if known else "")
        if not text:
            raise SystemExit(f"{name}: say in docs/make.py what the column {column} means")
        if known and known.unit and column not in more:
            text += f" ({known.unit})"
        values = [value for value in known.allowed if value not in text] if known else []
        return text + (f". One of: {', '.join(known.allowed)}" if known and values else "")

    yield from table(("column", "what"), ((f"`{one}`", meaning(one)) for one in names))


def school_columns() -> Iterator[str]:
    """The columns of schools.csv."""
    names = [
        part
        for column in SCHOOLS.names
        for part in (("easting", "northing") if column == "geometry" else (column,))
    ]
    return columns("schools.csv", names, SCHOOLS, SCHOOL_MORE)


def list_columns() -> Iterator[str]:
    """The columns that a list may have, with the headers that are recognised."""
    if set(LIST_COLUMNS) != set(SYNONYMS):
        odd = sorted(set(LIST_COLUMNS) ^ set(SYNONYMS))
        raise SystemExit(f"say in docs/make.py what these columns of a list mean: {odd}")
    rows = ((f"`{name}`", LIST_COLUMNS[name], ", ".join(SYNONYMS[name])) for name in LIST_COLUMNS)
    yield from table(("column", "what", "headers that are recognised"), rows)


def activities() -> Iterator[str]:
    """The activities and routes, with their spellings."""
    yield from table(
        ("id", "activity", "in a reason", "with a subject", "whose", "also written"),
        (
            (
                *(a.id, a.name, a.short, "yes" if a.takes_subject else "no"),
                *("the guide's" if a.whose == "guide" else "ours", "; ".join(a.aliases)),
            )
            for a in load().activities
        ),
    )


def subjects() -> Iterator[str]:
    """The subjects, with their spellings."""
    yield from table(
        ("subject", "shortage subject", "also written"),
        (
            (s.name, "yes" if s.shortage else "", "; ".join(s.aliases))
            for s in load().subjects
            if not s.only
        ),
    )


def facilities() -> Iterator[str]:
    """The places and things to lend, with the words for each."""
    words = load()
    names = [*(s.name for s in words.subjects if s.only), *words.subject_keys.values()]
    lent = {name: [f.word for f in words.lendable if f.lent_as == name] for name in names}
    rows = [(f"C3 {name}", ", ".join(words)) for name, words in lent.items() if words]
    others = ", ".join(f.word for f in words.lendable if not f.lent_as)
    yield from table(("tag", "words"), (*rows, ("C3", others)))


# What a relation of the table of cover says of its two sides, {} being names of activities.
COVER_SIDES = {
    SUBJECT: ("", ""),
    ANY_SUBJECT: ("{} with a subject", "the same without"),
    ANY_SHORTAGE: ("{} with a shortage subject", "the same without"),
    NO_SUBJECT: ("{} without a subject", "the same with one"),
    NO_SHORTAGE: ("{} without a subject", "the same with a shortage subject"),
    ACTIVITY: ("{}", "{}, of the same subject or none"),
}


def cover() -> Iterator[str]:
    """How far offers cover needs in part, line by line of the table."""

    def sides(rule: CoverRule) -> Iterator[str]:
        for names, form in zip(
            (rule.offered, rule.needed), COVER_SIDES[rule.relation], strict=True
        ):
            yield (form or "{}").replace("{}", ", ".join(names))

    rows = (
        (
            *sides(rule),
            f"{rule.degree:g}",
            "yes" if rule.known else "may",
            rule.reason.replace("{offered}", "the offer").replace("{needed}", "the need"),
        )
        for rule in cover_rules()
    )
    yield from table(
        ("who offers", "covers, of the need for", "degree", "for sure", "because"), rows
    )


def locked_licences() -> Iterator[str]:
    """The packages that the product needs, with their licences."""
    with (HERE.parent / "requirements" / "licences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("package", "version", "licence", "said_by")
    yield from table(
        ("package", "version", "licence", "said by"), ([r[n] for n in names] for r in rows)
    )


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "matches-columns": lambda: columns("matches.csv", MATCH_COLUMNS, MATCHES, MATCH_MORE),
    "schools-columns": school_columns,
    "profile-columns": lambda: columns("profile.csv", PROFILE.names, PROFILE, PROFILE_MORE),
    "plan-columns": lambda: columns("plan.csv", ALLOCATION.names, ALLOCATION, PLAN_MORE),
    "hubs-columns": lambda: columns("hubs.csv", HUB_MEMBERS.names, HUB_MEMBERS, HUBS_MORE),
    "decisions-columns": lambda: columns(
        "decisions.csv", DECISION_ROWS.names, DECISION_ROWS, DECISION_MORE
    ),
    "unserved-columns": lambda: columns("unserved.csv", UNSERVED.names, UNSERVED, UNSERVED_MORE),
    "fairness-columns": lambda: columns("fairness.csv", FAIRNESS.names, FAIRNESS, {}),
    "places-columns": lambda: columns("places.csv", PLACES.names, PLACES, PLACES_MORE),
    "problems-columns": lambda: columns("problems.csv", PROBLEMS.names, PROBLEMS, PROBLEM_MORE),
    "list-columns": list_columns,
    "sensitivity-columns": lambda: columns("sensitivity.csv", HOLDS.names, HOLDS, HOLDS_MORE),
    "draws-columns": lambda: columns("draws.csv", DRAWS.names, DRAWS, {}),
    "activities": activities,
    "subjects": subjects,
    "cover": cover,
    "facilities": facilities,
    "licences": locked_licences,
}


def made(text: str) -> str:
    """A page with its made parts written again."""

    def write(found: re.Match[str]) -> str:
        lines = "\n".join(PARTS[found[2]]()).strip("\n")
        return f"{found[1]}\n{lines}\n\n{found[3]}"

    return PART.sub(write, text)


def pages() -> list[Path]:
    """The pages that have made parts."""
    return [p for p in sorted(HERE.rglob("*.md")) if PART.search(p.read_text(encoding="utf-8"))]


def manual() -> str:
    """The manual page of the program and all of its commands."""
    return man_page(walk("matcher", cli))


def picture() -> None:
    """The map of the fictional sample with a school chosen, as docs/images/map.png."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto((HERE.parent / "maps" / "example.html").as_uri())
        page.fill("#search", "Corranhurst")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_timeout(1500)  # the map moves to the school
        page.evaluate("document.activeElement.blur(); scrollTo(0, 118)")
        page.wait_for_timeout(500)
        page.screenshot(
            path=HERE / "images" / "map.png",
            clip={"x": 8, "y": 138, "width": 1264, "height": 643},
        )
        browser.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["picture"]:
        picture()
    else:
        for path in pages():
            path.write_text(made(path.read_text(encoding="utf-8")), encoding="utf-8")
        (HERE / "reference" / "settings.md").write_text(settings_page(), encoding="utf-8")
        (HERE / "reference" / "matcher.1").write_bytes(manual().encode("utf-8"))
