"""The phrases of pages for schools: each says what the facts say, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product
from types import ModuleType

import pytest

from matcher.core.tables import BASIS
from matcher.show.explain.phrases.readers import to_partner
from matcher.show.explain.score.known import IN_PART, KNOWN, UNKNOWN
from matcher.show.explain.sides import Side
from matcher.show.kit.document.blocks import Bullets, Heading, Paragraph, Table
from matcher.show.report import partner, planned, seeker, top, unknown, words
from matcher.show.report.facts import Exchange, Helped, Known, Listed, ReportFacts, RunFacts
from matcher.show.report.in_return import nothing_back
from matcher.show.sensitivity.words import MEANING

RUN = RunFacts("1 November 2026", "40 km", 5, (), (), {"near": 0.6, "gives": 0.4})
PAGE = ReportFacts(
    "seeker", "1", "One", "", "", "", None, (), (), True, True, False, False, "", 9, False,
    (), (), (), "", (), RUN,
)  # fmt: skip
FIGURES = Exchange("physics", "T3", "", BASIS["measured"])
DUTIES = {"T3": ("teaches", "sends"), "C2": ("teaches", "sends")}
STATED = Exchange("Latin", "C2", "", BASIS["stated"])
PUBLISHED = replace(STATED, rests_on=BASIS["published"])  # it has it; it has not offered it
WORDED = replace(STATED, rests_on=BASIS["wording"], offer_sure=0.9)
LIKELY = replace(STATED, need_sure=0.2)
SUGGESTED = "as lists, registers or figures suggest"


def listed(rank: int, *gets: Exchange, in_plan: bool = False) -> Listed:
    return Listed(rank, str(rank), f"School {rank}", "", "", gets, gets, in_plan=in_plan)


def test_one_begins_with_a_need_that_is_told_then_with_what_is_surest_of_need_and_offer() -> None:
    guess, maybe = replace(STATED, need_sure=0.2), replace(FIGURES, offer_sure=0.3)
    surest_first = (
        STATED, replace(STATED, share=0.5), replace(STATED, said_sure=0.9), maybe,
        guess, replace(maybe, need_sure=0.5), replace(FIGURES, offer_sure=0.6, need_sure=0.2),
    )  # fmt: skip
    for at, what in enumerate(surest_first):
        some = [listed(rank, *reversed(surest_first[at:])) for rank in (2, 3)]
        for gets in (True, False):
            assert planned.where_to_begin(PAGE, [listed(1), *some], gets=gets) == (some[0], what)
    assert planned.where_to_begin(PAGE, [listed(1)], gets=True) is None
    told = listed(0, STATED)
    page = replace(PAGE, side="partner", listed=(listed(1, guess),), offers_known=True,
                   helped=Helped(2, 1, (told,)))  # fmt: skip
    made = str(partner.document(page, DUTIES))
    assert "School 0 (outside of your list, ): begin with Latin." in made
    assert "It is chosen of the 2 schools here that may have a need that you meet: first" in made
    best = replace(
        PAGE, listed=(listed(1, guess), listed(2, replace(STATED, share=0.6)), listed(3))
    )
    assert (
        "It is chosen of the 2 partners here that may meet a need of yours: first comes what you "
        "have said that you need, before guesses; then how sure need and offer are together (100% "
        "here); then how great the need is, times how much of it would be met (100% × 60% here); "
        "then the order of the list."
    ) in str(seeker.document(best, DUTIES))
    # On paper a link cannot be followed: the whole address is readable once.
    address = "gov.uk/Establishments/Establishment/Details/URN (put its number in place of the"
    assert str(seeker.document(best, DUTIES)).count(address) == 1
    # Of one there is no choice to tell of.
    for gets in (True, False):
        begun = listed(1, STATED), STATED
        assert planned.why_first((begun[0], listed(2)), begun, gets=gets) == []
    assert "Ask this school first whether it still needs what it has said" in made
    assert "School 0 (Latin)." in made
    several = replace(page, helped=Helped(3, 2, (told, replace(told, name="School 9"))))
    made = str(partner.document(several, DUTIES))
    assert "Ask these first whether they still need what they have said" in made
    # A run for partners does not know how many are in reach.
    for in_reach, whole in ((9, "3 of the 9 schools"), (0, "3 schools")):
        told_of = str(partner.document(replace(several, in_reach=in_reach), DUTIES))
        assert f"You may be able to help {whole} that you may meet" in told_of


def test_those_for_whom_a_plan_supposes_no_place_come_after_the_equally_sure() -> None:
    small, half = replace(listed(1, STATED), too_small=True), listed(2, replace(STATED, share=0.5))
    none = "A plan supposes no place at this partner, as it is small"
    page = str(seeker.document(replace(PAGE, listed=(small, half)), DUTIES))
    assert "School 2 (number 2, ): begin with" in page and none not in page
    assert "then partners for whom a plan supposes a place; then how great" in page
    assert none in str(seeker.document(replace(PAGE, listed=(small,)), DUTIES))
    asked = [replace(one, gets=(PUBLISHED,)) for one in (small, half)]
    page = str(seeker.document(replace(PAGE, listed=tuple(asked)), DUTIES))
    assert "School 2 and School 1: ask whether each would offer" in page


def test_a_partner_reads_first_how_many_in_reach_it_may_be_able_to_help() -> None:
    page = replace(
        PAGE,
        side="partner",
        listed=(listed(1, FIGURES),),
        in_reach=40,
        offers=(Known("Latin", 0.6, 0.8, "a list"), Known("dance", 0.3, 1.0, "a list")),
    )
    some = Helped(12, 3, (listed(0, STATED),), 10, {"Latin": 11})
    made = str(partner.document(replace(page, helped=some), DUTIES))
    assert (
        "You may be able to help 12 of the 40 schools that you may meet within 40 km: 3 with a "
        "need that is known and 9 with a need that is only likely. The best school by"
    ) in made
    assert made.count("What it could give you") == 1  # of the list: nothing is known to be needed
    needy = replace(page, helped=some, needs=(Known("dance", 0.6, 0.8, "a list"),))
    assert str(partner.document(needy, DUTIES)).count("What it could give you") == 2
    assert "nobody in reach is known to need it" in made
    open_to = replace(page, helped=replace(some, unknown={"dance": 38}))
    assert "nobody is known to need it; of 38 of the 40 in reach it is not known" in str(
        partner.document(open_to, DUTIES)
    )
    assert "11 others in reach" in made and "10 more are not named here: ask your office" in made
    by_phase = (("secondary", (listed(2, FIGURES),)),)
    helps_one = replace(page, listed=(listed(1),), by_phase=by_phase, helped=Helped(1, 0))
    made = str(partner.document(helps_one, DUTIES))
    assert "You may be able to help 1 of the 40" in made and "no other in reach" not in made
    guess = listed(0, replace(STATED, need_sure=0.2))
    guessed = replace(page, listed=(listed(1),), helped=Helped(12, 0, (guess,)))
    made = str(partner.document(guessed, DUTIES))
    assert "meet within 40 km, with a need that is only likely. The best" in made
    assert "What to agree first" not in made  # a guess outside of the list
    nobody = str(partner.document(replace(helps_one, helped=Helped(0, 0)), DUTIES))
    assert "able to help 0" not in nobody and "no other in reach is known, or likely" in nobody
    alone = str(partner.document(replace(page, helped=Helped(1, 1)), DUTIES))
    assert "no other in reach is known, or likely, to have one." in alone
    untold = str(partner.document(page, DUTIES))
    assert "other in reach" not in untold and "nobody in your list is known to need it" in untold


def test_nobody_known_is_no_no() -> None:
    silent = replace(listed(2), needs_known=False, unknown=("physics",))
    page = replace(PAGE, listed=(listed(1), silent))
    needs, meets = unknown.nobody_needs, unknown.nobody_meets
    none = "nobody in your list is known to"
    assert needs(page, "physics") == f"{none} need it; of 1 of the 2 no need is known"
    assert meets(page, "physics") == f"{none} meet it; of 1 of the 2 it is not known"
    assert meets(page, "Latin") == f"{none} meet it"
    alone = replace(page, listed=(silent,))
    assert needs(alone, "physics").endswith("; of the only one no need is known")
    others = replace(page, run=replace(RUN, left_out="The list is not shown."))
    for told in (needs, meets):  # nothing is said of what a list may have
        assert re.fullmatch("nobody in your list is shown here to .* it", told(others, "physics"))
    assert needs(PAGE, "physics") == "nobody listed"


def test_of_a_long_table_the_things_that_somebody_needs_are_shown() -> None:
    many = [Known(f"thing {at}", 1 - at / 100, 1.0, "a list") for at in range(20)]
    shown, left_out = words.known_table(
        "Offers", ("Offer", "Who"), many, {"thing 17": "1"}, lambda thing: "nobody"
    )
    assert isinstance(shown, Table) and isinstance(left_out, Paragraph)
    assert [row[0] for row in shown.rows] == [*(f"Thing {at}" for at in range(11)), "Thing 17"]
    assert (
        left_out.words == "8 more, of smaller degree or with nobody beside them, are left out here."
    )


@pytest.mark.parametrize(("side", "make"), [("seeker", seeker), ("partner", partner)])
def test_a_page_advises_about_whom_the_plan_gives_alone(side: str, make: ModuleType) -> None:
    """A plan gives the first of a list to others: to begin with it would undo the plan."""
    need = Known("physics", 0.6, 0.8, "figures", likely=True)
    likely = replace(FIGURES, need_sure=0.5)
    first = replace(listed(1, likely, STATED), needs_known=False, unknown=("physics",))
    page = replace(PAGE, side=side, listed=(first,), by_phase=(("primary", (listed(2, likely),)),),
                   worth_asking=(listed(3),), needs=(need,))  # fmt: skip
    assert "begin with Latin" in str(make.document(page, DUTIES))
    given = replace(listed(7, likely, in_plan=True), name="Far College")
    idle = replace(listed(8, in_plan=True), name="Idle College", unknown=("physics",))
    for them, begins, asked in (
        ((given,), "Far College (in the plan, ): begin with physics", "Far College"),
        ((idle,), "", "Idle College"),
        ((), "", ""),
    ):
        decided = replace(
            page, planned=tuple(("It gives you one.", one) for one in them), plan=("It is fair.",)
        )
        blocks = make.document(decided, DUTIES).blocks
        said = {
            block.words: after
            for block, after in pairwise(blocks)
            if isinstance(block, Heading) and isinstance(after, Bullets)
        }
        told = str((said.get("What to agree first"), said.get("Whom to ask what")))
        assert begins in told and ("begin with" in told) == bool(begins)
        assert asked in told
        if them or side == "partner":
            assert "School " not in told
        # What a plan decides stands before the list, with what is known of the pair.
        assert blocks[0] == Heading("The plan")
        assert said["The plan"].lines == (*(["It gives you one."] if them else []), "It is fair.")
        rows = next(block.rows for block in blocks if isinstance(block, Table))
        assert rows[0][0].startswith(them[0].name if them else "1")
        if them:
            assert rows[0][4] == f"{them[0].rank} of 9"
            assert ("Physics" in rows[0][2]) == bool(begins)


def test_each_figure_of_a_table_stands_in_its_column() -> None:
    known = (Known("physics", 0.6, 0.8, "a list"), Known("Latin", 0.3, 1.0, "b", asked=False))
    who = words.numbers_by_thing([listed(2, FIGURES), listed(4, FIGURES, STATED)], gets=True)
    assert who == {"physics": [2, 4], "Latin": [4]}
    for numbers, last in (
        (words.in_words(who), ("numbers 2 and 4", "number 4")),
        ({}, ("no physics", "not asked in this run")),
    ):
        (table,) = words.known_table("Needs", ("Need", "Who"), known, numbers, "no {}".format)
        assert isinstance(table, Table)
        assert [dict(zip(table.head, row, strict=True)) for row in table.rows] == [
            {"Need": "Physics", "How great": "60%", "How sure": "80%", "Who": last[0],
             "How we know": "A list."},
            {"Need": "Latin", "How great": "30%", "How sure": "100%", "Who": last[1],
             "How we know": "B."},
        ]  # fmt: skip


def test_both_pages_tell_nothing_that_stands_out_from_nothing_known() -> None:
    looked = replace(PAGE, needs_known=True, offers_known=True, why_none="nobody is near")
    for made in (seeker.document, partner.document):
        told, silent = (
            [one.words for one in made(facts, {}).blocks if isinstance(one, Paragraph)]
            for facts in (looked, replace(looked, needs_known=False, offers_known=False))
        )
        assert {"No need stands out in what is known.",
                "No offer stands out in what is known."} <= {*told}  # fmt: skip
        assert "Not known." not in told
        assert silent.count("Not known.") == 2


def test_a_page_for_others_than_the_office_says_of_nothing_that_it_is_not_known() -> None:
    """The office's list may have it, or not: either way the page says the same."""
    bare = Listed(
        1, "1", "School 1", "", "", silent=("not shown here",), silent_back="not shown here"
    )
    hidden = replace(RUN, left_out="This page leaves things out.")
    silent = re.compile("(?i)not known|nothing (at all )?is known|is known|known to|stands out")
    for make, knows in product((seeker, partner), product((False, True), repeat=3)):
        needs_known, offers_known, theirs = knows
        one = replace(bare, needs_known=theirs, offers_known=theirs)
        page = replace(PAGE, side=make.__name__.rpartition(".")[2], listed=(one,), asking="ask",
                       needs_known=needs_known, offers_known=offers_known)  # fmt: skip
        for needs in ((), (Known("physics", 0.6, 0.8, "a list"),)):
            told = []
            for run in (RUN, hidden):
                blocks = make.document(replace(page, run=run, needs=needs), {})
                told.append("\n".join(blocks.texts()).partition("How this was made")[0])
            assert silent.search(told[0])
            assert not silent.search(told[1]), silent.search(told[1])


