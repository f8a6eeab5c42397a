"""A model that is scripted: it knows a right answer, and spoils it at a given rate, in ways in which models do.

It reads goal, situation and skills from the planner's prompt, and has the search find the right plan. What it then
makes of the answer follows from the request, and from the number in its own name (`scripted-3`). Figures that are
measured with it show what verification is worth, and say nothing of any model.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from planner.evaluation.models import Asked
from planner.evaluation.scripted_server import Reply, ScriptedServer
from planner.goal import Goal, Kill, Structure, Target, Use
from planner.llm.config import EndpointConfig
from planner.llm.endpoint import Endpoint
from planner.plan import Belief, PlanError
from planner.search import plan_from
from skills.graph import SkillGraph

_TIMEOUT = 2.0
"""Seconds that an answer is waited for."""
_SLOW = 2.5
_SLIPS = {
    "a wrong amount": 200,
    "a step left out": 200,
    "a skill that there is not": 150,
    "a wrong order": 150,
    "no way seen": 40,
    "a refusal": 30,
    "no JSON": 60,
    "cut": 50,
    "more fields": 50,
    "text around": 40,
    "empty": 27,
    "too late": 3,
}
"""What is wrong with an answer that is spoilt, and how often of a thousand times."""
_NEEDED_LATER = ("pickaxe", "axe", "sword", "shears", "bucket", "crafting_table", "furnace")
_INVENTED = ("make_{}", "get_{}", "craft_enchanted_{}")
_NO_WAY = json.dumps({"impossible": "Something that is needed is missing."})

Steps = tuple[tuple[str, int], ...]
"""Skills and counts."""


@contextmanager
def scripted_model(graph: SkillGraph, mistakes: float) -> Iterator[Asked]:
    """Serve a scripted model on loopback, and give endpoints that ask it; the seed is the number in its name.

    Args:
        graph: The skills that it plans with, as far as a prompt names them.
        mistakes: Share of its answers that are spoilt.

    Raises:
        LLMError: The package `openai` is not installed.
    """
    with ScriptedServer(ScriptedModel(graph, mistakes)) as server:

        def asked(seed: int) -> Endpoint:
            model = f"scripted-{seed}"
            return Endpoint(EndpointConfig(model=model, base_url=server.base_url, timeout=_TIMEOUT, retries=0))

        asked(0)  # says at once what is missing
        yield asked


@dataclass(frozen=True)
class ScriptedModel:
    """The script of a server."""

    graph: SkillGraph
    mistakes: float
    """Share of its answers that are spoilt."""

    def __call__(self, request: dict[str, Any]) -> Reply:
        """Answer a request for a plan."""
        prompt = request["messages"][1]["content"]
        chance = random.Random(f"{request['model']} {json.dumps(request['messages'])}")
        steps = _right_steps(self.graph, prompt)
        slip = "" if chance.random() >= self.mistakes else chance.choices(list(_SLIPS), list(_SLIPS.values()))[0]
        if slip in _OF_PLANS:
            steps = _OF_PLANS[slip](chance, steps or tuple((name, 1) for name in _listed(prompt)[:1]))
        text = _OF_ANSWERS.get(slip, str)(_NO_WAY if steps is None else _written(steps))
        return Reply(text, wait=_SLOW if slip == "too late" else 0.0, counts=False)


@lru_cache(maxsize=1024)
def _right_steps(graph: SkillGraph, prompt: str) -> Steps | None:
    """Return a plan that works out, with the skills that a prompt lists; None if there is none."""
    lines = prompt.partition("\nSkills:")[0].splitlines()
    told = dict(line.split(": ", 1) for line in lines if not line.startswith("-") and ": " in line)
    belief = Belief(_known(graph, tuple(_listed(prompt))))
    for item, count in json.loads(told["Inventory"]).items():
        belief.give(item, count)
    belief.near |= set(told["In reach"].split(", ")) - {"nothing"}
    belief.built |= set(told["Built"].split(", ")) if "Built" in told else set()
    try:
        found = plan_from(_goal(json.loads(told["Goal"])), belief)
    except PlanError:
        return None
    return tuple((step.skill, step.count) for step in found.steps)


def _listed(prompt: str) -> list[str]:
    """Return the names of the skills in a prompt; the first is one for what is wanted."""
    return [line.removeprefix("- ").partition(": ")[0] for line in prompt.partition("\nSkills:\n")[2].splitlines()]


@lru_cache(maxsize=256)
def _known(graph: SkillGraph, names: tuple[str, ...]) -> SkillGraph:
    return SkillGraph({name: graph[name] for name in names}, graph.missing, graph.fuels)


def _goal(data: dict[str, Any]) -> Goal:
    return Goal(
        targets=tuple(Target(**row) for row in data["targets"]),
        structures=tuple(Structure(**row) for row in data["structures"]),
        kills=tuple(Kill(**row) for row in data.get("kills", ())),
        uses=tuple(Use(**row) for row in data.get("uses", ())),
    )


def _written(steps: Steps) -> str:
    listed = [{"skill": skill, "count": count} for skill, count in steps]
    return json.dumps({"describe": "I have what the inventory shows.", "steps": listed})


def _wrong_amount(chance: random.Random, steps: Steps) -> Steps:
    """Ask for half of something, or for two where one is right."""
    several = [place for place, (_, count) in enumerate(steps) if count > 1]
    place = chance.choice(several or range(len(steps)))
    skill, count = steps[place]
    return (*steps[:place], (skill, count // 2 or 2), *steps[place + 1 :])


def _left_out(chance: random.Random, steps: Steps) -> Steps:
    """Leave a step out, of a tool or a station if there is one."""
    tools = [place for place, (skill, _) in enumerate(steps) if skill.endswith(_NEEDED_LATER)]
    place = chance.choice(tools or range(len(steps)))
    return (*steps[:place], *steps[place + 1 :])


def _invented(chance: random.Random, steps: Steps) -> Steps:
    """Name a skill that there is not."""
    place = chance.randrange(len(steps))
    skill, count = steps[place]
    name = chance.choice(_INVENTED).format(skill.partition("_")[2])
    return (*steps[:place], (name, count), *steps[place + 1 :])


def _wrong_order(chance: random.Random, steps: Steps) -> Steps:
    """Put a step somewhere else."""
    mixed = list(steps)
    mixed.insert(chance.randrange(len(steps)), mixed.pop(chance.randrange(len(steps))))
    return tuple(mixed)


_OF_PLANS = {
    "a wrong amount": _wrong_amount,
    "a step left out": _left_out,
    "a skill that there is not": _invented,
    "a wrong order": _wrong_order,
}
_OF_ANSWERS = {
    "no way seen": lambda _: _NO_WAY,
    "a refusal": lambda _: "I am sorry, but I cannot help with that.",
    "no JSON": lambda text: text.replace('"', "'"),
    "cut": lambda text: text[: len(text) // 2],
    "more fields": lambda text: f'{text[:-1]}, "confidence": 0.9}}',
    "text around": lambda text: f"Sure! Here is a plan:\n```json\n{text}\n```\nDoes that help?",
    "empty": lambda _: "",
}
