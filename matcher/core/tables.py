"""Every table that passes between rooms, on one page.

Unknown is never 0: text that is unknown is "", a number NaN, a point None. Points are
EPSG:27700 (British National Grid, metres). The contract is checked at every door.

LISTED    what the lists say, typed and merged by URN; where a school is, is still words
SCHOOLS   the same schools with a place on the ground and their priority area
PROFILE   what each school needs and offers, tag by tag
MATCHES   ranked pairs
FIGURES   what is published about schools, number by number
SIZES     whom schools teach and how many, as published tables say it
OFFERED   what public registers say an institution has, thing by thing
COVER     how far one tag meets the need for another
PROBLEMS  what is wrong with which row

:func:`urn_key` is the one order of URNs, in which everything is written and summed.
"""

from __future__ import annotations

from matcher.core.schema import Column, Table

KINDS = ("independent", "state", "university", "college", "other")
ROLES = ("seeker", "partner", "both")
# What a state-funded school is to the question who may give.
SPECIAL, SIXTH_FORM, ORDINARY = "special school", "sixth-form college", "school"
STATUSES = ("open", "closing", "closed", "proposed")
LOCATED_BY = ("given", "register", "postcode", "outcode")
FAR_FROM_POSTCODE_M = 1_000.0  # farther off, a place is in doubt: 99 % are within 718 m
MINUTES_BY = ("routed", "estimate", "file")  # an engine's answer, this run's speeds, a file
# Whence a tag comes, the surest first: a school states it, or is asked to improve it; its prose
# seems to say it, a public register lists it (a pool), or it follows from one; figures suggest it.
SOURCES = ("stated", "partly", "priority", "wording", "published", "inferred", "measured")
ONLY_LIKELY = ("inferred", "measured")  # a guess, so that a need is only a likely one
SAID = ("stated", "partly", "priority", "wording")  # by the school, or its office for it
# The whole of what a school claims: what a list of tags leaves out it has not. One understood in
# part ("X1; see notes"), a sentence or a figure tells of its own tags and of no other.
WHOLE = ("stated",)
# What a tag is told to rest on, in a word: stated, published and suggested never look alike.
BASIS = {
    "stated": "stated",
    "partly": "stated",
    "priority": "stated",
    "wording": "in words of the list",
    "published": "published",
    "inferred": "register suggests",
    "measured": "figures suggest",
}
WIDER = "wider offer"  # stated, and may not hold what is needed: science for physics
BASES = tuple(dict.fromkeys((BASIS["stated"], WIDER, *BASIS.values())))  # the surest first
NOT_KNOWN = "not known"  # of a partner of which nothing is known that it offers
NO_TRUST = "no trust"  # the trust of a school that is known to belong to none
# How far a pair is known to fit what its run was narrowed to, the surest first.
FITS = ("known", "likely", "in part", "not known")
SEVERITIES = ("note", "warning", "rejected")

_IDENTITY = (
    Column(
        "urn",
        meaning="unique reference number, or a stand-in where a list gives none",
        nullable=False,
    ),
    Column("name", meaning="name of the institution"),
    Column("kind", meaning="what it is, from type and group", nullable=False, allowed=KINDS),
    Column("phase", meaning="as the register words it, or 'Special' or 'Alternative provision'"),
    Column("age_low", "number", "youngest age taught", "years", low=0, high=99),
    Column("age_high", "number", "oldest age taught", "years", low=0, high=99),
    Column("status", meaning="unknown counts as open", allowed=STATUSES),
    Column("la_code", meaning="local authority, the register's three digits"),
    Column("la_name", meaning="local authority"),
    Column("district_code", meaning="ONS code of the district, of the list's year"),
    Column("district_name", meaning="district, or the authority itself where it has none"),
    Column("lsoa_code", meaning="ONS code of the LSOA, 2011 or 2021"),
    Column("region", meaning="region, as the list words it"),
    Column("urban_rural", meaning="rural or urban, as the register words it"),
    Column("trust", meaning=f"its trust or federation; '{NO_TRUST}': in none; blank: not known"),
    Column("pupils", "number", "pupils on roll", low=0),
    Column("fsm_pct", "number", "pupils eligible for free school meals", "%", low=0, high=100),
    Column("postcode", meaning="AA9 9AA form, or an outward code where a list gives no more"),
    Column("role", meaning="blank: takes no part in matching", allowed=ROLES),
    Column("capacity", "number", "schools it can work with at one time as a partner", low=0),
    Column("open_to_contact", meaning="blank: not said", allowed=("yes", "no", "unclear")),
    Column("contact_condition", meaning="on what a yes to contact is given; blank: on nothing"),
    Column("list", meaning="file it came from (the last one to name it)", nullable=False),
    Column("sheet", meaning="sheet of a workbook"),
    Column("row", "integer", "row in that file, 1 the first line", low=1),
)

