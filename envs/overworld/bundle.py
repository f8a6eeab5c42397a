"""Hand a NamedTuple of arrays to kernels as one pointer.

Numba takes a tuple apart: every array in it becomes a dozen arguments of every function that it is handed to, which for
a `State` and its `Rules` is some four hundred. A *bundle* is laid down in memory once, when Python calls the first
kernel, and from there on travels as its address. That makes calls cheaper, and compiling several times faster.
"""

import hashlib
from typing import Any, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import impl_ret_borrowed, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, models, register_model, typeof_impl, unbox

_Tuple = TypeVar("_Tuple", bound=type)


class Bundle(types.Type):
    """Numba's type of a NamedTuple that is handed on by its address."""

    def __init__(self, cls: type, fields: tuple[types.Type, ...]) -> None:
        self.cls = cls
        self.fields = fields
        layout = hashlib.sha256(repr(fields).encode()).hexdigest()[:12]
        super().__init__(f"{cls.__name__}_{layout}")

    def index(self, name: str) -> int:
        """Return the place of a field, -1 if there is none."""
        names: tuple[str, ...] = self.cls._fields  # type: ignore[attr-defined]
        return names.index(name) if name in names else -1

    def struct(self, context: Any) -> ir.Type:
        """Return how it lies in memory."""
        return ir.LiteralStructType([context.get_value_type(field) for field in self.fields])


def bundle(cls: _Tuple) -> _Tuple:
    """Decorate a NamedTuple class: its instances are handed to kernels by their address."""

    @typeof_impl.register(cls)
    def typeof_bundle(value: Any, c: Any) -> types.Type:
        return Bundle(cls, tuple(typeof_impl(field, c) for field in value))

    return cls


@register_model(Bundle)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, fe_type: Bundle) -> None:
        super().__init__(manager, fe_type, cgutils.voidptr_t)


@unbox(Bundle)
def _unbox(typ: Bundle, value: Any, c: Any) -> NativeValue:
    """Lay the fields down on the stack of the call from Python, which outlives all that kernels do with them."""
    struct = typ.struct(c.context)
    place = cgutils.alloca_once(c.builder, struct)
    failed = cgutils.alloca_once_value(c.builder, cgutils.false_bit)
    cleanups, natives = [], []
    for index, field in enumerate(typ.fields):
        native = c.unbox(field, c.pyapi.tuple_getitem(value, index))
        c.builder.store(native.value, cgutils.gep_inbounds(c.builder, place, 0, index))
        with c.builder.if_then(native.is_error):
            c.builder.store(cgutils.true_bit, failed)
        natives.append((field, native.value))
        if native.cleanup is not None:
            cleanups.append(native.cleanup)
    # Through a volatile cell, so that what is read through the address cannot be moved before what was just written.
    cell = cgutils.alloca_once(c.builder, cgutils.voidptr_t)
    c.builder.store(c.builder.bitcast(place, cgutils.voidptr_t), cell).volatile = True
    address = c.builder.load(cell)
    address.volatile = True

    def cleanup() -> None:
        for undo in cleanups:
            undo()
        if c.context.enable_nrt:  # unboxing took a reference to each array, which Numba cannot see behind an address
            for field, native in natives:
                c.context.nrt.decref(c.builder, field, native)

    return NativeValue(address, is_error=c.builder.load(failed), cleanup=cleanup)


@infer_getattr
class _Attributes(AttributeTemplate):
    key = Bundle

    def generic_resolve(self, typ: Bundle, name: str) -> types.Type | None:
        index = typ.index(name)
        return typ.fields[index] if index >= 0 else None


@lower_getattr_generic(Bundle)
def _get(context: Any, builder: Any, typ: Bundle, value: Any, name: str) -> Any:
    """Read a field; it never changes while kernels run, so the compiler may keep it in registers."""
    index = typ.index(name)
    place = builder.bitcast(value, typ.struct(context).as_pointer())
    field = builder.load(cgutils.gep_inbounds(builder, place, 0, index))
    field.set_metadata("invariant.load", builder.module.add_metadata([]))
    return impl_ret_borrowed(context, builder, typ.fields[index], field)