def test_words_of_a_list_that_were_not_understood_stand_on_the_page_of_the_school() -> None:
    words = ("“Behaviour” (Needs, row 12): write T2",)
    for make in (seeker, partner):
        unread = replace(PAGE, needs_said=False, needs=(), not_understood=words)
        made, without = (
            str(make.document(page, {})) for page in (unread, replace(unread, not_understood=()))
        )
        assert "Your list says something more that was not understood" in made
        assert words[0] in made
        assert "not understood" not in without
    assert "nobody has said one in words that were understood." in str(
        seeker.document(replace(PAGE, needs_known=True, needs_said=False, needs=()), {})
    )


def test_no_likely_need_is_told_where_none_stands_out() -> None:
    likely = replace(PAGE, listed=(listed(1),))
    for needs, told in ((), False), ((Known("physics", 0.6, 0.8, "figures", likely=True),), True):
        made = seeker.document(replace(likely, needs=needs), {})
        assert ("likely" in str(made)) == told
        assert ("no need of yours stands out in what is known" in str(made)) != told
        assert ("what do you need? Tell your office" in str(made)) != told


def test_each_need_that_nobody_has_said_is_told_as_likely_beside_those_that_are_stated() -> None:
    guess = replace(FIGURES, need_sure=0.2)
    needs = (Known("Latin", 1.0, 1.0, "a list"), Known("physics", 0.2, 0.2, "figures", likely=True))
    some = replace(PAGE, listed=(replace(listed(1), unknown=("Latin", "physics")),), needs=needs)
    made = str(seeker.document(some, DUTIES))
    assert "; it is not known, or likely, to offer Latin, which you have said" in made
    assert "could give Latin or physics (a likely need), which it is not" in made
    assert "are the likely needs below true?" in made
    for gets, top_line in (
        (
            guess,
            "is not known, or likely, to offer Latin, which you have said that you need; it "
            "may meet a need that you have not said, a guess.",
        ),
        (PUBLISHED, f"may meet a need of yours, {SUGGESTED}: it has not said so itself."),
        (WORDED, f"may meet a need of yours, {SUGGESTED}: in words of a list, as understood."),
        (LIKELY, "may meet a need that you have not said, a guess."),
        (STATED, "is known to meet a need of yours."),
    ):
        page = replace(some, listed=(listed(1, gets),))
        assert f"; it {top_line}" in str(seeker.document(page, DUTIES))
        assert ("if you do need it" in str(seeker.document(page, DUTIES))) == (gets.need_sure < 1)
        told = str(partner.document(replace(page, side="partner"), DUTIES))
        has = "may have" if gets.need_sure < 1 else "has"
        could = "are known to" if gets is STATED else "may be able to"
        assert f"it {has} a need that you {could} meet" in told
        assert ("you have not said so yourself" in told) == (gets in (guess, PUBLISHED))
        assert ("if the school does need it" in told) == (gets.need_sure < 1)
        # Words that were not understood, or are not shown, may say it.
        for unread in (
            replace(page, not_understood=("“holiday club”",)),
            replace(page, run=replace(RUN, left_out="Names are left out.")),
        ):
            for made in (seeker, partner):
                side = replace(unread, side=made.__name__.rpartition(".")[2])
                assert not re.search(
                    r"have not said(?: so yourself)?(?! so| in words that were understood)",
                    str(made.document(side, DUTIES)),
                )
    # A need that the run did not ask about says nothing of what its list would give.
    unasked = replace(some, needs=(needs[0], replace(needs[1], asked=False)))
    assert "it is not known, or likely, to offer Latin, which" in str(
        seeker.document(unasked, DUTIES)
    )
    # Two needs of its own: the head names which of them may be met, and which by nobody.
    both = replace(unasked, listed=(listed(1, FIGURES), listed(2)), farther=("ask",),
                   needs=(needs[0], replace(needs[1], likely=False)))  # fmt: skip
    assert (
        f"1 of these 2 may meet a need of yours (physics), {SUGGESTED}: none has said so itself; "
        "nobody in your list is known, or likely, to offer Latin (“Whom to ask what” says what you "
        "can do)."
    ) in str(seeker.document(both, DUTIES))
    likely = replace(unasked, needs=(replace(needs[1], asked=True),), listed=(listed(1, guess),))
    told = f"; it may meet a likely need of yours, {SUGGESTED}: it has not said so itself."
    assert told in str(seeker.document(likely, DUTIES))


