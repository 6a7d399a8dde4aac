"""AdamW, or Muon for the inner convolutions with AdamW for the rest; the learning-rate schedule; EMA."""

import math

import torch
import torch.nn.functional as F


# The prior follows a moving target and is small: it learns faster than the transform.
PRIOR_SCALE = 3.0
# Gains and shifts of the latent's channels: few, and of the order of 1.
CHANNEL_SCALE = 8.0
# Small batches of very different pictures: long averages, in Muon and in AdamW.
MOMENTUM, BETAS = 0.975, (0.95, 0.99)
# A discriminator chases a decoder that moves: it remembers little.
JUDGE_BETAS = (0.5, 0.99)


def bfloat16_pays(device="cpu"):
    """Whether the processor multiplies BF16 itself. Where it does not, oneDNN emulates it: 2.8 times slower than F32."""
    return str(device) != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


LAST_PRODUCT = torch.bfloat16 if bfloat16_pays() else torch.float32


def orthogonalise(g, iterations=5):
    """Newton-Schulz iteration with the quintic coefficients of Jordan et al. 2024 (Muon); g is n*rows*cols.

    Every factor is a polynomial in X·X^T, so they all commute: the iteration runs on that small square matrix (F32, since
    it squares the condition) and touches the long one only at both ends.
    """
    a, b, c = 3.4445, -4.7750, 2.0315
    tall = g.shape[1] > g.shape[2]
    x = g.mT if tall else g
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    # A multiple of 32 rows, some of them silent: the products of 128*128 are a quarter faster than of 127*127.
    square = F.pad(x, (0, 0, 0, -x.shape[1] % 32))
    square = square @ square.mT
    total = None
    for i in range(iterations):
        factor = torch.baddbmm(square, square, square, beta=b, alpha=c)
        factor.diagonal(dim1=1, dim2=2).add_(a)
        total = factor if total is None else total @ factor
        if i + 1 < iterations:
            square = factor @ square @ factor
    rows = x.shape[1]
    x = total[:, :rows, :rows].to(LAST_PRODUCT) @ x.to(LAST_PRODUCT)
    return (x.mT if tall else x).to(g.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised, scaled to AdamW's typical RMS (0.2) so that both share one rate.

    Gradients enter the momentum at every step, the update is made and applied at every second one, twice as long: it
    changes slowly, and on a CPU it would cost a fifth of the step.
    """

    EVERY = 2

    def __init__(self, params, lr, momentum=MOMENTUM, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.calls = 0

    @torch.no_grad()
    def step(self):
        self.calls += 1
        for group in self.param_groups:
            by_shape = {}
            for p in group["params"]:
                if p.grad is not None:
                    by_shape.setdefault(p.shape, []).append(p)
            for params in by_shape.values():
                self._step_shape(params, group["lr"], group["momentum"], group["weight_decay"])

    def _step_shape(self, params, lr, momentum, decay):
        """All kernels of one shape together: one batched product instead of many small ones."""
        grads = [p.grad for p in params]
        for p in params:
            if "buf" not in self.state[p]:
                self.state[p]["buf"] = torch.zeros_like(p)
        bufs = [self.state[p]["buf"] for p in params]
        torch._foreach_lerp_(bufs, grads, 1 - momentum)
        if self.calls % self.EVERY:
            return
        lr *= self.EVERY
        # As out*(kh*kw*in): in the channels-last layout that is the memory's own order.
        flat = torch.stack([g.lerp(b, momentum).permute(0, 2, 3, 1).flatten(1) for g, b in zip(grads, bufs)])
        update = orthogonalise(flat) * (0.2 * math.sqrt(max(flat.shape[1:])))
        out, inner, kh, kw = params[0].shape
        for p, u in zip(params, update):
            if decay:
                p.mul_(1 - lr * decay)
            p.add_(u.view(out, kh, kw, inner).permute(0, 3, 1, 2), alpha=-lr)


def make_optimizers(kind, modules, lr):
    """modules: name -> module. Masked and outermost layers, biases and embeddings stay with AdamW."""
    inner, rest, prior, per_channel, judge = [], [], [], [], []
    for key, module in modules.items():
        if key == "discriminator":
            judge += module.parameters()
            continue
        for name, p in module.named_parameters():
            if name.endswith(("log_gain", "shift")):
                per_channel.append(p)
                continue
            is_inner = p.ndim == 4 and (".conv." in name or (p.shape[0] >= 40 and p.shape[1] >= 40 and "layers" in name))
            (prior if key == "prior" else inner if kind == "muon" and is_inner else rest).append(p)
    groups = [{"params": rest, "scale": 1.0}, {"params": prior, "scale": PRIOR_SCALE}]
    result = [torch.optim.AdamW(groups, lr=lr, betas=BETAS, weight_decay=0.0)]
    if judge:
        result.append(torch.optim.AdamW([{"params": judge, "scale": 1.0}], lr=lr, betas=JUDGE_BETAS, weight_decay=0.0))
    if inner:
        result.append(Muon([{"params": inner, "scale": 1.0}], lr=lr))
    result.append(torch.optim.AdamW([{"params": per_channel, "scale": CHANNEL_SCALE}], lr=lr, betas=BETAS, weight_decay=0.0))
    return result


def rate_at(step, base, warmup, cooled=0.0):
    """Warm-up, constant, and when asked a final descent, of which the share `cooled` is done (1 - sqrt)."""
    return base * min(1.0, (step + 1) / warmup) * max(0.01, 1 - math.sqrt(min(1.0, cooled)))


class Ema:
    def __init__(self, module, decay):
        self.decay = decay
        self.shadow = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module, step):
        # Every fourth step is enough for an average over a thousand.
        if step % 4:
            return
        # Young averages forget the random start sooner.
        d = min(self.decay, (1 + step) / (20 + step)) ** 4
        state = module.state_dict()
        torch._foreach_lerp_(list(self.shadow.values()), [state[k] for k in self.shadow], 1 - d)