_MAY_GIVE = Column(
    "may_give",
    meaning="what a state-funded school is, for who may give; blank: it is none, or a list "
    "gives its role",
    allowed=(SPECIAL, SIXTH_FORM, ORDINARY),
)

LISTED = Table(
    "LISTED",
    ("urn",),
    (
        *_IDENTITY,
        Column("easting", meaning="as written in the list"),
        Column("northing", meaning="as written in the list"),
        Column("longitude", meaning="as written in the list"),
        Column("latitude", meaning="as written in the list"),
        Column("coordinates_from", meaning="who gave them", allowed=("given", "register")),
        Column("needs", meaning="as written: tags parted by semicolons"),
        Column("strengths", meaning="as written: tags parted by semicolons"),
        Column("notes", meaning="as written: prose that may tell needs and strengths"),
        _MAY_GIVE,
        Column("special", meaning="'yes': a special school", allowed=("yes",)),
        Column("special_classes", meaning="whether it has special classes", allowed=("yes", "no")),
        Column("sen_places", "number", "places of its SEN unit and resourced provision", low=0),
        Column("boarding", meaning="whether it takes boarders", allowed=("yes", "no")),
        Column("sixth_form", meaning="whether it has a sixth form", allowed=("yes", "no")),
        Column("listed", "integer", "1 from a list, 0 only from the register", low=0, high=1),
        Column("register_name", meaning="name in the register; blank: it is not known there"),
    ),
)

SCHOOLS = Table(
    "SCHOOLS",
    ("urn",),
    (
        *_IDENTITY,
        Column("geometry", "point", "EPSG:27700", "m"),
        Column("located_by", meaning="how it was placed; blank: not placed", allowed=LOCATED_BY),
        Column("precision_m", "number", "how far off it may be, by its postcode too", "m", low=0),
        Column("area", meaning="priority area it is in; blank: in none"),
        Column("area_km", "number", "0 in an area, else distance to the nearest one", "km", low=0),
        Column("area_near", meaning="the nearest priority area, in or out"),
        Column("listed", "integer", "1 from a list, 0 only from the register", low=0, high=1),
        Column("register_name", meaning="name in the register; blank: it is not known there"),
        _MAY_GIVE,
    ),
)

PROFILE = Table(
    "PROFILE",
    ("urn", "activity", "subject"),
    (
        Column("urn", nullable=False),
        Column("activity", meaning="T1 … R3; 'none': nothing is needed or offered", nullable=False),
        Column("subject", meaning="subject in the vocabulary's wording; blank: not tied to one"),
        Column("need", "number", "degree, in steps of 0.01", low=0, high=1),
        Column("strength", "number", "degree, in steps of 0.01", low=0, high=1),
        Column("source", nullable=False, allowed=SOURCES),
        Column("evidence", meaning="what it rests on; of two sides needs: … / offers: …"),
        Column(
            "confidence",
            "number",
            "how sure the source is of it: 1 where a list states it",
            nullable=False,
            low=0,
            high=1,
        ),
        # NaN: the school claims nothing of this tag, or nothing public shows it.
        Column("recorded", "number", "strength that public sources show", low=0, high=1),
    ),
)

