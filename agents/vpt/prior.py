"""STEVE-1's prior: what a text might look like, a MineCLIP embedding of text to one of video.

A conditional variational autoencoder (STEVE-1, `data/text_alignment/vae.py`), the names of its parameters kept.
"""

import torch
from torch import Tensor, nn

from agents.pretrained import Pretrained
from agents.vpt.config import PriorConfig


def _mlp(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(inputs, hidden),
        nn.LayerNorm(hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.LayerNorm(hidden),
        nn.ReLU(),
        nn.Linear(hidden, outputs),
    )


class GoalPrior(Pretrained[PriorConfig]):
    """Text embeddings to goals for a policy that learnt from video."""

    config_type = PriorConfig

    def __init__(self, config: PriorConfig) -> None:
        super().__init__(config)
        self.encoder = _mlp(2 * config.embedding, config.hidden, 2 * config.latent)
        self.decoder = _mlp(config.latent + config.embedding, config.hidden, config.embedding)

    def encode(self, visual: Tensor, text: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance (..., latent) of the latent of a video and its text (..., 512)."""
        mean, log_variance = self.encoder(torch.cat([visual, text], -1)).chunk(2, -1)
        return mean, log_variance

    def decode(self, latent: Tensor, text: Tensor) -> Tensor:
        """Return the embedding (..., 512) of a video, of its latent (..., latent) and a text (..., 512)."""
        return self.decoder(torch.cat([latent, text], -1))

    def forward(self, text: Tensor, generator: torch.Generator | None = None, deterministic: bool = False) -> Tensor:
        """Return a goal (..., 512) for each text (..., 512).

        Args:
            text: MineCLIP embeddings of text.
            generator: Where the latent's random numbers come from; torch's global numbers if None.
            deterministic: Whether to take the mean latent, zero, instead of drawing one.
        """
        shape = (*text.shape[:-1], self.config.latent)
        if deterministic:
            latent = torch.zeros(shape, device=text.device, dtype=text.dtype)
        else:
            latent = torch.randn(shape, generator=generator, device=text.device, dtype=text.dtype)
        return self.decode(latent, text)
