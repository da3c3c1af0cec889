"""Intake is a corridor: stages meet in one module and never call each other, and the account
that is handed along is filled in on the way."""

from __future__ import annotations

import dataclasses

import grimp
import pytest

from matcher.intake.accounts import ListAccount, PrioritiesAccount, TableAccount

STAGES = ("open", "columns", "clean", "identify", "merge")
CORRIDORS = ("lists", "performance.reader", "priorities.reader", "find_table",
             "performance.table_files")  # fmt: skip
# What reads a file of its own kind, without a corridor.
READERS = ("answers", "decisions", "excluded_pairs", "forms.form_grids", "minutes.reader",
           "offers.reader", "offers.schools_at_sites", "sizes.size_reader", "original_list",
           "register_copy", "trusts.group_files")  # fmt: skip


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    """Which modules of intake each module of intake imports, by their names within it."""
    graph = grimp.build_graph("matcher", cache_dir=None)
    room = "matcher.intake."
    return {
        name.removeprefix(room): {
            found.removeprefix(room)
            for found in graph.find_modules_directly_imported_by(name)
            if found.startswith(room)
        }
        for name in graph.modules
        if name.startswith(room)
    }


def test_no_stage_calls_another(imports: dict[str, set[str]]) -> None:
    for name, used in imports.items():
        stages = {other.split(".")[0] for other in used if other.split(".")[0] in STAGES}
        if name.split(".")[0] in STAGES:
            assert stages <= {name.split(".")[0]}, name
        elif name not in CORRIDORS + READERS:
            assert not stages, name


def test_one_module_calls_every_stage(imports: dict[str, set[str]]) -> None:
    assert {name.split(".")[0] for name in imports["lists"]} >= set(STAGES)
    assert [name for name, used in imports.items() if {"lists"} & used] == []


def test_an_account_that_does_not_balance_says_so() -> None:
    assert ListAccount("a", "", "list", read=2, used=1, rejected=1).balances
    assert not ListAccount("a", "", "list", read=3, used=1, rejected=1).balances


def test_rows_are_counted_when_they_are_taken() -> None:
    account = ListAccount("a", "", "list")
    rows = account.count(iter([(1, ["x"]), (2, [""])]))
    next(rows)
    assert (account.read, account.balances) == (1, False)
    account.count_above([(3, [" "]), (4, ["title"])])
    assert (account.read, account.blank, account.headings) == (3, 1, 1)


@pytest.mark.parametrize(
    ("account", "names"),
    [
        (
            ListAccount,
            "list sheet source read used rejected blank headings encoding delimiter columns "
            "guessed ignored personal other_sheets mapped people stated perhaps",
        ),
        (
            TableAccount,
            "list sheet table years read used rejected blank headings groups figures "
            "unknown reasons people",
        ),
        (
            PrioritiesAccount,
            "list sheet read used rejected blank headings not_in_force encoding delimiter "
            "columns ignored people other_sheets",
        ),
    ],
)
def test_an_account_is_written_to_run_json_under_these_names(account: type, names: str) -> None:
    assert [field.name for field in dataclasses.fields(account)] == names.split()
