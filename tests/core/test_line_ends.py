"""An edited text keeps the line ends it had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.core.files.line_ends import with_line_ends_of, with_line_feeds

LINES = st.lists(st.tuples(st.sampled_from(["a", "b", "", "c = 1"]), st.sampled_from(
    ["\n", "\r\n"])), max_size=8)  # fmt: skip


@pytest.mark.parametrize(
    ("original", "edited", "wanted"),
    [
        ("a\r\nb\nc\r\n", "a\nx\nb\nc\n", "a\r\nx\r\nb\nc\r\n"),  # as the line above
        ("a\r\nb\nc\r\n", "a\nb\nx\nc\n", "a\r\nb\nx\nc\r\n"),
        ("a\r\nb\r\n", "x\na\nb\n", "x\r\na\r\nb\r\n"),
        ("\ufeffa\r\nb", "a\nb\nc\n", "\ufeffa\r\nb\r\nc\r\n"),
        ("a\rb\r", "a\nb\n", "a\rb\r"),
        ("", "a\n", "a\n"),
        ("a\nb", "a\nb", "a\nb"),
    ],
)
def test_lines_keep_their_ends(original: str, edited: str, wanted: str) -> None:
    assert with_line_ends_of(original, edited) == wanted


@given(LINES, st.booleans(), st.booleans())
def test_what_is_not_edited_is_the_same_to_the_byte(
    lines: list[tuple[str, str]], marked: bool, open_end: bool
) -> None:
    text = "\ufeff" * marked + "".join(line + end for line, end in lines) + "z" * open_end
    assert with_line_ends_of(text, with_line_feeds(text)) == text


@given(LINES, st.lists(st.sampled_from(["a", "b", "new"]), max_size=8))
def test_only_the_ends_differ_from_the_edit(lines: list[tuple[str, str]], edit: list[str]) -> None:
    text, edited = "".join(line + end for line, end in lines), "\n".join(edit)
    assert with_line_feeds(with_line_ends_of(text, edited)) == edited
