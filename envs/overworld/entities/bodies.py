"""Bodies: one number for a player or a mob, so that either can attack, own, hunt and be hunted."""

from envs.overworld.jit import kernel
from envs.overworld.state import ENTITY_BODY, ENTITY_MOB, ENTITY_NONE, NOBODY, PLAYER_BODY, State


@kernel(inline=True)
def player_of(body: int) -> int:
    """Player of a body, or -1 if it is none."""
    return body - PLAYER_BODY if PLAYER_BODY <= body < ENTITY_BODY else -1


@kernel(inline=True)
def row_of(body: int) -> int:
    """Entity row of a body, or -1 if it is none."""
    return body - ENTITY_BODY if body >= ENTITY_BODY else -1


@kernel()
def body_place(s: State, w: int, body: int) -> tuple[float, float, float]:
    """Feet of a body; of nobody the origin."""
    if body >= ENTITY_BODY:
        entity = s.entities[w, body - ENTITY_BODY]
        return entity.x, entity.y, entity.z
    if body >= PLAYER_BODY:
        player = s.players[w, body - PLAYER_BODY]
        return player.x, player.y, player.z
    return 0.0, 0.0, 0.0


@kernel()
def player_behind(s: State, w: int, body: int) -> int:
    """Player who answers for a body: itself, or the owner of a tame mob; -1 if there is none."""
    row = row_of(body)
    if row >= 0:
        entity = s.entities[w, row]
        return player_of(entity.owner) if entity.kind == ENTITY_MOB and entity.tame else -1
    return player_of(body)


@kernel()
def remove_body(s: State, w: int, i: int) -> None:
    """Take a mob out of the world at once, without death or loot; nobody hunts, fears or serves it any more."""
    gone = ENTITY_BODY + i
    s.entities[w, i].kind = ENTITY_NONE
    for j in range(s.clock[w].entity_rows):
        other = s.entities[w, j]
        if other.attacker == gone:
            other.attacker = NOBODY
        if other.target == gone:
            other.target = NOBODY
        if other.owner == gone:
            other.owner = NOBODY
    for p in range(s.players.shape[1]):
        player = s.players[w, p]
        if player.foe == gone:
            player.foe = NOBODY
