"""The Leaflet map of a page: its element, the script that makes it, and Leaflet itself.

Folium makes element and script, from constants alone. Nothing of a list goes through it: folium
reads every text it is given as a program (a name such as ``{{ 7 * 7 }}`` would run). As the
constants are always the same, so is what it makes of them: that is kept here as one version of
folium made it, and folium is loaded only where another version is installed. Loading it, with
requests, jinja2 and what else it brings, takes half as long as loading pandas and geopandas.
"""

from __future__ import annotations

import re
from importlib import metadata
from importlib.resources import files
from typing import Any

from matcher.core.errors import FileError

# What by_folium() gives in this version; a test compares them.
MADE_BY = "0.20.0"
ELEMENT = '<div class="folium-map" id="map_partners" ></div>'
SCRIPT = """\
var map_partners = L.map(
                "map_partners",
                {
                    center: [52.8, -1.6],
                    crs: L.CRS.EPSG3857,
                    ...{
  "zoom": 6,
  "zoomControl": true,
  "preferCanvas": true,
  "zoomSnap": 0.25,
  "scrollWheelZoom": false,
  "zoomAnimation": false,
  "fadeAnimation": false,
  "inertia": false,
}

                }
            );
            L.control.scale().addTo(map_partners);"""


def element_and_script() -> tuple[str, str]:
    """The map's element and the script that makes it, as the installed folium makes them."""
    if metadata.version("folium") == MADE_BY:
        return ELEMENT, SCRIPT
    return by_folium()


def by_folium() -> tuple[str, str]:
    """The same asked of folium, without the ten files from four hosts that it asks for by
    default."""
    import folium

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


def leaflet() -> tuple[str, str]:
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
