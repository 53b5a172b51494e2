"""Runs a .tflite file once on LiteRT: one thread, its XNNPACK delegate on by default.

Run in Models/: python -m tools.litert MODEL INPUT OUTPUT
Writes the output's bytes and prints how many bytes the C heap grew from before the interpreter
was made until after the inference. A process measures one model: a second one would find the
library's own structures already there.
"""

import argparse
import ctypes
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter


class HeapInfo(ctypes.Structure):
    """glibc's struct mallinfo2."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena",
            "ordblks",
            "smblks",
            "hblks",
            "hblkhd",
            "usmblks",
            "fsmblks",
            "uordblks",
            "fordblks",
            "keepcost",
        )
    ]


C_LIBRARY = ctypes.CDLL(None)
C_LIBRARY.mallinfo2.restype = HeapInfo


def heap_bytes() -> int:
    """Bytes in use on the C heap: small blocks, and the large ones malloc maps one by one."""
    info = C_LIBRARY.mallinfo2()
    return info.uordblks + info.hblkhd


def measure(model: Path, values: np.ndarray) -> tuple[np.ndarray, int]:
    """The output for flat int8 `values`, and the growth of the heap; the file is mapped."""
    before = heap_bytes()
    interpreter = Interpreter(model_path=str(model), num_threads=1)
    interpreter.allocate_tensors()
    (source,) = interpreter.get_input_details()
    interpreter.set_tensor(source["index"], values.reshape(source["shape"]))
    interpreter.invoke()
    growth = heap_bytes() - before
    (result,) = interpreter.get_output_details()
    return interpreter.get_tensor(result["index"]), growth


def main() -> None:
    """Measures the model named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    output, growth = measure(arguments.model, np.fromfile(arguments.input, np.int8))
    output.tofile(arguments.output)
    print(growth)


if __name__ == "__main__":
    main()
