"""The map: one HTML file that asks no server for anything until its reader says so.

The Leaflet map is made of constants alone (:mod:`.leaflet_map`). The schools and pairs are put
into the finished page as a JSON island, drawn on one canvas and shown as text.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from matcher.core.page.html_page import bullets, fill, heading, lead, policy
from matcher.show.kit.reach import Reach
from matcher.show.map.data.account import MapAccount
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION
from matcher.show.map.data.island import map_data
from matcher.show.map.data.plan import PlanMarks
from matcher.show.map.data.profile import PanelFacts
from matcher.show.map.leaflet_map import element_and_script, leaflet

_TEMPLATES = Path(__file__).resolve().parent / "templates"
# The one host the page may ask for pictures, once the reader has switched them on.
TILE_HOST = "https://tile.openstreetmap.org"

_SCRIPTS = (
    "data.js", "csv_file.js", "plan.js", "orders.js", "filters.js", "colours.js", "symbols.js",
    "geography.js", "ground.js", "clusters.js", "labels.js", "lines.js", "hubs.js", "canvas.js",
    "search_index.js", "places.js", "search.js", "needs_panel.js", "waterfall.js", "pair_card.js",
    "school_panel.js", "compare.js", "shortlist.js", "pairs_csv.js", "table.js", "street.js",
    "filter_controls.js", "address.js", "main.js", "print.js",
)  # fmt: skip
_STYLES = ("page.css", "panel.css", "colours.css", "print.css")


def map_page(
    schools: gpd.GeoDataFrame,
    matches: pd.DataFrame,
    *,
    outlines: gpd.GeoDataFrame | None,
    area_title: str,
    title: str,
    subtitle: str,
    attribution: Sequence[str],
    reach: Reach,
    plan: PlanMarks | None = None,
    more: str = "",
    activities: Mapping[str, str] = MappingProxyType({}),
    dated: Sequence[str] = (),
    panel: PanelFacts | None = None,
    account: MapAccount | None = None,
) -> str:
    """The whole page as HTML, the same bytes for the same tables in any order.

    ``schools`` is SCHOOLS and ``matches`` MATCHES (points in EPSG:27700, distances in km,
    shares 0-1); ``outlines`` holds priority areas (area, geometry in EPSG:27700) and
    ``area_title`` what one is called, such as "opportunity area"; ``attribution`` are the
    lines the data's licences ask for; ``reach`` says how far apart a pair may be and how far and
    long is told; ``panel`` has what is known of needs, offers and scores, ``account`` who is on the
    map and who is not. Schools without a role appear only where a pair names them;
    schools without a place are listed but not drawn. With ``plan`` it is the map of a plan:
    ``matches`` are its pairs (:func:`.data.plan.plan_matches`), and schools are marked by what
    they are in it, and ``more`` is what its header tells folded. ``activities``: the name of each
    activity by its letter and number; ``dated``: lines that say of what day the run and
    its data are, the run's first (up to a colon it stands in the header too).

    Raises :class:`ContractError` where a table breaks its contract.
    """
    element, create = element_and_script()
    leaflet_js, leaflet_css = leaflet()
    own = "(() => {\n'use strict';\n" + "\n".join(map(_template, _SCRIPTS)) + "})();\n"
    scripts = (leaflet_js, create, own)
    styles = (leaflet_css, *map(_template, _STYLES))
    return fill(
        _template("page.html"),
        {
            "policy": html.escape(policy(scripts, styles, images=TILE_HOST)),
            "title": html.escape(title),
            "pairs": "pairs of the plan" if plan else "matches",
            "listing": "plan" if plan else "matches",
            "subtitle": html.escape(subtitle),
            "more": _folded(more),
            "attribution": "\n".join(
                f"<li>{html.escape(line)}</li>" for line in (*attribution, *GEOGRAPHY_ATTRIBUTION)
            ),
            "asOf": lead(dated[0]) if dated else "",
            "dated": _dates(dated),
            "styles": "\n".join(f"<style>{text}</style>" for text in styles),
            "map": element,
            "account": account.html() if account else "",
            "island": map_data(
                schools,
                matches,
                outlines=outlines,
                area_title=area_title,
                reach=reach,
                plan=plan,
                activities=activities,
                panel=panel,
                account=account,
            ),
            "scripts": "\n".join(f"<script>{text}</script>" for text in scripts),
        },
    )


def _folded(more: str) -> str:
    """What the header tells to whoever opens it, so that the map is seen at once."""
    if not more:
        return ""
    told = f"<p><bdi>{html.escape(more)}</bdi></p>"
    return f"\n<details><summary>More about this plan</summary>{told}</details>"


def _dates(lines: Sequence[str]) -> str:
    """The part of the footer that says of what day the run and its data are."""
    return "\n".join((heading("Dates"), bullets(lines))) if lines else ""


def _template(name: str) -> str:
    """The text of one of our own templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")
