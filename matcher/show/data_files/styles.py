"""How QGIS draws the layers of a GeoPackage: its own form of a style (QML).

Colours are those of the Government Analysis Function's palette for categories; symbols differ in
shape too, so that nobody need tell colours apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

import geopandas as gpd

from matcher.core.tables import KINDS

_HEAD = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
# Red, green, blue, opacity; and the name of a simple marker of QGIS.
_LOOK: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "state": ("18,67,109,255", "circle"),
        "independent": ("244,106,37,255", "square"),
        "university": ("128,22,80,255", "triangle"),
        "college": ("40,161,151,255", "diamond"),
        "other": ("61,61,61,255", "cross_fill"),
    }
)
_WHITE = "255,255,255,255"


def style_of(name: str, layer: gpd.GeoDataFrame) -> str:
    """The style of the layer ``name``: points by kind of institution, lines and polygons alike."""
    geometry = layer.geom_type.iloc[0]
    if "kind" in layer.columns and geometry == "Point":
        return _by_kind()
    if geometry == "LineString":
        symbol = _symbol("line", "0", "SimpleLine", {
            "line_color": "18,67,109,140", "line_width": "0.3", "line_width_unit": "MM",
        })  # fmt: skip
    else:
        symbol = _symbol("fill", "0", "SimpleFill", {
            "color": "244,106,37,40", "outline_color": "244,106,37,255", "style": "solid",
            "outline_style": "solid", "outline_width": "0.4", "outline_width_unit": "MM",
        })  # fmt: skip
    return _style(f'type="singleSymbol"><symbols>{symbol}</symbols>')


def _by_kind() -> str:
    categories = "".join(
        f'<category value="{kind}" symbol="{at}" label="{kind}" render="true"/>'
        for at, kind in enumerate(KINDS)
    )
    symbols = "".join(
        _symbol("marker", str(at), "SimpleMarker", {
            "color": _LOOK[kind][0], "name": _LOOK[kind][1], "outline_color": _WHITE,
            "outline_width": "0.2", "size": "2.4", "size_unit": "MM",
        })
        for at, kind in enumerate(KINDS)
    )  # fmt: skip
    return _style(
        f'type="categorizedSymbol" attr="kind"><categories>{categories}</categories>'
        f"<symbols>{symbols}</symbols>"
    )


def _symbol(kind: str, name: str, layer: str, options: dict[str, str]) -> str:
    told = "".join(
        f'<Option name="{key}" value={quoteattr(value)} type="QString"/>'
        for key, value in options.items()
    )
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{told}'
        "</Option></layer></symbol>"
    )


def _style(renderer: str) -> str:
    return (
        f'{_HEAD}<qgis version="3.28" styleCategories="Symbology"><renderer-v2 forceraster="0" '
        f'symbollevels="0" enableorderby="0" {renderer}</renderer-v2></qgis>'
    )
