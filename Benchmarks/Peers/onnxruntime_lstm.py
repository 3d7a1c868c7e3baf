"""One prediction of ONNX Runtime, all graph optimisations on.

Settings: `cpu`, and the same on one thread.
"""

from timing import arguments, limit_threads, measure, threads_of

OPTIONS = arguments(training=[], inference=["cpu", "cpu-1"])
limit_threads(OPTIONS.threads)

import onnxruntime  # noqa: E402  (after the environment is set)

from onnx_file import inputs, model  # noqa: E402


def prepare(shape, setting):
    choices = onnxruntime.SessionOptions()
    choices.intra_op_num_threads = threads_of(setting, OPTIONS)
    choices.inter_op_num_threads = 1
    choices.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    choices.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    choices.add_session_config_entry("session.set_denormal_as_zero", "1")
    session = onnxruntime.InferenceSession(
        model(shape), choices, providers=["CPUExecutionProvider"]
    )
    given = {"x": inputs(shape)}
    return lambda: session.run(None, given)[0]


measure("ONNX Runtime", {"onnxruntime": onnxruntime.__version__}, OPTIONS, prepare)
