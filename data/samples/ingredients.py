"""What the fictional samples are made of: places, types, words and odd rows."""

from __future__ import annotations

# Outward code, district and authority (codes and names), region, then the middle of the
# cluster and the half-width of the square its schools stand in (metres, EPSG:27700), and
# how many primary, secondary and independent schools. No postcode area is called ZX or ZY.
SUSSEX, KENT = ("845", "East Sussex", "J", "South East"), ("886", "Kent", "J", "South East")
SUFFOLK = ("935", "Suffolk", "G", "East of England")
ESSEX = ("881", "Essex", "G", "East of England")
CLUSTERS = (
    ("ZX1", "E07000062", "Hastings", SUSSEX, 579900, 110600, 1000, 7, 3, 0),
    ("ZX2", "E07000062", "Hastings", SUSSEX, 582600, 111500, 700, 5, 2, 0),
    ("ZX3", "E07000064", "Rother", SUSSEX, 573500, 111000, 800, 5, 2, 1),
    ("ZX4", "E07000064", "Rother", SUSSEX, 574800, 116500, 2000, 2, 1, 2),
    ("ZX5", "E07000064", "Rother", SUSSEX, 588500, 122500, 2000, 2, 1, 0),
    ("ZX6", "E07000065", "Wealden", SUSSEX, 558500, 111000, 3000, 4, 2, 1),
    ("ZX7", "E07000061", "Eastbourne", SUSSEX, 559300, 100700, 1300, 4, 2, 3),
    ("ZX8", "E07000116", "Tunbridge Wells", KENT, 577000, 135000, 2500, 2, 1, 3),
    ("ZX9", "E07000105", "Ashford", KENT, 588500, 133500, 2000, 2, 1, 1),
    ("ZX10", "E07000112", "Folkestone and Hythe", KENT, 606000, 125500, 1500, 1, 1, 0),
    ("ZY1", "E07000202", "Ipswich", SUFFOLK, 615700, 245600, 1100, 6, 3, 1),
    ("ZY2", "E07000202", "Ipswich", SUFFOLK, 618500, 243800, 700, 4, 2, 1),
    ("ZY3", "E07000244", "East Suffolk", SUFFOLK, 624500, 251500, 2000, 5, 2, 3),
    ("ZY4", "E07000244", "East Suffolk", SUFFOLK, 628500, 263500, 2500, 2, 1, 1),
    ("ZY5", "E07000244", "East Suffolk", SUFFOLK, 629500, 236500, 1300, 3, 1, 0),
    ("ZY6", "E07000203", "Mid Suffolk", SUFFOLK, 605000, 258500, 3000, 4, 1, 1),
    ("ZY7", "E07000200", "Babergh", SUFFOLK, 603000, 242500, 3000, 3, 1, 2),
    ("ZY8", "E07000071", "Colchester", ESSEX, 599500, 226500, 1000, 5, 3, 2),
    ("ZY9", "E07000076", "Tendring", ESSEX, 611000, 230500, 900, 2, 1, 0),
)

# Names, codes and groups of types as the register words them.
TYPES = {
    "Community school": ("1", "4", "Local authority maintained schools"),
    "Voluntary aided school": ("2", "4", "Local authority maintained schools"),
    "Community special school": ("7", "5", "Special schools"),
    "Other independent special school": ("10", "5", "Special schools"),
    "Other independent school": ("11", "3", "Independent schools"),
    "Pupil referral unit": ("14", "4", "Local authority maintained schools"),
    "Further education": ("18", "1", "Colleges"),
    "Academy sponsor led": ("28", "10", "Academies"),
    "Higher education institutions": ("29", "2", "Universities"),
    "Academy converter": ("34", "10", "Academies"),
    "Free schools": ("35", "11", "Free Schools"),
    "Free schools 16 to 19": ("39", "11", "Free Schools"),
}
PHASES = {"Not applicable": "0", "Primary": "2", "Secondary": "4", "16 plus": "6",
          "All-through": "7"}  # fmt: skip
TRUSTS = {"5001": "Quillmere Learning Trust", "5002": "Sallowgate Schools Partnership"}

FIRST = ("Quill", "Sallow", "Brack", "Thorrel", "Ember", "Pell", "Wyx", "Hollin", "Draym", "Fenno",
         "Corran", "Ostler", "Larrow", "Nethery", "Sedgel", "Tarrow")  # fmt: skip
LAST = ("mere", "gate", "combe", "stow", "hurst", "den", "leigh", "holt", "bourne", "wyn")

