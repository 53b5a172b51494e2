"""Runs a quantised graph on TensorFlow Lite Micro, the oracle of every output we ship."""

import os
import re
import sys
import tempfile
from dataclasses import dataclass

import numpy as np
from tflite_micro.python.tflite_micro import runtime

from .graph import Graph
from .tflitefile import tflite_bytes

ARENA_BYTES = 4 << 20


@dataclass(frozen=True)
class ArenaUse:
    """Bytes of TFLM's arena on a 64-bit host: activations (head), its own structures (tail)."""

    head: int
    tail: int
    total: int


class Interpreter:
    """One loaded graph; all tensors in and out are int8 arrays of the declared shapes."""

    def __init__(self, graph: Graph):
        self.graph = graph
        self.runtime = runtime.Interpreter.from_bytes(tflite_bytes(graph), arena_size=ARENA_BYTES)

    def run(self, inputs: list[np.ndarray]) -> list[np.ndarray]:
        """The graph outputs for one set of inputs."""
        for index, values in enumerate(inputs):
            self.runtime.set_input(values, index)
        self.runtime.invoke()
        return [self.runtime.get_output(index).copy() for index in range(len(self.graph.outputs))]

    def arena(self) -> ArenaUse:
        """What TFLM's recording allocator prints after an inference."""
        report = captured_stderr(self.runtime.print_allocations)
        figures = {
            part: int(re.search(rf"Arena allocation {part} (\d+) bytes", report)[1])
            for part in ("head", "tail", "total")
        }
        return ArenaUse(**figures)


def captured_stderr(action) -> str:
    """What native code writes to standard error while `action` runs."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), 2)
        try:
            action()
        finally:
            os.dup2(saved, 2)
            os.close(saved)
        sink.seek(0)
        return sink.read().decode()
