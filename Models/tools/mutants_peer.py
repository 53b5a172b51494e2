"""Prints what edgerun and TensorFlow Lite Micro make of models of which one word is wrong.

Run in Models/: python -m tools.mutants_peer [--edgerun PATH] [--count N] [MODEL...]
A mutant has one of its 32-bit words replaced, by a random one or by one of those that break sizes
and indices; the seed is the model's name. Each engine reads it in a process of its own, which may
crash or hang. What both run is compared byte by byte, and where outputs differ the line says which
word was what, and which fields of the file that changed.
"""

import argparse
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tflite_micro.python.tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

REPOSITORY = Path(__file__).parents[2]
GOLDENS = REPOSITORY / "Tests/ConformanceTests/Goldens"
MODELS = ("residual", "movement", "raw", "stream", "svdf")
WORDS = (0, 1, 2, 0x7F, 0xFF, 0x80000000, 0x7FFFFFFF, 0xFFFFFFFF)
ARENA_BYTES = 1 << 20
SECONDS = 10
COLUMNS = (
    "equal", "different", "only edgerun", "only TFLM", "neither", "TFLM crashed", "TFLM hung",
    "edgerun crashed", "edgerun hung",
)


@dataclass(frozen=True)
class Mutant:
    """A file with the word at byte `at` replaced."""

    original: bytes
    at: int
    word: int

    @property
    def bytes(self) -> bytes:
        """The whole file."""
        return self.original[: self.at] + self.word.to_bytes(4, "little") + self.original[self.at + 4 :]

    def __str__(self) -> str:
        before = int.from_bytes(self.original[self.at : self.at + 4], "little")
        return f"byte {self.at}: {before:#x} -> {self.word:#x}"


@dataclass(frozen=True)
class Outcome:
    """How an engine ended: ran, refused, crashed or hung; and its output where it ran."""

    end: str
    output: bytes = b""


def mutants(name: str, model: bytes, count: int) -> Iterator[Mutant]:
    """The same for a name on every machine."""
    source = random.Random(name)
    while count > 0:
        at = 4 * source.randrange(len(model) // 4)
        word = source.getrandbits(32) if source.random() < 0.5 else source.choice(WORDS)
        mutant = Mutant(model, at, word)
        if mutant.bytes != model:
            count -= 1
            yield mutant


def invoke(model: bytes, inputs: Path, output: Path) -> None:
    """Runs TFLM once; leaves the inputs it was given, and its outputs."""
    interpreter = runtime.Interpreter.from_bytes(model, arena_size=ARENA_BYTES)
    subgraph = schema.Model.GetRootAs(model, 0).Subgraphs(0)
    source = random.Random(0)
    given = b""
    for index in range(subgraph.InputsLength()):
        details = interpreter.get_input_details(index)
        shape, kind = tuple(details["shape"]), np.dtype(details["dtype"])
        values = source.randbytes(int(np.prod(shape)) * kind.itemsize)
        if kind.kind == "f":
            values = (np.frombuffer(source.randbytes(int(np.prod(shape))), np.int8) / 16).astype(kind).tobytes()
        interpreter.set_input(np.frombuffer(values, kind).reshape(shape), index)
        given += values
    inputs.write_bytes(given)
    interpreter.invoke()
    outputs = (interpreter.get_output(index) for index in range(subgraph.OutputsLength()))
    output.write_bytes(b"".join(np.asarray(values).tobytes() for values in outputs))


def micro(model: bytes, inputs: Path, output: Path) -> Outcome:
    """TFLM in a child process."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            invoke(model, inputs, output)
        except BaseException:
            os._exit(1)
        os._exit(0)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if os.WIFSIGNALED(status):
                return Outcome("crashed")
            ran = os.WEXITSTATUS(status) == 0
            return Outcome("ran", output.read_bytes()) if ran else Outcome("refused")
        time.sleep(0.0005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Outcome("hung")


def own(edgerun: Path, model: Path, inputs: Path) -> Outcome:
    """edgerun, level stream; its exit codes of refusal are 1, 65 and 69."""
    command = [edgerun, "run", model, inputs, "--output", "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Outcome("hung")
    if done.returncode == 0:
        return Outcome("ran", done.stdout)
    return Outcome("refused" if done.returncode in (1, 65, 69) else "crashed")


def verdict(ours: Outcome, theirs: Outcome) -> list[str]:
    """The columns that count a mutant."""
    crashes = [
        f"{name} {outcome.end}"
        for name, outcome in (("edgerun", ours), ("TFLM", theirs))
        if outcome.end in ("crashed", "hung")
    ]
    if ours.end == theirs.end == "ran":
        return ["equal" if ours.output == theirs.output else "different"]
    if ours.end == "ran":
        return [*crashes, "only edgerun"]
    return [*crashes, "only TFLM" if theirs.end == "ran" else "neither"]


def fields(value: object, path: str = "") -> dict[str, object]:
    """What a file says, by the path to it."""
    if isinstance(value, (list, np.ndarray)):
        parts = {f"{path}[{index}]": part for index, part in enumerate(value)}
    elif hasattr(value, "__dict__"):
        parts = {f"{path}.{name}".lstrip("."): part for name, part in vars(value).items()}
    else:
        return {path: value}
    found: dict[str, object] = {path: len(parts)} if isinstance(value, (list, np.ndarray)) else {}
    for name, part in parts.items():
        found.update(fields(part, name))
    return found


def reason(mutant: Mutant) -> str:
    """The first fields that differ from the original's."""
    try:
        before, after = (
            fields(schema.ModelT.InitFromPackedBuf(data, 0))
            for data in (mutant.original, mutant.bytes)
        )
    except Exception as error:  # Whatever a wrong offset leads to.
        return f"cannot be unpacked ({error})"
    names = [name for name in before | after if before.get(name) != after.get(name)]
    changes = [f"{name}: {before.get(name)} -> {after.get(name)}" for name in names[:3]]
    return "; ".join(changes) + (f"; {len(names) - 3} more" if len(names) > 3 else "") or "no field"


def compare(name: str, edgerun: Path, count: int) -> tuple[Counter, list[str]]:
    """What became of the mutants of a model, and a line for each whose outputs differ."""
    tally: Counter = Counter()
    lines = []
    original = (GOLDENS / name / "model.tflite").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        model, inputs, output = (Path(folder, part) for part in ("model.tflite", "in", "out"))
        invoke(original, inputs, output)
        given = inputs.read_bytes()
        for mutant in mutants(name, original, count):
            model.write_bytes(mutant.bytes)
            inputs.write_bytes(given)
            theirs = micro(mutant.bytes, inputs, output)
            ours = own(edgerun, model, inputs)
            columns = verdict(ours, theirs)
            tally.update(columns)
            if set(columns) & {"different", "edgerun crashed", "edgerun hung"}:
                lines.append(f"{name}: {columns[0]}: {mutant}: {reason(mutant)}")
    return tally, lines


def main() -> None:
    """Prints a Markdown table, and a line for each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edgerun", type=Path, default=REPOSITORY / ".build/release/edgerun")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("models", nargs="*", default=MODELS)
    options = parser.parse_args()
    print(f"| model | {' | '.join(COLUMNS)} |\n|---|{'--:|' * len(COLUMNS)}")
    found = []
    for name in options.models:
        tally, lines = compare(name, options.edgerun.resolve(), options.count)
        print(f"| {name} | {' | '.join(str(tally[column]) for column in COLUMNS)} |", flush=True)
        found += lines
    print("", *found, sep="\n")


if __name__ == "__main__":
    main()