# Ordinary schools, as many in a cluster as it says: forms of the name, types, phase, ages.
ORDINARY = (
    (("{} Primary School", "St Wendreth's {} CofE Primary School", "{} Primary School"),
     ("Community school", "Voluntary aided school", "Academy converter"),
     "Primary", ("4-11", "3-11"), (60, 450)),
    (("{} Academy", "{} High School", "{} School"),
     ("Academy sponsor led", "Academy converter", "Free schools"),
     "Secondary", ("11-16", "11-18"), (480, 1450)),
    (("{} College", "{} School", "{} Prep School"), ("Other independent school",),
     "Not applicable", ("11-18", "3-18", "3-13"), (110, 900)),
)  # fmt: skip

# The rarer ones: name, type, phase, ages, pupils, and the clusters they stand in.
RARER = (
    ("{} Special School", "Community special school", "Not applicable", "4-19", (50, 160),
     (0, 2, 11, 15, 17)),
    ("{} Pupil Referral Unit", "Pupil referral unit", "Not applicable", "11-16", (20, 60), (1, 10)),
    ("{} Sixth Form", "Free schools 16 to 19", "16 plus", "16-19", (300, 700), (1, 10)),
    ("{} All-Through School", "Academy converter", "All-through", "4-18", (800, 1200), (2, 11)),
    ("{} House", "Other independent special school", "Not applicable", "7-19", (20, 90),
     (3, 7, 16)),
    ("University of {}", "Higher education institutions", "Not applicable", "", None, (6, 10)),
    ("{} College of Further Education", "Further education", "16 plus", "16-99", None,
     (0, 5, 11, 17)),
    ("{} Old School", "Community school", "Primary", "4-11", None, (0, 11, 17)),
    ("{} Old College", "Other independent school", "Not applicable", "11-18", None, (12,)),
)  # fmt: skip
CLOSED = {"EstablishmentStatus (code)": "2", "EstablishmentStatus (name)": "Closed",
          "CloseDate": "31-08-2021"}  # fmt: skip
CLOSING = {"EstablishmentStatus (code)": "3",
           "EstablishmentStatus (name)": "Open, but proposed to close"}  # fmt: skip

# Rows of the register, by outward code and place in it, whose coordinates are blank or 0;
# the second of ZX1 has a postcode besides that is not in the postcode file.
UNPLACED = (("ZX1", 1, ""), ("ZX7", 0, "0"), ("ZX6", 2, ""), ("ZY1", 2, ""), ("ZY3", 1, "0"),
            ("ZY8", 0, ""))  # fmt: skip
MISSING_POSTCODE = "ZX1 9ZZ"

# What each sort of institution tends to ask for and to offer, as an office would write it.
NEEDS = {
    "Primary": ("C2 Latin", "C2 French", "C3 music", "C3 science", "C3 PE", "T2 computing",
                "T2 science", "C4 maths", "T3 music", "C3 drama", "L1", "T4"),
    "Secondary": ("T3 physics", "T3 maths", "T3 computing", "T3 chemistry", "C2 classics", "X1",
                  "C2 Mandarin", "C4 maths", "C3 science", "L2", "L3", "T1 physics", "R3"),
    "Independent": ("T2 SEND", "T2 phonics", "T2 early years", "X3", "T4 maths", "X2", "L3",
                    "C1 PSHE", "C2 STEM"),
    "Higher": ("X1", "T1 physics", "T2 SEND", "X2", "C1 computing", "L1"),
    "Special": ("C3 PE", "C3 music", "T2 literacy", "C2 drama", "L1"),
}  # fmt: skip
OFFERS = {
    "Primary": ("T2 phonics", "T2 early years", "T2 SEND", "T4 maths", "C1 PSHE", "L3"),
    "Secondary": ("T2 SEND", "X2", "L3", "C1 PSHE", "T4 maths", "C2 STEM", "X3"),
    "Independent": ("T3 physics", "T3 maths", "T3 chemistry", "C2 Latin", "C2 classics",
                    "C2 French", "C2 Mandarin", "C3 music", "C3 PE", "C3 drama", "C3 science", "X1",
                    "L1", "L3", "C4 maths", "T3 music", "X3"),
    "Higher": ("T1 physics", "C3 science", "X1", "T2 computing", "T2 science", "T3 computing",
               "L1", "R3", "C4 maths"),
    "Special": ("T2 SEND", "T2 literacy", "L3"),
}  # fmt: skip
WORDS = {"L3": "coaching and mentoring", "T3 physics": "physics teaching", "L1": "governors",
         "T2 phonics": "CPD in phonics", "T3 maths": "T3: mathematics"}  # fmt: skip
DEGREES = ("=0.5", " (low)", " 75%", " (medium)", " (0.4)")

