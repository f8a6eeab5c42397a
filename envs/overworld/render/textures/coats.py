"""Colours and marks of every coat, ours; keys are the file names of 1.11 resource packs under `textures/entity`."""

from envs.overworld.render.textures.skins import Coat, Mark

_EYES = {"#": "101010", "w": "f4f4f4"}


def _plain(mob: str, colour: str, **other: str) -> dict[str, str]:
    return {"": mob} | {"body": colour, "head": colour, "leg": colour} | other


def _cow(mob: str, hide: str, patch: str) -> Coat:
    return Coat(
        mob,
        {"body": hide, "head": hide, "leg": hide, "horn": "c9c5b4", "udder": "e7b3a6"},
        patches=(("body", patch, 0.33), ("leg", patch, 0.12)),
        marks=(
            Mark("head", "front", "...pp... ..pppp.. ..pppp.. #w.pp.w# ...pp... ..ssss.. .s#ss#s. .ssssss.",
                 _EYES | {"p": patch, "s": "b89a92"}),
            Mark("leg", "sides", "..... " * 10 + "hhhhh hhhhh", {"h": "2c2622"}),
            Mark("udder", "front", ".... t..t .... .... t..t ....", {"t": "d58f88"}),
        ),
    )  # fmt: skip


def _rabbit(fur: str, patch: tuple[str, float] | None = None, eye: str = "101010") -> Coat:
    names = ("foot", "thigh", "body", "arm", "head", "ear", "tail")
    return Coat(
        "rabbit",
        dict.fromkeys(names, fur) | {"nose": "d98f8f"},
        0.15,
        patches=tuple((name, *patch) for name in names) if patch else (),
        marks=(
            Mark("head", "right", "..... ...#. ...#.", {"#": eye}),
            Mark("head", "left", "..... .#... .#...", {"#": eye}),
            Mark("ear", "front", ".. p. p. p.", {"p": "d9a0a0"}),
            Mark("tail", "back", "www www www", {"w": "f0ece6"}),
        ),
    )


_WOLF_MARKS = (
    Mark("head", "front", "...... ...... ..gg.. w#gg#w ...... ......", _EYES | {"g": "bdb6ad"}),
    Mark("snout", "front", ".#. ... ddd", _EYES | {"d": "7d6a5c"}),
    Mark("body", "back", " ".join(["..aa.."] * 9), {"a": "a29a92"}),
    Mark("mane", "back", " ".join(["..aaaa.."] * 6), {"a": "a8a098"}),
    Mark("ear", "front", ".. pp", {"p": "8a7468"}),
)
_WOLF_FUR = {"body": "d3cec9", "mane": "dcd7d2", "head": "d3cec9", "ear": "c4bdb6", "leg": "dedad6", "tail": "c4bdb6",
             "snout": "c9b59f"}  # fmt: skip


def _horse(hide: str, mane: str, muzzle: str, sock: str | None = None) -> Coat:
    return Coat(
        "horse",
        {"body": hide, "head": hide, "neck": hide, "ear": hide, "leg": hide, "shin": sock or hide, "hoof": "3b3430",
         "tail": mane, "mane": mane, "muzzle": muzzle},
        0.08,
        marks=(
            Mark("head", "right", "....... ...w#.. ....#..", _EYES),
            Mark("head", "left", "....... ..#w... ..#....", _EYES),
            Mark("muzzle", "front", ".... #..#", {"#": "2a2220"}),
        ),
    )  # fmt: skip


def _llama(wool: str, face: str) -> Coat:
    return Coat(
        "llama",
        {"body": wool, "neck": wool, "leg": wool, "ear": wool, "head": face},
        0.16,
        marks=(
            Mark("neck", "front", "........ ........ #......# w......w", _EYES),
            Mark("head", "front", ".... .##. ..#. ....", {"#": "3a2c26"}),
            Mark("ear", "front", "... .p. .p.", {"p": "c79a8c"}),
            Mark("leg", "sides", ".... " * 12 + "hhhh hhhh", {"h": "5c5048"}),
        ),
    )


