"""The map: one HTML file that asks no server for anything until its reader says so.

Folium makes the Leaflet map from constants alone. Nothing of a list goes through it: folium
reads every text it is given as a program (a name such as ``{{ 7 * 7 }}`` would run). The
schools and pairs are put into the finished page as a JSON island, drawn on one canvas and
shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import folium
import geopandas as gpd
import pandas as pd

from matcher.core.errors import FileError
from matcher.core.page.html_page import bullets, fill, heading, lead, policy
from matcher.show.kit.reach import Reach
from matcher.show.map.data.geography import GEOGRAPHY_ATTRIBUTION
from matcher.show.map.data.island import map_data
from matcher.show.map.data.plan import PlanMarks
from matcher.show.map.data.profile import PanelFacts

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
    activities: Mapping[str, str] = MappingProxyType({}),
    dated: Sequence[str] = (),
    panel: PanelFacts | None = None,
) -> str:
    """The whole page as HTML, the same bytes for the same tables in any order.

    ``schools`` is SCHOOLS and ``matches`` MATCHES (points in EPSG:27700, distances in km,
    shares 0-1); ``outlines`` holds priority areas (area, geometry in EPSG:27700) and
    ``area_title`` what one is called, such as "opportunity area"; ``attribution`` are the
    lines the data's licences ask for; ``reach`` says how far apart a pair may be and how far and
    long is told; ``panel`` has what is known of needs, offers and scores. Schools without a role
    appear only where a pair names them;
    schools without a place are listed but not drawn. With ``plan`` it is the map of a plan:
    ``matches`` are its pairs (:func:`.data.plan.plan_matches`), and schools are marked by what
    they are in it. ``activities``: the name of each activity by its letter and number;
    ``dated``: lines that say of what day the run and its data are, the run's first
    (up to a colon it stands in the header too).

    Raises :class:`ContractError` where a table breaks its contract.
    """
    # First of all, so that nothing of the data exists yet when folium renders.
    element, create = _folium()
    leaflet_js, leaflet_css = _leaflet()
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
            "attribution": "\n".join(
                f"<li>{html.escape(line)}</li>" for line in (*attribution, *GEOGRAPHY_ATTRIBUTION)
            ),
            "asOf": lead(dated[0].partition(":")[0]) if dated else "",
            "dated": _dates(dated),
            "styles": "\n".join(f"<style>{text}</style>" for text in styles),
            "map": element,
            "island": map_data(
                schools,
                matches,
                outlines=outlines,
                area_title=area_title,
                reach=reach,
                plan=plan,
                activities=activities,
                panel=panel,
            ),
            "scripts": "\n".join(f"<script>{text}</script>" for text in scripts),
        },
    )


def _dates(lines: Sequence[str]) -> str:
    """The part of the footer that says of what day the run and its data are."""
    return "\n".join((heading("Dates"), bullets(lines))) if lines else ""


def _folium() -> tuple[str, str]:
    """The map's element and the script that makes it, from constants, without the ten
    files from four hosts that folium asks for by default."""
    made = folium.Map(
        location=[52.8, -1.6],
        zoom_start=6,
        tiles=None,
        control_scale=True,
        prefer_canvas=True,
        min_zoom=5,
        max_zoom=18,
        zoom_snap=0.25,
        scroll_wheel_zoom=False,
        zoom_animation=False,
        fade_animation=False,
        inertia=False,
    )
    made._id = "partners"  # the name would be random
    made.default_js = []
    made.default_css = []
    figure: Any = made.get_root()
    figure.render()
    # Folium's own header is left out: it forbids zooming by the reader (WCAG 2.2, 1.4.4).
    return figure.html.render().strip(), figure.script.render().strip()


def _leaflet() -> tuple[str, str]:
    """Leaflet's script and styles from the package XStatic-Leaflet, without the pictures
    of controls that are not used and the pointer to its source map."""
    data = files("xstatic.pkg.leaflet") / "data"
    try:
        script = data.joinpath("leaflet.js").read_text(encoding="utf-8")
        style = data.joinpath("leaflet.css").read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(
            "Leaflet is missing from the installation", hint="install XStatic-Leaflet again"
        ) from error
    script = re.sub(r"//# sourceMappingURL=\S*", "", script).strip()
    style = re.sub(r"[\w-]+:\s*url\([^)]*\);", "", style).strip()
    return script, style


def _template(name: str) -> str:
    """The text of one of our own templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")
