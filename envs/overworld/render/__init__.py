"""First-person pictures of the Overworld: ray-cast blocks, procedural textures, HUD.

`Renderer` is what others use. `frame` says in which order a picture is made. The view is cut into upright slices
(`slices`); `sweep` walks each once and says which planes its rows see; `planes` fills the pixels between slices from
that, and `landscape` follows a ray (`march`) for each pixel that is left. `entities`, `bodies` and `pieces` draw what
moves; `looks` says how each block state looks, `models` and `textures/coats` how each mob does; `art` turns all that
into the arrays of `atlas`.

What is simpler than in the game: light is that of the cell in front of a face (the game's smooth lighting is off, as in
MineDojo); the view ends in fog after 48 blocks; clouds, particles, shadows and view bobbing are left out, and so is the
tilt of the camera after a hit; water has a level surface in each cell, stepped by its level, and is dark where one
would look through 16 blocks of it, and from within it shows its surface alone; what is narrower than two pixels may be
missed (`exact=True` gives every pixel a ray of its own; up to two in a thousand differ at 160x256); rain and snow are
streaks around the eyes, without splashes; plants stand in the middle of their cell; torches on walls hang upright;
signs turn by quarters and show no text; stairs have no corner shapes; redstone dust and fire have one shape; chests,
beds, banners and heads are boxes with tiles of ours; doors always have the hinge on one side; an icon of a block is 16
pixels wide; a shield is held as its picture; bats do not hang, endermen carry nothing, worn armour is not seen on mobs.
"""

from envs.overworld.render.pack import ResourcePackError
from envs.overworld.render.renderer import Renderer, check_image_size

__all__ = ["Renderer", "ResourcePackError", "check_image_size"]
