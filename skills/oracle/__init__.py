"""Oracle executors: they read the world's state, and act through the keys of a player.

They teach and give the upper bound; no figure of a learnt agent may lean on them.
"""
