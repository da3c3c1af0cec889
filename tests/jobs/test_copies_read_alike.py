"""A checked copy is a list: read again, it says of every school what its source said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from lists_read import Desk

from matcher.core.settings.combine import settings
from matcher.jobs.lists.check import check, write_copies
from matcher.jobs.stages.reading import Sources

LISTS = {
    "a cell torn by its semicolon": (
        "Schools of the autumn round\n\n"
        "Needs;Postcode;Trust;URN/Ref;School;Miles\n"
        "T3 physics; C2 Latin;B1 1AA;;100 000;Ash;10\n"
        "L2;B1 Iab;;URN 100001;Elm;\n"
        "X1;B1 1AC;;'100002;Oak;n/a\n"
    ),
    "titles over needs and over people": (
        "School,Postcode,What we need,,,Contact,,Comments\n"
        ",,T3 physics,L2,Head,Name,Postcode,\n"
        "Ash,B1 1AA,x,,CANARY,CANARY,CANARY,late\n"
        "Elm,B1 1A,,perhaps,,,,\n"
    ),
    "titles above the names of columns": (
        ",,Headteacher,,Subjects needed,,,\n"
        "URN,School,Name,Notes,Physics,SENCO,Maths,Type\n"
        "100000,Ash,CANARY,CANARY,x,CANARY,,Academy\n"
        "1,Elm,,,maybe,,,\n"
    ),
    "footnotes, totals and keys": (
        "School name,Postcode,Need: T3 physics\n"
        "Ash,B1 1AA,perhaps\n"
        "Elm,,\n"
        "Total,,2\n"
        "\n"
        "* ticks from phone calls\n"
        "Red,declined,\n"
        "We rang these schools in September and they answered,,\n"
        "We will ring those that did not answer again,,,later\n"
    ),
    "what a spreadsheet would run": "URN,Name,Needs\n100000,'=Ash,'-L2\n100001,'Elm,\"'+T3; X1\"\n",
    "a torn name of a person": (
        "URN,Name,Head,Postcode,Needs\n100000,Ash,CANARY, CANARY,B1 1AA,L2\n100001,Elm,,B1 1AB,X1\n"
    ),
    "rows of every length": "URN,Name,Needs,\n100000,Ash\n100001,Elm,L2,,more\n,,,,beyond\n,,L3\n",
    "figures and dates": (
        "URN,Name,% FSM,Pupils,Close date\n100000,Ash,20%,0210,1/9/2024\n100001,Elm,0.50,1e3,\n"
    ),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_a_checked_copy_reads_like_its_source(tmp_path: Path, text: str) -> None:
    desk = Desk(tmp_path)
    source = desk.write(text)
    first = desk.read(source)
    path: Path = source
    for _ in range(2):  # a copy of the copy too
        sources = Sources((path,))
        (made,), _ = write_copies(check(sources, settings()), sources, desk.folder)
        path = made.path
        again = desk.read(path)
        of_place = ["list", "sheet"]
        assert again.records.drop(columns=of_place).equals(first.records.drop(columns=of_place))
        assert again.accounts[0].used == first.accounts[0].used
        assert again.accounts[0].columns == first.accounts[0].columns
        assert "CHECK RESULT" not in again.accounts[0].ignored
        with zipfile.ZipFile(path) as parts:
            assert not [name for name in parts.namelist() if b"CANARY" in parts.read(name)]
        assert "CANARY" not in first.records.to_csv()