REGISTER = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentTypeGroup (code)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (code)", "EstablishmentStatus (name)",
    "CloseDate", "PhaseOfEducation (code)", "PhaseOfEducation (name)", "StatutoryLowAge",
    "StatutoryHighAge", "NumberOfPupils", "PercentageFSM", "Trusts (code)", "Trusts (name)",
    "Postcode", "GOR (code)", "GOR (name)", "DistrictAdministrative (code)",
    "DistrictAdministrative (name)", "Easting", "Northing",
)  # fmt: skip
LINKS = (
    ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"),
    ("900001", "900142", "Wyxbourne Old School", "Predecessor", "01-09-2021"),
    ("900142", "900001", "Wyxgate Primary School", "Successor", "01-09-2021"),
)
HASTINGS_HEADER = ("School URN", "School", "Sector", "Post code", "What we need", "Can offer",
                   "Open to contact?", "How many partnerships", "Headteacher")  # fmt: skip
IPSWICH_HEADER = (
    "Institution", "DfE URN", "Type of school", "Post code", "Easting", "Northing", "Latitude",
    "Longitude", "Role", "Partnership capacity", "May we contact", "Need: T3 physics",
    "Need: T3 maths", "Need: C2 Latin", "Need: C3 music", "Strength: T3 physics",
    "Strength: C2 Latin", "Strength: T2 phonics", "Strength: L3", "Needs: other",
    "Strengths: other",
)  # fmt: skip

# Rows with something amiss, as offices' lists have them; what is amiss stands beside each.
HEAD = "(fictional) Head of no school"
HASTINGS_ODD = (
    # a misspelt subject; not in the register
    ("", "Arrendyke Home Studies", "State", "ZX5 0XX", "T3 phyiscs; C2 Latin", "none",
     "yes", "", HEAD),
    # no URN; a comma parts tags
    ("", "Bellowyke School", "Independent", "ZX4 0YY", "T2 SEND", "T3 physics, maths; L3",
     "yes", "2", HEAD),
    # a URN that the register does not have
    ("900999", "Cindrewick Hall", "Independent", "ZX9 0XX", "none", "C2 Latin, classics; X1",
     "yes", "1", HEAD),
    # a postcode that nobody knows, a bare subject, a misspelt activity
    ("", "Dunnowyn Forest School", "State", "ZX99 9ZZ", "physics; C3 music",
     "coching and mentoring", "", "", HEAD),
    # no URN, a slip of the pen: found by name and postcode
    ("", "Saint Wendreth's Embercomb C of E Primary", "State", "ZX2 7DU", "T3 science; L3",
     "C3 music", "yes", "1", HEAD),
    # closed: its successor stands in the links
    ("900142", "Wyxbourne Old School", "State", "ZX1 2HR", "C4 maths; X1", "L3", "yes", "1", HEAD),
    # neither URN nor name
    ("", "", "", "", "T3 maths", "", "yes", "", HEAD),
    ("Total", "47 schools", "", "", "", "", "", "", ""),
)  # fmt: skip
_NO_TICKS = ("",) * 8
IPSWICH_ODD = (
    # placed by degrees alone
    ("Eskerwyke School", "", "Other independent school", "", "", "", "52.0950", "1.2800",
     "partner", "2", "Y", *_NO_TICKS, "T2 phonics", "T3 physics; C3 music; L3"),
    ("Fallowyke Free School", "", "Free school", "", "", "", "52.0480", "1.1300",
     "seeker", "1", "Y", "yes", *_NO_TICKS[1:], "X1", "T2 SEND"),
    # outside Great Britain
    ("Lycée Fictif de Gandrelle", "", "Other independent school", "", "", "", "48.8600",
     "2.3500", "partner", "", "Y", *_NO_TICKS, "", "C2 French"),
    # no place at all
    ("Hesperwyke Playgroup", "", "Academy", "", "", "", "", "", "seeker", "", "", *_NO_TICKS,
     "C3 music", ""),
)  # fmt: skip

# What two areas, two authorities, an office and a trust want improved, in every way to say
# where; the last four show what is left out and why.
PRIORITIES = (
    ("Level", "Name", "Priority", "Phase", "From", "Until"),
    ("opportunity area", "Hastings", "T3 maths; C4 maths=0.5", "Secondary", "01/09/2025", ""),
    ("opportunity area", "Ipswich", "T2 phonics; coaching and mentoring", "Primary", "", ""),
    ("region", "the South East", "T3 physics (medium)", "Secondary", "", ""),
    ("RSC region", "East of England", "L2", "", "", ""),
    ("local authority", "Suffolk County Council", "X1; X3=0.3", "", "", ""),
    ("LA", "845", "C2 Latin (low)", "", "", ""),
    ("MAT", "Quillmere Learning Trust", "C1 PSHE", "", "", ""),
    ("school", "900005", "L1", "", "", ""),
    # ended
    ("region", "South East", "T2 early years", "", "01/09/2018", "31/08/2021"),
    # a misspelt tag beside one that is understood
    ("authority", "East Sussex", "T2 SEND; T3 chemstry", "", "", ""),
    # a misspelt name: no school is there
    ("trust", "Salowgate School Partnership", "T4", "", "", ""),
    # no place
    ("", "", "T3 computing", "", "", ""),
)
