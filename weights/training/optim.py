"""AdamW, or Muon for the inner convolutions with AdamW for the rest; the learning-rate schedule; EMA."""

import math

import torch


# The prior follows a moving target and is small: it learns faster than the transform.
PRIOR_SCALE = 3.0


def orthogonalise(g, iterations=5):
    """Newton-Schulz iteration with the quintic coefficients of Jordan et al. 2024 (Muon); g is n*rows*cols."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16()
    tall = g.shape[1] > g.shape[2]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        s = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(s, s, s, beta=b, alpha=c), x, beta=a)
    return (x.mT if tall else x).to(g.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum whose update is orthogonalised, scaled to AdamW's typical RMS (0.2) so that both share one rate."""

    def __init__(self, params, lr, momentum=0.95, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
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
    inner, rest, prior = [], [], []
    for key, module in modules.items():
        for name, p in module.named_parameters():
            is_inner = p.ndim == 4 and (".conv." in name or (p.shape[0] >= 40 and p.shape[1] >= 40 and "layers" in name))
            (prior if key == "prior" else inner if kind == "muon" and is_inner else rest).append(p)
    groups = [{"params": rest, "scale": 1.0}, {"params": prior, "scale": PRIOR_SCALE}]
    result = [torch.optim.AdamW(groups, lr=lr, betas=(0.9, 0.99), weight_decay=0.0)]
    if inner:
        result.append(Muon([{"params": inner, "scale": 1.0}], lr=lr))
    return result


def rate_at(step, base, warmup, cooldown_from=None, cooldown_steps=0):
    """Warm-up, constant, and when asked a final descent (1 - sqrt): the horizon may grow until then."""
    lr = base * min(1.0, (step + 1) / warmup)
    if cooldown_from is not None and step >= cooldown_from:
        lr *= max(0.01, 1 - math.sqrt(min(1.0, (step - cooldown_from) / cooldown_steps)))
    return lr


class Ema:
    def __init__(self, module, decay):
        self.decay = decay
        self.shadow = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module, step):
        # Young averages forget the random start sooner.
        d = min(self.decay, (1 + step) / (20 + step))
        state = module.state_dict()
        torch._foreach_lerp_(list(self.shadow.values()), [state[k] for k in self.shadow], 1 - d)
