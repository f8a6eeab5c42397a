"""Generate `agents/mineclip/bpe/merges.txt.gz` from the merges of OpenAI's CLIP (MIT), as `open_clip_torch` ships them.

Of the 262,144 merges in the source CLIP's vocabulary of 49,408 has the first 48,894.

    pip download --no-deps open_clip_torch && python scripts/build_clip_bpe.py open_clip_torch-*.whl
"""

import argparse
import gzip
import zipfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "agents/mineclip/bpe/merges.txt.gz"
MEMBER = "open_clip/bpe_simple_vocab_16e6.txt.gz"
MERGES = 49_408 - 2 * 256 - 2
"""The vocabulary less the bytes, within words and at their ends, and the start and end tokens."""


def main() -> None:
    """Read the wheel named on the command line and write the merges, one a line, the same bytes every time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="of open_clip_torch, any version")
    with zipfile.ZipFile(parser.parse_args().wheel) as wheel:
        lines = gzip.decompress(wheel.read(MEMBER)).decode("utf-8").split("\n")
    merges = lines[1 : 1 + MERGES]  # the first line is a comment
    if len(merges) != MERGES or any(len(merge.split()) != 2 for merge in merges):
        raise SystemExit(f"{MEMBER} does not begin with {MERGES} merges of two parts")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress("\n".join([*merges, ""]).encode("utf-8"), 9, mtime=0))
    print(f"{TARGET}: {len(merges)} merges, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
