"""One client's conversation: its missions, each in a world of its own, its steps, and what it says in the chat."""

import logging
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from envs.malmo.commands import read_step
from envs.malmo.console import run_command
from envs.malmo.console.arguments import PLAYER, WORLD, player_of
from envs.malmo.console.movement import bring_player, turn_player
from envs.malmo.info import InfoWriter
from envs.malmo.mission import Mission, read_mission
from envs.malmo.modern_chat import old_command
from envs.malmo.modern_info import ModernInfoWriter
from envs.malmo.protocol import (
    DisconnectedError,
    ProtocolError,
    answer,
    peek_answer,
    receive_text,
    send,
    step_answer,
    step_commands,
    token_seed,
)
from envs.overworld.env import OverworldEnv

_log = logging.getLogger(__name__)
_OK = 1
_SHOWN = 80


class Session:
    """Serves one connection, whose hello has been heard.

    A mission begins in a world of its own and one tick later is looked at for the first time. Who dies lives again at
    once, and the mission goes on, but for MineRL's: there it has ended. Worlds with a seed are the same each time, byte
    for byte, chance included.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._env: OverworldEnv | None = None
        self._observation: dict[str, Any] = {}
        self._info: InfoWriter | ModernInfoWriter | None = None
        self._modern = False
        self._answers: tuple[tuple[str, Callable[[str], bool]], ...] = (
            ("<StepClient", self._step),
            ("<StepServer", self._nothing),
            ("<Peek", self._peek),
            ("<MissionInit", self._mission),
            ("<Quit", self._quit),
            ("<Disconnect", self._end),
            ("<Exit", self._exit),
        )

    def run(self) -> str:
        """Answer until the client has gone, and return in one line why it ended.

        Raises:
            ProtocolError, MissionError: The client asked for what cannot be; nothing more can be said to it.
        """
        try:
            while self._answer(receive_text(self._connection)):
                pass
        except (DisconnectedError, ConnectionError) as error:
            return str(error)
        finally:
            self._forget()
        return "it said goodbye"

    def _answer(self, message: str) -> bool:
        """Answer one message; return whether another may come."""
        for tag, method in self._answers:
            if message.startswith(tag):
                return method(message)
        raise ProtocolError(f"unknown message {message[:_SHOWN]!r}")

    def _mission(self, message: str) -> bool:
        seed = token_seed(receive_text(self._connection))
        mission = read_mission(message)
        if mission.modern:
            mission = replace(mission, seed=seed)
        for lack in mission.lacks:
            _log.warning("the Overworld has no %s", lack)
        self._env = begin(mission)
        self._modern = mission.modern
        self._info = ModernInfoWriter(self._env) if self._modern else InfoWriter(self._env)
        self._observation = self._env.step({})[0]
        send(self._connection, answer(_OK))
        return True

    def _peek(self, message: str) -> bool:
        frame, info = self._seen(message)
        send(self._connection, frame, info, peek_answer(done=False))
        return True

    def _step(self, message: str) -> bool:
        env = self._world(message)
        step = read_step(step_commands(message), env.world.state.slots[WORLD, PLAYER])
        for said in step.chat:
            told = run_command(env, old_command(said) if self._modern else said)
            _log.debug("%s: %s", said, told)
        self._observation, _, _, _, events = env.step(step.action)
        frame, info = self._seen(message)
        send(self._connection, frame, step_answer(reward=0.0, done=self._modern and events["died"]), info)
        return True

    def _seen(self, message: str) -> tuple[bytes, bytes]:
        """Return the picture, bottom row first, and the info of the newest observation."""
        self._world(message)
        assert self._info is not None
        frame = np.ascontiguousarray(self._observation["rgb"][::-1])
        return frame.tobytes(), self._info.text(self._observation).encode()

    def _world(self, message: str) -> OverworldEnv:
        if self._env is None:
            raise ProtocolError(f"{message[:_SHOWN]!r} came before a mission")
        return self._env

    def _quit(self, message: str) -> bool:
        self._forget()
        send(self._connection, answer(_OK))
        return True

    def _forget(self) -> None:
        """Let the world go now, not when Python next looks for what is in circles: it takes 13 MB and more."""
        self._env = self._info = None
        self._observation = {}

    def _exit(self, message: str) -> bool:
        send(self._connection, answer(_OK))
        return False

    def _nothing(self, message: str) -> bool:
        return True

    def _end(self, message: str) -> bool:
        return False


def begin(mission: Mission) -> OverworldEnv:
    """Return a world in which a mission has just begun."""
    env = OverworldEnv(
        image_size=mission.image_size, start=mission.start, voxels=mission.voxels or False, rays=mission.rays
    )
    env.reset(seed=mission.seed)
    player = player_of(env.world)
    player["health"], player["food"] = mission.health, mission.food
    if mission.placement is not None:
        x, y, z, yaw, pitch = mission.placement
        bring_player(env.world, x, y, z)
        turn_player(env.world, yaw, pitch)
    return env
