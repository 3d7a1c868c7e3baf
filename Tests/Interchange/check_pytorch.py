"""Trains random models, exports them for PyTorch, and compares what both say about the same rows.

    python check_pytorch.py SKEIN [MODELS]

Each tenth model is trained a few steps further in PyTorch and imported, and what both say is compared again. Then
come a fifth as many of many series.
Needs what requirements-pytorch.txt names. Prints each model with the greatest difference between the two
programs' predictions, as a part of a column's largest number; exits with 1 where one is above 1e-6.
"""

import random
import sys
import tempfile
from pathlib import Path

import torch
from random_models import LIMIT, RECIPES, Comparison, Options, loaded
from safetensors.torch import load_file, save_file


class TorchComparison(Comparison):
    def exported(self, run: str):
        self.call("export", run)
        return loaded(self.folder / run / "pytorch" / "model.py")

    def trained_further(self, exported):
        """A few steps in PyTorch, on noise; what comes of it is imported as the run `back`."""
        network = exported.load().train()
        optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
        inputs = len(exported.INPUTS)
        for _ in range(3):
            x = torch.randint(0, 7, (4, exported.WINDOW + exported.AHEAD, inputs)).float()
            optimizer.zero_grad()
            network(x).square().mean().backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
        path = self.folder / "trained.safetensors"
        save_file(network.state_dict(), path)
        self.call("import", path.name, "--like", "run", "--output", "back", "--overwrite")
        torch.save(network.state_dict(), self.folder / "trained.pt")
        self.call("import", "trained.pt", "--like", "run", "--output", "pickled", "--overwrite")
        weights = [(self.folder / run / "model.safetensors").read_bytes() for run in ("back", "pickled")]
        assert weights[0] == weights[1], "a pickle and safetensors of the same weights"
        again = self.exported("back")
        state, trained = again.load().state_dict(), load_file(path)
        for name, tensor in trained.items():
            if "bias_ih" in name:
                other = name.replace("bias_ih", "bias_hh")
                assert torch.allclose(state[name] + state[other], tensor + trained[other]), name
            elif "bias_hh" not in name:
                assert torch.equal(state[name], tensor), name
        return again

    def check(self, options: Options, further: bool) -> float:
        self.train(options)
        exported = self.exported("run")
        worst = self.beside("run", exported)
        return max(worst, self.beside("back", self.trained_further(exported))) if further else worst


def main() -> int:
    skein, models = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    panels = models // 5
    dice = random.Random(1)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        comparison = TorchComparison(skein, Path(name))
        for number in range(models):
            options = Options(dice, RECIPES)
            worst = comparison.check(options, further=number % 10 == 0)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}{'' if number % 10 else ' (and back)'}", flush=True)
        for _ in range(panels):
            options = Options(dice, RECIPES, of_panel=True)
            worst = comparison.check(options, further=False)
            failed += not worst <= LIMIT
            print(f"{worst:.1e}  {options.line}", flush=True)
    print(f"{models + panels - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
