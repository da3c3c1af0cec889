"""Answers of yes or no, with and without words behind them, above all those about contact."""

from __future__ import annotations

import pytest

from matcher.intake.yes_or_no import consent, fact, yes_or_no


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", "yes"),
        ("y", "yes"),
        ("No", "no"),
        ("", ""),
        ("maybe", None),
        ("☐", ""),
        ("☒", "yes"),
        ("✔️", "yes"),
        ("✗", "no"),
        ("❌", "no"),
    ],
)
def test_yes_or_no(text: str, answer: str | None) -> None:
    assert yes_or_no(text) == answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Boarding school", "yes"), ("No boarders", "no"), ("Not applicable", ""), ("yes", "yes"),
     ("Has a sixth form", "yes"), ("Does not have a sixth form", "no"), ("", ""), ("N", "no"),
     ("perhaps", ""), ("x", "yes"), ("Not yet", "no"),
     ("No - closed in 2023", "no"), ("Yes (120 places)", "yes"), ("No information", ""),
     ("Does not have boarders", "no"), ("Has no sixth form", "no"), ("yes/no", "")],
)  # fmt: skip
def test_a_fact_of_the_register(text: str, expected: str) -> None:
    assert fact(text) == expected


@pytest.mark.parametrize(
    ("text", "answer", "on_condition"),
    [
        *((text, "no", False) for text in (
            "no", "No - not this year", "no - head says not this year", "NO!", "n (Sept)",
            "not yet", "Not before Easter", "never", "Don't", "Do not ring", "don’t contact",
            "Please do not contact", "No, ask again in June", "declined in May", "opted out",
            "would rather not", "can't at present", "no thanks", "✗", "Certainly not",
            "Of course not this year")),
        *((text, "yes", False) for text in ("yes", "Y", "yes please", "Yes, please!", "✓", "x",
            "happy to talk", "Happy to be contacted", "Yes, very happy to help!", "email preferred",
            "Yes - e-mail is best, thanks")),
        *((text, "yes", True) for text in (
            "yes - by email only", "Yes but not until June", "y (Sept)", "OK via the office",
            "only by email", "ring first", "Email only", "happy to talk, not on Fridays",
            "please phone the office first", "via the trust", "Yes - Mrs.Lee@ash.sch.uk",
            "Yes (03/05/2026), keen to help",
            "ok to ring the office, not on Fridays")),
        *((text, "", False) for text in (
            "", "n/a", "unknown", "not asked yet", "No reply", "no answer so far",
            "No reply to our email of 3 May")),
        # Neither: the question as printed, a doubt, a polite yes, a name, what was done, and a yes
        # or a silence with words behind it that take it back or may do so.
        *((text, "unclear", False) for text in (
            "yes/no", "Y / N", "maybe", "tbc", "?", "not sure", "don't know", "no problem",
            "don't mind", "ask Mrs Lee", "called back", "via Mr Day, who said no", "emailed 3 May",
            "phone off", "September", "yes?", "✓?", "Agreed not to be contacted", "Glad to decline",
            "Agreed with head: no contact", "OK not this year", "Yes, but declined since",
            "Yes - no contact", "yes last year", "Yes if the head agrees", "Yes but…",
            "By the way, the head has left", "Happy as we are", "No reply - do not contact",
            "No response; head has since declined", "not recorded: parent complained")),
    ],
)  # fmt: skip
def test_consent_is_never_made_of_words_that_do_not_give_it(
    text: str, answer: str, on_condition: bool
) -> None:
    assert consent(text) == (answer, on_condition)


def test_a_long_answer_is_read_in_no_time() -> None:
    assert consent("yes " + "1 the very " * 3000 + "no") == ("unclear", False)
