"""Make the type of our PDFs from Noto Sans, which is under the SIL Open Font License.

    pip install fonttools==4.68.0 fontpkg-noto-sans==2.15
    python data/reference/font/make.py

The family has one file for every weight and width. Two are taken from it, regular and bold, with
the letters of the Latin, Greek and Cyrillic scripts, the marks that are set on them, punctuation,
currencies and the signs that our pages use. The rest of the product needs neither package. The
licence allows changes under the same licence; it reserves no name.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
WEIGHTS = {"Regular": 400, "Bold": 700}
# Code points in Unicode, first and last of each block that is kept.
KEPT = (
    (0x0020, 0x024F), (0x02B0, 0x036F), (0x0370, 0x03FF), (0x0400, 0x04FF), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x2193),
    (0x2200, 0x22FF), (0x25A0, 0x25CF), (0xFB00, 0xFB04), (0xFFFD, 0xFFFD),
)  # fmt: skip


def make() -> None:
    """Write both files beside this one; the same bytes each time."""
    import fontpkg_noto_sans
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    source = Path(fontpkg_noto_sans.__file__).parent / "files" / "NotoSans[wdth,wght].ttf"
    options = subset.Options(
        hinting=False,
        layout_features=["ccmp", "kern", "locl", "mark", "mkmk"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17],
        notdef_outline=True,
        glyph_names=False,
    )
    for name, weight in WEIGHTS.items():
        font = TTFont(source, recalcTimestamp=False)
        font = instantiateVariableFont(font, {"wght": weight, "wdth": 100}, updateFontNames=True)
        cut = subset.Subsetter(options)
        cut.populate(unicodes=[at for first, last in KEPT for at in range(first, last + 1)])
        cut.subset(font)
        font.save(HERE / f"NotoSans-{name}.ttf")


if __name__ == "__main__":
    make()
