"""Writes one model folder: model, weights, input, TFLM's output, and the figures of its README."""

import math
from importlib.metadata import version
from pathlib import Path

import numpy as np

from .graph import Graph
from .modelfile import WEIGHTS_FILE, write_model
from .tflm import Interpreter

MODELS = Path(__file__).parents[1]


def ship(graph: Graph, inputs: list[np.ndarray], folder: Path) -> Interpreter:
    """The files every model has, with the int8 `inputs`; returns the interpreter that ran them."""
    write_model(graph, folder)
    names = ["input.bin"] if len(inputs) == 1 else [f"input{i}.bin" for i in range(len(inputs))]
    for name, values in zip(names, inputs, strict=True):
        (folder / name).write_bytes(values.tobytes())
    interpreter = Interpreter(graph)
    (output,) = interpreter.run(inputs)
    assert len(np.unique(output)) > 1, f"{graph.name}: a constant output tests nothing"
    (folder / "output.bin").write_bytes(output.tobytes())
    return interpreter


def write_readme(text: str, interpreter: Interpreter, folder: Path) -> None:
    """README.md: `text`, then the table of figures."""
    graph, arena = interpreter.graph, interpreter.arena()
    rows = [
        ("operators", len(graph.nodes)),
        (f"{WEIGHTS_FILE}, bytes", (folder / WEIGHTS_FILE).stat().st_size),
        ("most live tensor bytes, in file order", peak_bytes(graph)),
        ("TFLM arena head (tensors and scratch), bytes", arena.head),
        ("TFLM arena tail (its own structures, 64-bit host), bytes", arena.tail),
        ("TFLM arena total, bytes", arena.total),
    ]
    table = "".join(f"| {what} | {count:,} |\n" for what, count in rows)
    source = f"`output.bin` and the arena figures: tflite_micro {version('tflite_micro')}.\n"
    (folder / "README.md").write_text(f"{text}\n| figure | |\n|---|--:|\n{table}\n{source}")


def peak_bytes(graph: Graph) -> int:
    """The most bytes of whole int8 tensors alive during one node: all it reads and writes, and
    everything made before that a later node or the caller still needs."""
    steps = range(len(graph.nodes))
    last = {name: len(graph.nodes) for name in graph.outputs}
    for step in reversed(steps):
        for name in (*graph.nodes[step].inputs, *graph.nodes[step].outputs):
            last.setdefault(name, step)
    size = {
        name: math.prod(tensor.shape)
        for name, tensor in graph.tensors.items()
        if tensor.data is None
    }
    live = set(graph.inputs)
    peak = 0
    for step in steps:
        live.update(graph.nodes[step].outputs)
        peak = max(peak, sum(size[name] for name in live))
        live = {name for name in live if last[name] > step}
    return peak
