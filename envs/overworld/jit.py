"""Compile kernels with Numba and keep the machine code in a cache that cannot go stale.

Numba's own cache looks only at the file a function stands in, so an edit to a *callee* in another file leaves the
caller's compiled copy in place. Here the cache key is a hash over the file and all files of the project that it
imports, directly or not. The cache lives in the user's cache folder (or `NUMBA_CACHE_DIR`) under that hash, so that
another clone of the same sources, or a Ray worker that unpacked them elsewhere, starts warm.
"""

import hashlib
import math
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import platformdirs
from numba.core import caching, types
from numba.core.types import unliteral
from numba.extending import lower_builtin

# Waiting threads of OpenMP spin by default, which makes a busy machine many times slower. Read at the first kernel.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

_ROOT = Path(__file__).resolve().parents[2]
_IMPORT = re.compile(r"^\s*from ((?:envs|skills)(?:\.\w+)+) import (\([^)]*\)|[^\n#]*)", re.MULTILINE)
_Function = TypeVar("_Function", bound=Callable[..., Any])


def cache_dir() -> Path:
    """Folder of the compiled kernels of all versions."""
    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("lodestone")
    return Path(base) / "kernels"


@cache
def _source_hash(file: Path) -> str:
    """Hash of `file` and of every source and table of this project it depends on."""
    seen: set[Path] = set()
    stack = [file]
    while stack:
        path = stack.pop()
        if path in seen:
            continue
        seen.add(path)
        if path.suffix == ".py":
            stack.extend(_imported_files(path.read_text(encoding="utf-8")))
        if path.parent.name == "gamedata":
            stack.extend(path.parent.glob("*.json"))
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(seen):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _imported_files(source: str) -> list[Path]:
    """Files of this project that a source text imports with `from envs... import` or `from skills... import`."""
    files = []
    for dotted, names in _IMPORT.findall(source):
        base = _ROOT.joinpath(*dotted.split("."))
        candidates = [base.with_suffix(".py"), base / "__init__.py"]
        candidates += [base / f"{name.strip().split(' as ')[0]}.py" for name in names.strip("()").split(",")]
        files += [path for path in candidates if path.is_file()]
    return files


class _SourceClosureLocator(caching._CacheLocator):
    """Puts compiled code in a folder named after the hash of all sources it was compiled from."""

    def __init__(self, py_func: Callable[..., Any], py_file: str) -> None:
        path = Path(py_file).resolve()
        self._stamp = _source_hash(path)
        self._path = cache_dir() / f"{path.stem}-{self._stamp}"
        self._line = py_func.__code__.co_firstlineno

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> "_SourceClosureLocator":
        """Numba's entry point: the locator of one function."""
        locator = cls(py_func, py_file)
        locator.ensure_cache_path()
        return locator

    def get_cache_path(self) -> str:
        """Folder of this function's compiled code."""
        return str(self._path)

    def get_source_stamp(self) -> str:
        """What must be equal for compiled code to be used again."""
        return self._stamp

    def get_disambiguator(self) -> str:
        """Tells functions of one name apart."""
        return str(self._line)


def _widened(type_: types.Type) -> types.Type:
    """Return the type that an argument is handed on as: integers of up to 32 bits as int64, constants as variables."""
    plain = unliteral(type_)
    return types.int64 if isinstance(plain, types.Integer) and plain.bitwidth < types.int64.bitwidth else plain


def _rounding(intrinsic: str) -> Callable[..., Any]:
    """Return what lowers a rounding function to one instruction; Numba would call the C library, dozens of cycles."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        function = builder.module.declare_intrinsic(intrinsic, [args[0].type])
        return builder.fptosi(builder.call(function, args), context.get_value_type(signature.return_type))

    return lower


for _type in (types.float32, types.float64):
    lower_builtin(math.floor, _type)(_rounding("llvm.floor"))
    lower_builtin(math.ceil, _type)(_rounding("llvm.ceil"))


def kernel(*, parallel: bool = False, inline: bool = False) -> Callable[[_Function], _Function]:
    """Decorate a function as a compiled kernel: `@kernel()`.

    Strict IEEE arithmetic (no fast-math), so that results do not depend on the machine's vector width, and no GIL.
    Nothing can be allocated, and arrays are not reference-counted: handing a `State` to a small helper would otherwise
    cost two atomic operations an array. (Numba's parallel loops allocate their schedule, so these keep counting.)

    Args:
        parallel: Allow `numba.prange`; for the outermost loop over worlds (or bands of pixels) only.
        inline: Ask LLVM to inline the function wherever it is called; for the smallest helpers of hot loops.
    """

    def decorate(function: _Function) -> _Function:
        previous = numba.config.CACHE_LOCATOR_CLASSES
        numba.config.CACHE_LOCATOR_CLASSES = f"{__name__}.{_SourceClosureLocator.__name__}"
        try:
            dispatcher = numba.njit(
                cache=True,
                nogil=True,
                parallel=parallel,
                error_model="numpy",
                forceinline=inline,
                no_cfunc_wrapper=True,
                _nrt=parallel,
            )(function)
        finally:
            numba.config.CACHE_LOCATOR_CLASSES = previous
        resolve = dispatcher.get_call_template
        # Numba would compile a copy for every constant and every width of integer that some caller passes.
        dispatcher.get_call_template = lambda args, kws: resolve([_widened(arg) for arg in args], kws)
        return dispatcher

    return decorate
