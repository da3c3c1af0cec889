"""What goes with a folder of forms: a letter that the office finishes and sends, and the table of
who was asked, by which it is known later who has not answered."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from matcher.core.questionnaire import OFFERS
from matcher.show.forms.asking_document import letter
from matcher.show.kit.csv_table import csv_bytes

_COLUMNS = ("URN", "School name", "Form", "File", "Sent on", "Came back on")
_TITLE = {OFFERS: "What could your school offer?", "needs": "What would help your school?"}
_WHY = {
    OFFERS: "Schools near you are looking for partners. Some need teachers of a subject, some a "
    "sports hall, some governors. What your school could offer is not published anywhere, so we "
    "ask you. It takes about ten minutes.",
    "needs": "Independent schools, universities and other schools near you would like to help. "
    "Published figures say little about what you need, so we ask you. It takes about ten minutes.",
}
_HOW = (
    "Open the form, tick Yes, Not now or No (an x will do), and save it. Leave blank what you "
    "cannot answer.",
    "Where we ask which subjects, name them: physics, Latin.",
    "What we have noted so far may be wrong. Your answer replaces it.",
    "Please write no names of people, telephone numbers or e-mail addresses in the form.",
    "A yes is no promise. It only means that we may suggest your school, and what you would do "
    "together is agreed later.",
)


def covering_letter(side: str, forms: int) -> bytes:
    """The letter to each school, with what the office has to fill in between square brackets."""
    paragraphs = (
        f"[For the office, to be deleted: this letter goes with each of the {forms:,} forms. Send "
        "each school its own; the name of the file begins with its URN. Fill in what stands "
        "between square brackets.]",
        "Dear [Headteacher],",
        _WHY[side],
        "The form that comes with this letter is for your school alone. Please send it back to "
        "[address of the office] by [day].",
        "Yours sincerely, [name of the office]",
    )
    return letter(_TITLE[side], paragraphs, _HOW)


def sent_table(sent: Sequence[tuple[str, str, str, str]]) -> bytes:
    """Who was asked, a row for each (URN, name, side, file), with columns for the days."""
    rows = [(*one, "", "") for one in sent]
    return csv_bytes(pd.DataFrame(rows, columns=list(_COLUMNS)).astype("str"))
