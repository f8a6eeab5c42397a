"""Learn the networks that read orders, from `planner/reader/orders/training_*.jsonl`, and put them where they ship.

    python -m scripts.train_reader                         # what ships
    python -m scripts.train_reader --members 1 --epochs 2 --out /tmp/reader.npz

Prints after each epoch how many of the development orders are read right, by each member, and at the end by all of them
together. The same seed gives the same networks on the same machine.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import torch
from rich.progress import Progress, TaskID

from planner.evaluation.understanding import FOLDER, LANGUAGES, in_order
from planner.reader import WEIGHTS
from planner.reader.features import example_of
from planner.reader.network import Network
from planner.reader.reading import meaning_of
from planner.reader.training import Reader, Row, Settings, read_rows, save, train


def main() -> None:
    """Train as many members as the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="file to write")
    parser.add_argument("--members", type=int, default=3, help="networks whose probabilities are averaged")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    parser.add_argument("--seed", type=int, default=0, help="of the first member; the next ones count on")
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = [row for language in LANGUAGES for row in read_rows(FOLDER / f"training_{language}.jsonl")]
    development = {language: read_rows(FOLDER / f"development_{language}.jsonl") for language in LANGUAGES}
    settings = Settings(epochs=args.epochs)
    members: list[Reader] = []
    vocabulary: Mapping[str, int] = {}
    part = args.out.with_suffix(".member.npz")
    with Progress() as progress:
        for seed in range(args.seed, args.seed + args.members):
            task = progress.add_task(f"member {len(members) + 1} of {args.members}", total=args.epochs)

            def report(epoch: int, loss: float, reader: Reader, words: Mapping[str, int], task: TaskID = task) -> None:
                progress.update(task, advance=1)
                save(part, [reader], words)
                progress.print(f"epoch {epoch + 1}  loss {loss:.3f}  {score(part, development)}")

            reader, vocabulary = train(rows, settings, seed, report)
            members.append(reader)
            save(args.out, members, vocabulary)
    part.unlink()
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB; {score(args.out, development)}")


def score(path: Path, development: Mapping[str, list[Row]]) -> str:
    """Say how many development orders are read right."""
    network, said = Network(path), []
    for language, rows in development.items():
        examples = [example_of(row.order, network.vocabulary) for row in rows]
        meanings = [meaning_of(example, network.read(example)).goal for example in examples]
        right = sum(in_order(goal) == in_order(row.goal) for goal, row in zip(meanings, rows, strict=True))
        said.append(f"{language} {right} of {len(rows)}")
    return ", ".join(said)


if __name__ == "__main__":
    main()
