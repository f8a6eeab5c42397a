"""Generate `lodestone/font/glyphs.npz` from GNU Unifont, whose glyphs are under the SIL Open Font License 1.1.

Source: `unifont.hex` of release 15.0.01 (https://unifoundry.com/unifont/, or the Debian package `unifont`). Kept are
Latin-1, a few signs, and the characters of GB 2312 and Big5 (Code Page 950): everyday Chinese in both scripts.

    python scripts/build_font.py unifont.hex
"""

import argparse
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "lodestone/font/glyphs.npz"
SIGNS = "•…–—‘’“”✓✗▶■□←→↑↓♥"
ROW_BYTES = 2
HEIGHT = 16


def wanted() -> set[int]:
    """Return the code points to keep."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | {ord(sign) for sign in SIGNS}
    for code in range(0x100, 0x10000):
        for encoding in ("gb2312", "cp950"):
            if chr(code).encode(encoding, errors="ignore"):
                kept.add(code)
    return kept


def main() -> None:
    """Read the source named on the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hex", type=Path, help="unifont.hex")
    source = parser.parse_args().hex
    kept, codes, widths, rows = wanted(), [], [], []
    for line in source.read_text(encoding="ascii").splitlines():
        code, bits = line.split(":")
        if int(code, 16) in kept:
            glyph = np.frombuffer(bytes.fromhex(bits), np.uint8).reshape(HEIGHT, -1)
            codes.append(int(code, 16))
            widths.append(8 * glyph.shape[1])
            rows.append(np.pad(glyph, ((0, 0), (0, ROW_BYTES - glyph.shape[1]))))
    np.savez_compressed(
        TARGET, codes=np.array(codes, np.uint16), widths=np.array(widths, np.uint8), rows=np.array(rows, np.uint8)
    )
    print(f"{TARGET}: {len(codes)} glyphs, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
