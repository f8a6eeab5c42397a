"""First-person pictures of the Overworld: ray-cast blocks, procedural textures, HUD."""

from envs.overworld.render.pack import ResourcePackError
from envs.overworld.render.renderer import Renderer, check_image_size

__all__ = ["Renderer", "ResourcePackError", "check_image_size"]
