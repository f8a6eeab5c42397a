"""Teach a spotter what is in view, on frames of worlds that are roamed while it learns."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from agents.errors import CheckpointError, TrainingError
from agents.learning.abouts import about_spotter, spotted
from agents.learning.config import SpotterTrainingConfig
from agents.learning.model_card import About
from agents.learning.optimiser import make_optimiser
from agents.learning.run import ALONE, Outcome, Run, Wrap
from agents.learning.run_folder import RunFolder, Team
from agents.learning.sightings import Album, Sighting, Sightings, join_sightings
from agents.learning.spotting_loss import spotting_loss
from agents.spotter.model import Spotter, SpotterConfig
from envs.overworld.senses.view import KINDS
from envs.tasks import get_task

_UNSEEN_TEXTURES = 1000
"""Seed of the first textures that nothing is learnt from."""
_VALIDATION = 0x5EE
"""Keeps the seeds of the worlds that are only measured on apart."""
_ALBUM = 0xA1B
"""Keeps what is drawn of frames apart from what is drawn of worlds."""


class SpotterTraining(Run[SpotterTrainingConfig, Sighting]):
    """One run; a resumed one goes on in new worlds.

    Args:
        config: What it is made with.
        folder: Where it is kept.
        resume: Go on from the newest checkpoint.
        wrap: What is done to the network for several devices.
        team: The processes that learn together; each roams worlds of its own.

    Raises:
        TrainingError: The run cannot be begun or resumed, or the spotter to go on from cannot be read.
    """

    config_type = SpotterTrainingConfig

    def __init__(
        self,
        config: SpotterTrainingConfig,
        folder: RunFolder,
        resume: bool = False,
        wrap: Wrap | None = None,
        team: Team = ALONE,
    ) -> None:
        super().__init__(config, folder, resume, wrap, team)
        start = config.spotter if self.saved is None else str(self.saved.folder)
        self.network = Spotter(SpotterConfig(within=config.within)) if start is None else load_spotter(config, start)
        self.network.to(self.device, memory_format=torch.channels_last)
        self.model: nn.Module = self.wrap(self.network)
        self.optimiser = make_optimiser(self.network, config)
        self.starts = [get_task(task).start for task in config.tasks]
        self.restore()

    def batches(self) -> Iterator[Sighting]:
        """Yield batches of frames."""
        config = self.config
        seed = self._seed()
        sightings = iter(self._roam(seed, range(config.textures)))
        album = Album(config.album, np.random.default_rng([seed, _ALBUM]))
        rounds = config.batch_size // config.worlds
        while True:
            fresh = join_sightings(list(islice(sightings, rounds)))
            album.add(fresh, config.within[-1])
            again = album.draw(config.batch_size) if config.album else None
            yield fresh if again is None else join_sightings([fresh, again])

    def outcome(self, batch: Sighting) -> Outcome:
        """Return the loss of a batch: see `spotting_loss`."""
        where = self.here(_within(batch.maps, self.config.within)).permute(0, 3, 4, 1, 2)
        with self.autocast():
            said = self.model(self.here(batch.frames)).float()
        loss = spotting_loss(said, where)
        right = ((said.amax((3, 4)) > 0) == where.flatten(3).any(3)).float().mean()
        return Outcome(loss, {"right": right.detach()}, len(batch.frames), len(batch.frames))

    @torch.no_grad()
    def validate(self) -> dict[str, float]:
        """Return precision and recall by kind and distance, in worlds and under textures that nothing is learnt from.

        What is in view in no frame is left out.
        """
        config = self.config
        textures = range(_UNSEEN_TEXTURES, _UNSEEN_TEXTURES + config.validation_textures)
        self.network.eval()
        said, seen = list[NDArray[np.bool_]](), list[NDArray[np.bool_]]()
        for sighting in islice(self._roam(_VALIDATION, textures), config.validation_frames // config.worlds):
            said.append(self._said(sighting) > 0)
            seen.append(_within(sighting.near, config.within))
        self.network.train()
        return figures_of(np.concatenate(said), np.concatenate(seen), config.within)

    @torch.no_grad()
    def finish(self, folder: Path) -> None:
        """Move what counts as seen to where precision and recall are best together, and save the spotter.

        Rare kinds were shown far more often than they are met, so it is too ready to see them.
        """
        config = self.config
        self.network.eval()
        said, seen = list[NDArray[np.float32]](), list[NDArray[np.bool_]]()
        worlds = self._roam(self._seed(), range(config.textures))
        for sighting in islice(worlds, 4 * config.validation_frames // config.worlds):
            said.append(self._said(sighting))
            seen.append(_within(sighting.near, config.within))
        bounds = best_bounds(np.concatenate(said), np.concatenate(seen))
        self.network.head.bias -= self.here(bounds.ravel())
        super().finish(folder)

    def about(self) -> About:
        """Return what the card says of this run."""
        return about_spotter(self.config, self.network)

    def own(self) -> dict[str, Any]:
        """Return nothing: the worlds follow from the seed and the step."""
        return {}

    def load_own(self, own: dict[str, Any]) -> None:
        """Take nothing."""

    def _roam(self, seed: int, textures: Sequence[int]) -> Sightings:
        config = self.config
        size = self.network.config.image_size
        maps = self.network.config.map_size
        return Sightings(self.starts, seed, config.worlds, textures, size, maps, config.within[-1])

    def _seed(self) -> int:
        """Return what the worlds follow from, from this step on."""
        return int(np.random.SeedSequence([self.config.seed, self.step, self.team.rank]).generate_state(1)[0])

    def _said(self, sighting: Sighting) -> NDArray[np.float32]:
        """Return (N, K, D) log-odds that each kind is in view within each distance."""
        with self.autocast():
            places = self.network(self.here(sighting.frames))
        return places.amax((3, 4)).float().cpu().numpy()


def _within(near: NDArray[np.float32], distances: Sequence[float]) -> NDArray[np.bool_]:
    """Return, with another axis, what is in view within each distance."""
    return near[..., None] <= np.array(distances, np.float32)


def load_spotter(config: SpotterTrainingConfig, source: str) -> Spotter:
    """Return the spotter that a run goes on from.

    Raises:
        TrainingError: It cannot be read, or looks for something else.
    """
    try:
        spotter = Spotter.from_pretrained(source)
    except CheckpointError as error:
        raise TrainingError(f"configuration, spotter: {error}") from error
    if spotter.config.within != config.within:
        raise TrainingError(f"configuration, within: '{source}' looks {spotter.config.within} blocks far")
    if spotter.config.kinds != KINDS:
        raise TrainingError(f"configuration, spotter: '{source}' looks for {', '.join(spotter.config.kinds)} alone")
    return spotter


def figures_of(said: NDArray[np.bool_], seen: NDArray[np.bool_], within: Sequence[float]) -> dict[str, float]:
    """Return precision and recall by kind and distance, and their harmonic mean over all of these.

    Args:
        said: (N, K, D) answers.
        seen: (N, K, D) truths.
        within: The distances.
    """
    figures, scores = dict[str, float](), list[float]()
    for column, kind in enumerate(KINDS):
        for row, blocks in enumerate(within):
            answers, truths = said[:, column, row], seen[:, column, row]
            if not truths.any():
                continue
            right = float((answers & truths).sum())
            precision, recall = right / max(float(answers.sum()), 1.0), right / float(truths.sum())
            named = spotted(kind, blocks)
            figures |= {f"validation/precision/{named}": precision, f"validation/recall/{named}": recall}
            scores.append(2 * right / float(answers.sum() + truths.sum()))
    return figures | {"validation/f1": float(np.mean(scores))}


def best_bounds(said: NDArray[np.float32], seen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return (K, D) from which log-odds on to say that a kind is in view within a distance, so that F1 is highest.

    Args:
        said: (N, K, D) log-odds.
        seen: (N, K, D) what was in view. What never was gets 0.
    """
    bounds = np.zeros(said.shape[1:], np.float32)
    for place in zip(*np.nonzero(seen.any(0)), strict=True):
        odds, truths = said[:, *place], seen[:, *place]
        order = np.argsort(-odds)
        odds, hits = odds[order], np.cumsum(truths[order])
        f1 = 2 * hits / (np.arange(1, len(order) + 1) + hits[-1])
        best = int(f1.argmax())
        below = odds[best + 1] if best + 1 < len(odds) else odds[best] - 1.0
        bounds[place] = (odds[best] + below) / 2
    return bounds
