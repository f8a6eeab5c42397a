"""A server for a test."""

import threading
from contextlib import contextmanager

from envs.malmo.server import Server


@contextmanager
def serving(**settings):
    """A server on a free port, in a thread."""
    served = Server(port=0, **settings)
    ready = threading.Event()
    thread = threading.Thread(target=served.serve, args=(ready.set,))
    thread.start()
    try:
        assert ready.wait(120)
        yield served
    finally:
        served.close()
        thread.join(30)
        assert not thread.is_alive()
