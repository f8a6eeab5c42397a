"""The grammar of one clause: [verb] [amount] [material] noun, and what may stand behind the noun.

Behind it: an amount ("torch x 8", "火把8个"), a material ("a house made of stone") or a product ("sand into glass").
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from planner.goal import Goal, GoalError, ImpossibleGoalError, Kill, Structure, Target, UnclearOrderError, Use, checked
from planner.materials import BUILDING_MATERIALS, STATIONS, TAKEN_ALIVE, composed, mined, smelted

EXAMPLES = '"make a stone pickaxe", "get 8 torches", "build a wooden shelter" or "制作一个石镐"'
"""Orders that work, for error messages."""
_SOME = 3
_USES = ("use", "使用")
_SEEK = ("find", "look for", "search for", "找", "找到")
"""Verbs that ask for a thing itself where nothing is to be had of it: a mob, a place."""
_STRIKE = "打"  # make, or beat: of mobs, the latter
_ADJECTIVE_ENDS = ("的", "做的", "制成的")
_PARTS = ("wooden_door",)  # "a house with a door": the doorway is part of the blueprint


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
            GoalError: It is less than one, not whole, or too much to carry.
        """
        return checked(self.count, "items") if self.given else default


@dataclass
class ClauseReader:
    """Reads clauses one after the other and gathers what they ask for; a verb carries over to the next clause."""

    verb: str = "get"
    targets: list[Target] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    finds: list[str] = field(default_factory=list)
    _named: int = 0
    _amount: Amount = field(default_factory=Amount)
    _material: str | None = None
    _creature: tuple[str, Amount] | None = None
    """The mob that the clause names, and how many; what about it, the whole clause tells."""
    _strikes: bool = False
    _seeks: bool = False
    _is_use: bool = False
    _expects_material: bool = False
    _expects_product: bool = False
    _lists_ingredients: bool = False

    def goal(self) -> Goal:
        """Return everything that was asked for; amounts of the same item add up."""
        totals: dict[str, int] = {}
        for target in self.targets:
            totals[target.item] = totals.get(target.item, 0) + target.count
        targets = tuple(Target(item, checked(count, item)) for item, count in totals.items())
        deaths: dict[str, int] = {}
        for kill in self.kills:
            deaths[kill.mob] = deaths.get(kill.mob, 0) + kill.count
        kills = tuple(Kill(mob, count) for mob, count in deaths.items())
        return Goal(
            targets,
            tuple(dict.fromkeys(self.structures)),
            kills,
            tuple(dict.fromkeys(self.uses)),
            tuple(dict.fromkeys(self.finds)),
        )

    def read(self, clause: list[Token]) -> None:
        """Read one clause.

        Raises:
            GoalError: An amount or a material makes no sense, or could belong to either of two things.
        """
        if self._lists_ingredients and not any("verbs" in token or "structures" in token for token in clause):
            return  # "from 3 cobblestone and 2 sticks"
        _refuse_ambiguous(clause)
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
            elif token.readings.get("verbs") in TAKEN_ALIVE and any("mobs" in other for other in clause[index + 1 :]):
                self.verb = token.readings["verbs"]  # "milk a cow": not the drink
            elif token.is_noun:
                if self._named and "item" in token and "item" in clause[index - 1] and not self._expects_material:
                    raise GoalError(f'put "and" or a comma before "{token.text}", or give its amount')
                self._noun(token, following)
                self._expects_material = self._expects_product = False
            elif "places" in token:
                self._place(token)
            elif "made_of" in token and ("fillers" not in token or self._named):
                self._expects_material = True
                self._is_use = not self._named and token.text in _USES
            elif "into" in token:
                self._expects_product = bool(self._named)
            elif token.readings.keys() == {"families"}:
                raise GoalError(f'which "{token.text}"? A goal looks like {EXAMPLES}')
            elif "verbs" in token:
                self.verb = token.readings["verbs"]
                self._strikes, self._seeks = token.text == _STRIKE, token.text in _SEEK
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
        if self.structures and self.structures[-1].name not in STATIONS:
            name = self.structures[-1].name
            if token.material in _PARTS:
                return
            self.structures[-1] = Structure(name, _building_material(token.material, name))
        elif self.targets:
            last = self.targets[-1]
            self.targets[-1] = Target(composed(last.item, token.material) or last.item, last.count)

    def _mob(self, token: Token) -> None:
        """Note the mob that a clause is about, or that an item comes from ("wool from a sheep")."""
        if self._creature is not None:
            raise GoalError(f'put "and" or a comma before "{token.text}"')
        self._creature, self._amount = (token.readings["mobs"], self._amount), Amount()

    def _place(self, token: Token) -> None:
        """Look for a place; how much of it there is plays no part.

        Raises:
            GoalError: Nobody is to look for it.
        """
        if not self._seeks:
            raise GoalError(f'what about the {token.text}? A goal looks like "find {token.text}" or {EXAMPLES}')
        self.finds.append(token.readings["places"])
        self._named, self._amount = self._named + 1, Amount()

    def _deal_with(self, mob: str, amount: Amount) -> None:
        """Turn a mob into a goal: to kill it, to find it, or what it gives alive; an item that was named is the goal.

        Raises:
            GoalError: Nothing is to be done to it.
        """
        if self._named:
            return
        count = self._amount.value(amount.value())
        item, sources = TAKEN_ALIVE.get(self.verb, ("", ()))
        if self.verb == "fight" or self._strikes:
            self.kills.append(Kill(mob, count))
        elif mob in sources:
            self.targets.append(Target(item, count))
        elif self._seeks and count == 1:
            self.finds.append(mob)
        else:
            name = mob.replace("_", " ")
            raise UnclearOrderError(f'what about the {name}? A goal looks like "hunt 1 {name}" or {EXAMPLES}')
        self._named, self._amount = self._named + 1, Amount()

    def _structure(self, token: Token) -> None:
        name = token.readings["structures"]
        if self._amount.value() != 1:
            raise ImpossibleGoalError(f"only one {name} can be built at a time, not {self._amount.value()}")
        material = self._material or token.readings.get("materials", "planks")
        self.structures.append(Structure(name, _building_material(material, name)))
        self._named, self._material, self._amount = self._named + 1, None, Amount()

    def _item(self, token: Token) -> None:
        item: str = token.readings["item"]
        if self._material is not None:
            item = composed(item, self._material) or item
        if self.verb == "mine":
            item = mined().get(item, item)
        elif self.verb == "smelt":
            item = smelted().get(item, item)
        if self.verb != "place":
            self.targets.append(Target(item, self._amount.value()))
        elif item in STATIONS:
            self.structures.append(Structure(item, STATIONS[item]))
        else:
            raise ImpossibleGoalError(f"{item} cannot be placed on order; {' and '.join(STATIONS)} can")
        self._named, self._material, self._amount = self._named + 1, None, Amount()


