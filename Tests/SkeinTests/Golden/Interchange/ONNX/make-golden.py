"""Small networks of torch.nn as both of PyTorch's exporters write them for ONNX, and what the networks say.

    python make-golden.py

Needs torch, onnx, onnxscript and safetensors (made with 2.15.0, 1.23.2, 0.7.2 and 0.8.0). Of each network and
exporter NAME.EXPORTER.onnx holds the graph, without what the exporter says of the Python that it is from;
NAME.said.safetensors holds the inputs x, the outputs y, computed in double precision, and as metadata Skein's
specification of the layers.
"""

from pathlib import Path

import onnx
import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent
ROWS, STEPS = 4, 9


class Network(nn.Module):
    def __init__(self, forward, *layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.run = forward

    def forward(self, x):
        return self.run(self.layers, x)


def last(layers, x):
    return layers[1](layers[0](x)[0][:, -1])


def every(layers, x):
    return torch.sigmoid(layers[1](layers[0](x)[0]))


def states(layers, x):
    _, h = layers[0](x)
    h = h[0] if isinstance(h, tuple) else h
    return torch.tanh(layers[1](torch.cat([h[-2], h[-1]], -1)))


def ends(layers, x):
    y, _ = layers[0](x)
    return layers[1](torch.cat([y[:, -1, :4], y[:, 0, 4:]], -1))


def mean(layers, x):
    return layers[1](layers[0](x)[0].mean(1))


def tokens(layers, x):
    y, _ = layers[2](layers[1](layers[0](x[..., 0].long())))
    return torch.softmax(layers[3](y.amax(1)), -1)


def first_steps(layers, x):
    y, (h, _) = layers[0](x)
    return layers[1](y[-1])


def around(layers, x):
    x = nn.functional.gelu(layers[0](x))
    x = x + layers[1](x)[0]
    return nn.functional.softplus(layers[3](nn.functional.relu(layers[2](x[:, -1]))))


def halves(layers, x):
    y, _ = layers[0](x)
    forward, backward = y.chunk(2, -1)
    return layers[1]((forward + backward).amax(1))


def cell(kind, inputs, units, **options):
    return kind(inputs, units, **{"batch_first": True} | options)


# Name, layers in Skein's words, exporters, extents that are left open, network.
BOTH, OPEN = ("torchscript", "dynamo"), (0, 1)
NETWORKS = [
    ("stacked", "lstm:5,lstm:5,dense:1", BOTH, OPEN,
     lambda: Network(last, cell(nn.LSTM, 2, 5, num_layers=2), nn.Linear(5, 1))),
    ("fixed", "gru:3,dense:2", BOTH, (),
     lambda: Network(last, cell(nn.GRU, 2, 3), nn.Linear(3, 2))),
    ("every", "gru:4,dense:2:sigmoid", BOTH, OPEN,
     lambda: Network(every, cell(nn.GRU, 2, 4), nn.Linear(4, 2))),
    ("states", "bidirectional(gru:3),bidirectional(gru:3),dense:2:tanh", BOTH, OPEN,
     lambda: Network(
         states, cell(nn.GRU, 2, 3, num_layers=2, bidirectional=True), nn.Linear(6, 2))),
    ("ends", "bidirectional(lstm:4),dense:1", BOTH, OPEN,
     lambda: Network(ends, cell(nn.LSTM, 2, 4, bidirectional=True), nn.Linear(8, 1))),
    ("both-last", "bidirectional(lstm:4),last,dense:1", BOTH, OPEN,
     lambda: Network(last, cell(nn.LSTM, 2, 4, bidirectional=True), nn.Linear(8, 1))),
    ("halves", "bidirectional(gru:3):sum,max,dense:1", BOTH, OPEN,
     lambda: Network(halves, cell(nn.GRU, 2, 3, bidirectional=True), nn.Linear(3, 1))),
    # The other exporter writes a plain layer out step by step.
    ("mean", "rnn:4:relu,mean,dense:1", ("torchscript",), OPEN,
     lambda: Network(mean, cell(nn.RNN, 2, 4, nonlinearity="relu"), nn.Linear(4, 1))),
    ("bare", "lstm:3,dense:1", BOTH, OPEN,
     lambda: Network(last, cell(nn.LSTM, 2, 3, bias=False), nn.Linear(3, 1, bias=False))),
    ("tokens", "embedding:7:3,layernorm:1e-05,gru:4,max,dense:3:softmax", BOTH, OPEN,
     lambda: Network(
         tokens, nn.Embedding(7, 3), nn.LayerNorm(3), cell(nn.GRU, 3, 4), nn.Linear(4, 3))),
    ("steps-first", "lstm:4,dense:1", BOTH, OPEN,
     lambda: Network(first_steps, cell(nn.LSTM, 2, 4, batch_first=False), nn.Linear(4, 1))),
    ("around", "dense:4:gelu,residual(lstm:4),last,dense:3:relu,dense:1:softplus", BOTH, OPEN,
     lambda: Network(
         around, nn.Linear(2, 4), cell(nn.LSTM, 4, 4), nn.Linear(4, 3), nn.Linear(3, 1))),
]


def write(network, x, path, exporter, free):
    names = {axis: f"axis{axis}" for axis in free}
    if exporter == "torchscript":
        torch.onnx.export(
            network, (x,), path, dynamo=False, input_names=["x"], output_names=["y"],
            dynamic_axes={"x": names} if free else None)
    else:
        shapes = (names,) if free else None
        try:
            torch.onnx.export(
                network, (x,), path, dynamo=True, dynamic_shapes=shapes, external_data=False,
                verbose=False)
        except torch.onnx.errors.OnnxExporterError:
            # It cannot leave the steps of some layers open.
            torch.onnx.export(
                network, (x,), path, dynamo=True, dynamic_shapes=({0: "axis0"},),
                external_data=False, verbose=False)
    model = onnx.load(path)
    del model.graph.value_info[:], model.graph.metadata_props[:], model.metadata_props[:]
    for part in [*model.graph.node, *model.graph.initializer, *model.graph.input, *model.graph.output]:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, path)


torch.manual_seed(1)
for name, specification, exporters, free, make in NETWORKS:
    network = make().eval()
    for parameter in network.parameters():
        nn.init.normal_(parameter, std=0.4)
    x = torch.randn(ROWS, STEPS, 2)
    if name == "tokens":
        x = torch.randint(0, 7, (ROWS, STEPS, 1)).float()
    if name == "steps-first":
        x = x.transpose(0, 1).contiguous()
    for exporter in exporters:
        write(network, x, FOLDER / f"{name}.{exporter}.onnx", exporter, free)
    y = network.double()(x.double()).detach()
    if name == "steps-first":
        x = x.transpose(0, 1)
    save_file(
        {"x": x.contiguous(), "y": y.contiguous()}, FOLDER / f"{name}.said.safetensors",
        {"specification": specification})