def _zombie(mob: str, skin: str, dark: str, shirt: str, trousers: str) -> Coat:
    return Coat(
        mob,
        {"head": skin, "body": shirt, "arm": skin, "leg": trousers},
        marks=(
            Mark("head", "front", "........ ........ ........ ........ .##..##. ..dddd.. ........ ..d..d..",
                 {"#": "0c0c0c", "d": dark}),
            Mark("head", "top", " ".join(["dddddddd", "d.dd.d.d"] * 4), {"d": dark}),
            Mark("arm", "sides", "ssss ssss ssss s.ss ..s.", {"s": shirt}),
            Mark("arm", "top", "ssss ssss ssss ssss", {"s": shirt}),
            Mark("body", "front", "...nn... ........ ....d... ........ ........ ........ ........ ........ ........ "
                                  "........ d.d..d.d .n.nn.n.", {"n": skin, "d": dark}),
            Mark("leg", "sides", ".... " * 10 + "bbbb bbbb", {"b": "4a4a4a"}),
        ),
    )  # fmt: skip


def _skeleton(mob: str, bone: str, gap: str) -> Coat:
    ribs = "..####.. gg.##.gg ..####.. gg.##.gg ..####.. gg.##.gg ..####.. ggg##ggg ggg##ggg ggg##ggg g.####.g ........"
    return Coat(
        mob,
        {"head": bone, "body": bone, "arm": bone, "leg": bone},
        0.08,
        marks=(
            Mark(
                "head", "front", "........ ........ ........ .gg..gg. .gg..gg. ...gg... ........ .gggggg.", {"g": gap}
            ),
            Mark("body", "front", ribs, {"g": gap}),
            Mark("body", "back", ribs, {"g": gap}),
            Mark("body", "right", " ".join(["....", "gggg"] * 4), {"g": gap}),
            Mark("body", "left", " ".join(["....", "gggg"] * 4), {"g": gap}),
        ),
    )


def _spider(mob: str, hide: str, light: str) -> Coat:
    return Coat(
        mob,
        {"head": hide, "neck": hide, "abdomen": hide, "leg": hide},
        0.35,
        patches=(("abdomen", light, 0.12), ("leg", light, 0.1)),
        marks=(
            Mark("head", "front", "........ .r....r. ........ .rr..rr. .rr..rr. ..r..r.. ........ .f....f.",
                 {"r": "e01818*", "f": "cfc8bc"}),
            Mark("abdomen", "top", "...llll... ..l....l.. ..l.ll.l.. ...l..l... ....ll.... ...l..l...", {"l": light}),
        ),
    )  # fmt: skip


_CREEPER_FACE = "........ ........ .##..##. .##..##. ...##... ..####.. ..####.. ..#..#.."
_RAGS = " ".join(["cccccccc"] * 9 + ["c.cc.ccc", "c..c..c.", "...c...."])

