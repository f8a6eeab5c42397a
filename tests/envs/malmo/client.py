"""A client of Malmo's protocol on a bare socket, written from the protocol alone."""

import json
import socket
import struct

HELLO = b"<MalmoEnv0.37.0/>"
TOKEN = b"5f1e:0:0:1:true"


class Client:
    """Speaks to a server; every wait ends after `patience` seconds."""

    def __init__(self, port, hello=HELLO, patience=60.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        if hello:
            self.send(hello)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, message):
        self.socket.sendall(struct.pack("!I", len(message)) + message)

    def receive(self):
        """Return the next message, or None if the server has hung up."""
        header = self._exactly(4)
        return None if header is None else self._exactly(struct.unpack("!I", header)[0])

    def begin(self, mission):
        """Start a mission and return its first frame and info."""
        self.send(b"<Quit/>")
        assert self.receive() == b"\0\0\0\1"
        self.send(mission.encode())
        self.send(TOKEN)
        assert self.receive() == b"\0\0\0\1"
        self.send(b"<Peek/>")
        frame, info, done = self.receive(), json.loads(self.receive()), self.receive()
        assert done == b"\0"
        return frame, info

    def step(self, *lines):
        """Take a step with some command lines and return its frame and info."""
        self.send(b"<StepClient0>" + "\n".join(lines).encode() + b"</StepClient0 >")
        frame, (reward, done, sent) = self.receive(), struct.unpack("!dbb", self.receive())
        assert (reward, done, sent) == (0.0, 0, 1)
        info = json.loads(self.receive())
        self.send(b"<StepServer></StepServer>")
        return frame, info

    def is_hung_up_on(self):
        """Wait for the server to end the connection; False if it says something instead."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                return None
            data += part
        return data
