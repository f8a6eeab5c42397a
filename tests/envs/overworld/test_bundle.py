"""Bundles: kernels give back every reference that they take to a world's arrays."""

import gc
import sys
import weakref

from envs.overworld.action import encode
from envs.overworld.render import Renderer
from envs.overworld.world import Overworld, WorldStart


def test_steps_and_pictures_hold_on_to_no_array() -> None:
    world, renderer = Overworld(1), Renderer((32, 32))
    world.reset([1], [WorldStart()])
    idle = encode({}, 1)

    def live() -> None:
        world.step(idle)
        renderer.render(world.state, world.rules)

    live()
    before = [sys.getrefcount(array) for array in world.state]
    for _ in range(10):
        live()
    assert [sys.getrefcount(array) for array in world.state] == before


def test_a_world_that_is_dropped_is_freed() -> None:
    world = Overworld(1)
    world.reset([1], [WorldStart()])
    world.step(encode({}, 1))
    blocks = weakref.ref(world.state.blocks)
    del world
    gc.collect()
    assert blocks() is None
