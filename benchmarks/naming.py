"""How often a school is found by its name and place: precision and recall on real data.

    python benchmarks/naming.py SHARED_DATA [--errors N]

The labelled set is made from the published tables of 2018/19 (key stages 2, 4 and 5,
national: name, postcode, town and URN), the key stage 4 table of 2023/24 (name, address,
authority, URN) and a register download of April 2022 (Hampshire and Surrey: name,
postcode, authority, URN). Their URNs are taken away; the truth is the school of the
register of May 2025 with that URN, or else the open school that succeeded it by the
register's own links. Rows of the register itself, under their council's own name and by their
name alone, show how far a name goes. The limits of
``matcher/intake/identify/name_and_place.py`` were chosen on the even URNs of
2018/19; what is printed as "odd" was never looked at for that.

Precision: of the rows for which a school was accepted, how many had the right one.
Recall: of the rows whose own URN is still open, how many were given it.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import pandas as pd

from matcher.core.places.gazetteer import load
from matcher.core.problems import ProblemLog
from matcher.intake.clean.clean_records import clean_records
from matcher.intake.identify.links import Links
from matcher.intake.identify.name_and_place import Description, NameMatch, SchoolFinder
from matcher.intake.identify.open_schools import OTHER_NAME_BELOW
from matcher.intake.lists import read_links, read_records
from matcher.place.postcode_file.lookup import look_up_postcodes

COLUMNS = ("name", "postcode", "town", "la_code", "la_name", "phase")


def table(*paths: Path) -> pd.DataFrame:
    """Clean records with a URN and a name, each school and wording once."""
    rows = clean_records(read_records(paths, ProblemLog()).records, {}, ProblemLog())
    rows = rows[rows["urn"].str.fullmatch(r"\d{6}") & (rows["name"] != "")]
    return rows.drop_duplicates(["urn", "name", "postcode"]).reset_index(drop=True)


def slip(text: str, rng: random.Random) -> str:
    """A name with one slip of the pen: a letter left out, doubled, or two swapped."""
    at = rng.randrange(1, max(2, len(text) - 1))
    return rng.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + text[at - 1] + text[at:],
            text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :],
        ]
    )


class Truth:
    """Which schools of the register a URN stands for today."""

    def __init__(self, register: pd.DataFrame, links: Links) -> None:
        self.open = set(register["urn"])
        self.links = links

    def of(self, urn: str) -> tuple[str, ...]:
        if urn in self.open:
            return (urn,)
        return self.links.open_successors(urn, self.open.__contains__)


def report(
    title: str, rows: pd.DataFrame, found: list[NameMatch], truth: Truth, errors: int
) -> None:
    accepted = right = still = got = replaced = taken = 0
    wrong, missed = [], []
    for row, answer in zip(rows.itertuples(), found, strict=True):
        meant, chosen = truth.of(str(row.urn)), answer.chosen
        if chosen:
            accepted += 1
            right += chosen.urn in meant
            if chosen.urn not in meant:
                wrong.append((row.name, row.postcode, chosen.name, chosen.level, chosen.score))
        if row.urn in truth.open:
            still += 1
            got += chosen is not None and chosen.urn == row.urn
            if chosen is None:
                missed.append((row.name, row.postcode, [c.name for c in answer.candidates[:2]]))
        elif meant:
            replaced += 1
            taken += chosen is not None and chosen.urn in meant
    print(
        f"{title:<58} rows {len(rows):>6,}  precision {right / max(accepted, 1):.4f}"
        f" ({accepted - right} wrong of {accepted:,})  recall {got / max(still, 1):.4f}"
        f" of {still:,} open  {taken / max(replaced, 1):.4f} of {replaced:,} replaced"
    )
    rng = random.Random(1)
    for kind, examples in (("wrong", wrong), ("missed", missed)):
        for example in rng.sample(examples, min(errors, len(examples))):
            print("   ", kind, example)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="examples to print of each kind")
    parser.add_argument("--only", default="", help="only the settings whose title holds this")
    options = parser.parse_args()
    data, log = options.data, ProblemLog()
    register = table(data / "gias/register-2025-05-24.csv")
    truth = Truth(register, read_links(data / "gias/links_edubasealldata_20250727.csv", log))
    postcodes = data / "postcodes/codepo_gb-2025-11.zip"

    def where(codes: list[str]) -> dict[str, tuple[float, float]]:
        return look_up_postcodes(postcodes, codes).points()

    performance = data / "performance"
    tables = [performance / f"ks{stage}-2018-19-national-subset.csv" for stage in (2, 4, 5)]
    old = table(*tables)
    odd = old[old["urn"].astype(int) % 2 == 1].reset_index(drop=True)
    even = old[old["urn"].astype(int) % 2 == 0].reset_index(drop=True)
    ks4 = table(performance / "ks4-schools-2023-24-national.csv")
    download = table(data / "gias/search-download-2022-04-20-hampshire-surrey.csv")
    rng = random.Random(20250524)
    slipped = odd.assign(name=[slip(name, rng) for name in odd["name"]])
    bare = register.assign(postcode="")  # no postcode of the register is known

    def run(title: str, rows: pd.DataFrame, known: SchoolFinder, keep: tuple[str, ...]) -> None:
        if options.only not in title:
            return
        empty = rows.assign(**{c: "" for c in COLUMNS if c not in keep})
        start = time.perf_counter()
        found = known.find(
            [Description(*row) for row in empty[list(COLUMNS)].itertuples(index=False)]
        )
        took = time.perf_counter() - start
        report(
            f"{title} [{1000 * took / len(rows):.1f} ms a row]", rows, found, truth, options.errors
        )

    placed, unplaced = SchoolFinder(register, where), SchoolFinder(register)
    without = SchoolFinder(bare, where)
    everything = ("name", "postcode", "town", "la_code", "la_name")
    run("2018/19 odd, name, postcode, town", odd, placed, everything)
    run("2018/19 even (limits were chosen here)", even, placed, everything)
    run("the same, no postcode file", odd, unplaced, everything)
    run("the same, a slip in every name", slipped, placed, everything)
    run("the same, register without postcodes", odd, without, everything)
    some = odd.sample(1500, random_state=1).reset_index(drop=True)
    run("name and town alone (1,500 of them)", some, unplaced, ("name", "town"))
    run("name alone (1,500 of them)", some, unplaced, ("name",))
    by_authority = ("name", "la_code", "la_name")
    run("KS4 2023/24, name, postcode in the address, authority", ks4, placed, everything)
    run("KS4 2023/24, name and authority alone", ks4, unplaced, by_authority)
    open_then = download[download["status"] != "closed"].reset_index(drop=True)
    closed_then = download[download["status"] == "closed"].reset_index(drop=True)
    run("open in 2022, name, postcode, authority", open_then, placed, everything)
    run("open in 2022, name and authority alone", open_then, unplaced, by_authority)
    # Many closed long ago; the links know few of their successors, so that what is called
    # wrong here is often the school that stands there now.
    run("closed by 2022, name, postcode, authority", closed_then, placed, everything)

    # Schools of today under the name that their council gives itself.
    authorities = load().authorities
    english = register[register["la_code"].isin(list(authorities))]
    council = english.sample(600, random_state=6).reset_index(drop=True)
    council["la_name"] = [authorities[code].council for code in council["la_code"]]
    title = "600 of the register, name and the council's own name"
    run(title, council, placed, ("name", "la_name"))
    exact = register.sample(1000, random_state=7)["name"].tolist()
    shown = [
        any(c.name == name for c in answer.candidates)
        for name, answer in zip(exact, unplaced.find(list(map(Description, exact))), strict=True)
    ]
    print(f"1,000 names of the register alone: exact name among the candidates {sum(shown):,}")

    current = dict(zip(register["urn"], register["name"], strict=True))
    by_authority_names = register.groupby("la_code")["name"].apply(list)
    same = [(n, current[u]) for u, n in zip(old["urn"], old["name"], strict=True) if u in current]
    pairs = zip(register["name"], register["la_code"], strict=True)
    others = [(n, rng.choice(by_authority_names[la])) for n, la in pairs]
    for title, names in (("names of one school, 2018/19 and 2025", same), ("of two", others)):
        apart = sum(
            one != two and placed.likeness(one, two) < OTHER_NAME_BELOW for one, two in names
        )
        print(f"called different: {title}: {apart / len(names):.4f} of {len(names):,}")


if __name__ == "__main__":
    main()
