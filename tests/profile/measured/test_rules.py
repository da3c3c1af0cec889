"""The rules: the defaults are sound and explained, and every fault of a file is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcher.core.errors import SettingError
from matcher.intake.performance.table_forms import TABLES as READ
from matcher.intake.performance.table_forms import may_be_read
from matcher.profile.measured.rule_parser import TABLES
from matcher.profile.measured.rules import Fact, Gives, Indicator, load_rules
from matcher.profile.vocabulary import load

SOUND = """
[[indicator]]
id = "a"
table = "ks2"
columns = { readprog = "reading" }
good = "high"
among = ["mainstream"]
gives = [{ side = "need", activity = "T2", subject = "literacy", start = 0.5, full = 2, most = 1 }]
why = "Because."
"""


def own(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_defaults_speak_of_tables_columns_and_tags_that_exist() -> None:
    rules = load_rules()
    vocabulary = load()
    assert tuple(READ) == TABLES
    assert len({one.id for one in (*rules.indicators, *rules.facts)}) == len(
        rules.indicators
    ) + len(rules.facts)
    for one in (*rules.indicators, *rules.facts):
        assert one.why.endswith(".")
        for gives in one.gives:
            vocabulary.words(gives.activity, gives.subject)
            assert gives.most < 1, "a degree of 1 is kept for what a school states"
    for want in rules.wanted_columns():
        assert may_be_read(want.column), want
        assert all(may_be_read(name) for name in want.pupils), want


def test_independents_never_have_a_measured_need() -> None:
    rules = load_rules()
    for indicator in rules.indicators:
        if "independent" in indicator.among:
            assert {gives.side for gives in indicator.gives} == {"strength"}, indicator.id
    for fact in rules.facts:
        if "independent" in fact.kinds:
            assert {gives.side for gives in fact.gives} == {"strength"}, fact.id


def test_a_fact_that_gives_a_need_says_why_and_of_another_tag_or_side_nothing() -> None:
    rules = load_rules()
    for fact in rules.facts:
        for gives in fact.gives:
            tag, evidence = (gives.activity, gives.subject), f"{fact.says} 68"
            assert rules.because(gives.side, tag, evidence) == gives.because
            assert gives.because or gives.side == "strength"
    few = "a school so small seldom has a hall or specialist rooms of its own"
    assert rules.because("need", ("C3", ""), "pupils on roll: 68") == few
    assert rules.because("need", ("C3", ""), "reading progress −2.9") == ""


def said(one: Indicator | Fact, gives: Gives) -> str:
    tag = f"{gives.side} {gives.activity} {gives.subject}".strip()
    if isinstance(one, Fact) and one.column not in ("pupils", "age_high", "age_low"):
        return f"{tag} {gives.most:g}"
    unit = " sd" if isinstance(one, Indicator) else ""
    return f"{tag} {gives.start:,g} → {gives.full:,g}{unit}, at most {gives.most:g}"


def test_the_page_and_the_file_say_the_same(repository: Path) -> None:
    page = (repository / "docs" / "measured.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.*?) \|", page, re.M))
    rules = load_rules()
    expected = {
        one.id: "; ".join(said(one, gives) for gives in one.gives)
        for one in (*rules.indicators, *rules.facts)
    }
    assert rows == expected
    for row in re.findall(r"^\| `.*$", page, re.M):
        assert row.count("|") == 5, row
        assert all(cell.strip() for cell in row.strip("|").split("|")), row


def test_an_own_file_replaces_adds_and_switches_off(tmp_path: Path) -> None:
    default = load_rules()
    text = SOUND.replace('"a"', '"ks2-reading"') + SOUND
    rules = load_rules(own(tmp_path, 'off = ["small-primary", "ks2-maths"]\n' + text))
    ids = [one.id for one in rules.indicators]
    before = [one.id for one in default.indicators if one.id != "ks2-maths"]
    assert ids == [*before, "a"]
    assert rules.indicators[0].columns == {"READPROG": "reading"}
    assert rules.indicators[0].gives == (Gives("need", "T2", "literacy", 0.5, 2.0, 1.0),)
    assert "small-primary" not in [one.id for one in rules.facts]


def test_what_is_wanted_of_the_tables(tmp_path: Path) -> None:
    text = SOUND + 'unit = "%"\npupils = ["telig"]\nbands.READPROG = { "Well below" = 5 }\n'
    want = load_rules(own(tmp_path, text)).wanted_columns()[-1]
    assert (want.table, want.column, want.pupils) == ("ks2", "READPROG", ("TELIG",))
    assert (want.words, want.percent) == ({"well below": 5.0}, True)


def test_some_columns_of_a_rule_may_be_percentages_and_a_rule_exact(tmp_path: Path) -> None:
    text = SOUND.replace('reading" }', 'reading", ptread = "at the standard" }')
    rules = load_rules(own(tmp_path, text + 'percent = ["ptread"]\nexact = true\n'))
    one = rules.indicators[-1]
    assert (one.unit_of("READPROG"), one.unit_of("PTREAD"), one.exact) == ("", "%", True)
    assert ("ks2", "PTREAD") in rules.percentages()
    assert ("ks2", "READPROG") not in rules.percentages()


def test_one_start_for_all_but_a_count() -> None:
    starts = {
        one.id: {gives.start for gives in one.gives}
        for one in load_rules().indicators
        if one.id != "independent-gcse-year"
    }
    assert set(map(frozenset, starts.values())) == {frozenset({1.1})}


FAULTS = [
    ('id = "a"', "", "id is missing"),
    ('table = "ks2"', 'table = "ks9"', "table is 'ks9', not one of ks2, ks4"),
    ('columns = { readprog = "reading" }', 'columns = ["READPROG"]', "columns is not a table"),
    ('{ readprog = "reading" }', '{ readprog = "" }', "every column needs the words"),
    ('good = "high"', 'good = "up"', "good is 'up', not one of high, low"),
    ('among = ["mainstream"]', "among = []", "among is missing or empty"),
    ('activity = "T2"', 'activity = "T9"', "activity is 'T9'"),
    ('subject = "literacy"', 'subject = "litracy"', "subject is 'litracy'"),
    ('activity = "T2"', 'activity = "L2"', "L2 takes no subject"),
    ('side = "need"', 'side = "want"', "side is 'want', not one of need, strength"),
    ("full = 2", "full = 0.5", "full is not above start"),
    ("start = 0.5, ", "", "start is missing, not a number from -10 to 10"),
    ("most = 1", "most = 1.5", "most is 1.5, not a number from 0.01 to 1"),
    ("most = 1", "most = true", "most is True, not a number"),
    ("most = 1", "most = 1, start_at = 2", "there is no key 'start_at'"),
    ('why = "Because."', "", "why is missing"),
    ('why = "Because."', 'why = "B."\nsmallest = 2', "smallest is 2, not a number from 6"),
    ('why = "Because."', 'why = "B."\nsmalest = 20', "there is no key 'smalest'"),
    ('why = "Because."', 'why = "B."\nconfidence = nan', "confidence is nan"),
    (
        'why = "Because."',
        'why = "B."\nbands.READPROG = { SUPP = 0 }',
        "'SUPP' means not known, and is never a number",
    ),
    (
        'why = "Because."',
        'why = "B."\npercent = ["OTHER"]',
        "percent: 'OTHER' is none of its columns",
    ),
    ('why = "Because."', 'why = "B."\npercent = "%"', "percent is not a list of texts"),
    ('why = "Because."', 'why = "B."\nexact = 1', "exact is 1, not true or false"),
    ('why = "Because."', 'why = "B."\nbands.OTHER = { low = 1 }', "'OTHER' is none of its columns"),
    ('why = "Because."', 'why = "B."\nbands.READPROG = { fair = "1" }', "is '1', not a number"),
    (SOUND, SOUND + SOUND, "there are two of the id 'a'"),
    (SOUND, 'off = ["nobody"]\n' + SOUND, "there is no indicator or fact 'nobody'"),
    (SOUND, "off = 3\n" + SOUND, "off is not a list of ids"),
    (SOUND, "indicators = 3\n" + SOUND, "there is no key 'indicators'"),
    (SOUND, 'indicator = "x"\n', "indicator is not written as [[indicator]]"),
    (SOUND, SOUND + '[[fact]]\nid = "f"\n', "fact 'f': says is missing"),
    (
        SOUND,
        '[[fact]]\nid = "f"\nsays = "f"\nkinds = ["state"]\nwhy = "w"\n'
        'gives = [{ side = "need", activity = "X1", most = 0.3 }]\n',
        "it needs either a column or like",
    ),
    (
        SOUND,
        '[[fact]]\nid = "f"\nsays = "f"\nkinds = ["stat"]\nwhy = "w"\ncolumn = "boarding"\n'
        'gives = [{ side = "need", activity = "X1", start = 1, most = 0.3 }]\n',
        "kinds holds 'stat'",
    ),
]


@pytest.mark.parametrize(("there", "instead", "told"), FAULTS)
def test_each_fault_is_named(tmp_path: Path, there: str, instead: str, told: str) -> None:
    assert there in SOUND
    with pytest.raises(SettingError) as error:
        load_rules(own(tmp_path, SOUND.replace(there, instead, 1)))
    assert told in error.value.what
    assert error.value.where.endswith("rules.toml")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = SOUND
    for there, instead, _ in (FAULTS[4], FAULTS[5], FAULTS[6], FAULTS[10], FAULTS[12]):
        text = text.replace(there, instead, 1)
    with pytest.raises(SettingError) as error:
        load_rules(own(tmp_path, text))
    for _, _, told in (FAULTS[4], FAULTS[5], FAULTS[6], FAULTS[10], FAULTS[12]):
        assert told in error.value.what


def test_a_file_that_is_no_toml_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="not valid TOML"):
        load_rules(own(tmp_path, "[[indicator"))
    with pytest.raises(SettingError, match="cannot be read"):
        load_rules(tmp_path / "nowhere.toml")
