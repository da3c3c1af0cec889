"""What goes with a folder of forms: the letter that the office finishes and sends."""

from __future__ import annotations

from matcher.core.questionnaire import NEEDS, OFFERS
from matcher.show.forms.asking_document import letter
from matcher.show.forms.asking_form import MAY_BE_WRONG, NO_NAMES, TITLES

_WHY = {
    OFFERS: "Schools near you are looking for partners. Some need teachers of a subject, some a "
    "sports hall, some governors. Public registers tell little of what your school has, and "
    "nothing of what it would offer, so we ask you. It takes about ten minutes.",
    NEEDS: "Independent schools, universities and other schools near you would like to help. "
    "Published figures say little about what you need, so we ask you. It takes about ten minutes.",
}
_HOW = (
    "Open the form, tick Yes, Not now or No (an x will do), and save it. Leave blank what you "
    "cannot answer.",
    "Where we ask which subjects, name them: physics, Latin.",
    MAY_BE_WRONG,
    NO_NAMES,
    "A yes is no promise. It only means that we may suggest your school, and what you would do "
    "together is agreed later.",
)


def covering_letter(side: str, forms: int) -> bytes:
    """The letter to each school, with what the office has to fill in between square brackets."""
    which = "the form" if forms == 1 else f"each of the {forms:,} forms"
    paragraphs = (
        f"[For the office, to be deleted: this letter goes with {which}. Send "
        "each school its own; the name of the file begins with its URN. Fill in what stands "
        "between square brackets.]",
        "Dear [Headteacher],",
        _WHY[side],
        "The form that comes with this letter is for your school alone. Please send it back to "
        "[address of the office] by [day].",
        "Yours sincerely, [name of the office]",
    )
    return letter(TITLES[side], paragraphs, _HOW)
