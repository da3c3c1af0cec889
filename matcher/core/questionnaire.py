"""A form that asks one school what it offers, or what it needs: its fixed words, by which a
returned one is known again, and what is read from it before anything is understood.

Every question is a row of one table: the question, a column for each answer, a cell for
words, what is noted so far, and a reference. The reference finds the question again
wherever the row has gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

OFFERS, NEEDS = "offers", "needs"
SIDES = (OFFERS, NEEDS)

# The columns of the table, as they are headed.
QUESTION = "Question"
YES = "Yes"
NOT_NOW = "Not now"
NO = "No"
WORDS = "Which, or anything to add"
NOTED = "What we have noted so far"
REF = "Ref"
ANSWERS = (YES, NOT_NOW, NO)
COLUMNS = (QUESTION, *ANSWERS, WORDS, NOTED, REF)

# What stands above the table: a label, and beside it what it says.
SCHOOL_LABEL = "School"
URN_LABEL = "URN"
FORM_LABEL = "Form"

# The questions at the end, which are the same in every form.
CAPACITY = "HOW MANY"
CONTACT = "CONTACT"
OWN_WORDS = "OWN WORDS"
ALL = "ALL"
LAST = (OWN_WORDS, CAPACITY, CONTACT, ALL)

IN_FORM = "form: "  # begins the evidence of what a school answered in one

SENT_FILE = "sent.csv"  # the covering sheet's rows, by which it is known who was asked
COVERING_FILES = ("covering-letter.docx", SENT_FILE)


class Question(NamedTuple):
    """A row of the form: its reference (a tag, such as "T3" or "C3 sports hall", or one of
    :data:`LAST`), the heading it stands under, and the question in plain words. ``which`` asks
    beside it for subjects and the like; "" where there is nothing to say."""

    ref: str
    section: str
    words: str
    which: str = ""

    @property
    def text(self) -> str:
        """The question as it stands in the form."""
        return f"{self.words}. {self.which}" if self.which else self.words


@dataclass(frozen=True, slots=True)
class AskedSchool:
    """A school that is asked: ``noted`` says, by the reference of a question, what is believed
    of it and whence."""

    urn: str
    name: str
    noted: Mapping[str, str] = field(default_factory=dict)


class FormRow(NamedTuple):
    """A row of a returned form: its reference, the question's words and what stands in each
    column of :data:`ANSWERS` and :data:`WORDS`, with the place of each cell for messages."""

    ref: str
    question: str
    cells: Mapping[str, str]
    places: Mapping[str, str]


class ReturnedForm(NamedTuple):
    """A form as it came back. ``saved`` is when its program last saved it (ISO date and time,
    "" where it does not say); ``urn`` and ``name`` are as the form has them, ``named`` is the URN
    that its file's name begins with; ``remarks`` are what stands there by other means than words
    in its cells, such as a colour or a comment."""

    file: str
    sheet: str
    side: str
    urn: str
    name: str
    rows: tuple[FormRow, ...]
    saved: str = ""
    named: str = ""
    remarks: tuple[FormRemark, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class FormRemark:
    """Something in a form for a person to look at: where, the words, why and what to do. A
    ``note`` was read all the same; what is none was not."""

    file: str
    place: str
    question: str
    text: str
    why: str
    hint: str = ""
    note: bool = False
