"""Values of options that are words: several in an environment variable, and those that the Tab key
offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Words(click.types.StringParamType):
    """Words of which an environment variable may hold several, parted by semicolons: a
    subject or a region may hold blanks, at which click would part it."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """The words of a variable."""
        return _parted(rv)


class Choices(click.Choice[str]):
    """The same, of a closed list."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """The words of a variable."""
        return _parted(rv)


def _parted(text: str) -> list[str]:
    return [word for part in text.split(";") if (word := part.strip())]


def offering(names: tuple[str, ...], *, or_file: bool) -> dict[str, Any]:
    """What click is told of an option that takes these names besides others: the Tab key offers
    them and, with ``or_file``, files where none of them begins so. {} where there are none."""
    if not names:
        return {}

    def complete(
        context: click.Context, option: click.Parameter, begun: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        found = [name for name in names if name.startswith(begun.casefold())]
        if or_file and not found:
            return [CompletionItem(begun, type="file")]
        return list(map(CompletionItem, found))

    return {"shell_complete": complete}
