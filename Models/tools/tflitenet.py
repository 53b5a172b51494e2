"""Builds small .tflite networks operator by operator, also those no graph of ours can say."""

from typing import Any

import numpy as np
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

from .tflitefile import Writer

CODE = schema.BuiltinOperator
KIND = schema.BuiltinOptions
TYPE = schema.TensorType
NUMPY = {
    TYPE.FLOAT32: np.float32,
    TYPE.INT32: np.int32,
    TYPE.INT16: np.int16,
    TYPE.INT8: np.int8,
    TYPE.UINT8: np.uint8,
}
Shape = tuple[int, ...]


class Net:
    """A network while it grows; tensors are known by name, weights are random.

    With `legacy`, all that is int8 is uint8 instead, 128 more everywhere.
    """

    def __init__(self, seed: int, legacy: bool = False):
        self.random = np.random.default_rng(seed)
        self.writer = Writer()
        self.operators: list[schema.OperatorT] = []
        self.earlier: list[schema.SubGraphT] = []
        self.legacy = legacy

    def tensor(
        self,
        name: str,
        shape: Shape,
        scales: float | np.ndarray | None = None,
        zero_point: int = 0,
        kind: int = TYPE.INT8,
        axis: int = 0,
        data: np.ndarray | None = None,
    ) -> str:
        """Declares a tensor; with `data`, a constant. No scale, no quantisation."""
        flipped = self.legacy and kind == TYPE.INT8
        if flipped:
            kind = TYPE.UINT8
            data = None if data is None else (data.astype(np.int16) + 128).astype(np.uint8)
        table = self.writer.tensor(name, shape, kind, data)
        if scales is not None:
            values = np.atleast_1d(np.asarray(scales, np.float32))
            table.quantization = schema.QuantizationParametersT(
                scale=values,
                zeroPoint=np.full(len(values), zero_point + 128 * flipped, np.int64),
                quantizedDimension=axis,
            )
        return name

    def operator(
        self,
        code: int,
        inputs: list[str | None],
        outputs: list[str],
        options: tuple[int, Any] | None = None,
        version: int = 2,
    ) -> str:
        """Appends an operator and returns the name of its first output."""
        kind, table = options or (KIND.NONE, None)
        self.operators.append(
            schema.OperatorT(
                opcodeIndex=self.writer.code(code, version),
                inputs=[-1 if name is None else self.writer.index[name] for name in inputs],
                outputs=[self.writer.index[name] for name in outputs],
                builtinOptionsType=kind,
                builtinOptions=table,
            )
        )
        return outputs[0] if outputs else ""

    def weights(self, name: str, shape: Shape, axis: int | None, depth: int) -> np.ndarray:
        """Declares random int8 weights, a scale for each position along `axis` or one for all."""
        count = 1 if axis is None else shape[axis]
        scales = self.random.uniform(0.5, 1.5, count).astype(np.float32) / np.float32(
            74 * np.sqrt(depth)
        )
        data = self.random.integers(-127, 128, shape, dtype=np.int8)
        self.tensor(name, shape, scales, axis=axis or 0, data=data)
        return scales

    def bias(self, name: str, count: int, scales: np.ndarray) -> str:
        """Declares a random int32 bias of about one real unit, in units of `scales`."""
        reals = self.random.uniform(-1, 1, count)
        data = np.round(reals / np.broadcast_to(scales, count)).astype(np.int32)
        return self.tensor(name, (count,), scales, kind=TYPE.INT32, data=data)

    def inputs_with_constants(self, *values: Any) -> list[str]:
        """Declares constant int32 tensors, what TensorFlow Lite has for attributes."""
        names = []
        for value in values:
            data = np.asarray(value, np.int32)
            name = f"constant{len(self.writer.tensors)}"
            names.append(self.tensor(name, data.shape, kind=TYPE.INT32, data=data))
        return names

    def next_subgraph(self) -> None:
        """Ends this subgraph; the one that begins comes first in the file."""
        self.earlier.append(self.writer.subgraph([], [], self.operators))
        self.operators = []

    def file(self, name: str, inputs: list[str], outputs: list[str]) -> bytes:
        """The whole file."""
        main = self.writer.subgraph(inputs, outputs, self.operators)
        return self.writer.file(name, [main, *self.earlier])
