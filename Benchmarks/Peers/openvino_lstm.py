"""One prediction of OpenVINO, its hint for latency.

Settings: `latency`, and the same on one thread.

Precision is set to float32, as everywhere here: on processors with bfloat16 products OpenVINO would
take those.
"""

from timing import arguments, limit_threads, measure, threads_of

OPTIONS = arguments(training=[], inference=["latency", "latency-1"])
limit_threads(OPTIONS.threads)

import openvino  # noqa: E402  (after the environment is set)

from onnx_file import inputs, model  # noqa: E402

CORE = openvino.Core()


def prepare(shape, setting):
    choices = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads_of(setting, OPTIONS),
        "INFERENCE_PRECISION_HINT": "f32",
        "CPU_DENORMALS_OPTIMIZATION": True,
    }
    compiled = CORE.compile_model(CORE.read_model(model(shape)), "CPU", choices)
    request = compiled.create_infer_request()
    # The request reads the array where it lies.
    request.set_input_tensor(openvino.Tensor(inputs(shape), shared_memory=True))
    predictions = request.get_output_tensor()

    def step():
        request.infer()
        return predictions.data

    return step


measure("OpenVINO", {"openvino": openvino.get_version()}, OPTIONS, prepare)
