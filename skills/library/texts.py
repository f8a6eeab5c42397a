"""The texts that a skill is found by: its prompt, its name, and what people call the things that it is about."""

from collections.abc import Iterator, Mapping, Sequence

from skills.record import Kind, Skill, trophy, used_item
from skills.text import is_chinese

_DEEDS = {
    Kind.FIND: ("find", "寻找"),
    Kind.COLLECT: ("collect", "收集"),
    Kind.CRAFT: ("craft", "制作"),
    Kind.SMELT: ("smelt", "烧炼"),
    Kind.PLACE: ("place", "放置"),
    Kind.PICKUP: ("pick up", "拾取"),
    Kind.BUILD: ("build", "建造"),
    Kind.FIGHT: ("hunt", "猎杀"),
    Kind.SHEAR: ("shear", "剪"),
    Kind.MILK: ("milk", "挤"),
    Kind.USE: ("use", "使用"),
}
_GETTING = ("get", "获得")
_TO_MOBS = (Kind.FIGHT, Kind.SHEAR, Kind.MILK)


def skill_texts(skill: Skill, names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the texts of a skill, each once; `Meaning.middle` of them stands for the skill.

    Args:
        skill: A skill.
        names: What people call things, in English and Chinese: by the ids of items and structures, and those of mobs
            under the `trophy` of the mob. Under the name of a skill, descriptions of it, which are taken as they are.
    """
    texts = [skill.prompt, skill.name.replace("_", " "), *names.get(skill.name, ())]
    for deed, thing in _deeds(skill, names):
        texts += [_said(deed, name) for name in names.get(thing, ())]
    return list(dict.fromkeys(texts))


def _deeds(skill: Skill, names: Mapping[str, Sequence[str]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what a skill does, and to what: both the mob that it is done to, and what it gives."""
    deed, item = _DEEDS[skill.kind], used_item(skill.item) or skill.item
    if skill.kind is Kind.FIND and trophy(item) in names:
        item = trophy(item)
    near = skill.variants[0].nearby if skill.kind in _TO_MOBS and skill.variants else ()
    for mob in near[:1]:
        yield deed, trophy(mob)
        deed = _GETTING
    if item not in map(trophy, near):
        yield deed, item


def _said(deed: tuple[str, str], name: str) -> str:
    english, chinese = deed
    return f"{chinese}{name}" if is_chinese(name) else f"{english} {name}"
