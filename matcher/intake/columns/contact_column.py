"""Whether a column about contact holds people or answers.

A refusal that is taken for somebody's name ("Permission Denied") has its school matched against its
will, so only what can hardly be anything else is a name here. Where one cell is more, the column is
one of answers: what is unclear keeps a school out and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matcher.core.text.contacts import without_contacts
from matcher.core.text.late_pattern import late_pattern
from matcher.intake.columns.forenames import FORENAMES
from matcher.intake.yes_or_no import consent

_LONGEST = 100  # characters of a name and how somebody is reached
# A title, forenames or initials, one surname: in "Mrs Ash Declined" Ash is no forename.
_NAME = late_pattern(
    r"(?P<title>(?i:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|revd?|fr)\b\.? )?"
    r"(?P<first>(?:[A-HJ-Z](?:\. ?| )|[A-Z][\w'’-]+ )*)"
    r"(?:(?:de|van|von|der|le|la|al|bin) )*(?P<last>[A-Z][\w'’-]+)"
)
# What stands where a surname would and may be a refusal or a doubt.
_NO_SURNAME = late_pattern(
    r"(?:declin|refus|reject|den(?:y|ie[ds])|object|withdr|unwill|unsure|unable|unavail|reluct|"
    r"disagree|oppos|hesita|decid|undecid|prohib|forbid|banned|blocked|stop(?:s|ped)?$|avoid|"
    r"cancel|revok|remov|exclud|opt(?:s|ed)?$|opt-?out|consent|permi|contact|agree|allow|await|"
    r"pending|review|repl|respon|answer|says?$|said|asks?$|asked|tbc|tba|tbd|not?$|none|never|nope|"
    r"non$|\w+n['’]t$|cannot|can?t$|wont|dont|doesnt|didnt|has$|out$|off$|away|absent|left$|leaves|"
    r"leaving|leaver|retir|ill$|sick|busy|closed|ended|end$|gone|later|until|maternity|interest|"
    r"partic|confirm|unconfirm|unknown|vacan|interim|acting|only|first$|yes|please|email|phone|"
    r"ring$|call$)",
    re.I,
)


def is_of_people(cells: Iterable[str]) -> bool:
    """Whether the filled cells of a column about contact say who somebody is or how to reach
    them, and nothing else: one that may be an answer makes it a column of answers."""
    said = [text for text in cells if consent(text)[0] != ""]
    return bool(said) and all(map(is_surely_a_person, said))


def is_surely_a_person(text: str) -> bool:
    """Whether a cell is a mail address, a telephone number, or a name with a known forename, a
    title or initials, and says no more."""
    if len(text) > _LONGEST:
        return False
    reached = without_contacts(text, " ", " ")
    rest = " ".join(reached.strip(" ,;:()<>/-–").split())
    if not rest:
        return reached != text
    found = _NAME.fullmatch(re.sub(r"([^,]+), ([^,]+)", r"\2 \1", rest))
    if found is None or _NO_SURNAME.match(found["last"]):
        return False
    first = found["first"].replace(".", " ").split()
    is_known = all(len(one) == 1 or one.casefold().split("-")[0] in FORENAMES for one in first)
    return is_known and bool(first or found["title"])