MATCHES = Table(
    "MATCHES",
    ("seeker_urn", "partner_urn"),
    (
        Column("seeker_urn", nullable=False),
        Column("partner_urn", nullable=False),
        Column("rank", "number", "place in the seeker's list; NaN: not in its top k", low=1),
        Column("partner_rank", "number", "place in the partner's list; NaN: not in it", low=1),
        Column("score", "number", "weighted sum of the terms", nullable=False, low=0, high=1),
        Column("distance_km", "number", "straight line on the grid", "km", nullable=False, low=0),
        Column("minutes", "number", "travel time, where it was asked for", "min", low=0),
        *(Column(name, "number", low=0, high=1) for name in ("near", "opportunity")),
        *(Column(name, "number", low=0, high=1) for name in ("gives", "gains")),
        Column(
            "evidence",
            "number",
            "share of the weight resting on something known",
            nullable=False,
            low=0,
            high=1,
        ),
        Column("beyond", "integer", "1: farther than the limit, nobody is nearer", low=0, high=1),
        Column("fit", meaning="whether it fits what the run was narrowed to", allowed=FITS),
        Column("shared", meaning="tags met: what the seeker gets | what the partner gets"),
        Column("reasons", meaning="why, in a sentence; phrases parted by '; '"),
        Column(
            "phase_rank",
            "number",
            "place in the partner's list among seekers of the same group of phases; NaN: not in it",
            low=1,
        ),
        Column(
            "worth_asking",
            "number",
            "place among the partners worth asking beside the seeker's list; NaN: not one of them",
            low=1,
        ),
        Column("basis", meaning="what the offer of each tag of shared rests on, in a word"),
        Column("minutes_there", "number", "from the seeker to the partner", "min", low=0),
        Column("minutes_back", "number", "from the partner to the seeker", "min", low=0),
        Column("minutes_by", meaning="what the minutes rest on", allowed=MINUTES_BY),
        Column("gives_known", "number", "how far it is known what it gives", low=0, high=1),
        Column("gains_known", "number", "how far it is known what it gets back", low=0, high=1),
    ),
)

FIGURES = Table(
    "FIGURES",
    ("urn", "table", "year", "column"),
    (
        Column("urn", meaning="the school as the table names it, closed or not", nullable=False),
        Column(
            "table",
            meaning="ks2, ks4, ks5, destinations, census, workforce, absence or suspensions",
            nullable=False,
        ),
        Column("year", meaning="school year, such as 2018/19; blank: nothing says which"),
        Column(
            "like",
            meaning="whom it is compared with: mainstream, special, independent, college, "
            "technical, alternative provision, with the phase in front where a table mixes phases",
            nullable=False,
        ),
        Column("column", meaning="as the table names it, in capitals", nullable=False),
        Column(
            "value",
            "number",
            "the figure as published, a band by its number; unknown figures have no row",
            nullable=False,
        ),
        Column("pupils", "number", "pupils the figure rests on; NaN: not said", low=0),
        Column("low", "number", "lower 95 % confidence limit as published; NaN: not said"),
        Column("high", "number", "upper 95 % confidence limit as published; NaN: not said"),
        Column("list", meaning="file it came from", nullable=False),
    ),
)

SIZES = Table(
    "SIZES",
    ("urn",),
    (
        Column("urn", nullable=False),
        Column("age_low", "number", "youngest age taught", "years", low=0, high=99),
        Column("age_high", "number", "oldest age taught", "years", low=0, high=99),
        Column("pupils", "number", "pupils on roll", low=0),
        Column("ages_said_by", meaning="the table and its year, in words"),
        Column("pupils_said_by", meaning="the table and its year, in words"),
        Column("ages_list", meaning="file the ages came from"),
        Column("pupils_list", meaning="file the pupils came from"),
    ),
)

OFFERED = Table(
    "OFFERED",
    ("urn", "dataset", "item"),
    (
        Column("urn", nullable=False),
        Column("dataset", meaning="which public register says so", nullable=False),
        Column("item", meaning="the thing, as measured/offers.csv names it", nullable=False),
        Column("amount", "number", "how much of it: entries, courses, facilities", low=0),
        Column("year", meaning="school year or day of the register, as it words it"),
        Column("evidence", meaning="the words shown to whoever asks why", nullable=False),
        Column("list", meaning="file it came from", nullable=False),
    ),
)

COVER = Table(
    "COVER",
    ("offered_activity", "offered_subject", "needed_activity", "needed_subject"),
    (
        Column("offered_activity", nullable=False),
        Column("offered_subject", meaning="blank: not tied to one"),
        Column("needed_activity", nullable=False),
        Column("needed_subject", meaning="blank: not tied to one"),
        Column("degree", "number", "how much of the need is met", nullable=False, low=0, high=1),
        Column("reason", meaning="why, in a few words", nullable=False),
        Column("known", "number", "1: the offer meets the need; 0: it may", low=0, high=1),
    ),
)

PROBLEMS = Table(
    "PROBLEMS",
    (),
    (
        Column("list"),
        Column("sheet"),
        Column("row", "integer", "0: the whole file", low=0),
        Column("code", nullable=False),
        Column("column"),
        Column("value"),
        Column("severity", nullable=False, allowed=SEVERITIES),
        Column("message", nullable=False),
        Column("hint"),
    ),
)


def urn_key(urn: str) -> tuple[int, int, str]:
    """What URNs are sorted by: those that are numbers by number, then the others as text."""
    return (0, int(urn), urn) if urn.isascii() and urn.isdigit() else (1, 0, urn)
