"""What all wrappers share."""

from typing import Any

import gymnasium


class Wrapper(gymnasium.Wrapper[Any, Any, Any, Any]):
    """Hands everything on to what it wraps, attributes too, as the wrappers of old Gym do."""

    reward_range = (-float("inf"), float("inf"))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "env":
            raise AttributeError(f"'{name}' is private: ask `.unwrapped` for it")
        return getattr(self.env, name)

    def seed(self, seed: int | None = None) -> Any:
        """Begin the simulator's generator of seeds anew."""
        return self.env.seed(seed)  # type: ignore[attr-defined]

    def reset(self, **kwargs: Any) -> Any:
        """Begin an episode and return its first observation; arguments as for what is inside."""
        return self.env.reset(**kwargs)

    def step(self, action: Any) -> Any:
        """Return observation, reward, done, info."""
        return self.env.step(action)

    def render(self, mode: str = "human") -> Any:
        """Show the last picture, or return it; see the simulator."""
        return self.env.render(mode)  # type: ignore[call-arg]
