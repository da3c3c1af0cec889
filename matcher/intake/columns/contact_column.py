"""Whether a column about contact holds people or answers, whatever its header is taken for.

A refusal that is taken for somebody's name ("Permission Denied") has its school matched against its
will, so only what can hardly be anything else is a name here. Where one cell is more, the column is
one of answers: what is unclear keeps a school out and is told. A column headed "Contact" is about
people, unless nearly all of its cells are yes or no; below a question that no name would answer
("Are you happy to be contacted?") one answer is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from matcher.core.text.contacts import without_contacts
from matcher.core.text.late_pattern import late_pattern
from matcher.intake.columns.forenames import FORENAMES
from matcher.intake.headers.wording import words
from matcher.intake.yes_or_no import UNCLEAR, consent

_NEARLY_ALL = 0.9  # of the filled cells
_SOME = 1 / 3  # of them, below a header that may be about something else
# Headers below which a yes can mean nothing else than that a school may be contacted.
_ASKS = re.compile(
    r"contact(?: (?:(?:the |this )?schools?|them|status|answer|response|y n|yes no|yes or no))?"
)
# A question whose yes means that as well, in more words: "Happy for us to put a partner in touch?"
_ASKS_AT_LENGTH = late_pattern(
    r"(?:(?:are|is|would|do|does) (?:you|they|it|we|(?:the |this |your )?school) (?:be )?|school )?"
    r"(?:happy|willing|ok|okay|content|glad|agree[sd]?|consents?)(?: (?:for|to|that))? "
    r"(?:be (?:contacted|approached|introduced|put in touch)"
    r"|(?:us|we|our office) (?:to |may |can )?"
    r"(?:contact|get in touch|approach|introduce|put (?:\w+ ){1,3}in touch))"
    r"(?: (?:to|with|by) (?:us|you|them|(?:(?:a|an|the|other|another|partner|local) )*"
    r"(?:schools?|partners?)))?"
)
# Words of headers whose yes and no may be about contact, whatever yes means there.
_OF_CONTACT = late_pattern(
    r"\b(?:contact|in touch|approach|introduc|consent|take part|taking part|particip|opted in)"
)
_REFUSES = re.compile(
    r"\b(?:(?<!yes )(?<!yes or )no|not|never|don t|dont|stop|avoid|out|without|declin\w+|refus\w+|"
    r"withdr\w+|object\w*)\b"
)
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


def asks(header: str, mapped: str) -> bool:
    """Whether yes below a header that may be about people means that one may get in touch: by its
    words ("Contact?", not "Contact name"), or as it is ``mapped`` by hand, if it says no "not"."""
    if mapped:
        return mapped == "open_to_contact" and not refuses(header)
    return asks_at_length(header) or _ASKS.fullmatch(words(header)) is not None


def refuses(header: str) -> bool:
    """Whether yes below a header means that one may not: "Do not contact"."""
    return _REFUSES.search(words(header)) is not None


def speaks_of_contact(header: str) -> bool:
    """Whether answers below a header may be about contact, whatever yes means there."""
    return _OF_CONTACT.search(words(header)) is not None


def asks_at_length(header: str) -> bool:
    """Whether a header is a question about contact that no name would answer: "Happy for us to put
    a partner in touch?"."""
    return _ASKS_AT_LENGTH.fullmatch(words(header)) is not None and not refuses(header)


def is_of_answers(cells: Counter[str], header: str) -> bool:
    """Whether nearly all filled cells are answers, yes or no; below a question that no name would
    answer, whether any is."""
    said = _said(cells)
    answered = said["yes"] + said["no"]
    enough = 0.0 if asks_at_length(header) else _NEARLY_ALL
    return answered > 0 and answered >= enough * (answered + said[UNCLEAR])


def may_refuse(cells: Counter[str]) -> bool:
    """Whether some cells are a no, and more are answers than the few that a column of names or of
    remarks has: what is read as neither may be a refusal."""
    said = _said(cells)
    answered = said["yes"] + said["no"]
    return said["no"] > 0 and answered >= _SOME * (answered + said[UNCLEAR])


def _said(cells: Counter[str]) -> Counter[str]:
    """How many cells are a yes, a no, or neither."""
    said: Counter[str] = Counter()
    for text, count in cells.items():
        said[consent(text)[0]] += count
    return said


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
