"""Evaluations of tests: played, and as what is to be the same whenever they are."""

from lodestone.evaluate.run import evaluate


class Silent:
    """Listens, and remembers."""

    def __init__(self):
        self.before, self.heard = [], []

    def already(self, rows):
        self.before = list(rows)

    def __call__(self, row):
        self.heard.append(row)


def run(config, folder, resume=False, workers=1):
    listener = Silent()
    return evaluate(config, folder, workers, resume, "lodestone evaluate ...", listener), listener


def table(evaluation):
    """All that is to be the same whenever it is played."""
    return [row.model_dump(exclude={"seconds"}) for row in evaluation.episodes]