COATS: dict[str, Coat] = {
    "cow/cow": _cow("cow", "443326", "d6d2cb"),
    "cow/mooshroom": _cow("mooshroom", "a31217", "cfc9c2"),
    "pig/pig": Coat(
        "pig",
        {"body": "eea3a0", "head": "eea3a0", "leg": "e59794", "snout": "e58583"},
        0.07,
        marks=(
            Mark("head", "front", "........ ........ ........ #w....w# ........ ........ ........ ........", _EYES),
            Mark("snout", "front", ".... n..n ....", {"n": "8e4444"}),
            Mark("leg", "sides", ".... .... .... .... hhhh hhhh", {"h": "b87472"}),
        ),
    ),
    "sheep/sheep": Coat(
        "sheep",
        {"body": "dfcdbd", "head": "dcc0aa", "leg": "dcc0aa"},
        0.08,
        marks=(
            Mark("head", "front", "ffffff #w..w# ...... ..pp.. ..pp.. ......", _EYES | {"p": "c98f86", "f": "efe9e2"}),
            Mark("leg", "sides", ".... " * 10 + "hhhh hhhh", {"h": "8f7a6c"}),
        ),
    ),
    "sheep/sheep_fur": Coat("sheep", dict.fromkeys(("fleece_head", "fleece_body", "fleece_leg"), "eeeeee"), 0.11),
    "chicken": Coat(
        "chicken",
        {"head": "f2f2f2", "body": "f0f0f0", "wing": "dedede", "beak": "e2a02c", "wattle": "cf1f1f"},
        0.07,
        marks=(
            Mark("head", "front", ".... #..# ....", _EYES),
            Mark("foot", "back", ".y. .y. .y. .y. .y.", {"y": "d9a632"}),
            Mark("foot", "bottom", "y.y yyy .y.", {"y": "d9a632"}),
        ),
    ),
    "rabbit/brown": _rabbit("80664c"),
    "rabbit/white": _rabbit("eeeae6", eye="b01c2c"),
    "rabbit/black": _rabbit("262220"),
    "rabbit/white_splotched": _rabbit("eeeae6", ("262220", 0.35)),
    "rabbit/gold": _rabbit("dcbc78"),
    "rabbit/salt": _rabbit("867a6a", ("5c5248", 0.3)),
    "wolf/wolf": Coat("wolf", _WOLF_FUR, 0.1, marks=_WOLF_MARKS),
    "wolf/wolf_tame": Coat(
        "wolf", _WOLF_FUR, 0.1, marks=(*_WOLF_MARKS, Mark("mane", "sides", "........ rrrrrrrr", {"r": "c3201c"}))
    ),
    "wolf/wolf_angry": Coat(
        "wolf",
        _WOLF_FUR,
        0.1,
        marks=(*_WOLF_MARKS, Mark("head", "front", "...... ...... dd..dd rr..rr", {"r": "d01010*", "d": "5c544c"})),
    ),
    "horse/horse_white": _horse("e4e2df", "c9c5bf", "b7aba4"),
    "horse/horse_creamy": _horse("c8a468", "efe3c4", "96784a"),
    "horse/horse_chestnut": _horse("8f5730", "5c3820", "6e4426"),
    "horse/horse_brown": _horse("6a4630", "2a1c14", "4c3222", "35241a"),
    "horse/horse_black": _horse("2a2728", "161415", "3a3534"),
    "horse/horse_gray": _horse("8d8c8c", "55585a", "6a6866"),
    "horse/horse_darkbrown": _horse("43301f", "1f1610", "5c4632"),
    "horse/donkey": _horse("7a6b5e", "3e362f", "dfd6ca"),
    "llama/llama_creamy": _llama("d2b78d", "b79a72"),
    "llama/llama_white": _llama("e6e1d6", "c8bfae"),
    "llama/llama_brown": _llama("7b5535", "5c3f28"),
    "llama/llama_gray": _llama("8c8984", "6c6863"),
    "squid": Coat(
        "squid",
        {"body": "33506a", "tentacle": "3a5873"},
        0.18,
        marks=(
            Mark("body", "front", "............ " * 10
                 + ".ww......ww. .w##....##w. .w##....##w. ............ ....tttt....",
                 _EYES | {"t": "e9e3d2"}),
            Mark("tentacle", "front", " ".join(["..", ".p"] * 9), {"p": "7d93a8"}),
        ),
    ),
    "bat": Coat(
        "bat",
        {"head": "5a4632", "ear": "4a3626", "body": "4c3a28", "wing": "33261b", "tip": "33261b", "membrane": "33261b"},
        marks=(
            Mark("head", "front", "...... ...... #....# ..nn.. .w..w. ......", _EYES | {"n": "8d6a58"}),
            Mark("ear", "front", "... .p. .p.", {"p": "9a7462"}),
            Mark("wing", "front", " ".join(["b" * 10, *["." * 10] * 12, "c..cccc..c", "cc.cccc.cc", "cccccccccc"]),
                 {"b": "5a4632", "c": "clear"}),
            Mark("wing", "back", " ".join(["b" * 10, *["." * 10] * 12, "c..cccc..c", "cc.cccc.cc", "cccccccccc"]),
                 {"b": "5a4632", "c": "clear"}),
        ),
    ),
    "zombie/zombie": _zombie("zombie", "51863f", "3c6630", "149a9a", "473a94"),
    "zombie/husk": _zombie("husk", "9d8a63", "6f6045", "6b5a3c", "56462f"),
    "zombie_pigman": Coat(
        "zombie_pigman",
        {"head": "e6a09a", "body": "e29a94", "arm": "e29a94", "leg": "dd938d"},
        patches=(("head", "6d9a52", 0.25), ("body", "6d9a52", 0.22), ("arm", "6d9a52", 0.2), ("leg", "6d9a52", 0.15)),
        marks=(
            Mark("head", "front", "........ ........ ........ #w....w# ........ ..ssss.. ..#ss#.. ........",
                 _EYES | {"s": "cf7f7a"}),
            Mark("body", "sides", "........ " * 9 + "bbbbbbbb bbbbbbbb bbbbbbbb", {"b": "6b4a2a"}),
            Mark("leg", "sides", "bbbb bbbb bbbb b.bb", {"b": "6b4a2a"}),
        ),
    ),
    "skeleton/skeleton": _skeleton("skeleton", "c9c9c9", "3c3c3c"),
    "skeleton/stray": _skeleton("stray", "a9b4b4", "2c3838"),
    "skeleton/stray_overlay": Coat(
        "stray",
        {},
        marks=(
            Mark("body", "sides", _RAGS, {"c": "4a6268"}),
            Mark("head", "top", " ".join(["cccccccc"] * 8), {"c": "51696e"}),
            Mark("head", "sides", "cccccccc cccccccc c......c", {"c": "51696e"}),
            Mark("head", "back", " ".join(["cccccccc"] * 6), {"c": "51696e"}),
            Mark("arm", "sides", "cc cc cc cc .c", {"c": "4a6268"}),
            Mark("leg", "sides", "cc cc cc cc cc c. c.", {"c": "3e5358"}),
        ),
    ),
    "spider/spider": _spider("spider", "332c26", "544a40"),
    "spider/cave_spider": _spider("cave_spider", "12434f", "2a6a72"),
    "creeper/creeper": Coat(
        "creeper",
        {"head": "5db84b", "body": "5db84b", "leg": "55a845"},
        0.32,
        patches=(("body", "a9d8a0", 0.08), ("head", "8fcf83", 0.06)),
        marks=(
            Mark("head", "front", _CREEPER_FACE, {"#": "0e120c"}),
            Mark("leg", "sides", ".... .... .... .... gggg #g#g", {"g": "3c5c34", "#": "1c241a"}),
        ),
    ),
    "enderman/enderman": Coat(
        "enderman",
        dict.fromkeys(("head", "jaw", "body", "arm", "leg"), "181818"),
        0.25,
        marks=(
            Mark("head", "front", "........ ........ ........ ........ epe..epe", {"e": "e27bff*", "p": "b01fe8*"}),
        ),
    ),
    "slime/slime": Coat(
        "slime",
        {"core": "5d9f4c", "eye": "22361c", "mouth": "22361c", "jelly": "86d276"},
        0.08,
        marks=(Mark("jelly", "all", "aaaaaaaa" + " a......a" * 6 + " aaaaaaaa", {}),),
        alpha={"jelly": 150},
    ),
    "witch": Coat(
        "witch",
        {"head": "cf9f84", "nose": "c58f74", "mole": "5a3230", "brim": "2a2035", "cone": "2a2035", "point": "2a2035",
         "tip": "2a2035", "body": "41274f", "robe": "41274f", "sleeve": "41274f", "hands": "41274f", "leg": "5c4330"},
        marks=(
            Mark("head", "front", "........ ........ ........ hh....hh .hhhhhh. .wp..pw. ........ ........ ..mmmm..",
                 {"h": "3a2430", "w": "f4f4f4", "p": "6d2c86", "m": "7d4a40"}),
            Mark("head", "back", " ".join(["hhhhhhhh"] * 9), {"h": "2e2028"}),
            Mark("head", "right", " ".join(["hhhhh..."] * 9), {"h": "2e2028"}),
            Mark("head", "left", " ".join(["...hhhhh"] * 9), {"h": "2e2028"}),
            Mark("cone", "sides", "....... ....... ggggggg ggggggg", {"g": "2f7048"}),
            Mark("cone", "front", "....... ....... gg.y.gg gg.y.gg", {"y": "d8b040"}),
            Mark("hands", "front", "........ ..ssss.. ..ssss..", {"s": "cf9f84"}),
            Mark("hands", "bottom", "..ssss.. ..ssss.. ..ssss.. ..ssss..", {"s": "cf9f84"}),
            Mark("robe", "front", " ".join(["...bb..."] * 14 + ["gggggggg"] + ["........"] * 3),
                 {"b": "2c1a36", "g": "2f7048"}),
        ),
    ),
    "silverfish": Coat(
        "silverfish",
        {"segment": "9b9ea6", "face": "a6a9b0"},
        0.3,
        marks=(
            Mark("segment", "back", "dddddd dddddd dddddd", {"d": "565a62"}),
            Mark("face", "front", "#.# ...", {"#": "1c1e22"}),
            Mark("fuzz", "front", ".......... " * 6 + ".f......f. f.f....f.f", {"f": "7d828c"}),
        ),
    ),
}  # fmt: skip