def test_a_partner_reads_how_many_it_may_help_beside_how_many_it_is_known_to() -> None:
    guess, bare = replace(STATED, need_sure=0.2), listed(9)
    sure = "a need that you are known to meet"
    for some, told in (
        ((STATED, STATED, guess), f"2 have {sure} and 1 more may have one"),
        (
            (STATED, FIGURES, guess),
            f"1 has {sure}, 1 more has one that you may be able to meet and 1 more may have one",
        ),
        (
            (PUBLISHED, PUBLISHED),
            "2 have a need that you may be able to meet, as lists, registers or figures suggest: "
            "you have not said so yourself",
        ),
        (
            (WORDED, PUBLISHED),
            "2 have a need that you may be able to meet, as lists, registers or figures suggest: "
            "of 1 of them in words of a list, as understood",
        ),
        ((STATED,), f"1 has {sure}"),
        ((), f"none has {sure}"),
    ):
        page = replace(PAGE, side="partner", listed=(*(listed(1, one) for one in some), bare, bare))
        assert f"{told}." in str(partner.document(page, DUTIES))


def test_the_readers_own_staff_are_asked_about_the_offers_that_the_page_shows() -> None:
    read = Known("Latin", 0.6, 0.8, "in words of the list: “Latin club”")
    guess = Known("physics", 0.6, 0.8, "published figures", likely=True)
    for offers, told in (
        ((read,), "that are only read from sentences would you give?"),
        ((guess,), "that registers or figures suggest would you give?"),
        ((read, guess), "that are only read from sentences, or that registers or figures suggest "),
        ((replace(read, sure=1.0),), ""),
    ):
        made = str(partner.document(replace(PAGE, side="partner", offers=offers), DUTIES))
        assert f"which of the offers below {told}" in made if told else "offers below" not in made


