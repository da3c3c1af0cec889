"""Pages of the documentation: their examples, run by the real command line, and their links."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import click

from matcher.cli.main import main
from matcher.cli.program import cli

_BLOCK = re.compile(r"^```([a-z]+)(?: ([a-z-]+)=(\S+))?\n(.*?)^```$", re.M | re.S)
_LEFT_OUT = "…"
_STEP = re.compile(r"`(matcher [^`]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, a sign with its value ("write", a path), what stands in it."""

    kind: str
    sign: str
    value: str
    body: str


@dataclass(frozen=True)
class Example:
    """A command line of a page and the lines of its answer that the page quotes."""

    line: str
    quoted: tuple[str, ...] = ()


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page that name a language."""
    return [Block(*parts) for parts in _BLOCK.findall(text)]


def steps(text: str) -> Iterator[Block | Example]:
    """What a reader who follows the page does, in its order: files to write, commands to type.

    Commands stand in blocks ``sh`` (a line each), in blocks ``console`` after "$ ", and in
    the cells of a table of "I want to …".
    """
    for part in re.split(r"(^```.*?^```$)", text, flags=re.M | re.S):
        if not part.startswith("```"):
            rows = [line for line in part.splitlines() if line.startswith("| ")]
            lines = [line for row in rows for line in _STEP.findall(row)]
            yield from (Example(line) for line in lines if not re.search(r" [A-Z]{3,}\b", line))
            continue
        for block in blocks(part):
            if block.kind == "console":
                for one in re.split(r"^\$ ", block.body, flags=re.M)[1:]:
                    line, *quoted = one.splitlines()
                    yield Example(line, tuple(quoted))
            elif block.kind == "sh":
                lines = block.body.replace("\\\n", " ").splitlines()
                yield from (Example(line) for line in lines if "matcher" in line)
            elif block.sign == "write":
                yield block


def words_of(line: str) -> list[str]:
    """What follows ``matcher`` on a command line, without pipes."""
    line = re.sub(r"^cat \S+ \| ", "", line)
    words = shlex.split(re.sub(r" >>? \S+$", "", line), comments=True)
    assert words[0] == "matcher", line
    return words[1:]


def parse(line: str) -> None:
    """The command is there, and its options and arguments are understood; nothing is run."""
    words, command = words_of(line), cli
    context = cli.make_context("matcher", list(words))
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        context = command.make_context(name, words, parent=context)


def run(line: str, folder: Path) -> tuple[int, list[str]]:
    """The exit code and what is printed when ``line`` is typed in ``folder``: results and
    messages together, by lines; with the pipes of the line."""
    source = re.match(r"cat (\S+) \| ", line)
    target = re.search(r" > (\S+)$", line)
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="")
    result = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") if target else said
    given = io.TextIOWrapper(io.BytesIO((folder / source[1]).read_bytes() if source else b""))
    code = 0
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(result),
        contextlib.redirect_stderr(said),
        mock.patch.object(sys, "stdin", given),
    ):
        try:
            main(words_of(line))
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        result.flush()
        said.flush()
    if target:
        (folder / target[1]).write_bytes(result.buffer.getvalue())  # type: ignore[attr-defined]
    text = said.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
    return code, text.rstrip("\n").splitlines()


def compare(quoted: Sequence[str], said: Sequence[str], line: str) -> None:
    """Every quoted line was said, in that order and with nothing between but at a "…"."""
    at, free = 0, False
    for want in quoted:
        if want == _LEFT_OUT:
            free = True
            continue
        start = want.removesuffix(_LEFT_OUT)
        fits = [text == want or (start != want and text.startswith(start)) for text in said[at:]]
        assert any(fits), (line, want, said[at:])
        assert free or fits[0], (line, want, said[at])
        at, free = at + fits.index(True) + 1, False
    assert free or at == len(said), (line, said[at:])


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads)
    return set(plain)


def links(text: str) -> list[str]:
    """The targets of a page's links and pictures that are no web addresses."""
    found = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
    return [target for target in found if not target.startswith(("http:", "https:", "mailto:"))]


def downloads(folder: Path, samples: Path) -> None:
    """The sample's register, links and postcodes in the form and size of real downloads."""
    folder.mkdir()
    register = (samples / "register.csv").read_text(encoding="cp1252").splitlines()
    head = register[0].split(",")
    closed = {'"EstablishmentName"': "Filler School", '"EstablishmentStatus (name)"': "Closed"}
    filler = [
        ",".join(f'"{800_000 + n}"' if name == '"URN"' else f'"{closed.get(name, "")}"'
                 for name in head)
        for n in range(1_000)
    ]  # fmt: skip
    (folder / "edubasealldata20261120.csv").write_text(
        "\r\n".join([*register, *filler, ""]), encoding="cp1252", newline=""
    )
    (folder / "links_edubasealldata20261120.csv").write_bytes((samples / "links.csv").read_bytes())
    (folder / "alllinksdata20261120.csv").write_text(
        "URN,Group UID,Group Name,Group Type,Closed Date,Group Status,Joined date,LA (code)\n"
        "900034,1,Quillmere Learning Trust,Multi-academy trust,,Open,01-09-2015,936\n",
        encoding="utf-8",
    )
    rows = (samples / "postcodes.csv").read_text(encoding="utf-8").splitlines()[1:]
    lines = []
    for row in rows:
        code, easting, northing, district = row.split(",")
        lines.append(f'"{code}",10,{easting},{northing},"E92","E19","E18","","{district}","E05"')
    lines += [f'"ZX2{n // 100 % 10} {n // 10 % 10}{"ABDEFGHJLN"[n % 10]}{"ABDEFGHJLN"[n // 1000]}"'
              f',10,{500_000 + n},206000,"E92","E19","E18","","E07000240","E05"'
              for n in range(1_000)]  # fmt: skip
    with zipfile.ZipFile(folder / "codepo_gb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Data/CSV/zx.csv", "\n".join([*lines, ""]))
        archive.writestr("Doc/metadata.txt", "COPYRIGHT DATE: 20251020\n")
