"""Prints a Markdown table of the memory each shipped model needs in TFLM, LiteRT and edgerun.

Run in Models/: python -m tools.peers [--edgerun PATH]
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .modelfile import read_model
from .ship import MODELS
from .tflitefile import tflite_bytes
from .tflm import Interpreter

NAMES = ("digits", "swiftnet-hpd", "randwire-ws32", "darts-cell")
LEVELS = ("file", "order")
EDGERUN = MODELS.parent / ".build/release/edgerun"
HEADINGS = (
    "bytes",
    "TFLM arena head",
    "TFLM arena total",
    "TFLM output",
    "LiteRT heap growth",
    "LiteRT output",
    *(f"edgerun {what}, {level}" for level in LEVELS for what in ("arena", "measured", "output")),
)


@dataclass(frozen=True)
class Measurement:
    """What one engine gave for one model: byte counts, and the output's int8 values."""

    figures: tuple[int, ...]
    output: np.ndarray


def main() -> None:
    """Measures every model in every engine."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edgerun", type=Path, default=EDGERUN, metavar="PATH")
    edgerun = parser.parse_args().edgerun.resolve()
    print(row(HEADINGS))
    print(row(("---", *("--:" for _ in HEADINGS[1:]))))
    for name in NAMES:
        print(row(cells(MODELS / name, edgerun)), flush=True)


def row(texts: tuple[str, ...]) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(texts)} |"


def cells(folder: Path, edgerun: Path) -> tuple[str, ...]:
    """The model's name, then each engine's figures and how its output compares."""
    expected = np.fromfile(folder / "output.bin", np.int8)
    measurements = [
        tflm(folder),
        litert(folder),
        *(edgerun_at(level, folder, edgerun) for level in LEVELS),
    ]
    texts = [folder.name]
    for measurement in measurements:
        texts.extend(f"{figure:,}" for figure in measurement.figures)
        texts.append(comparison(measurement.output, expected))
    return tuple(texts)


def comparison(output: np.ndarray, expected: np.ndarray) -> str:
    """Whether the output is output.bin, and if not, how far it is from it."""
    distance = np.abs(output.astype(int) - expected)
    if not distance.any():
        return "equal"
    return f"{np.count_nonzero(distance)} of {distance.size} differ, by {distance.max()} at most"


def tflm(folder: Path) -> Measurement:
    """Head (tensors and scratch) and total of the arena on a 64-bit host."""
    graph = read_model(folder)
    (image,) = graph.inputs
    values = np.fromfile(folder / "input.bin", np.int8)
    interpreter = Interpreter(graph)
    (output,) = interpreter.run([values.reshape(graph.tensors[image].shape)])
    arena = interpreter.arena()
    return Measurement((arena.head, arena.total), output.ravel())


def litert(folder: Path) -> Measurement:
    """Growth of the heap in a process of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        model, output = Path(scratch, "model.tflite"), Path(scratch, "output.bin")
        model.write_bytes(tflite_bytes(read_model(folder)))
        command = [sys.executable, "-m", "tools.litert", model, folder / "input.bin", output]
        growth = int(printed(command))
        return Measurement((growth,), np.fromfile(output, np.int8))


def edgerun_at(level: str, folder: Path, edgerun: Path) -> Measurement:
    """The arena it plans, and the part of it that a run was seen to use."""
    model = folder / "model.json"
    options = ["--level", level, "--json"]
    plan = json.loads(printed([edgerun, "plan", model, *options]))
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch, "output.bin")
        files = [model, folder / "input.bin", "--output", output]
        run = json.loads(printed([edgerun, "run", *files, *options]))
        figures = (plan["arenaBytes"], run["measuredPeakBytes"])
        return Measurement(figures, np.fromfile(output, np.int8))


def printed(command: list[str | Path]) -> str:
    """What a command, run in Models/, writes to standard output."""
    done = subprocess.run(command, cwd=MODELS, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main()
