"""Prints how fast layers and networks run here beside LiteRT with XNNPACK, on one thread.

Run in Models/: python -m tools.bench_peers [--edgerun PATH] [--rounds N] [--only TEXT] [NETWORK...]
Both engines run alternately, in every round anew. A row is microseconds of thread time, the least of
each engine, and the ratio LiteRT / edgerun: the median over rounds, and the least and largest.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import flatbuffers
from ai_edge_litert.interpreter import Interpreter

from .make_tflite_goldens import SAME, VALID, conv, dense, depthwise
from .tflitenet import CODE, KIND, Net, schema

REPOSITORY = Path(__file__).parents[2]
NETWORKS = (
    "conformance/models/vww_96_int8",
    "conformance/models/kws_ref_model",
    "conformance/models/resnet8_cifar_quant",
    "conformance/models/ad01_int8",
    "models/swiftnet/swiftnet_hpd_ckpt_int8",
    "conformance/models/nasnet_mobile_96",
    "conformance/models/person_detect",
)
SAMPLE_SECONDS = 0.05
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A network of one operator on [height, width, channels]."""

    kind: str
    image: Shape
    channels: int = 0
    kernel: Shape = (1, 1)
    stride: int = 1

    @property
    def name(self) -> str:
        """As tables have it."""
        image = "x".join(map(str, self.image))
        to = f"_{self.channels}" if self.channels else ""
        kernel = "" if self.kernel == (1, 1) else "k" + "x".join(map(str, self.kernel))
        return f"{self.kind}{kernel}_{image}{to}" + (f"_s{self.stride}" if self.stride > 1 else "")

    def file(self) -> bytes:
        """As .tflite."""
        net = Net(1)
        height, width, depth = self.image
        small = (1, -(-height // self.stride), -(-width // self.stride))
        strides = {"strideH": self.stride, "strideW": self.stride, "padding": SAME}
        if self.kind == "fc":
            net.tensor("x", (1, depth), 0.02, -3)
            dense(net, "y", "x", 0.02, self.channels, depth)
            return net.file(self.name, ["x"], ["y"])
        net.tensor("x", (1, height, width, depth), 0.02, -3)
        if self.kind == "conv":
            shapes = ((self.channels, *self.kernel, depth), (*small, self.channels))
            conv(net, "y", "x", 0.02, shapes, **strides)
        elif self.kind == "dw":
            shapes = ((1, *self.kernel, depth), (*small, depth))
            depthwise(net, "y", "x", 0.02, shapes, 3, **strides)
        elif self.kind == "add":
            net.tensor("x2", (1, height, width, depth), 0.03, 5)
            net.tensor("y", (1, height, width, depth), 0.04, -7)
            options = (KIND.AddOptions, schema.AddOptionsT())
            net.operator(CODE.ADD, ["x", "x2"], ["y"], options)
            return net.file(self.name, ["x", "x2"], ["y"])
        else:
            code = CODE.MAX_POOL_2D if self.kind == "max" else CODE.AVERAGE_POOL_2D
            padding = VALID if self.kernel == (height, width) else SAME
            shape = (1, 1, 1, depth) if padding == VALID else (*small, depth)
            net.tensor("y", shape, 0.02, -3)
            table = schema.Pool2DOptionsT(
                padding=padding, strideH=self.stride, strideW=self.stride,
                filterHeight=self.kernel[0], filterWidth=self.kernel[1],
            )
            net.operator(code, ["x"], ["y"], (KIND.Pool2DOptions, table))
        return net.file(self.name, ["x"], ["y"])


LAYERS = (
    *(
        Layer("conv", image, channels)
        for image, channels in (
            ((28, 28, 32), 32), ((28, 28, 64), 32), ((48, 48, 16), 32), ((25, 5, 64), 64),
            ((56, 56, 24), 72), ((28, 28, 160), 48), ((12, 12, 128), 128), ((6, 6, 256), 256),
            ((3, 3, 256), 256), ((14, 14, 96), 576), ((7, 7, 320), 1280),
        )
    ),
    *(
        Layer("conv", image, channels, (3, 3))
        for image, channels in (
            ((32, 32, 16), 16), ((16, 16, 32), 32), ((28, 28, 48), 48), ((8, 8, 64), 64),
        )
    ),
    Layer("conv", (32, 32, 3), 16, (3, 3)),
    Layer("conv", (96, 96, 3), 8, (3, 3), 2),
    Layer("conv", (49, 10, 1), 64, (10, 4), 2),
    *(
        Layer("dw", image, 0, (3, 3))
        for image in (
            (28, 28, 64), (48, 48, 16), (12, 12, 128), (25, 5, 64), (6, 6, 256), (3, 3, 256),
        )
    ),
    Layer("dw", (48, 48, 16), 0, (3, 3), 2),
    Layer("dw", (14, 14, 96), 0, (5, 5)),
    Layer("avg", (28, 28, 48), 0, (3, 3)),
    Layer("avg", (7, 7, 256), 0, (7, 7)),
    Layer("max", (28, 28, 48), 0, (2, 2), 2),
    Layer("max", (28, 28, 48), 0, (3, 3), 2),
    Layer("add", (28, 28, 48)),
    Layer("fc", (1, 1, 128), 128),
    Layer("fc", (1, 1, 640), 128),
    Layer("fc", (1, 1, 1024), 1000),
)


def repaired(model: Path) -> bytes:
    """The file with axis 0 where a tensor lacks the one its scales are along: LiteRT refuses it."""
    contents = schema.ModelT.InitFromPackedBuf(model.read_bytes(), 0)
    for tensor in (tensor for graph in contents.subgraphs for tensor in graph.tensors):
        quantization, rank = tensor.quantization, len(tensor.shape)
        if quantization and quantization.quantizedDimension >= rank:
            quantization.quantizedDimension = 0
    builder = flatbuffers.Builder()
    builder.Finish(contents.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def peer(model: Path) -> Callable[[], float]:
    """Measures LiteRT: least microseconds of an inference."""
    try:
        interpreter = Interpreter(str(model), num_threads=1)
    except ValueError:
        interpreter = Interpreter(model_content=repaired(model), num_threads=1)
    interpreter.allocate_tensors()

    def inference(count: int) -> float:
        started = time.thread_time_ns()
        for _ in range(count):
            interpreter.invoke()
        return (time.thread_time_ns() - started) / count / 1000

    inference(2)
    count = max(1, int(SAMPLE_SECONDS / 20 * 1e6 / max(inference(3), 0.1)))
    return lambda: min(inference(count) for _ in range(20))


def own(edgerun: Path, model: Path, level: str, microseconds: float) -> float:
    """Measures edgerun likewise."""
    runs = min(20_000, max(20, int(SAMPLE_SECONDS * 1e6 / microseconds)))
    command = [edgerun, "bench", model, "--level", level, "--runs", str(runs), "--json"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(report)["total"]["microseconds"]["min"]


def compare(
    edgerun: Path, model: Path, level: str, rounds: int
) -> tuple[float, float, list[float]]:
    """The least times of LiteRT and edgerun, and the ratios of all rounds."""
    litert = peer(model)
    pairs = []
    for _ in range(rounds):
        theirs = litert()
        pairs.append((theirs, own(edgerun, model, level, theirs)))
    ratios = [theirs / ours for theirs, ours in pairs]
    return min(p[0] for p in pairs), min(p[1] for p in pairs), ratios


def cases(folder: Path, networks: list[str]) -> Iterator[tuple[str, Path, str]]:
    """What is compared: a name, a file and a level."""
    if not networks:
        for layer in LAYERS:
            path = folder / f"{layer.name}.tflite"
            path.write_bytes(layer.file())
            yield layer.name, path, "rewrite"
        shared = Path(os.environ.get("EDGERUN_SHARED", REPOSITORY.parent / "shared"))
        networks = [str(shared / f"{name}.tflite") for name in NETWORKS]
    for network in networks:
        for level in ("rewrite", "stream"):
            yield f"{Path(network).stem} {level}", Path(network), level


def main() -> None:
    """Prints a Markdown table, and the geometric mean of the ratios of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edgerun", type=Path, default=REPOSITORY / ".build/release/edgerun")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("networks", nargs="*")
    options = parser.parse_args()
    print("| case | LiteRT us | edgerun us | ratio | least | largest |\n|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        groups: dict[str, list[float]] = {}
        for name, path, level in cases(Path(folder), options.networks):
            if options.only not in name:
                continue
            theirs, ours, ratios = compare(options.edgerun, path, level, options.rounds)
            ratio = statistics.median(ratios)
            group = name.split("_")[0] if path.parent == Path(folder) else level
            groups.setdefault(group, []).append(ratio)
            print(
                f"| {name} | {theirs:.2f} | {ours:.2f} | {ratio:.2f} "
                f"| {min(ratios):.2f} | {max(ratios):.2f} |",
                flush=True,
            )
    for group, ratios in groups.items():
        mean = math.exp(statistics.mean(map(math.log, ratios)))
        print(f"{group}: geometric mean {mean:.2f} of {len(ratios)}")


if __name__ == "__main__":
    main()
