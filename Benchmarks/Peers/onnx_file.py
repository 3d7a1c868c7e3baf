"""The model as an ONNX file: what onnxruntime_lstm.py and openvino_lstm.py both read.

LSTM operators, then a dense layer on the last output, with fixed shapes. The input is [T, B, I],
the layout of the operator, so that no runtime pays for a transposition.
"""

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

from shape import Shape
from timing import batch

# Old enough for both runtimes; the LSTM operator has not changed in a way that matters since.
OPSET = 17


def weights(shape: Shape) -> dict[str, numpy.ndarray]:
    """Uniform over 1 / sqrt(H), biases too: their values do not change the speed.

    Of each layer W: [1, 4H, I], R: [1, 4H, H] and B: [1, 8H], its gates in the order i, o, f, c,
    and B the input's biases and then the recurrent ones; of the dense layer: [H, 1] and [1].
    """
    random = numpy.random.default_rng(0)

    def uniform(units: int, *sizes: int) -> numpy.ndarray:
        limit = units**-0.5
        return random.uniform(-limit, limit, sizes).astype(numpy.float32)

    found, below = {}, shape.inputs
    for index, units in enumerate(shape.hidden):
        found[f"W{index}"] = uniform(units, 1, 4 * units, below)
        found[f"R{index}"] = uniform(units, 1, 4 * units, units)
        found[f"B{index}"] = uniform(units, 1, 8 * units)
        below = units
    found["dense"], found["bias"] = uniform(below, below, 1), uniform(below, 1)
    return found


def model(shape: Shape) -> bytes:
    """The file's bytes: input "x" [T, B, I], output "predictions" [B, 1]."""
    constants = {**weights(shape), "axis0": numpy.array([0])}
    nodes, x = [], "x"
    for index, units in enumerate(shape.hidden):
        taken = [x, f"W{index}", f"R{index}", f"B{index}"]
        last = index + 1 == len(shape.hidden)
        # Y: [T, 1, B, H] for the layer above, or Y_h: [1, B, H], the last time step alone.
        given = ["", "final"] if last else [f"Y{index}"]
        nodes.append(helper.make_node("LSTM", taken, given, hidden_size=units))
        if not last:
            constants["axis1"] = numpy.array([1])
            nodes.append(helper.make_node("Squeeze", [f"Y{index}", "axis1"], [f"x{index}"]))
            x = f"x{index}"
    nodes.append(helper.make_node("Squeeze", ["final", "axis0"], ["state"]))
    nodes.append(helper.make_node("Gemm", ["state", "dense", "bias"], ["predictions"]))

    def tensor(name: str, *sizes: int):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes)

    graph = helper.make_graph(
        nodes,
        "lstm",
        [tensor("x", shape.steps, shape.batch, shape.inputs)],
        [tensor("predictions", shape.batch, 1)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    # The version of the file's format that came with this OPSET.
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(file, full_check=True)
    return file.SerializeToString()


def inputs(shape: Shape) -> numpy.ndarray:
    """What goes into "x"."""
    return numpy.ascontiguousarray(batch(shape)[0].transpose(1, 0, 2))
