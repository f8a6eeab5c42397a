"""The grammar of one clause: [verb] [amount] [material] noun, and what may stand behind the noun.

Behind it: an amount ("torch x 8", "火把8个"), a material ("a house made of stone") or a product ("sand into glass").
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from envs.overworld.gamedata import TABLE
from planner.goal import Goal, GoalError, Kill, Structure, Target, Use
from planner.lexicon import lexicon

EXAMPLES = '"make a stone pickaxe", "get 8 torches", "build a wooden shelter" or "制作一个石镐"'
"""Orders that work, for error messages."""
MAX_COUNT = 36 * 64
"""What 36 slots of 64 hold; more than this cannot be carried."""

_SOME = 3
_STATIONS = {"crafting_table": "planks", "furnace": "cobblestone"}
_BUILDING_MATERIALS = {"planks": "planks", "log": "planks", "cobblestone": "cobblestone", "stone": "cobblestone"}
_BUILDING_MATERIALS |= {"dirt": "dirt"}
_TAKEN_ALIVE = {"milk": ("milk_bucket", ("cow", "mooshroom")), "shear": ("wool", ("sheep",))}
"""What a verb takes from which mobs."""
_USES = ("use", "使用")
_STRIKE = "打"  # make, or beat: of mobs, the latter
_PARTS = ("wooden_door",)  # "a house with a door": the doorway is part of the blueprint
_PREFIXES = {"planks": "wooden", "log": "wooden", "stick": "wooden", "cobblestone": "stone", "stone": "stone"}
_PREFIXES |= {"iron_ingot": "iron", "gold_ingot": "golden", "diamond": "diamond", "leather": "leather"}


@dataclass(frozen=True)
class Token:
    """One phrase of an order and its readings by kind; no readings means that the lexicon does not have it."""

    text: str
    readings: dict[str, Any]

    def __contains__(self, kind: str) -> bool:
        return kind in self.readings

    @property
    def is_noun(self) -> bool:
        """Whether it can name an item, a structure, a material or a mob."""
        return any(kind in self.readings for kind in ("item", "structures", "materials", "mobs"))

    @property
    def material(self) -> str:
        """The item that the noun stands for where it is a material."""
        return str(self.readings.get("item") or self.readings["materials"])


@dataclass
class Amount:
    """The amount that has been read so far."""

    count: float = 1
    given: bool = False
    measured: bool = False

    def number(self, token: Token) -> None:
        """Take a numeral; only "half a ..." may have two."""
        value = token.readings["number"]
        half = {self.count, value} == {0.5, 1}
        if self.given and (self.measured or not half):
            raise GoalError(f'the amount at "{token.text}" is not clear; give one number for each item')
        self.count, self.given = self.count * value, True

    def some(self) -> None:
        """Take "some": a few, unless a number was said."""
        if not self.given or self.count == 1:
            self.count, self.given = _SOME, True

    def measure(self, size: int, item: str) -> None:
        """Take a measure such as a stack (64); a pair of boots is one item."""
        if size == 2 and item.endswith(("boots", "leggings", "shears")):
            size = 1
        self.count, self.given, self.measured = self.count * size, True, True

    def value(self, default: int = 1) -> int:
        """Return the whole number that was read.

        Raises:
            GoalError: It is less than one, or not whole.
        """
        if not self.given:
            return default
        if self.count < 1 or self.count != int(self.count):
            raise GoalError(f"an amount must be a whole number of at least 1, not {self.count:g}")
        return int(self.count)


@dataclass
class ClauseReader:
    """Reads clauses one after the other and gathers what they ask for; a verb carries over to the next clause."""

    verb: str = "get"
    targets: list[Target] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    _named: int = 0
    _amount: Amount = field(default_factory=Amount)
    _material: str | None = None
    _creature: tuple[str, Amount] | None = None
    """The mob that the clause names, and how many; what about it, the whole clause tells."""
    _strikes: bool = False
    _is_use: bool = False
    _expects_material: bool = False
    _expects_product: bool = False
    _lists_ingredients: bool = False

    def goal(self) -> Goal:
        """Return everything that was asked for; amounts of the same item add up."""
        totals: dict[str, int] = {}
        for target in self.targets:
            totals[target.item] = totals.get(target.item, 0) + target.count
        for item, count in totals.items():
            if count > MAX_COUNT:
                raise GoalError(f"{count} {item} cannot be carried; at most {MAX_COUNT} fit in 36 slots")
        targets = tuple(Target(item, count) for item, count in totals.items())
        deaths: dict[str, int] = {}
        for kill in self.kills:
            deaths[kill.mob] = deaths.get(kill.mob, 0) + kill.count
        kills = tuple(Kill(mob, count) for mob, count in deaths.items())
        return Goal(targets, tuple(dict.fromkeys(self.structures)), kills, tuple(dict.fromkeys(self.uses)))

    def read(self, clause: list[Token]) -> None:
        """Read one clause.

        Raises:
            GoalError: An amount or a material makes no sense.
        """
        if self._lists_ingredients and not any("verbs" in token or "structures" in token for token in clause):
            return  # "from 3 cobblestone and 2 sticks"
        self._named, self._amount, self._material, self._creature = 0, Amount(), None, None
        self._expects_material = self._expects_product = self._lists_ingredients = self._is_use = False
        for index, token in enumerate(clause):
            following = next((other for other in clause[index + 1 :] if "fillers" not in other), Token("", {}))
            if "number" in token:
                self._amount.number(token)
            elif "some" in token:
                self._amount.some()
            elif "measures" in token and (self._amount.given or "verbs" not in token):
                self._amount.measure(int(token.readings["measures"]), following.readings.get("item", ""))
            elif token.readings.get("verbs") in _TAKEN_ALIVE and any("mobs" in other for other in clause[index + 1 :]):
                self.verb = token.readings["verbs"]  # "milk a cow": not the drink
            elif token.is_noun:
                if self._named and "item" in token and "item" in clause[index - 1] and not self._expects_material:
                    raise GoalError(f'put "and" or a comma before "{token.text}", or give its amount')
                self._noun(token, following)
                self._expects_material = self._expects_product = False
            elif "made_of" in token and ("fillers" not in token or self._named):
                self._expects_material = True
                self._is_use = not self._named and token.text in _USES
            elif "into" in token:
                self._expects_product = bool(self._named)
            elif "verbs" in token:
                self.verb, self._strikes = token.readings["verbs"], token.text == _STRIKE
        self._finish()

    def _noun(self, token: Token, following: Token) -> None:
        is_material = self._expects_material and ("item" in token or "materials" in token)
        if is_material and self._named:
            self._made_of(token)
        elif is_material:
            self._material, self._amount = token.material, Amount()
        elif "mobs" in token and ("item" not in token or self.verb == "fight"):
            self._mob(token)
        elif "structures" in token:
            self._structure(token)
        elif "item" not in token or _is_material_of(token, following):
            self._material = token.material
        elif self._expects_product and self.targets:
            self._replace(Target(token.readings["item"], self._amount.value(self.targets[-1].count)))
        else:
            self._item(token)

    def _finish(self) -> None:
        """Apply what is left at the clause's end: an amount behind its noun, and what is to be done to a mob."""
        if self._creature is not None:
            self._deal_with(*self._creature)
        if self._amount.given and self._named and self.targets:
            self._replace(Target(self.targets[-1].item, self._amount.value()))
        elif self._is_use and not self._named and (self._material is not None or self.targets):
            self.uses.append(Use(self._material or self.targets.pop().item))  # "make a bow and use it"
        elif self._amount.given:
            raise GoalError(f"an amount of what? A goal looks like {EXAMPLES}")
        elif self._material is not None and not self._named:
            raise GoalError(f'"{self._material}" is a material, not a goal; a goal looks like {EXAMPLES}')

    def _replace(self, target: Target) -> None:
        self.targets[-1], self._amount = target, Amount()

    def _made_of(self, token: Token) -> None:
        """Apply "made of stone" to what was named before it in the clause; an amount there counts ingredients."""
        self._lists_ingredients, self._amount = self._amount.given and self._amount.count != 1, Amount()
        if self.structures and self.structures[-1].name not in _STATIONS:
            name = self.structures[-1].name
            if token.material in _PARTS:
                return
            self.structures[-1] = Structure(name, _building_material(token.material, name))
        elif self.targets:
            last = self.targets[-1]
            self.targets[-1] = Target(_composed(last.item, token.material) or last.item, last.count)

    def _mob(self, token: Token) -> None:
        """Note the mob that a clause is about, or that an item comes from ("wool from a sheep")."""
        if self._creature is not None:
            raise GoalError(f'put "and" or a comma before "{token.text}"')
        self._creature, self._amount = (token.readings["mobs"], self._amount), Amount()

    def _deal_with(self, mob: str, amount: Amount) -> None:
        """Turn a mob into a goal: to kill it, or what it gives alive; where an item was named, that is the goal.

        Raises:
            GoalError: Nothing is to be done to it.
        """
        if self._named:
            return
        count = self._amount.value(amount.value())
        item, sources = _TAKEN_ALIVE.get(self.verb, ("", ()))
        if self.verb == "fight" or self._strikes:
            self.kills.append(Kill(mob, count))
        elif mob in sources:
            self.targets.append(Target(item, count))
        else:
            name = mob.replace("_", " ")
            raise GoalError(f'what about the {name}? A goal looks like "hunt 1 {name}" or {EXAMPLES}')
        self._named, self._amount = self._named + 1, Amount()

    def _structure(self, token: Token) -> None:
        name = token.readings["structures"]
        if self._amount.value() != 1:
            raise GoalError(f"only one {name} can be built at a time, not {self._amount.value()}")
        material = self._material or token.readings.get("materials", "planks")
        self.structures.append(Structure(name, _building_material(material, name)))
        self._named, self._material, self._amount = self._named + 1, None, Amount()

    def _item(self, token: Token) -> None:
        item: str = token.readings["item"]
        if self._material is not None:
            item = _composed(item, self._material) or item
        if self.verb == "mine":
            item = _mined().get(item, item)
        elif self.verb == "smelt":
            item = _smelted().get(item, item)
        if self.verb != "place":
            self.targets.append(Target(item, self._amount.value()))
        elif item in _STATIONS:
            self.structures.append(Structure(item, _STATIONS[item]))
        else:
            raise GoalError(f"{item} cannot be placed on order; {' and '.join(_STATIONS)} can")
        self._named, self._material, self._amount = self._named + 1, None, Amount()


