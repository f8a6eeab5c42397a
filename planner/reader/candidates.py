"""What the names in an order could mean: every thing that it may ask for, before anything is decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from planner.lexicon import lexicon, singular
from planner.materials import BUILDING_MATERIALS, STATIONS, TAKEN_ALIVE, composed, mined, says_material, smelted
from planner.reader.tokens import Token
from skills.text import is_chinese

KINDS = ("item", "generic", "pair", "alive", "smelted", "mined", "set", "mob", "structure", "structpair")
"""How a candidate follows from the names: as it stands, without or with a material said elsewhere, from a mob that
lives, from a furnace, from the ground; a whole armour; a mob; a building, without or with its material."""
ROLES = ("none", "item", "use", "most", "station", "without", "kill", "structure")
"""What an order can want with a candidate."""
PIECES = ("helmet", "chestplate", "leggings", "boots")
"""Of an armour."""
ARMOURS = ("leather", "iron", "golden", "diamond", "chainmail")

_ARMOUR_OF = {"leather": "leather", "iron_ingot": "iron", "gold_ingot": "golden", "diamond": "diamond"}
_CHAIN = ("chain", "chainmail", "锁链", "锁子")
_MATERIAL_WORDS = {"planks": "wooden", "cobblestone": "stone", "gold_ingot": "golden", "iron_ingot": "iron"}
_SAY_NOTHING = ("a", "the", "of", "and", "one")
_MOB_ROLES = ("none", "kill", "without")
_ITEM_ROLES = ("none", "item", "use", "most", "without")


@dataclass(frozen=True)
class Candidate:
    """One thing that an order may ask for."""

    kind: str
    what: str
    """An item, a mob, a building's material, or `iron_set` for four pieces of armour."""
    name: int
    """The token that names it."""
    other: int = -1
    """The token that says of what sort it is; -1 where there is none."""

    @property
    def roles(self) -> tuple[str, ...]:
        """What an order can want with it."""
        if self.kind == "mob":
            return _MOB_ROLES
        if self.kind.startswith("struct"):
            return "none", "structure"
        return (*_ITEM_ROLES, "station") if self.what in STATIONS else _ITEM_ROLES

    @property
    def identity(self) -> tuple[str, str]:
        """The same for all candidates that stand for the same thing."""
        sort = "mob" if self.kind == "mob" else "structure" if self.kind.startswith("struct") else "item"
        return sort, self.what

    @property
    def pieces(self) -> tuple[str, ...]:
        """The items that it stands for."""
        return tuple(self.what.replace("set", piece) for piece in PIECES) if self.kind == "set" else (self.what,)


def candidates_of(tokens: Sequence[Token]) -> list[Candidate]:
    """Return everything that an order may ask for, in the order of the tokens that name it."""
    sorts = [(index, _sorts(token)) for index, token in enumerate(tokens) if token.kind in ("name", "word")]
    result: list[Candidate] = []
    for index, token in enumerate(tokens):
        if token.kind == "order" or "structures" in token.readings:
            result += _structures(tokens, index)
        if token.kind == "name":
            result += _items(token, index)
            result += _mobs(token, index)
            result += _armours(tokens, index)
            result += _pairs(tokens, index, sorts)
    return result


def _structures(tokens: Sequence[Token], index: int) -> Iterator[Candidate]:
    """A building of what its name says or of planks, or of a material that another token names."""
    yield Candidate("structure", tokens[index].readings.get("materials") or "planks", index)
    for other, token in enumerate(tokens):
        materials = (BUILDING_MATERIALS.get(token.readings.get(kind, "")) for kind in ("materials", "item"))
        material = next(filter(None, materials), None)
        if other != index and material:
            yield Candidate("structpair", material, index, other)


def _items(token: Token, index: int) -> Iterator[Candidate]:
    """The item of a name or the material that it is, and what comes of it in a furnace or from the ground."""
    item = token.readings.get("item") or token.readings.get("materials")
    if item is None:
        return
    is_generic = "item" in token.readings and not says_material(token.text, item)
    yield Candidate("generic" if is_generic else "item", item, index)
    if item in smelted():
        yield Candidate("smelted", smelted()[item], index)
    if "item" in token.readings and mined().get(item, item) != item:
        yield Candidate("mined", mined()[item], index)


def _mobs(token: Token, index: int) -> Iterator[Candidate]:
    """A mob, and what it gives alive."""
    mob = token.readings.get("mobs")
    if mob is None:
        return
    yield Candidate("mob", mob, index)
    for item, sources in TAKEN_ALIVE.values():
        if mob in sources:
            yield Candidate("alive", item, index)


def _armours(tokens: Sequence[Token], index: int) -> Iterator[Candidate]:
    """All four pieces of an armour of a material that another token names, or the name itself."""
    token = tokens[index]
    item = token.readings.get("item", "")
    if item.endswith("_chestplate"):
        yield Candidate("set", item.replace("chestplate", "set"), index)
    elif "sets" not in token.readings:
        return
    for other, said in enumerate(tokens):
        material = said.readings.get("item") or said.readings.get("materials") or ""
        armour = "chainmail" if said.text in _CHAIN else _ARMOUR_OF.get(material)
        if other != index and armour:
            yield Candidate("set", f"{armour}_set", index, other)


def _pairs(tokens: Sequence[Token], index: int, sorts: list[tuple[int, list[str]]]) -> Iterator[Candidate]:
    """Items of the same name of another sort, which another token says: "two pistons, one of them sticky"."""
    token = tokens[index]
    item = token.readings.get("item", "")
    chinese = is_chinese(token.text)
    stems = _endings(token.text, chinese)
    for other, texts in sorts:
        if other == index:
            continue
        joined = (f"{sort}{stem}" if chinese else f"{sort} {stem}" for sort, stem in product(texts, stems))
        found = (lexicon().phrases.get(text, {}).get("item") for text in joined)
        named = (None, item, tokens[other].readings.get("item"))
        hit = next((other_item for other_item in found if other_item not in named), None)
        if hit is None and item and not says_material(token.text, item):
            readings = tokens[other].readings
            made_of = [readings[kind] for kind in ("materials", "item") if kind in readings]
            hit = next(filter(None, (composed(item, material) for material in made_of)), None)
        if hit is not None:
            yield Candidate("pair", hit, index, other)


def _endings(text: str, chinese: bool) -> list[str]:
    """Return what a name may share with others of its sort: 石镐, 镐; red mushroom, mushroom; bucket of ..., bucket."""
    if chinese:
        return [text[start:] for start in range(len(text))]
    words = [singular(word) for word in text.split()]
    whole = [" ".join(words[start:]) for start in range(len(words))]
    return [*whole, " ".join(words[: words.index("of")])] if "of" in words[1:] else whole


def _sorts(token: Token) -> list[str]:
    """Return what a token may say about the sort of another, the most telling first."""
    if token.text in _SAY_NOTHING:
        return []
    if is_chinese(token.text):
        lengths = range(len(token.text), 0, -1) if token.kind == "name" else (len(token.text),)
        return [token.text[:length] for length in lengths]
    words = token.text.split()
    said = _MATERIAL_WORDS.get(token.readings.get("materials", ""))
    return ([said] if said else []) + [" ".join(words[:length]) for length in range(len(words), 0, -1)]
