"""How facts are put: patterns of facts, and English for them.

`{x}` in a pattern matches one word of a fact, `{t}` what it was done with; in English `{x}` is that word's noun and
`{a x}` the noun with its article. Phrases begin with a verb, in the imperative.
"""

PHRASES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("chop",): (
        "chop a tree", "chop down a tree", "cut down a tree", "cut a tree", "chop wood", "collect wood", "get wood",
        "harvest a log", "get logs", "punch a tree", "break a log", "hit the trunk of a tree", "mine wood",
        "collect logs from a tree", "obtain wood from a tree", "fell a tree",
    ),
    ("chop {x}",): (
        "chop {a x} tree", "cut down {a x} tree", "chop {x} wood", "collect {x} wood", "break {a x} log",
        "harvest {x} logs", "get {x} logs", "hit the trunk of {a x} tree",
    ),
    ("chop with {t}",): (
        "chop a tree with {a t}", "cut down a tree with {a t}", "chop wood with {a t}", "collect wood with {a t}",
        "hit a tree with {a t}", "use {a t} to chop a tree", "harvest a log with {a t}", "break a log with {a t}",
    ),
    ("chop {x}", "chop with {t}"): (
        "chop {a x} tree with {a t}", "cut down {a x} tree with {a t}", "collect {x} wood with {a t}",
        "break {a x} log with {a t}",
    ),
    ("mine",): ("mine rock", "mine blocks with a pickaxe", "use a pickaxe", "dig through rock", "mine"),
    ("mine {x}",): (
        "mine {x}", "break {x}", "dig {x}", "mine a block of {x}", "mine {x} with a pickaxe", "collect {x}",
    ),
    ("mine stone",): ("mine cobblestone", "get cobblestone", "collect cobblestone", "harvest stone"),
    ("mine with {t}",): (
        "mine with {a t}", "dig rock with {a t}", "mine rock with {a t}", "use {a t} to mine",
    ),
    ("mine {x}", "mine with {t}"): (
        "mine {x} with {a t}", "break {x} with {a t}", "dig {x} with {a t}", "use {a t} to mine {x}",
    ),
    ("mine stone", "mine with {t}"): ("mine cobblestone with {a t}", "get cobblestone with {a t}"),
    ("punch",): ("hit rock without a pickaxe", "hit rock with the wrong tool"),
    ("punch {x}",): ("hit {x} without a pickaxe", "hit {x} with the wrong tool"),
    ("punch {x}", "punch with {t}"): ("hit {x} with {a t}", "punch {x} with {a t}", "strike {x} with {a t}"),
    ("dig",): ("dig in the ground", "dig the ground", "dig", "dig soft ground"),
    ("dig {x}",): ("dig {x}", "break {x}", "dig up {x}", "collect {x}", "remove {x}", "dig a block of {x}"),
    ("dig with {t}",): ("dig with {a t}", "dig the ground with {a t}", "use {a t} to dig"),
    ("dig {x}", "dig with {t}"): ("dig {x} with {a t}", "break {x} with {a t}", "dig up {x} with {a t}"),
    ("dig_down",): (
        "dig down", "mine down", "dig straight down", "mine straight down", "dig a hole", "dig a hole in the ground",
        "dig a shaft", "dig down under the feet", "dig a deep hole", "mine downwards", "dig a vertical tunnel",
    ),
    ("dig_down {x}",): ("dig down in {x}", "mine down through {x}", "dig a hole in {x}", "dig straight down in {x}"),
    ("dig_down with {t}",): ("dig down with {a t}", "mine down with {a t}", "dig a hole with {a t}"),
    ("dig_down {x}", "dig_down with {t}"): ("mine down through {x} with {a t}", "dig down in {x} with {a t}"),
    ("cut",): ("break leaves", "cut leaves", "remove leaves", "hit the leaves of a tree", "clear leaves"),
    ("cut {x}",): ("break {x} leaves", "cut {x} leaves"),
    ("break",): ("break a block", "break what somebody built"),
    ("break {x}",): ("break {x}", "remove {x}", "take down {x}", "break a block of {x}"),
    ("gather",): ("break a plant", "pick a plant", "collect plants"),
    ("gather {x}",): ("break {a x}", "pick {a x}", "collect {a x}", "get {a x}", "remove {a x}"),
    ("hit animal",): (
        "hit an animal", "attack an animal", "hunt an animal", "strike an animal", "hunt for food",
        "hunt for meat", "get meat from an animal",
    ),
    ("hit monster",): (
        "fight a monster", "attack a monster", "hit a monster", "combat a monster", "strike a monster",
    ),
    ("hit {x}",): (
        "hit {a x}", "attack {a x}", "strike {a x}", "hunt {a x}", "kill {a x}", "fight {a x}", "hurt {a x}",
        "combat {a x}",
    ),
    ("hit with {t}",): ("hit with {a t}", "attack with {a t}", "strike with {a t}", "use {a t} to fight"),
    ("hit {x}", "hit with {t}"): (
        "hit {a x} with {a t}", "attack {a x} with {a t}", "strike {a x} with {a t}", "hunt {a x} with {a t}",
        "fight {a x} with {a t}", "combat {a x} with {a t}", "use {a t} to hit {a x}",
    ),
    ("kill {x}",): ("slay {a x}", "finish {a x} off"),
    ("shear sheep",): (
        "shear a sheep", "shear a sheep with shears", "get wool from a sheep", "use shears on a sheep",
        "collect wool from a sheep", "obtain wool", "cut the wool of a sheep", "shear wool off a sheep",
        "harvest wool with shears", "take the wool of a sheep with shears",
    ),
    ("milk {x}",): (
        "milk {a x}", "milk {a x} with a bucket", "get milk from {a x}", "use a bucket on {a x}", "collect milk",
        "obtain milk from {a x} with an empty bucket", "fill a bucket with milk",
    ),
    ("feed {x}",): ("feed {a x}", "give food to {a x}", "feed {a x} by hand"),
    ("eat",): ("eat", "eat food", "eat something", "have a meal"),
    ("eat {x}",): ("eat {a x}", "eat {a x} in hand"),
    ("place {x}",): ("place {a x}", "put down {a x}", "set {a x} in place"),
    ("build",): (
        "build", "place blocks", "build something", "put blocks in place", "build with blocks", "lay blocks",
        "construct something", "stack blocks",
    ),
    ("build {x}",): (
        "build with {x}", "place blocks of {x}", "lay blocks of {x}", "build something of {x}", "stack blocks of {x}",
    ),
    ("wall",): ("build a wall", "make a wall", "put up a wall"),
    ("wall {x}",): ("build a wall of {x}", "make a wall of {x}"),
    ("pillar",): ("build a pillar", "build a tower"),
    ("pillar {x}",): (
        "build a pillar of {x}", "jump and place {x} under the feet", "pillar up with {x}", "build a tower of {x}",
        "climb on blocks of {x}",
    ),
    ("shelter",): ("build a shelter", "build a house", "build walls all around"),
    ("shelter {x}",): ("build a shelter of {x}", "build a house of {x}", "make a shelter of {x}"),
    ("swim",): (
        "swim", "swim in water", "swim across water", "swim through the water", "move through water", "go for a swim",
    ),
    ("swim", "dive"): ("dive", "swim under water", "dive in water"),
    ("dive",): ("stay under water",),
    ("wade",): ("wade through shallow water", "walk in shallow water"),
    ("approach {x}",): (
        "approach {a x}", "walk to {a x}", "go to {a x}", "walk up to {a x}", "walk towards {a x}", "come near {a x}",
        "get close to {a x}", "move to {a x}", "find {a x}",
    ),
    ("leave {x}",): (
        "walk away from {a x}", "leave {a x}", "move away from {a x}", "go away from {a x}", "get away from {a x}",
    ),
    ("follow {x}",): ("follow {a x}", "walk behind {a x}", "chase {a x}"),
    ("swing",): ("swing at nothing", "swing at the air", "hit the air", "hit nothing"),
    ("swing", "beside {x}"): ("swing at the air next to {a x}", "hit the air beside {a x}", "miss {a x}"),
    ("swing with {t}",): ("swing {a t} at nothing", "swing {a t} in the air"),
    ("dig", "beside {x}"): ("dig the ground next to {a x}", "dig beside {a x}"),
    ("hurt {x}",): ("get hurt by {a x}", "suffer a hit from {a x}"),
    ("beside {x}",): ("stay near {a x}", "stay close to {a x}"),
    ("stand", "beside {x}"): ("stand next to {a x}", "stand beside {a x}", "stand near {a x}", "wait next to {a x}"),
    ("still", "look_at {x}"): ("stand still and look at {a x}", "watch {a x}"),
    ("stand", "beside {x}", "hold {i}"): ("stand next to {a x} with {a i} in hand",),
    ("look_around", "beside {x}"): ("look around next to {a x}", "turn around beside {a x}"),
    ("look_at {x}",): ("look at {a x}", "face {a x}", "keep looking at {a x}"),
    ("look_at {x}", "hold {i}"): ("look at {a x} with {a i} in hand",),
    ("see {x}",): ("see {a x}", "have {a x} in view"),
    ("walk", "see {x}"): ("walk about near {a x}",),
    ("walk",): ("walk", "walk about", "wander around", "walk along", "go for a walk"),
    ("sprint",): ("sprint", "run", "run along", "run fast"),
    ("walk_back",): ("walk backwards", "step back", "go backwards"),
    ("walk_aside",): ("walk sideways", "step sideways"),
    ("jump",): ("jump", "jump up and down", "hop around"),
    ("stand",): ("stand", "stand around", "stay in one place", "wait"),
    ("still",): ("stand still", "do nothing", "stay still"),
    ("look_around",): ("look around", "turn around", "look about in all directions"),
    ("look_down",): ("look down", "look at the ground", "look down at the feet"),
    ("look_up",): ("look at the sky", "look up", "look up at the sky"),
    ("hold {i}",): ("hold {a i}", "carry {a i} in hand"),
    ("walk", "hold {i}"): ("walk with {a i} in hand", "carry {a i} around"),
    ("stand", "hold {i}"): ("stand with {a i} in hand", "hold {a i} and wait"),
}  # fmt: skip

