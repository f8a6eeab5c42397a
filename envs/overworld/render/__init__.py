"""First-person pictures of the Overworld: ray-cast blocks, procedural textures, HUD.

`Renderer` is what others use. `frame` says in which order a picture is made; `march` is the hot loop; `looks` says how
each block state looks; `art` turns textures and looks into arrays.

What is simpler than in the game: light is that of the cell in front of a face (the game's smooth lighting is off, as
in MineDojo); the view ends in fog after 48 blocks; clouds, rain, particles and view bobbing are left out; water has a
level surface in each cell, does not flow in the picture, and is dark where one would look through 16 blocks of it;
plants stand in the middle of their cell; torches on walls hang upright; stairs have no corner shapes; redstone dust,
fire and stems have one shape; chests, beds, signs, banners and heads are boxes with tiles of ours; doors always have
the hinge on one side; an icon of a block is 16 pixels wide.
"""

from envs.overworld.render.pack import ResourcePackError
from envs.overworld.render.renderer import Renderer, check_image_size

__all__ = ["Renderer", "ResourcePackError", "check_image_size"]
