"""What a skill is found by."""

from skills.graph import skill_graph
from skills.library.texts import skill_texts
from skills.record import Kind, Skill

NAMES = {
    "torch": ["torch", "火把"],
    "beef": ["raw beef", "生牛肉"],
    "chicken": ["raw chicken", "生鸡肉"],
    "kill_cow": ["cow", "牛"],
    "kill_chicken": ["hen", "鸡"],
}


def texts(name):
    return skill_texts(skill_graph()[name], NAMES)


def test_a_skill_has_its_prompt_its_name_and_the_names_of_its_item():
    assert texts("craft_torch") == ["craft a torch", "craft torch", "制作火把"]
    assert texts("use_torch") == ["use a torch", "use torch", "使用火把"]


def test_a_hunt_is_about_the_mob_and_what_it_drops():
    assert texts("hunt_cow") == ["hunt a cow", "hunt cow", "猎杀牛"]
    assert texts("fight_cow_for_beef")[2:] == ["hunt cow", "猎杀牛", "get raw beef", "获得生牛肉"]


def test_a_mob_that_shares_its_id_with_an_item_is_found_by_its_own_names():
    assert texts("find_chicken") == ["find a chicken", "find chicken", "find hen", "寻找鸡"]


def test_an_own_skill_needs_no_names_and_may_have_descriptions():
    skill = Skill("light_the_cave", Kind.PLACE, "light", (), "put torches on the walls of a cave", 200)
    assert skill_texts(skill, {}) == ["put torches on the walls of a cave", "light the cave"]
    assert skill_texts(skill, {"light_the_cave": ["把洞穴照亮"]})[2:] == ["把洞穴照亮"]


def test_every_skill_has_chinese_texts_where_its_things_have_names():
    assert skill_texts(skill_graph()["shear_sheep"], {"kill_sheep": ["羊"], "wool": ["羊毛"]})[-2:] == [
        "剪羊",
        "获得羊毛",
    ]
