"""Writes Models/digits: a small irregular network trained on scikit-learn's digits.

Run in Models/: python -m tools.make_digits
"""

from dataclasses import dataclass

import numpy as np
from sklearn.datasets import load_digits

from .builder import Builder
from .floats import run
from .graph import Graph, Quantization
from .quantize import normalize, quantize, to_int8
from .ship import MODELS, ship, write_readme
from .tflm import Interpreter
from .train import train

NAME = "digits"
SEED = 7
HELD_OUT = 400
EPOCHS = 60
LEVELS = 16  # a pixel counts the set dots, 0...16, of a 4x4 block
INPUT = Quantization.per_tensor(1 / LEVELS, -128)
UNSURE = 64  # int8 probability 0.75

README = """# digits

Reads one handwritten digit, 8x8 pixels of 0...16: byte = pixel - 128. Ten probabilities come out,
`labels.txt` names them. The network is irregular on purpose (three randomly wired cells of 1x1
and separable 3x3 convolutions joined by concats, each with a shortcut added), and its nodes are in
breadth-first order, so a good execution order saves memory.

Made by `python -m tools.make_digits`, run in `Models/` with `tools/requirements.txt` installed.
Trained on {train} digits; the other {test} were never used for training or calibration and are
`test-images.npy` (int8 [{test}, 8, 8, 1]), `test-labels.txt` and `test-outputs.bin` (TFLM's
outputs, 10 bytes each). `input.bin` is held-out digit {shipped}, the first that is read right but
not with certainty. Training is reproducible to the bit on one kind of processor; another may add
floats in another order.

| held-out accuracy | |
|---|--:|
| float | {float_accuracy:.2%} |
| int8, TFLM | {int8_accuracy:.2%} |

Data: E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
Repository (1998), https://doi.org/10.24432/C50P49, CC BY 4.0, as bundled with scikit-learn.
"""


@dataclass(frozen=True)
class Digits:
    """Images [count, 8, 8, 1] with values 0...1, and classes [count]."""

    images: np.ndarray
    labels: np.ndarray


def load() -> tuple[Digits, Digits]:
    """The training and the held-out digits."""
    data = load_digits()
    order = np.random.default_rng(SEED).permutation(len(data.target))
    images = data.images[..., np.newaxis][order] / LEVELS
    labels = data.target[order]
    return (
        Digits(images[HELD_OUT:], labels[HELD_OUT:]),
        Digits(images[:HELD_OUT], labels[:HELD_OUT]),
    )


def cell(b: Builder, name: str, x: str, nodes: int, width: int, channels: int) -> str:
    """A randomly wired cell: each node reads one to three earlier tensors, joined by a concat.

    Tensors nobody read are joined and projected to `channels`, and a 1x1 shortcut is added.
    """
    known, unread = [x], []
    for index in range(nodes):
        count = b.random.integers(1, 1 + min(3, len(known)))
        sources = [known[i] for i in sorted(b.random.choice(len(known), count, replace=False))]
        unread = [tensor for tensor in unread if tensor not in sources]
        node = f"{name}/node{index}"
        joined = sources[0] if count == 1 else b.concat(f"{node}/concat", sources)
        if index % 2:
            joined = b.depthwise_conv2d(f"{node}/depthwise", joined, (3, 3), activation="relu")
        made = b.conv2d(f"{node}/pointwise", joined, width, (1, 1), activation="relu")
        known.append(made)
        unread.append(made)
    gathered = b.concat(f"{name}/gather", unread) if len(unread) > 1 else unread[0]
    projection = b.conv2d(f"{name}/projection", gathered, channels, (1, 1))
    shortcut = b.conv2d(f"{name}/shortcut", x, channels, (1, 1))
    return b.add(f"{name}/sum", projection, shortcut, activation="relu")


def network() -> Graph:
    """The float graph, 8x8x1 to ten probabilities."""
    b = Builder(NAME, SEED)
    x = b.input("image", (1, 8, 8, 1))
    x = b.conv2d("stem", x, 16, (3, 3), activation="relu")
    x = cell(b, "cell1", x, nodes=10, width=24, channels=32)
    x = b.max_pool2d("pool1", x, (2, 2), (2, 2))
    x = cell(b, "cell2", x, nodes=12, width=24, channels=48)
    x = cell(b, "cell3", x, nodes=8, width=32, channels=48)
    x = b.mean("features", x)
    x = b.fully_connected("logits", x, 10)
    b.output(b.softmax("probabilities", x))
    return b.graph.breadth_first()


def accuracy(scores: np.ndarray, labels: np.ndarray) -> float:
    """Share of rows whose greatest score is at the label."""
    return float(np.mean(scores.argmax(axis=1) == labels))


def first_unsure(outputs: np.ndarray, labels: np.ndarray) -> int:
    """The first row [10] of int8 probabilities that is right but whose greatest is small."""
    right = outputs.argmax(axis=1) == labels
    return int(np.flatnonzero(right & (outputs.max(axis=1) < UNSURE))[0])


def main() -> None:
    """Trains, quantises and writes the folder."""
    training, held_out = load()
    samples = {"image": training.images}
    graph = normalize(network(), samples)
    graph = train(graph, "logits", training.images, training.labels, EPOCHS, SEED)
    scores = run(graph, {"image": held_out.images})["logits"]
    quantized = quantize(graph, samples, {"image": INPUT})

    images = to_int8(held_out.images, INPUT)[:, np.newaxis]
    interpreter = Interpreter(quantized)
    outputs = np.concatenate([interpreter.run([image])[0] for image in images])
    shipped = first_unsure(outputs, held_out.labels)

    folder = MODELS / NAME
    interpreter = ship(quantized, [images[shipped]], folder)
    (folder / "labels.txt").write_text("".join(f"{digit}\n" for digit in range(10)))
    np.save(folder / "test-images.npy", np.squeeze(images, axis=1))
    (folder / "test-labels.txt").write_text("".join(f"{label}\n" for label in held_out.labels))
    (folder / "test-outputs.bin").write_bytes(outputs.tobytes())
    text = README.format(
        train=len(training.labels),
        test=HELD_OUT,
        shipped=shipped,
        float_accuracy=accuracy(scores, held_out.labels),
        int8_accuracy=accuracy(outputs, held_out.labels),
    )
    write_readme(text, interpreter, folder)
    print(text)


if __name__ == "__main__":
    main()
