"""What a cell says that names nothing: nothing, not known, or a yes to nobody knows what."""

from __future__ import annotations

import pytest

from matcher.profile.cell_words import means_none, means_not_known, means_yes


@pytest.mark.parametrize(
    "text", ["none", "None.", "Nothing at the moment, thanks", "nothing to offer", "no needs",
             "happy as we are - do not need anything", "We do not need any help", "Fine as we are.",
             "we don't need any support, thanks", "no help needed", "We need no further support",
             "We have no needs", "we need nothing", "The school needs nothing else, thanks",
             "We want nothing at the moment", "we can't offer anything", "we have nothing to offer",
             "Currently unable to offer anything"],
)  # fmt: skip
def test_nothing(text: str) -> None:
    assert means_none(text)
    assert not means_yes(text)


@pytest.mark.parametrize(
    "text",
    ["?", "??", "-", "–", "n/a", "unknown", "tbc", "TBC", "tba", "tbd",
     "tbc in September", "to be confirmed", "to be agreed with governors", "to follow", "see notes",
     "See note below", "please see email", "as in notes", "ask head", "Ask the headteacher",
     "check with office", "ask Mrs Penhaligon", "waiting for head", "no reply yet",
     "awaiting response", "not known", "not yet known", "Not sure", "n/k", "don’t know", "dk",
     "same as Hallaton", "Same as for Poole Farm School", "as for Poole Farm",
     "see Whitehall notes", "as per Trinity Hall"],
)  # fmt: skip
def test_not_known(text: str) -> None:
    assert means_not_known(text)
    assert not means_none(text)
    assert not means_yes(text)


@pytest.mark.parametrize("text", ["y", "Yes", "YES!", "x", "✓", "✔", "1", "true", "yes please"])
def test_yes(text: str) -> None:
    assert means_yes(text)
    assert not means_none(text)


@pytest.mark.parametrize(
    "text",
    ["T3 physics", "ask about Latin", "see the sea", "governors", "head", "no physics teacher",
     "training to be confirmed teachers", "see our theatre", "yes, physics", "not enough governors",
     "call for governors", "none of our staff can teach Latin",
     "we do not need any help with Latin, physics please",
     "fine as we are in maths, not in physics", "like a pool",
     "same as last year: physics teachers", "We have no support", "we have no help", "See Latin",
     "Like PE", "like French", "see Sports Hall", "see Governors"],
)  # fmt: skip
def test_what_says_something_is_none_of_them(text: str) -> None:
    assert not (means_none(text) or means_not_known(text) or means_yes(text))
