"""What a training tells while it runs: lines, a bar with the time left, and curves.

Curves go to TensorBoard, and to Weights & Biases where it is installed; offline unless
``WANDB_MODE`` says otherwise.
"""

import os
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from torch.utils.tensorboard import SummaryWriter


@dataclass(frozen=True)
class Epoch:
    """What an epoch brought."""

    number: int
    loss: float
    seconds: float
    metrics: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        """One line."""
        shown = "".join(f"  {name} {value:.4f}" for name, value in self.metrics.items())
        return f"epoch {self.number:3d}  loss {self.loss:.4f}{shown}  {self.seconds:.1f} s"


class Watch(AbstractContextManager["Watch"]):
    """Follows one training."""

    def __init__(self, curves: Path | None, name: str, settings: Mapping[str, Any]) -> None:
        """Open the curves in a directory; without one only lines are printed."""
        self._console = Console(highlight=False, soft_wrap=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
            transient=True,
        )
        self._board = None if curves is None else SummaryWriter(str(curves / name))
        self._run = None if curves is None else _weights_and_biases(curves, name, settings)

    def __enter__(self) -> "Watch":
        """Show the bar."""
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what is open."""
        self._progress.stop()
        if self._board is not None:
            self._board.close()
        if self._run is not None:
            self._run.finish(exit_code=0 if kind is None else 1)

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._console.print(line, markup=False)
        self._console.file.flush()

    def steps(self, total: int, done: int) -> Generator[int, None, None]:
        """Count the steps of a training, of which some are done; the bar shows the time left."""
        task = self._progress.add_task("training", total=total, completed=done)
        try:
            for step in range(done, total):
                yield step
                self._progress.advance(task)
        finally:
            self._progress.remove_task(task)

    def epoch(self, epoch: Epoch) -> None:
        """Tell what an epoch brought."""
        self.say(str(epoch))
        values = {"loss": epoch.loss, "seconds": epoch.seconds, **epoch.metrics}
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(name, value, epoch.number)
        if self._run is not None:
            self._run.log(values, step=epoch.number)


def _weights_and_biases(curves: Path, name: str, settings: Mapping[str, Any]) -> Any:
    try:
        import wandb  # noqa: PLC0415 - is optional
    except ImportError:
        return None
    return wandb.init(
        project="freshet",
        name=name,
        dir=str(curves),
        config=dict(settings),
        mode=os.environ.get("WANDB_MODE", "offline"),
    )
