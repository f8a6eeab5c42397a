"""Worlds in foreign interpreters: a process of its own, a pair of sockets, messages without code, frames in memory.

`wire.py` and `child.py` run on both sides or on the other one; they need Python 3.9, NumPy and nothing of ours.
"""
