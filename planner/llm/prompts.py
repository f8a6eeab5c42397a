"""What a model is told. In words: describe, explain, plan, select (DEPS, Wang et al. 2023); as data it answers."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from planner.goal import FOUND_BY, Goal
from planner.plan import Belief, SkillRun
from skills.graph import SkillGraph
from skills.library.contract import ProvenPlan
from skills.record import Skill

UNDERSTAND = """You turn what people say to an agent in Minecraft 1.11.2 survival, in any language, into a goal.
Answer with one JSON object. Use the game's ids for items and mobs, such as stone_pickaxe, planks, log, torch,
cobblestone, iron_ingot, cow. "a", or nothing said, is 1; "some" is 3. Stone to mine is cobblestone; wood and trees are
log. A house is a shelter of planks unless another material is said. To kill a mob is `kills`; to get its meat or wool
is an item; to find a mob or water, and nothing more, is `finds`. If the order names no definite thing, answer with
`question`; if it is no order that this game allows, with `refusal`. What it wants besides, and no field can say, goes
into `besides`.

"get 8 torches and a stone pickaxe before night" -> {"items": {"torch": 8, "stone_pickaxe": 1}, "before": "night"}
"建造一个木制的避难所，别杀动物" -> {"shelter": "planks", "without": ["kill:animal"]}
"as much coal as you can in ten minutes" -> {"most": ["coal"], "within": 600}
"make something useful" -> {"question": "What would you like: a tool, a weapon, food?"}"""

PLAN = """You plan for an agent in Minecraft 1.11.2 survival. Its skills are listed with what each needs, uses up and
makes. Answer with one JSON object: describe the situation in a sentence; if a step failed, explain why and what to do
otherwise; then give all steps that are still to be done, in order. A step is a skill by its exact name, and how many
more of what it makes there shall be. What must be near has to be found or placed right before: whoever goes to find
something leaves tables and furnaces behind. Only what the inventory holds, or what earlier steps make, can be used
up. One plan is enough; if you know others, `alternatives` may hold up to three, and the one that takes least is taken.
If a critic has an advice, follow it as far as the skills allow."""

CRITIC = """You are the critic of an agent in Minecraft 1.11.2 survival. You are told what it holds and what it did, and
may see what it sees. What the inventory says is so. Answer with one JSON object: `success`, whether what you are asked
about is done; `reason`, why, in one sentence; `advice`, if it is not, what to do otherwise, in one sentence."""

_MOST_SKILLS = 90
_RECENT = 8
"""Skills that ran last of which the model is told."""


def situation(
    goal: Goal, belief: Belief, runs: Sequence[SkillRun], advice: str = "", proven: Sequence[ProvenPlan] = ()
) -> str:
    """Describe what is wanted, what there is, how the last skills went, what is known of it, and what can be done.

    Args:
        goal: What is wanted.
        belief: What there is.
        runs: Skills so far, of which the last ones are told.
        advice: Of a critic.
        proven: Plans that reached such a goal in earlier episodes.
    """
    lines = [
        facts(goal, belief, runs),
        *([f"Advice of the critic: {advice}"] if advice else []),
        *(["What worked in earlier episodes, from other places and inventories:"] if proven else []),
        *(f"- {plan.meaning}: {', '.join(f'{skill} {count}' for skill, count in plan.steps)}" for plan in proven),
        "Skills:",
        *(_line(skill) for skill in relevant(goal, belief.graph)),
    ]
    return "\n".join(lines)


def facts(goal: Goal, belief: Belief, runs: Sequence[SkillRun]) -> str:
    """Describe what is wanted, what there is, and how the last skills went."""
    counts = dict(sorted(belief.counts().items()))
    lately = [_told(run) for run in runs[-_RECENT:]]
    lines = [
        f"Goal: {json.dumps(goal.to_json(), ensure_ascii=False)}",
        f"Inventory: {json.dumps(counts)}",
        f"In reach: {', '.join(sorted(belief.near)) or 'nothing'}",
        *([f"Built: {', '.join(sorted(belief.built))}"] if belief.built else []),
        *(["Lately:", *lately] if lately else []),
    ]
    return "\n".join(lines)


def relevant(goal: Goal, graph: SkillGraph) -> list[Skill]:
    """Return the skills that could serve a goal: those that make what it asks for, and what they need in turn."""
    wanted = [target.item for target in goal.demands]
    wanted += [f"{thing.name}#{thing.material}" for thing in goal.structures]
    wanted += [thing.name for thing in goal.structures]
    wanted += [FOUND_BY.get(thing, thing) for thing in goal.finds]
    found: dict[str, Skill] = {}
    seen = Counter(wanted)
    while wanted and len(found) < _MOST_SKILLS:
        demand = wanted.pop(0)
        for skill in _serving(demand, graph):
            if skill.name in found or skill.unavailable:
                continue
            found[skill.name] = skill
            needs = [key for variant in skill.variants for key in (*variant.consumes, *variant.nearby)]
            for need in [*needs, *skill.tools]:
                if not seen[need]:
                    seen[need] += 1
                    wanted.append(need)
    return list(found.values())


def _serving(demand: str, graph: SkillGraph) -> Iterable[Skill]:
    yield from (skill for skill, _ in graph.producers(demand))
    for kind in ("find", "place", "pickup"):
        if f"{kind}_{demand}" in graph:
            yield graph[f"{kind}_{demand}"]


def _line(skill: Skill) -> str:
    """Say what a skill needs, uses up and makes; of several ways, the first."""
    variant = skill.variants[0]
    parts = [f"near {', '.join(variant.nearby)}"] if variant.nearby else []
    parts += [f"with {' or '.join(skill.tools)}"] if skill.tools else []
    parts += (
        [f"uses {', '.join(f'{count} {key}' for key, count in variant.consumes.items())}"] if variant.consumes else []
    )
    makes = f"makes {variant.count} {variant.item}"
    others = f" (or {len(skill.variants) - 1} other ways)" if len(skill.variants) > 1 else ""
    return f"- {skill.name}: {'; '.join([*parts, makes])}{others}"


def _told(run: SkillRun) -> str:
    """Say how a skill went."""
    how = "done" if run.outcome.success else f"failed: {run.outcome.detail or run.outcome.cause}"
    return f"- {run.step.skill} for {run.step.count}: {how}, after {run.ticks} steps"