def _building_material(material: str, structure: str) -> str:
    if material not in _BUILDING_MATERIALS:
        raise GoalError(f"a {structure} can be built of planks, cobblestone or dirt, not of {material}")
    return _BUILDING_MATERIALS[material]


def _is_material_of(token: Token, following: Token) -> bool:
    """Tell whether a noun only says what the next one is made of: "stone house", "木头镐子"."""
    composed = _composed(following.readings.get("item", ""), token.material)
    return "structures" in following or (composed is not None and "item" in following)


def _composed(item: str, material: str) -> str | None:
    """Return the item of another material: a (wooden) pickaxe of stone is a stone pickaxe."""
    made_of, _, stem = item.partition("_")
    if material not in _PREFIXES or made_of not in _PREFIXES.values():
        return None
    return lexicon().item_names(chinese=False).get(f"{_PREFIXES[material]} {stem.replace('_', ' ')}")


@lru_cache(maxsize=1)
def _mined() -> dict[str, str]:
    """Map what cannot be mined to what mining gives instead: cobblestone for stone, ore for an ingot."""
    result = {}
    for block in TABLE["blocks"]:
        drops = [drop["item"] for drop in block["drops"] if "tool" not in drop and "chance" not in drop]
        if block["item"] == block["name"] and drops and drops[0] != block["name"]:
            result[block["name"]] = drops[0]
    for ore, ingot in _smelted().items():
        if ore.endswith("_ore") and ingot.endswith("_ingot"):
            result[ingot] = ore
    return result


@lru_cache(maxsize=1)
def _smelted() -> dict[str, str]:
    """Map what goes into a furnace to what comes out."""
    result: dict[str, str] = {}
    for recipe in TABLE["smelting"]:
        result.setdefault(recipe["needs"][0]["item"], recipe["item"])
    return result
