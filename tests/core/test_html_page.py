"""Pages of HTML as readers get them: text escaped, once, and in its own cell."""

from __future__ import annotations

import html
import re

import pytest

from matcher.core.page import html_page


def test_a_table_has_each_text_in_its_own_cell_and_figures_to_the_right() -> None:
    made = html_page.table(
        "Schools & pupils",
        ["School", "Pupils"],
        [["<b>Elm</b>", "12"], ["", "7"]],
        html_page.figures("Pupils"),
    )
    assert '<th scope="col"><bdi>School</bdi></th>' in made
    assert '<th scope="col" class="figure"><bdi>Pupils</bdi></th>' in made
    assert (
        '<tr><td><bdi>&lt;b&gt;Elm&lt;/b&gt;</bdi></td><td class="figure"><bdi>12</bdi></td></tr>\n'
        '<tr><td></td><td class="figure"><bdi>7</bdi></td></tr>'
    ) in made
    assert "<caption><bdi>Schools &amp; pupils</bdi></caption>" in made
    assert 'aria-label="Schools &amp; pupils"' in made
    with pytest.raises(ValueError, match="zip"):
        html_page.table("Short", ["one", "two"], [["one"]])


def test_what_was_filled_in_is_never_looked_at_again() -> None:
    shell = "<p><!--slot:one--></p><p><!--slot:two--></p>"
    filled = html_page.fill(shell, {"one": "<!--slot:two-->", "two": "2"})
    assert filled == "<p><!--slot:two--></p><p>2</p>"
    with pytest.raises(KeyError):
        html_page.fill("<!--slot:three-->", {})


def test_a_page_has_one_title_and_may_load_its_own_style_alone() -> None:
    made = html_page.page(
        "Elm  &\nOak",
        [html_page.lead("First", apart=True), html_page.lead("Then")],
        [html_page.heading("Below"), html_page.heading("Deeper", 3), html_page.paragraph("a < b")],
        html_page.sources(["Crown copyright"]),
    )
    assert "<title>Elm &amp; Oak</title>" in made
    assert made.count("<h1") == 1
    assert '<p class="lead apart"><bdi>First</bdi></p>\n<p class="lead"><bdi>Then</bdi></p>' in made
    assert "<h2><bdi>Below</bdi></h2>" in made
    assert "<h3><bdi>Deeper</bdi></h3>" in made
    assert "<p><bdi>a &lt; b</bdi></p>" in made
    assert "<h2><bdi>Sources</bdi></h2>\n<ul>\n<li><bdi>Crown copyright</bdi></li>\n</ul>" in made
    assert "<!--slot:" not in made
    policy = html.unescape(re.findall(r'Content-Security-Policy" content="([^"]*)"', made)[0])
    (style,) = re.findall(r"<style>(.*?)</style>", made, re.S)
    assert policy == html_page.policy((), (style,), images="")
    assert "default-src 'none'" in policy
    assert re.search(r"style-src 'sha256-[\w+/=]+';", policy)
