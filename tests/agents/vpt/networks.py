"""The small networks that the recorded outputs are of."""

from agents.vpt.config import InverseConfig, PolicyConfig
from agents.vpt.idm import InverseDynamics
from agents.vpt.policy import VPTPolicy
from tests.agents.vpt.recipe import fill

TINY = PolicyConfig(width=64, channels=(8, 16, 16), heads=4, blocks=4, temperature=2.0, image_size=32, memory=16)
GOAL = TINY.model_copy(update={"goal_size": 16})
FULL = TINY.model_copy(update={"image_size": 128, "memory": 128, "temperature": 1.0})
INVERSE = InverseConfig(
    width=64, channels=(8, 16, 16), heads=4, blocks=2, temperature=4.0, image_size=32, conv_channels=8
)


def tiny(seed=1, config=TINY):
    return fill(VPTPolicy(config), seed).eval()


def inverse(seed=11, **changes):
    return fill(InverseDynamics(INVERSE.model_copy(update=changes)), seed).eval()
