"""Merges the latin and Vietnamese subsets of Be Vietnam Pro (OFL-1.1) into one woff2 a weight.

Run by a developer after `npm ci`, with fonttools and brotli installed. One file a weight means one request
instead of three, and no swap in the middle of a word such as "Nguyễn" whose letters lie in two subsets.
"""

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge, subset
from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

HERE = Path(__file__).parent
SOURCES = HERE / "node_modules/@fontsource/be-vietnam-pro/files"
TARGET = HERE / "src/fonts"

VIETNAMESE = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA)))
SIGNS = "–—‘’“”„…•·‹›«»×÷±°²³§©№₫€←↑→↓−≤≥≈✓ \u00a0\u2011"
COMBINING = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
WANTED = "".join(map(chr, range(0x20, 0x7F))) + VIETNAMESE + SIGNS + COMBINING
FEATURES = ["kern", "liga", "ccmp", "mark", "mkmk", "locl"]


def add_tabular_figures(font: TTFont, width: int = 650) -> None:
    """Give the font the `tnum` feature that its designers left out: ten digits of one width (font units).

    The new glyphs are the old outlines, centred; they stand in no kerning class, so columns stay straight.
    """
    cmap, glyf, metrics = font.getBestCmap(), font["glyf"], font["hmtx"].metrics
    mapping = {}
    order = list(font.getGlyphOrder())
    for digit in "0123456789":
        plain = cmap[ord(digit)]
        name = f"{plain}.tf"
        glyph = deepcopy(glyf[plain])
        advance, bearing = metrics[plain]
        shift = (width - advance) // 2
        glyph.coordinates.translate((shift, 0))
        order.append(name)
        glyf.glyphs[name] = glyph
        metrics[name] = (width, bearing + shift)
        glyph.recalcBounds(glyf)
        mapping[plain] = name
    font.setGlyphOrder(order)
    glyf.glyphOrder = order
    gsub = font["GSUB"].table
    lookup = buildLookup([buildSingleSubstSubtable(mapping)])
    gsub.LookupList.Lookup.append(lookup)
    gsub.LookupList.LookupCount = len(gsub.LookupList.Lookup)
    feature = otTables.Feature()
    feature.FeatureParams = None
    feature.LookupListIndex = [gsub.LookupList.LookupCount - 1]
    feature.LookupCount = 1
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "tnum", feature
    gsub.FeatureList.FeatureRecord.append(record)
    index = len(gsub.FeatureList.FeatureRecord) - 1
    gsub.FeatureList.FeatureCount = index + 1
    for script in gsub.ScriptList.ScriptRecord:
        systems = [r.LangSys for r in script.Script.LangSysRecord] + [script.Script.DefaultLangSys]
        for system in filter(None, systems):
            system.FeatureIndex.append(index)
            system.FeatureCount = len(system.FeatureIndex)


def build(weight: int) -> None:
    """Write the merged woff2 of one weight and say how large it became."""
    with TemporaryDirectory() as folder:
        parts = []
        for name in ("latin", "latin-ext", "vietnamese"):
            font = TTFont(SOURCES / f"be-vietnam-pro-{name}-{weight}-normal.woff2")
            font.flavor = None
            # The merger wants unique characters a file: the first file that has one keeps it.
            taken = set().union(*(TTFont(p).getBestCmap() for p in parts)) if parts else set()
            keep = [c for c in font.getBestCmap() if c not in taken and chr(c) in WANTED]
            options = subset.Options(layout_features=FEATURES, glyph_names=False, notdef_outline=True)
            options.hinting = False
            cut = subset.Subsetter(options)
            cut.populate(unicodes=keep)
            cut.subset(font)
            path = Path(folder) / f"{name}.ttf"
            font.save(path)
            parts.append(str(path))
        merged = merge.Merger().merge(parts)
        missing = [c for c in VIETNAMESE if ord(c) not in merged.getBestCmap()]
        if missing:
            raise SystemExit(f"letters missing in weight {weight}: {missing}")
        add_tabular_figures(merged)
        merged.flavor = "woff2"
        TARGET.mkdir(parents=True, exist_ok=True)
        out = TARGET / f"be-vietnam-pro-{weight}.woff2"
        merged.save(out)
        features = (
            {r.FeatureTag for r in merged["GSUB"].table.FeatureList.FeatureRecord}
            if "GSUB" in merged
            else set()
        )
        print(
            out.name, out.stat().st_size, "bytes,", len(merged.getBestCmap()), "characters,", sorted(features)
        )


if __name__ == "__main__":
    for weight in (400, 600):
        build(weight)