def _building_material(material: str, structure: str) -> str:
    if material not in BUILDING_MATERIALS:
        raise ImpossibleGoalError(f"a {structure} can be built of planks, cobblestone or dirt, not of {material}")
    return BUILDING_MATERIALS[material]


def _is_material_of(token: Token, following: Token) -> bool:
    """Tell whether a noun only says what the next one is made of: "stone house", "木头镐子"."""
    made = composed(following.readings.get("item", ""), token.material)
    return "structures" in following or (made is not None and "item" in following)


def _refuse_ambiguous(clause: list[Token]) -> None:
    """Raise where the order of words does not tell what belongs together.

    Raises:
        GoalError: Names the words.
    """
    counted = named = False
    for token, following in pairwise([*clause, Token("", {})]):
        if "number" in token:
            if named and not counted and "item" in following:  # "箱子俩告示牌仨"
                raise GoalError(f'does "{token.text}" count what is before it, or "{following.text}"?')
            counted = counted or not named
            if following.text == "of":  # "one of stone"
                raise GoalError(f'"{token.text} of" what?')
        elif "item" in token:
            named = True
            if following.text in _ADJECTIVE_ENDS and following is clause[-1]:  # "要石头做的"
                raise GoalError(f'what is to be "{token.text}{following.text}"?')
        elif named and token.readings.get("verbs") == "place":  # "把工作台摆地上"
            raise GoalError(f'"{token.text}" what?')