def test_a_narrowed_page_for_others_tells_all_that_is_shown() -> None:
    for left_out, word in (("", "known"), ("This page leaves things out.", "shown here")):
        run = replace(RUN, narrowed="physics", about="physics", left_out=left_out)
        told = top.narrowed(replace(PAGE, run=run))
        assert f"Below is all that is {word} of what you need and offer, beyond that" in told


def test_what_figures_of_needs_and_offers_mean_is_said_where_there_are_any() -> None:
    physics = Known("physics", 0.6, 0.8, "figures: “pupils 5% (477 pupils)”")
    page = replace(PAGE, listed=(listed(1),), what="State-funded school, 489 pupils.")
    for made in (seeker.document, partner.document):
        assert "How great" not in str(made(page, {}))
        counted = str(made(replace(page, offers=(physics,)), {}))
        assert "“How great” says" in counted and "The number at the top" in counted
        assert "The number at" not in str(made(replace(page, offers=(physics,), what=""), {}))
        plain = str(made(replace(page, needs=(replace(physics, basis="a list"),)), {}))
        assert "“How great” says" in plain and "The number at the top" not in plain


def test_who_is_silent_is_asked_what_it_could_offer_where_no_need_is_known() -> None:
    silent = (replace(listed(1), offers_known=False), replace(listed(2), offers_known=False))
    page = replace(PAGE, listed=(*silent, listed(3)), needs_known=False)
    asked = "School 1 and School 2: ask what each of them could offer, as nothing is known of it."
    assert asked in str(seeker.document(page, {}))
    needy = replace(page, needs=(Known("physics", 0.6, 0.8, "a list"),))
    assert "could offer, as" not in str(seeker.document(needy, {}))


def test_who_is_silent_is_asked_about_the_needs_that_are_known() -> None:
    question = "nothing is known of what it offers; ask whether it could give physics"
    silent = (replace(listed(1), offers_known=False), replace(listed(2), offers_known=False))
    physics = Known("physics", 0.6, 0.8, "a list")
    page = replace(PAGE, listed=(*silent, listed(3)), needs=(physics,), asking=question)
    made = str(seeker.document(page, {}))
    assert "School 1 () and School 2 (), in your list: nothing is known of what they offer" in made
    assert "ask whether they could give physics." in made and "School 3 ()," not in made
    assert "of 2 nothing at all is known yet" in made
    # So is one of whom something is known, and not whether it meets the need.
    unsure = replace(page, listed=(*silent, replace(listed(3), unknown=("physics",))))
    made = str(seeker.document(unsure, {}))
    assert "School 3 (): ask whether it could give physics, which nobody in your list is" in made
    assert made.count("School 1 ()") == 1
    for needs in ((), (replace(physics, asked=False),)):  # nothing to ask about
        assert question[-20:] not in str(seeker.document(replace(page, needs=needs), {}))


