"""Texts are cut into the same units however they are written."""

from skills.text import is_chinese, join_units, split_units


def test_units():
    assert split_units("Get ２ “stone-pickaxes”, don't wait") == ["get", "2", "stone", "pickaxes", ",", "don't", "wait"]
    assert split_units("造x3箱子") == ["造", "x", "3", "箱", "子"]


def test_traditional_characters_become_simplified():
    assert split_units("製作鐵鎬") == split_units("制作铁镐")


def test_units_join_again():
    assert join_units(split_units("Stone_Pickaxe")) == "stone pickaxe"
    assert join_units(split_units("石 鎬")) == "石镐"


def test_one_chinese_character_makes_a_text_chinese():
    assert is_chinese("TNT 炸药")
    assert not is_chinese("TNT")
