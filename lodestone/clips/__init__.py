"""Clips of the Overworld with truthful captions: what a reward model learns from (`lodestone data clips`).

`scenes` lists the behaviours. Scripts (`trees`, `ground`, `creatures`, `making`, `roaming`, with `kit` in common) set a
`stage` and play a behaviour on it, or something near to it; `moves` is how their player moves, who reads the state as
the oracle does. `watch` notes what happens in every tick and what is in every picture; `facts` says what is true of a
window of that, in the words of `names`, and `captions` puts facts into English from the table in `phrases`. `play` does
all this for an episode and writes its clips, `produce` for many; `sheet` draws some to look at.
"""