def test_of_needs_that_nobody_is_known_to_meet_the_first_of_whom_nobody_knows_are_asked() -> None:
    needs = tuple(Known(words, 0.6, 0.8, "a list") for words in ("physics", "Latin", "maths"))
    some = [replace(listed(rank), unknown=("Latin", "maths")) for rank in (1, 2, 3, 4)]
    one = replace(listed(5, FIGURES), unknown=("Latin",))  # it says all that it offers but Latin
    page = replace(PAGE, listed=(*some, one), needs=needs)
    made = str(seeker.document(page, DUTIES))
    # Of five it is not known whether they offer Latin, of four whether they offer maths.
    first = "School 1 (), School 2 () and School 3 () (the first 3"
    assert (
        f"{first}, in the order of the list): ask whether one of them could give Latin or maths, "
        "which nobody in your list is known to offer."
    ) in made
    same = str(seeker.document(replace(page, listed=(*some, listed(5, FIGURES))), DUTIES))
    assert f"{first} of the 4 of whom it is not known, in the order of the list): ask" in same
    told = f"1 of these 5 may meet a need of yours (physics), {SUGGESTED}: none has said so itself"
    assert f"{told}; nobody in your list is known, or likely, to offer Latin or maths." in made
    alone = str(seeker.document(replace(page, listed=(one,)), DUTIES))
    assert "School 5 (): ask whether it could give Latin, which it is not known to offer." in alone
    none = replace(page, needs=tuple(replace(need, asked=False) for need in needs))
    assert "nobody in your list is known to offer" not in str(seeker.document(none, DUTIES))
    silent = replace(page, listed=(replace(some[0], offers_known=False),), asking="ask it")
    assert "nobody in your list is known to offer" not in str(seeker.document(silent, DUTIES))


def test_of_more_unmet_needs_than_are_asked_about_the_page_says_what_its_table_has() -> None:
    # The greatest needs are those about which nobody can be asked.
    needs = tuple(Known(f"need {at}", 1 - at / 20, 0.8, "a list") for at in range(14))
    for asked, told in ((range(4, 14), "Of 5 more such needs the table below has 3."),
                        (range(3, 9), "Of 1 more such need the table below has 1."),
                        (range(9, 14), "")):  # fmt: skip
        one = replace(listed(1), unknown=tuple(f"need {at}" for at in asked))
        made = str(seeker.document(replace(PAGE, listed=(one,), needs=needs), DUTIES))
        named = words.listing([f"need {at}" for at in asked[:5]], "or")
        assert f"School 1 (): ask whether it could give {named}, which it is not" in made
        assert ("These are the 5 greatest needs to ask about." in made) == (told != "")
        assert told in made


def test_a_need_that_several_things_meet_names_them_all() -> None:
    science = Exchange("science", "T3", "biology", BASIS["stated"], also=("physics",))
    one = replace(listed(1, science), gives=(science,))
    page = str(seeker.document(replace(PAGE, listed=(one,)), DUTIES))
    assert "Science (in part, by biology or physics, stated)." in page
    assert "begin with biology or physics" in page and "give it biology or physics" in page
    numbers = words.numbers_by_thing((one,), gets=False)
    assert numbers == {"biology": [1], "physics": [1]}


def test_the_same_question_is_asked_once() -> None:
    made = words.ask_whether_offered([listed(1, FIGURES), listed(2, STATED), listed(3, FIGURES)])
    assert made == [
        "School 1 and School 3: ask whether each would offer physics (published figures suggest "
        "it)."
    ]
    everybody = [replace(listed(rank), gives=(), needs_known=False) for rank in (1, 2, 3, 4)]
    for silent, named in (
        (everybody, "All 4 in your list"),
        (everybody[:2], "School 1 and School 2"),
    ):
        page = replace(PAGE, listed=tuple(silent))
        asked = f"{named}: ask what each of them needs, as nothing is known of it."
        assert asked in str(seeker.document(page, {}))


def test_what_a_partner_asks_for_is_told_where_nobody_knows_whether_the_school_has_it() -> None:
    needs = Side({"reading": 0.6, "E8": 0.5}, set(), figures=False, sure={"E8": 0.4})
    for unsure, own, told in (
        (("reading",), False, "it needs reading; whether you could give that is not known"),
        (("E8",), False, "it is likely to need E8; whether you could give that is not known"),
        (("reading", "E8"), False,
         "it needs reading and E8; whether you could give any of that is not known"),
        (("reading", "E8"), True, "whether it could give you reading or E8 is not known"),
        ((), False, "none of what it needs, as far as is known"),
    ):  # fmt: skip
        assert nothing_back(needs, True, "", unsure, own=own) == told
    nothing = Side({}, None, figures=False)
    assert nothing_back(nothing, True, "", own=False) == "it is said to need nothing"
    content = replace(listed(1, STATED), gives=(), needs_nothing=True,
                      silent_back="it is said to need nothing")  # fmt: skip
    made = str(seeker.document(replace(PAGE, listed=(content,)), DUTIES))
    assert "said to need nothing. Partnerships last" in made and "would help it" not in made
    back = "it needs reading; whether you could give that is not known"
    asks = replace(listed(1, STATED), gives=(), asks=("reading",), silent_back=back)
    told = str(seeker.document(replace(PAGE, listed=(asks,)), DUTIES))
    assert "It needs reading; whether you could give that is not known. Could you?" in told
    assert "could you give reading (School 1)?" in told
    assert "could you give" not in str(
        seeker.document(replace(PAGE, listed=(replace(asks, gives=(STATED,)),)), DUTIES)
    )


