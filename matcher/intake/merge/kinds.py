"""What an institution is, and which part it plays unless a list says otherwise.

Type and group are worded as in the Get Information about Schools register, in both of
its vintages ("LA maintained schools" to 2019, "Local authority maintained schools"
since), or as offices word them ("independent", "academy", "HEI").
"""

from __future__ import annotations

import re

from matcher.intake.cell_values import plain

# The register's types that are not of their group, or of no group that meets here.
_TYPES = {
    "other independent school": "independent",
    "other independent special school": "independent",
    "community special school": "state",
    "foundation special school": "state",
    "higher education institutions": "university",
    "further education": "college",
    "sixth form centres": "college",
    "city technology college": "other",
    "non maintained special school": "other",
    "welsh establishment": "other",
    "offshore schools": "other",
    "british schools overseas": "other",
    "service children s education": "other",
    "miscellaneous": "other",
    "secure units": "other",
    "special post 16 institution": "other",
    "institution funded by other government department": "other",
    "online provider": "other",
    "european schools": "other",
}
_GROUPS = {
    "academies": "state",
    "la maintained schools": "state",
    "local authority maintained schools": "state",
    "free schools": "state",
    "colleges": "college",
    "universities": "university",
    "welsh schools": "other",
    "other types": "other",
    "online provider": "other",
}
_BY_TYPE = {words.removesuffix("s"): kind for words, kind in _TYPES.items()}
_BY_GROUP = {words.removesuffix("s"): kind for words, kind in _GROUPS.items()}
# The register's codes of types, for downloads that carry no names (code list of 2025).
_CODES = {
    "independent": (10, 11),
    "university": (29,),
    "college": (18, 31),
    "state": (1, 2, 3, 5, 7, 12, 14, 15, 28, 33, 34, 35, 36, 38, 39, 40, 41, 42, 43, 44, 45,
              46, 57),
    "other": (6, 8, 24, 25, 26, 27, 30, 32, 37, 49, 56),
}  # fmt: skip
_BY_CODE = {str(code): kind for kind, codes in _CODES.items() for code in codes}
_INDEPENDENT_SPECIAL = 10

# An office's own words, the first that is found: "non-maintained" must come before
# "maintained", "university technical college" before "university".
_WORDS = (
    ("other", r"non maintained|overseas|offshore|secure unit|welsh"),
    ("state", r"university technical college|utc|state|academy|academies|maintained|free school|"
              r"studio school|community (special )?school|voluntary (aided|controlled)|"
              r"foundation (special )?school|pupil referral unit|pru|grammar school|"
              r"comprehensive( school)?|local authority nursery|mat|nursery school"),
    ("independent", r"independent|private|fee paying|public school"),
    ("university", r"university|universities|hei|higher education"),
    ("college", r"fe|further education|sixth form (college|centre)|sixth form|college|"
                r"tertiary"),
)  # fmt: skip
# What schools of several kinds call themselves: of a school that the register knows it says more.
_CALLED = re.compile(r"(?<!sixth form )\b(?:college|academy|grammar school)\b")
_WORDS_RE = tuple((kind, re.compile(rf"\b(?:{pattern})\b")) for kind, pattern in _WORDS)


def kind_of(type_text: str, group_text: str) -> tuple[str, bool] | None:
    """The kind (``core.tables.KINDS``) and whether it is an independent special school;
    None where neither type nor group says."""
    type_, group = plain(type_text), plain(group_text)
    if type_.lstrip("0").isdecimal():
        code = type_.lstrip("0")
        return (_BY_CODE[code], code == str(_INDEPENDENT_SPECIAL)) if code in _BY_CODE else None
    if kind := _BY_TYPE.get(type_.removesuffix("s")):
        return kind, type_ == "other independent special school"
    if kind := _BY_GROUP.get(group.removesuffix("s")):
        return kind, False
    for text in (type_, group):
        for kind, pattern in _WORDS_RE:
            if text and pattern.search(text):
                special = kind == "independent" and "special" in f"{type_} {group}"
                return kind, special
    return None


def is_vague(type_text: str, group_text: str) -> bool:
    """Whether type and group say no more than what a school is called ("college", "academy"),
    which may be of any kind."""
    type_, group = (_CALLED.sub("", plain(text)) for text in (type_text, group_text))
    return kind_of(type_text, group_text) is not None and kind_of(type_, group) is None


def default_role(
    kind: str, *, special: bool, include_special: bool = False, all_meet: bool = False
) -> str:
    """The part a school plays where no list gives it one: state-funded schools seek,
    independents and universities are partners, colleges both; independent special
    schools and all else take no part, unless asked for.

    ``all_meet`` lets any kind that is known meet any other.
    """
    if all_meet:
        return "" if kind == "other" else "both"
    if special and not include_special:
        return ""
    return {"state": "seeker", "independent": "partner", "university": "partner",
            "college": "both"}.get(kind, "")  # fmt: skip
