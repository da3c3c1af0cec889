"""The columns of workbooks: for each name that a column has in the files, its heading in plain
words, how wide it is, what it says, and why a cell of it may have nothing to say.

Widths are in characters of the font of the workbook: those of one sheet add up to what fits
across a sheet of A4 at a size that can be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from matcher.core.figures.surety import SUGGESTED_BY

NOT_IN_LIST = "not in list"
_SCORE, _KM, _MINUTES, _TEXT = "0.000", "0.0", "0", "@"


class Column(NamedTuple):
    """A column: its ``heading``, its ``width`` in characters, its ``meaning`` in a sentence, what
    a cell without a value is (``blank``, a few words), the number format of its figures, and
    whether its figures are shares, which may be drawn as a bar from 0 to 1."""

    heading: str
    width: int
    meaning: str
    blank: str = "not known"
    form: str = ""
    is_share: bool = False


def _side(word: str, who: str) -> dict[str, Column]:
    """The columns that tell who one side of a pair is."""
    said = word.casefold()
    return {
        f"{said}_name": Column(f"{word} name", 18, f"Name of {who}."),
        f"{said}_urn": Column(f"{word} URN", 8, f"Its unique reference number ({said})."),
        f"{said}_kind": Column(f"{word} kind", 13, f"What the {said} is, by type and group."),
        f"{said}_phase": Column(
            f"{word} phase",
            11,
            f"Phase of education of the {said}, as the register words it; or that "
            "it is a special school or alternative provision, which has none there.",
        ),
        f"{said}_authority": Column(f"{word} authority", 12, f"Local authority of the {said}."),
        f"{said}_postcode": Column(f"{word} postcode", 10, f"Postcode of the {said}."),
        f"{said}_contact": Column(
            f"Contact of {said}", 16, f"The condition on which the {said} may be contacted.", "none"
        ),
    }


_PAIRS = {
    **_side("Seeker", "the school that looks for help"),
    **_side("Partner", "the institution that could give it"),
    "rank": Column(
        "Place in seeker's list", 10, "The partner's place in the list of the seeker, 1 the best.",
        NOT_IN_LIST,
    ),
    "partner_rank": Column(
        "Place in partner's list", 10, "The seeker's place in the list of the partner.", NOT_IN_LIST
    ),
    "phase_rank": Column(
        "Place among its phase", 10,
        "The seeker's place in the partner's list among the schools of its group of phases.",
        NOT_IN_LIST,
    ),
    "standing": Column(
        "What this row is", 14,
        "Match: the pair is in a list; where it is only in the partner's list of one group of "
        "phases, its place there is told. To ask: it is in a list, and "
        "nothing is known of what the partner offers. Worth asking: the same, but it "
        "is not in the school's list; if the partner offered what the school needs it might be. It "
        "may be in the partner's list all the same. The reasons have the question to ask.",
    ),
    "score": Column(
        "Score", 7,
        "The weighted sum of four terms (see the sheet Scores), from 0 to 1.", form=_SCORE,
        is_share=True,
    ),
    "distance_km": Column(
        "Distance (km)", 9, "Distance in a straight line, in kilometres.", form=_KM
    ),
    "minutes": Column(
        "Travel time (minutes)", 10,
        "How long the way takes, the mean of there and back.", "not asked for", _MINUTES,
    ),
    "minutes_by": Column(
        "Travel time from", 11,
        "What the minutes rest on: routed (a routing engine), file (a file of minutes), or "
        "estimate (this run's own speed over the straight distance).", "not asked for",
    ),
    "minutes_there": Column(
        "Minutes there", 10, "Minutes from the seeker to the partner.", "not known", _MINUTES
    ),
    "minutes_back": Column(
        "Minutes back", 10, "Minutes from the partner to the seeker.", "not known", _MINUTES
    ),
    "reasons": Column("Why", 36, "Why the two were matched. The school is the seeker."),
    "near": Column("Nearness", 9, "Term of the score: how near they are, from 0 to 1.",
                   form=_SCORE, is_share=True),
    "opportunity": Column(
        "Priority area", 9, "Term of the score: how near the seeker is to a priority area, 1: in "
        "one.", form=_SCORE, is_share=True,
    ),
    "gives": Column(
        "Needs covered", 9, "Term of the score: the share of the seeker's needs that the partner "
        "covers.", form=_SCORE, is_share=True,
    ),
    "gains": Column(
        "Partner gets back", 9, "Term of the score: the share of the partner's needs that the "
        "seeker covers.", form=_SCORE, is_share=True,
    ),
    "stands_in": Column(
        "Averages that stand in", 10, "What the score has beside the terms, each times its weight "
        "(see the cover): where a term is not known at all, the average of pairs of these kinds "
        "stands in for it. Of one that is known in part it is in that term already.", form=_SCORE,
    ),
    "gives_known": Column(
        "Needs covered: known", 9, "How much is known of the needs covered, each need as far as "
        "its sources are sure. 0: nothing, or, beside needs that are named, only of those "
        "too low to name, which the score counts.", form=_SCORE, is_share=True,
    ),
    "gains_known": Column(
        "Gets back: known", 9, "How much is known of what the partner gets back, likewise.",
        form=_SCORE, is_share=True,
    ),
    "evidence": Column(
        "How much is known", 9, "The share of the weights of this run that rests on something "
        "known; compare it within one run.",
        form=_SCORE, is_share=True,
    ),
    "shared": Column(
        "Needs that are met", 30, "What the seeker gets, and what the partner gets, as codes of "
        "the vocabulary (see the sheet Needs).", "none known",
    ),
    "basis": Column(
        "What the offers rest on", 34, "For each need that is met: stated (a list says so), wider "
        "offer (a list states one that may not include it), in words of the list (read from "
        "sentences), published (a public register lists it), register "
        "suggests (it follows from what one lists) or figures suggest. Only what is stated has "
        "been offered.", "none known",
    ),
    "fit": Column(
        "Fits what was asked", 12, "Whether the pair fits what the run was narrowed to: known, "
        f"likely ({SUGGESTED_BY} it), in part or not known.",
        "nothing asked of pairs",
    ),
}  # fmt: skip
_SCHOOLS = {
    "name": Column("Name", 28, "Name of the school or other institution."),
    "urn": Column("URN", 9, "Its unique reference number, or a stand-in where a list gives none."),
    "kind": Column("Kind", 13, "What it is, by type and group."),
    "phase": Column("Phase", 13, "Phase of education, as the register words it; or that "
                    "it is a special school or alternative provision, which has none there."),
    "ages": Column("Ages", 9, "The youngest and the oldest age that it teaches."),
    "la_name": Column("Authority", 15, "Local authority."),
    "region": Column("Region", 14, "Region, as the list words it."),
    "postcode": Column("Postcode", 10, "Its postcode; the first half where no more is known."),
    "trust": Column("Trust", 20, "Its trust or federation."),
    "pupils": Column("Pupils", 8, "Pupils on roll, by the list or the register, or by a published "
                     "table where neither says it. What sheet Needs tells of pupils are other "
                     "counts, each of its own day or year.", form="#,##0"),
    "fsm_pct": Column("Free school meals (%)", 9, "Pupils eligible for free school meals, in per "
                      "cent.", form="0.0"),
    "role": Column("Part in the match", 10, "seeker, partner or both.", "none"),
    "capacity": Column("Places as a partner", 9, "Schools it can work with at one time."),
    "open_to_contact": Column("Open to contact", 9, "What the list says.", "not said"),
    "contact_condition": Column("Condition of contact", 16, "What a yes to contact is given on, as "
                                "in the list.", "none"),
    "area": Column("Priority area", 16, "The priority area that it is in.", "in none"),
    "area_km": Column("Distance to area (km)", 10, "How far the nearest priority area is; 0: it is "
                      "in one.", form=_KM),
    "in_list": Column("In your lists", 8, "yes: one of your lists has it; no: only the register."),
}  # fmt: skip
_NEEDS = {
    "tag": Column("Code", 16, "The code of the vocabulary, and a subject where it has one."),
    "tag_words": Column("What", 34, "The same in words."),
    "need": Column("Need (0 to 1)", 9, "How much the school needs this; 1: it says so itself.",
                   form="0.00", is_share=True),
    "strength": Column("Offer (0 to 1)", 9, "How much the school offers this.", form="0.00",
                       is_share=True),
    "source_words": Column("How we know", 22, "Where this comes from."),
    "words": Column("In whose words, or which figure", 52, "The words or the figure that it rests "
                    "on.", "none"),
    "confidence": Column("How sure (0 to 1)", 9, "How sure the source is; 1 where a list states "
                         "it.", form="0.00", is_share=True),
}  # fmt: skip
_PROBLEMS = {
    "severity": Column("How grave", 10, "rejected: the row was not used. warning: something in it "
                       "was not used. note: for you to know."),
    "list": Column("File", 24, "The file.", "none"),
    "sheet": Column("Sheet of it", 14, "The sheet of a workbook.", "none"),
    "row": Column("Row", 7, "The row, as your spreadsheet numbers it.", "whole file"),
    "column": Column("Column", 18, "The column.", "none"),
    "value": Column("What stands there", 24, "What stands in the cell.", "none"),
    "message": Column("What is wrong", 50, "What is wrong."),
    "hint": Column("What to do", 40, "What to do about it.", "none"),
}  # fmt: skip
_PLAN = {
    "how": Column("How it came about", 13, "How the pair came into the plan."),
    "why": Column("Why it has none", 17, "Why it has no partner."),
    "what_helps": Column("What would help", 60, "What would give it a partner.", "nothing found"),
    "in_reach": Column("In reach", 9, "How many it may meet, full ones included. Where this is 0, "
                       "no seeker of this plan may meet the partner: its places are not counted, "
                       "and it is not on the map."),
    "more_place_name": Column("One more place here would serve it, or could", 24, "The partner "
                              "whose one more place would serve it, or in a stable plan could. "
                              "Where no single place would, the last column says why.",
                              "no single place"),
    "free_place_name": Column("Nearest with a free place", 24, "The nearest partner with a free "
                              "place.", "none"),
    "free_place_km": Column("How far (km)", 9, "How far that partner is.", "none", _KM),
    "capacity_from": Column("Where the number comes from", 34, "Who says how many places it has; "
                            "“supposed”: nobody does, and it is taken from what the partner is."),
    "existing": Column("Partners already", 10, "Schools it works with already."),
    "used": Column("Filled by the plan", 10, "Places that the plan fills."),
    "free": Column("Left", 8, "Places left."),
    "one_more_place": Column("What one more place would bring", 34, "What one more place would "
                             "bring to the plan as a whole.", "nothing"),
    "by": Column("Groups by", 16, "What tells the groups apart."),
    "group": Column("Group", 26, "Which of them."),
    "seekers": Column("Seekers", 9, "Schools of the group that look for partners."),
    "served": Column("Served", 9, "Those with at least one partner."),
    "already": Column("Had one already", 10, "Of these, those that have one already, beside the "
                      "plan."),
    "coverage": Column("Share served", 10, "Served as a share of seekers.", form="0 %",
                       is_share=True),
    "pairs": Column("Pairs", 8, "Pairs of the plan with one of them."),
    "mean_score": Column("Mean score", 9, "Mean score of these pairs.", "no pair", _SCORE),
    "median_km": Column("Median distance (km)", 11, "Median distance of these pairs.", "no pair",
                        _KM),
    "median_minutes": Column("Median travel time (minutes)", 12, "Median travel time of these "
                             "pairs.", "none", _MINUTES),
    "few": Column("Few seekers", 9, "yes: so few that one school more or less changes these "
                  "figures much.", "no"),
    "hub": Column("Hub", 7, "Its number."),
    "hub_name": Column("Hub, its partner and authority", 30, "Its partner and the authority of "
                       "that."),
    "needs_met": Column("Needs met or likely to be", 9, "Degrees of the seeker's needs that the "
                        "partner meets, or may meet.", form="0.00"),
    "needs": Column("Needs in all", 9, "Degrees of the seeker's known and likely needs.",
                    form="0.00"),
    "not_met": Column("Needs not met", 34, "Needs that the partner is not known to meet; likely: "
                      "figures or a register suggest it.", "none"),
    "decision": Column("Decision", 13, "What you decide: accepted (both said yes), refused (one "
                       "said no; left alone for twelve months), pinned (it stays in the plan) or "
                       "banned (left out until you take it back).", ""),
    "reason": Column("Reason", 18, "Why it was refused, a word of the list.", ""),
    # Text: a day that somebody types stays as it was typed, wherever the office is.
    "day": Column("Day", 13, "The day of the decision, such as 2026-09-14.", "", _TEXT),
    "note": Column("Note", 40, "For yourselves; it is never read.", ""),
}  # fmt: skip
_BOOK = {
    "book_sheet": Column("Sheet", 20, "The sheet."),
    "book_about": Column("What is in it", 70, "What is in it."),
    "book_rows": Column("Rows", 10, "How many rows its table has.", form="#,##0"),
    "book_heading": Column("Heading", 26, "The heading."),
    "book_meaning": Column("What it says", 86, "What it says."),
    "book_blank": Column("A cell without a value", 22, "What such a cell means.", "does not occur"),
    "book_file": Column("Name in CSV files", 20, "Its name in the CSV files.", "in none"),
}
COLUMNS: Mapping[str, Column] = MappingProxyType(
    {**_PAIRS, **_SCHOOLS, **_NEEDS, **_PROBLEMS, **_PLAN, **_BOOK}
)
# Columns that the CSV files call otherwise, or do not have.
IN_FILES: Mapping[str, str] = MappingProxyType(
    {
        **{f"{side}_{part}": "" for side in ("seeker", "partner")
           for part in ("kind", "phase", "authority", "postcode", "contact")},
        "standing": "worth_asking", "ages": "age_low, age_high", "in_list": "listed",
        "tag": "activity, subject", "tag_words": "", "source_words": "source", "words": "evidence",
    }
)  # fmt: skip
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "independent": "Independent",
        "state": "State-funded",
        "university": "University",
        "college": "College",
        "other": "Other",
    }
)
