"""What is not known of the schools and partners of a run, why it counts, and how to get it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from matcher.core.files.names import in_command
from matcher.show.explain.met import needs_known, offers_known
from matcher.show.report.office.facts.office import Known

_SEEKERS, _PARTNERS = "schools that look for partners", "partners in reach"
_OF_AN_AGE = ("independent", "state", "college", "other")  # universities teach pupils of none
_IN_TRUSTS = ("state",)


def in_doubt(
    run: str,
    schools: pd.DataFrame,
    profile: pd.DataFrame,
    whole: pd.DataFrame,
    *,
    seekers: Sequence[str],
    partners: Sequence[str],
    has_ages: Mapping[str, bool],
    has_minutes: bool,
    has_tables: bool = False,
    has_offers: bool = False,
    narrowed: bool = False,
) -> Iterator[Known]:
    """What matching rests on, the weightiest first, with how many it is known of.

    ``run``: the name of its folder, as commands take it; ``schools``: SCHOOLS; ``profile``:
    PROFILE as the run asks about it (``narrowed``: about some needs only), by which needs are
    known, as they are for the states of schools; ``whole``: all of it, by which offers are;
    ``seekers``: whom the report is about, ``partners``: those that a school may meet, by URN;
    ``has_ages``: of whom ages, or a phase that tells them, are known; ``has_tables``,
    ``has_offers``, ``has_minutes``: the run had published tables, public registers, travel times.
    What a run had already is not told as a way.
    """
    own = schools.set_index("urn")
    asking, giving = own.loc[list(seekers)], own.loc[list(partners)]
    folder = in_command(run)
    published = (
        "or let published figures suggest needs: match your list again, with a folder of the "
        "Department's tables",
        "matcher match YOUR-LIST --performance TABLES --out with-needs",
    )
    registers = (
        "or use what public registers list: match your list again, with a folder of them",
        "matcher match YOUR-LIST --offers REGISTERS --out with-offers",
    )
    of_those = ": of those that this run was narrowed to" if narrowed else ""
    ask = (
        ("ask the schools", f"matcher template --needs {folder} --unknown --out needs-forms"),
        ("then read the forms that come back", "matcher collect needs-forms"),
    )
    figures = () if has_tables else (published,)
    needs = needs_known(profile)
    said, suggested, _ = needs.counts(seekers)
    worded = needs.in_words.intersection(seekers)
    if not suggested:
        counts = "without them a list rests on distance and priority areas alone"
        yield Known(
            f"needs{_in_words(len(worded))}{of_those}",
            said,
            len(seekers),
            _SEEKERS,
            counts,
            (*ask, *figures),
            len(worded),
        )
    else:
        yield Known(
            f"needs said by the school or its list{_in_words(len(worded))}{of_those}",
            said,
            len(seekers),
            _SEEKERS,
            "all else is what figures and registers suggest: no school has said that it is so",
            ask,
            len(worded),
        )
        yield Known(
            f"needs, likely ones included{of_those}",
            said + suggested,
            len(seekers),
            _SEEKERS,
            "without them a list rests on distance and priority areas alone",
            figures,
        )
    offers = offers_known(whole)
    worded = offers.in_words.intersection(partners)
    yield Known(
        f"offers said by the partner or its list{_in_words(len(worded))}",
        len((offers.said | worded).intersection(partners)),
        len(partners),
        _PARTNERS,
        "all else is what registers and figures suggest: to have a thing is not to offer it",
        (("ask all partners", f"matcher template --offers {folder} --out offer-forms"),
         ("then read the forms that come back", "matcher collect offer-forms")),
        len(worded),
    )  # fmt: skip
    yield Known(
        "offers, likely ones included",
        len((offers.said | offers.may_offer).intersection(partners)),
        len(partners),
        _PARTNERS,
        "a partner of which nothing is known counts as an average one of its kind, and one of "
        "which nothing stands out by figures too low to name",
        (
            (
                "ask these, and those of which figures or a register alone suggest any",
                f"matcher template --offers {folder} --unknown --out offer-forms",
            ),
            ("then read the forms that come back", "matcher collect offer-forms"),
            *(() if has_offers else (registers,)),
        ),
    )
    yield Known(
        "places: with how many schools a partner can work at one time",
        int(giving["capacity"].notna().sum()),
        len(giving),
        _PARTNERS,
        "a plan (matcher allocate) shares places out; where they are not known it supposes some, "
        "by what a partner is and how many pupils it has",
        (("ask the partners, or add a column Capacity to your list", ""),),
    )
    yield Known(
        "whether you may get in touch",
        int(giving["open_to_contact"].isin(["yes", "no"]).sum()),
        len(giving),
        _PARTNERS,
        "nobody is kept out by a blank: some may refuse",
        (("add a column “Open to contact?” to your list", ""),),
    )
    for rows, whom in ((asking, _SEEKERS), (giving, _PARTNERS)):
        aged = rows.index[_is(rows, _OF_AN_AGE)].tolist()
        yield Known(
            "ages, or a phase that tells them",
            sum(has_ages[urn] for urn in aged),
            len(aged),
            f"{whom} but universities",
            "schools whose pupils are of very different ages are kept apart only where it is known",
            (("add a column Phase or Age range to your list, or give the register",
              "matcher data pull"),),
        )  # fmt: skip
    in_trusts = asking[_is(asking, _IN_TRUSTS)]
    yield Known(
        "trusts, or that a school is in none",
        int((in_trusts["trust"] != "").sum()),
        len(in_trusts),
        f"state-funded {_SEEKERS}",
        "schools of one trust are kept apart only where it is known; groups by trust rest on it",
        (("add a column Trust to your list, or give the register, whose full extract has them",
          "matcher data pull"),),
    )  # fmt: skip
    if not has_minutes:
        yield Known(
            "travel times",
            0,
            len(seekers),
            _SEEKERS,
            "distance is in a straight line: a river or a hill counts for nothing",
            (("match again with an engine of your own, or a file of minutes",
              "matcher match YOUR-LIST --travel osrm=http://127.0.0.1:5000 --out by-road"),),
        )  # fmt: skip


def _is(rows: pd.DataFrame, kinds: Sequence[str]) -> pd.Series:
    return rows["kind"].isin(list(kinds))


def _in_words(many: int) -> str:
    return f" (of {many:,} in words of a list alone, as understood)" if many else ""
