"""Shapes that several threads read at once."""

import msgspec


def prepared[T](shape: type[T]) -> type[T]:
    """A `Struct` whose reading is worked out here, with all that it holds, before anybody can read with it.

    msgspec works it out at the first use and lets other threads run meanwhile: a second one that reads the same shape then
    meets a half-made table, and the process dies of it (0.22: a null pointer in `json_decode_struct_map_inner`). At the moment
    of definition no other thread has the shape. For every shape that `decode` or `convert` is given while serving.
    """
    msgspec.json.Decoder(shape)
    return shape