def test_who_says_that_it_offers_nothing_is_asked_for_nothing() -> None:
    physics = Known("physics", 0.6, 0.8, "a list")
    silent = replace(listed(1, FIGURES), gives=(), needs_known=False, offers_known=False,
                     unknown=("physics",), asks=("reading",))  # fmt: skip
    open_page = replace(PAGE, listed=(silent,), worth_asking=(silent,), asking="ask it",
                        needs=(physics,))  # fmt: skip
    assert str(seeker.document(open_page, DUTIES)).count("School 1") > 3
    for shut in (replace(silent, offers_nothing=True), replace(silent, no_places=True)):
        for needs in ((), (physics,)):
            page = replace(open_page, listed=(shut,), worth_asking=(shut,), needs=needs)
            made = seeker.document(page, DUTIES)
            assert str(made).count("School 1") == 1  # in the list itself
    said = replace(listed(1), offers_nothing=True)
    assert "It is said to offer nothing." in str(seeker.document(replace(PAGE, listed=(said,)), {}))


def test_a_thing_that_a_register_lists_is_not_asked_about_again_as_a_guess() -> None:
    listed_pool = Exchange("use of a pool", "C3", "", BASIS["published"])
    part = Exchange("PE facilities", "C3", "use of a pool", BASIS["inferred"])
    (made,) = words.ask_whether_offered([listed(1, part, listed_pool)])
    assert made.count("use of a pool") == 1 and "a public register lists it" in made


def test_without_a_known_need_a_partner_is_told_by_what_it_has() -> None:
    """Known is what it, its list or a register says; of what figures suggest that is not said."""
    pool = Exchange("use of a pool", "C3", "", BASIS["published"])
    guess = Exchange("RE", "T3", "", BASIS["inferred"])
    for has, cell in (
        ((pool, STATED), "Known of it: use of a pool (published), Latin (stated)."),
        (
            (pool, STATED, STATED, STATED, FIGURES),
            "Known of it: use of a pool (published), Latin (stated), Latin (stated); and 2 more.",
        ),
        (
            (pool, STATED, STATED),
            "Known of it: use of a pool (published), Latin (stated), Latin (stated).",
        ),
        ((FIGURES, guess), "It may offer: physics (figures suggest), RE (register suggests)."),
        (
            (FIGURES, STATED),
            "Known of it: Latin (stated); it may offer: physics (figures suggest).",
        ),
    ):
        one = replace(listed(1), has=has)
        assert cell in str(seeker.document(replace(PAGE, listed=(one,)), {}))
    # Beside a need that it is not known to meet, in place of other silence.
    for silent, cell in (
        (("not known whether it covers your one likely need",),
         "Not known whether it covers your one likely need; known of it: use of a pool"),
        (("does not cover your one need",), "Does not cover your one need; known of it: use of a"),
        (("your needs are not known",), "Known of it: use of a pool"),
    ):  # fmt: skip
        one = replace(listed(1), has=(pool,), silent=silent)
        assert cell in str(seeker.document(replace(PAGE, listed=(one,)), {}))
    for offers_known, cell in ((True, "No offer of it stands out."), (False, "Not known.")):
        silent = replace(listed(1), offers_known=offers_known)
        for needless in (False, True):  # what could be given to it is known then: nothing
            page = replace(PAGE, listed=(silent,), says_nothing_needed=needless)
            (shown,) = (one for one in seeker.document(page, {}).blocks if isinstance(one, Table))
            told = f"You are said to need nothing{'; no offer of it stands out' * offers_known}."
            assert shown.rows[0][3] == (told if needless else cell)


def test_a_partner_reads_whether_needs_are_known_or_none_stands_out() -> None:
    for needs_known, cell in ((True, "No need of it stands out."), (False, "Not known.")):
        one = replace(listed(1), needs_known=needs_known)
        (shown,) = (one for one in partner.document(replace(PAGE, listed=(one,)), {}).blocks
                    if isinstance(one, Table))  # fmt: skip
        assert shown.rows[0][3] == cell
    silence = "nothing is known of what you offer"
    for said, cell in (((), "."), ((silence,), f"; {silence}.")):
        content = replace(listed(1), needs_nothing=True, silent=said)
        made = str(partner.document(replace(PAGE, listed=(content,), offers_known=True), {}))
        assert f"It is said to need nothing{cell}" in made and "ask what would help" not in made


def test_a_run_for_some_seekers_is_not_said_to_leave_out_their_partners() -> None:
    run = replace(RUN, narrowed="seekers of Surrey", narrows={"seeker": ""})
    assert top.narrowed(replace(PAGE, run=run, listed=(listed(1),))) == ""
    ranked = replace(PAGE, run=run, listed=(replace(listed(1), own_rank=1),))
    assert top.narrowed(ranked).endswith("is that among schools of Surrey alone.")
    for side, told in (("seeker", False), ("partner", True)):
        page = replace(PAGE, run=run, side=side)
        assert ("are not listed" in top.narrowed(page)) == told
    assert "Those known to fit" not in words.order(
        replace(PAGE, run=run), "Partners", {"near": "n"}
    )
    assert "are not listed" in top.narrowed(replace(PAGE, run=replace(run, narrows={})))
    # What is asked of pairs leaves out those known not to fit alone.
    for of_pairs in (True, False):
        said = top.narrowed(replace(PAGE, run=replace(run, narrows={}, of_pairs=of_pairs)))
        assert ("Pairs of which it is not known stay" in said) == of_pairs


