"""The map of a run as an analyst would make it: one folium GeoJSON layer with the same content.

Each school is a point with its facts, its needs and offers and, as seeker and as partner, all its
pairs with place, distance, score, parts of the score and reasons, in a pop-up; its name is a
tooltip. A box finds schools by name. Leaflet is inlined, as in ours, for nothing may ask a server.
Filters, the table and the geography are left out, which favours the peer. So do, unless asked for,
the lines between the schools of a pair, which our page draws for the school chosen.
"""

from __future__ import annotations

from collections import defaultdict
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import pandas as pd

_FACTS = ("urn", "kind", "phase", "la_name", "region", "trust", "area", "postcode")
_TERMS = ("near", "opportunity", "gives", "gains")
_SEARCH = """
const byName = new Map();
LAYER.eachLayer((one) => byName.set(one.feature.properties.name, one));
const list = document.createElement('datalist');
list.id = 'names';
for (const name of byName.keys()) {
  const option = document.createElement('option');
  option.value = name;
  list.append(option);
}
const box = document.createElement('input');
box.setAttribute('list', 'names');
box.addEventListener('change', () => {
  const found = byName.get(box.value);
  if (found) { MAP.setView(found.getLatLng(), 13); found.openPopup(); }
});
document.body.prepend(box, list);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
"""


def folium_page(run: Path, *, lines: bool = False) -> str:
    """The page of the run in the folder ``run``, whole and by itself. ``lines``: each pair is a
    line of the layer too, named by its two schools."""
    schools = _csv(run / "schools.csv")
    pairs = _csv(run / "matches.csv")
    profile = _csv(run / "profile.csv")
    placed = schools[(schools["easting"] != "") & (schools["role"] != "")]
    points = gpd.GeoSeries.from_xy(
        placed["easting"].astype(float), placed["northing"].astype(float), crs=27700
    ).to_crs(4326)
    told = _pairs(pairs)
    tags = _tags(profile)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(x, 5), round(y, 5)]},
            "properties": {
                "name": row["name"],
                **{name: escape(row[name]) for name in _FACTS},
                "needs and offers": "<br>".join(tags[row["urn"]]),
                "partners and seekers": "<br>".join(told[row["urn"]]),
            },
        }
        for row, x, y in zip(placed.to_dict("records"), points.x, points.y, strict=True)
    ]
    if lines:
        features += _lines(pairs, features)
    return _page({"type": "FeatureCollection", "features": features})


def _page(collection: dict[str, Any]) -> str:
    made = folium.Map(location=[52.8, -1.6], zoom_start=6, tiles=None, prefer_canvas=True)
    made.default_js, made.default_css = [], []
    shown = [name for name in collection["features"][0]["properties"] if name != "name"]
    layer = folium.GeoJson(
        collection,
        marker=folium.CircleMarker(radius=4, weight=1),
        tooltip=folium.GeoJsonTooltip(["name"], labels=False),
        popup=folium.GeoJsonPopup(["name", *shown], max_width=480),
    )
    layer.add_to(made)
    figure: Any = made.get_root()
    data = files("xstatic.pkg.leaflet") / "data"
    script = data.joinpath("leaflet.js").read_text(encoding="utf-8")
    style = data.joinpath("leaflet.css").read_text(encoding="utf-8")
    inlined = f"<script>{script}</script><style>{style}</style>"
    figure.header.add_child(folium.Element(inlined), name="leaflet", index=0)
    search = _SEARCH.replace("LAYER", layer.get_name()).replace("MAP", made.get_name())
    # The script of the map runs after the body: ours after it.
    page = str(figure.render())
    at = page.rindex("</script>")
    return page[:at] + search + page[at:]


def _lines(pairs: pd.DataFrame, schools: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line for each pair, whose facts stand in the pop-ups of its schools."""
    at = {one["properties"]["urn"]: one["geometry"]["coordinates"] for one in schools}
    blank = dict.fromkeys(schools[0]["properties"], "")
    return [
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [at[seeker], at[partner]]},
            "properties": {**blank, "name": f"{one} and {other}"},
        }
        for seeker, partner, one, other in zip(
            *(pairs[name] for name in ("seeker_urn", "partner_urn", "seeker_name", "partner_name")),
            strict=True,
        )
    ]


def _pairs(pairs: pd.DataFrame) -> dict[str, list[str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for row in pairs.to_dict("records"):
        parts = ", ".join(f"{name} {row[name][:4] or 'not known'}" for name in _TERMS)
        what = f"{row['distance_km']} km, score {row['score'][:5]} ({parts}): {row['reasons']}"
        for side, other, rank in (("seeker", "partner", "rank"),
                                  ("partner", "seeker", "partner_rank")):  # fmt: skip
            told[row[f"{side}_urn"]].append(escape(f"{row[rank]} {row[f'{other}_name']}: {what}"))
    return told


def _tags(profile: pd.DataFrame) -> dict[str, list[str]]:
    told: dict[str, list[str]] = defaultdict(list)
    for row in profile.to_dict("records"):
        for side, word in (("need", "needs"), ("strength", "offers")):
            if row[side] not in ("", "0"):
                tag = f"{word} {row['activity']} {row['subject']} {row[side][:4]}"
                told[row["urn"]].append(escape(f"{tag}: {row['source']}, {row['evidence']}"))
    return told


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
