"""Make the fonts that the documents ship with, from the whole ones.

The image of the cloud functions has a HarfBuzz too old to subset fonts, and without it every render would spend
more time on letters that no certificate holds than on the certificate. Fonts that are small already are embedded as
they are. Two families come out:

* Literata, in two weights, for everything that a certificate normally holds: Kazakh, Russian, Latin, digits, signs;
* Noto Serif, in two weights, for the rare letters of names from other languages (ҳ, ӯ, ş, ñ in their many forms).

Both are under the SIL Open Font License without a reserved name, so a subset may keep the name. The whole
fonts come from two npm packages:

    npm pack @expo-google-fonts/literata@0.4.3 @expo-google-fonts/noto-serif@0.4.2
    (unpack each, then) python -m tools.fonts --literata DIR/package --noto-serif DIR/package
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parent.parent / "functions" / "shared" / "documents" / "fonts"

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
SIGNS = "«»„“”‘’‚‹›–—‑‐−…·•№₸§©°×′″✓\u00a0\u2009\u202f"
CORE = [
    *range(0x20, 0x7F),
    *range(0xC0, 0x100),
    *range(0x400, 0x460),
    *map(ord, KAZAKH + SIGNS),
]
RARE = [*range(0x100, 0x250), *range(0x1E00, 0x1F00), *range(0x460, 0x530), *map(ord, "ʻʼʹʺ")]
# Kerning, the Kazakh and other local forms, and figures of one width; no ligatures: they make text hard to extract.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]


def subset_font(source: Path, target: Path, letters: Iterable[int]) -> None:
    """Write the part of a font that holds these letters; letters that the font lacks are left out."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.hinting = False  # a PDF shows outlines, and hints make up a third of the file
    options.name_IDs = ["*"]  # keep the copyright and the licence
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(letters))
    subsetter.subset(font)
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {target.stat().st_size // 1024} KiB, {len(font.getBestCmap())} letters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--literata", type=Path, required=True, help="the unpacked package of Literata")
    parser.add_argument("--noto-serif", type=Path, required=True, help="the unpacked package of Noto Serif")
    arguments = parser.parse_args()
    FONTS.mkdir(exist_ok=True)
    for package, family, letters in ((arguments.literata, "Literata", CORE), (arguments.noto_serif, "NotoSerif", RARE)):
        for weight in ("400Regular", "700Bold"):
            source = package / weight / f"{family}_{weight}.ttf"
            subset_font(source, FONTS / f"{family}-{weight[3:]}.ttf", letters)
        shutil.copyfile(package / "LICENSE_FONT", FONTS / f"{family}-LICENSE.txt")


if __name__ == "__main__":
    main()