def test_a_run_for_some_kinds_of_partners_leaves_no_school_out_of_a_partners_list() -> None:
    kinds = "partners that are universities"
    run = replace(
        RUN,
        narrowed=f"seekers of Surrey, {kinds}",
        narrows={"partner": "seekers of Surrey", "seeker": kinds},
    )
    page = replace(PAGE, side="partner", run=run, listed=(replace(listed(1), own_rank=1),))
    assert top.narrowed(page).startswith("This list is narrowed to schools of Surrey. Others may")
    alone = replace(page, run=replace(run, narrowed=kinds, narrows={"partner": ""}))
    assert top.narrowed(alone).endswith(f"is that among {kinds} alone.")
    assert top.narrowed(replace(alone, listed=(listed(1),))) == ""
    of_lists = replace(alone.run, of_lists={"partner": 2})  # which says so already
    assert top.narrowed(replace(alone, run=of_lists)) == ""


def test_only_those_of_the_lists_are_called_the_only_one_of_the_lists() -> None:
    """The register has others, and one of them may be nearer."""
    of_lists = replace(RUN, of_lists={"partner": 14, "seeker": 0})
    seeker_page = replace(PAGE, run=of_lists, in_reach=1, listed=(listed(1),))
    assert top.best(seeker_page) == ("The only partner of the lists that you may meet within 40 km")
    assert top.compared(seeker_page).startswith("Only the 14 partners of the lists were compared")
    ranked = replace(listed(1), own_rank=1)
    partner_page = replace(seeker_page, side="partner", listed=(ranked,))
    assert top.best(partner_page) == "The only school that you may meet within 40 km"
    assert top.compared(partner_page).endswith("that among the 14 partners of the lists.")
    alone = replace(partner_page, run=replace(RUN, of_lists={"partner": 1}))
    assert "You are the only partner of the lists, so your place" in top.compared(alone)
    told = words.partner_cell(replace(listed(1), own_rank=1, own_alone=True), alone)
    assert "you are" not in told
    alone = replace(ranked, own_alone=True)
    assert "the only partner of the lists that it may meet" in words.partner_cell(
        alone, partner_page
    )
    for page in (seeker_page, partner_page):  # the register's are there too: nothing to say
        assert top.compared(replace(page, run=RUN)) == ""
    assert "ou are the only one in its list" in words.partner_cell(alone, PAGE)


def test_a_school_of_the_register_alone_is_told_that_it_was_compared_with_the_lists_alone() -> None:
    """Its list is short beside those of the schools that a list names."""
    for side, other, noun in (("seeker", "partner", "partner"), ("partner", "seeker", "school")):
        ranked = replace(listed(1), own_rank=1)
        named = replace(PAGE, side=side, in_reach=1, listed=(ranked,))
        of_register = replace(named, run=replace(RUN, met_lists={side: frozenset({PAGE.urn})}))
        assert (
            top.best(of_register) == f"The only {noun} of the lists that you may meet within 40 km"
        )
        assert f"only the {noun}s of the lists were compared" in top.compared(of_register)
        narrowed = replace(of_register.run, narrowed="schools of Suffolk")
        told = top.narrowed(replace(of_register, run=narrowed))
        assert told == "This list is narrowed to schools of Suffolk that the lists name."
        assert top.compared(named) == "" and top.best(named).startswith(f"The only {noun} that")
        # The number in the list of one that is of the register alone is among the lists too.
        short = replace(RUN, met_lists={other: frozenset({ranked.urn})}, narrowed="seekers here")
        met = replace(named, run=replace(short, narrows={side: ""}))
        assert top.narrowed(met) == top.compared(met) == ""
        own = words.NOUNS[side]
        assert f"in its list, among the {own}s of the lists alone" in words.partner_cell(
            ranked, met
        )
        only = words.partner_cell(replace(ranked, own_alone=True), met)
        assert f"the only {own} of the lists that it may meet" in only
        assert "of the lists" not in words.partner_cell(ranked, named)


def test_what_is_known_of_a_place_is_told_to_the_side_that_reads_it() -> None:
    states = {"near": KNOWN, "opportunity": KNOWN, "gives": IN_PART, "gains": UNKNOWN}
    assert words.known_words(states, "seeker", by_time=False) == (
        "known: distance; in part or not for sure: what it could give you; not known: what you "
        "could give it"
    )
    assert words.known_words(states, "partner", by_time=True) == (
        "known: travel time, how near a priority area it is; in part or not for sure: what you "
        "could give it; not known: what it could give you"
    )
    page = replace(PAGE, listed=(replace(listed(1), known="known: distance"),))
    assert "“What its place rests on” says" in str(words.method_blocks(page, "order"))
    assert "“What its place rests on” says" not in str(words.method_blocks(PAGE, "order"))
    told = replace(listed(1), known="known: distance", alone="by distance alone", sureness="firm")
    assert words.sure_cell(told) == "By distance alone; known: distance; firm."
    assert words.how_far_cell(replace(told, apart="2.0 km apart", score=0.6375)) == (
        "2.0 km apart; score 0.638"
    )
    assert MEANING in str(words.method_blocks(replace(PAGE, listed=(told,)), "order"))
    assert MEANING not in str(words.method_blocks(page, "order"))
    assert "in a straight line on the map, across water too, unless" in str(
        words.method_blocks(page, "order")
    )


