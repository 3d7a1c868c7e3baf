/// The Python that PyTorch has no name for.
extension TorchDefinition {
  static let ends = TorchDefinition(
    name: "ends",
    source: """
      def ends(y):
          \"""The states in which both directions end: the last step's, and the first step's of the reversed one.\"""
          half = y.shape[-1] // 2
          return torch.cat([y[:, -1, :half], y[:, 0, half:]], -1)
      """)

  static let sum = TorchDefinition(
    name: "added",
    source: """
      def added(y):
          \"""The sum of both directions.\"""
          forward, reverse = y.chunk(2, -1)
          return forward + reverse
      """)

  static let mean = TorchDefinition(
    name: "averaged",
    source: """
      def averaged(y):
          \"""The mean of both directions.\"""
          forward, reverse = y.chunk(2, -1)
          return (forward + reverse) / 2
      """)

  static let resetBefore = TorchDefinition(
    name: "ResetBeforeGRU",
    source: """
      class ResetBeforeGRU(nn.Module):
          \"""A GRU whose reset gate comes before the product, as nn.GRU has it not: gates r, z, n.\"""

          def __init__(self, inputs, units):
              super().__init__()
              self.weight_ih = nn.Parameter(torch.zeros(3 * units, inputs))
              self.weight_hh = nn.Parameter(torch.zeros(2 * units, units))
              self.bias = nn.Parameter(torch.zeros(3 * units))
              self.weight_hn = nn.Parameter(torch.zeros(units, units))

          def forward(self, x):
              sums = nn.functional.linear(x, self.weight_ih, self.bias)
              h = x.new_zeros(x.shape[0], self.weight_hn.shape[0])
              states = []
              for step in sums.unbind(1):
                  r, z, n = step.chunk(3, -1)
                  hr, hz = nn.functional.linear(h, self.weight_hh).chunk(2, -1)
                  r, z = torch.sigmoid(r + hr), torch.sigmoid(z + hz)
                  n = torch.tanh(n + nn.functional.linear(r * h, self.weight_hn))
                  h = (1 - z) * n + z * h
                  states.append(h)
              return torch.stack(states, 1)
      """)

  static let zoneout = TorchDefinition(
    name: "ZoneoutLSTM",
    source: """
      class ZoneoutLSTM(nn.Module):
          \"""An LSTM whose states stay with a probability, or by its mean, as nn.LSTM has it not: gates i, f, g, o.\"""

          def __init__(self, inputs, units, zoneout, projection=None):
              super().__init__()
              self.zoneout = zoneout
              self.weight_ih = nn.Parameter(torch.zeros(4 * units, inputs))
              self.weight_hh = nn.Parameter(torch.zeros(4 * units, projection or units))
              self.bias = nn.Parameter(torch.zeros(4 * units))
              self.weight_hr = nn.Parameter(torch.zeros(projection, units)) if projection else None

          def stay(self, old, new):
              part = torch.full_like(new, self.zoneout)
              if self.training:
                  part = torch.bernoulli(part)
              return part * old + (1 - part) * new

          def forward(self, x):
              sums = nn.functional.linear(x, self.weight_ih, self.bias)
              h = x.new_zeros(x.shape[0], self.weight_hh.shape[1])
              c = x.new_zeros(x.shape[0], self.weight_hh.shape[0] // 4)
              states = []
              for step in sums.unbind(1):
                  i, f, g, o = (step + nn.functional.linear(h, self.weight_hh)).chunk(4, -1)
                  cell = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                  hidden = torch.sigmoid(o) * torch.tanh(cell)
                  if self.weight_hr is not None:
                      hidden = nn.functional.linear(hidden, self.weight_hr)
                  c, h = self.stay(c, cell), self.stay(h, hidden)
                  states.append(h)
              return torch.stack(states, 1)
      """)
}