DEEDS = ("chop", "mine", "punch", "dig_down", "dig", "cut", "break", "gather", "hit", "kill", "shear", "milk", "feed",
         "eat", "place", "build", "wall", "pillar", "shelter", "swim", "approach", "leave", "swing")  # fmt: skip
"""Verbs of which a clip's captions name each that is done in it; what else is true is said now and then."""
ASIDE = ("gather", "cut", "break", "leave", "swing")
"""Those that are named only now and then, too, where there are others."""

NOUNS = {"air": "bare hands", "stonebrick": "stone bricks"}
"""Where it is not the word itself."""
MASS = {
    "air", "dirt", "sand", "gravel", "clay", "snow", "planks", "cobblestone", "stone", "granite", "diorite", "andesite",
    "sandstone", "red_sandstone", "mossy_cobblestone", "stonebrick", "obsidian", "bedrock", "wool", "glass", "water",
    "tall_grass", "sugar_cane", "shears", "bread", "beef", "cooked_beef", "porkchop", "cooked_porkchop", "wheat",
    "coal_ore", "iron_ore", "gold_ore", "diamond_ore", "redstone_ore", "lapis_ore", "emerald_ore", "wheat_seeds",
    "mutton", "coal", "redstone", "cooked_chicken", "cooked_mutton", "grass", "leather", "feather",
}  # fmt: skip
"""Nouns without an article."""

SETTINGS: dict[str, tuple[str, ...]] = {
    "biome forest": ("in a forest", "in the woods"),
    "biome plains": ("on a plain", "on grassland"),
    "biome desert": ("in a desert",),
    "biome taiga": ("in a taiga",),
    "biome savanna": ("in a savanna",),
    "biome swampland": ("in a swamp",),
    "biome extreme_hills": ("in the mountains",),
    "biome jungle": ("in a jungle",),
    "biome ocean": ("in the ocean",),
    "biome river": ("in a river",),
    "time day": ("by day", "in daylight"),
    "time dusk": ("at dusk",),
    "time night": ("at night", "in the dark"),
    "time dawn": ("at dawn",),
    "rain": ("in the rain",),
    "under_ground": ("underground", "in a tunnel"),
}
"""Where and when."""