def test_how_sure_an_offer_is_is_told_where_it_is_not_stated() -> None:
    unsure = replace(FIGURES, offer_sure=0.3, need_sure=0.15)
    told = "physics (figures suggest, offer 30% sure, a likely need, 15% sure)"
    assert words.exchange_words(unsure, own=True) == told
    assert "offer" not in words.exchange_words(replace(STATED, offer_sure=0.3), own=True)


def test_a_page_has_the_way_to_the_entry_in_the_register_of_each_that_it_lists_once() -> None:
    first, second, third = (replace(listed(rank), entry=f"https://r/{rank}") for rank in (1, 2, 3))
    page = replace(
        PAGE,
        listed=(first, listed(4)),
        by_phase=(("Primary", (second,)),),
        planned=(("It gives you", first), ("It gives you", third)),
    )
    (links,) = (
        block.links
        for block in words.method_blocks(page, "order")
        if isinstance(block, Paragraph) and block.links
    )
    assert links == tuple((f"School {rank} ({rank})", f"https://r/{rank}") for rank in (1, 2, 3))


def test_the_order_is_that_of_the_run() -> None:
    terms = {"near": "nearness", "gives": "needs met", "gains": "gains"}
    told = words.order(PAGE, "Partners", terms)
    assert "a score: nearness (60%) and needs met (40%)." in told
    assert told.endswith("Not counted in this run: gains.")
    whole = replace(RUN, shares={"near": 0.5, "gives": 0.3, "gains": 0.2}, narrowed="T2")
    told = words.order(replace(PAGE, run=whole), "Partners", terms)
    assert "needs met (30%) and gains (20%)." in told and "Not counted" not in told
    assert "what this run was narrowed to" in told
    eighths = replace(RUN, shares={"near": 0.375, "gives": 0.25, "gains": 0.375})
    told = words.order(replace(PAGE, run=eighths), "Partners", terms)
    assert "nearness (37.5%), needs met (25.0%) and gains (37.5%)." in told


@pytest.mark.parametrize(
    ("there", "k", "told"),
    [
        (30, 2, "The best 2 of the 30 partners that you may meet within 40 km"),
        (2, 2, "All 2 partners that you may meet within 40 km"),
        (1, 2, "The best 2 partners within 40 km"),
        (1, 5, "2 partners within 40 km"),
        (30, 5, "2 of the 30 partners that you may meet within 40 km"),
    ],
)
def test_how_many_are_in_reach(there: int, k: int, told: str) -> None:
    page = replace(PAGE, listed=(listed(1), listed(2)), in_reach=there, run=replace(RUN, k=k))
    assert top.best(page) == told
    narrow = replace(page, run=replace(page.run, narrowed="T2"))
    assert top.best(narrow) == told
    some = top.best(replace(page, whole=False))
    assert some.startswith("2 of the best partners for you within 40 km: those that have you in")
    assert "one that has you in its list, as" in top.best(
        replace(page, whole=False, listed=(listed(4),))
    )


def test_a_page_says_in_whose_lists_the_school_stands_besides() -> None:
    of_phase = replace(
        listed(0), urn="2", name="Two", apart="3.0 km apart", own_rank=2, own_of_phase=True
    )
    page = replace(PAGE, listed=(listed(1),), in_lists_of=(replace(listed(0), own_rank=3),))
    made = str(seeker.document(page, DUTIES))
    assert "You stand in the list of this partner too" in made and "number 3 in its list" in made
    assert made.count("What it could give you") == 1  # of its own list: of these nothing is known
    # What such a partner may give stands beside its name, and beside the need.
    needs = (Known("Latin", 0.6, 0.8, "a list"), Known("dance", 0.5, 0.8, "a list"))
    gives = replace(page.in_lists_of[0], gets=(STATED, replace(STATED, words="dance")))
    made = str(seeker.document(replace(page, needs=needs, in_lists_of=(gives,)), DUTIES))
    assert "in its list; it could give you " in made
    assert made.count("School 0, in whose list you stand") == 2
    both = seeker.document(replace(page, needs=needs, in_lists_of=(gives, gives)), DUTIES)
    assert "2 named above, in whose lists you stand" in str(both)
    several = replace(page, in_lists_of=(of_phase, *page.in_lists_of), more_lists=26)
    of_few = str(
        seeker.document(replace(several, in_lists_of=(replace(of_phase, of_phase=9),)), DUTIES)
    )
    assert "you are number 2 in its list, of 9 schools of your phase." in of_few
    assert "its best 5 of each phase as well, so a school of a phase that few" in of_few
    made = str(seeker.document(several, DUTIES))
    assert "You stand in the list of these partners too" in made
    assert "Two (2). 3.0 km apart; you are number 2 in its list of schools of your phase." in made
    assert "26 more are not named here" in made
    asks = replace(page, side="partner", in_lists_of=(listed(0, STATED),))
    made = str(partner.document(asks, DUTIES))
    assert "list of this school too" in made and made.count("What you could give it") == 2
    assert "It may ask you what you offer, beside its list: nothing is known of it." in made


def test_a_partner_is_spoken_to() -> None:
    for phrase, told in (
        ("not known whether it covers your one likely need (70% sure)",
         "not known whether you cover the school’s one likely need (70% sure)"),
        ("covers none of your 3 needs as far as is known",
         "you cover none of the school’s 3 needs as far as is known"),
        ("does not cover your one need", "you do not cover the school’s one need"),
        ("whether you need T2 is not known", "whether the school needs T2 is not known"),
        ("whether it offers T2 is not known", "whether you offer T2 is not known"),
        ("your needs are not known", "the school’s needs are not known"),
        ("nothing is known of what it offers", "nothing is known of what you offer"),
    ):  # fmt: skip
        assert to_partner(phrase) == told
