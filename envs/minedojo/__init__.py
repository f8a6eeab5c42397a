"""MineDojo's forms of what the Overworld shows and takes: names, spaces, observations, masks, raw information.

`lodestone.compat.minedojo` is made of these.
"""
