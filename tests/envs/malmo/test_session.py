"""A conversation leaves nothing behind."""

import gc
import socket
import weakref

import pytest

from envs.malmo import session as session_module
from envs.malmo.protocol import send
from envs.malmo.session import Session
from tests.envs.malmo.client import TOKEN
from tests.envs.malmo.missions import mission

BEGIN = (mission().encode(), TOKEN)


@pytest.mark.parametrize("ends", [[b"<Disconnect/>"], [b"<Quit/>", b"<Disconnect/>"], []])
def test_worlds_are_let_go(monkeypatch, ends):
    worlds = []
    begin = session_module.begin

    def noted(wanted):
        env = begin(wanted)
        worlds.append(weakref.ref(env.world))
        return env

    monkeypatch.setattr(session_module, "begin", noted)
    ours, theirs = socket.socketpair()
    gc.collect()
    gc.disable()
    try:
        with ours, theirs:
            send(theirs, *BEGIN, b"<StepClient0>forward 1</StepClient0 >", *BEGIN, *ends)
            theirs.shutdown(socket.SHUT_WR)
            Session(ours).run()
        assert len(worlds) == 2 and not any(world() for world in worlds)
    finally:
        gc.enable()
