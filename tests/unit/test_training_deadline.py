"""Ending in time: what a run leaves out when its machine becomes slower, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.training_support import Heard, tiny_recipe
from workbench.training import job
from workbench.training.deadline import SLACK, Deadline
from workbench.training.job import TrainOptions, train

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Clock:
    """Time that passes only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def simulate(
    pace: Callable[[int], float], *, steps: int = 1000, minutes: float = 1000 / 60
) -> tuple[int, float, list[int]]:
    """Return the steps taken, the seconds they took, and every number of steps that was planned."""
    clock = Clock()
    deadline = Deadline(minutes, steps=steps, clock=clock)
    began, step, plans = clock.now, 0, [steps]
    while step < plans[-1]:
        clock.now += pace(step)
        step += 1
        planned = step + deadline.fitting(plans[-1] - step)
        if planned != plans[-1]:
            plans.append(planned)
    return step, clock.now - began, plans


def test_a_steady_machine_takes_every_step() -> None:
    assert simulate(lambda _: 1.0)[2] == [1000]
    # Late by less than the slack: the steps that were promised are taken.
    assert simulate(lambda _: 1.04)[2] == [1000]
    assert simulate(lambda step: 1.3 if step % 2 else 0.75)[2] == [1000]


def test_a_machine_three_times_slower_ends_in_time_and_in_few_changes() -> None:
    steps, seconds, plans = simulate(lambda step: 1.0 if step < 300 else 3.0)
    assert seconds <= 1000 * (1 + SLACK) + 3
    assert steps == plans[-1] == pytest.approx(300 + 700 / 3, rel=0.06)
    assert len(plans) <= 4


def test_a_pause_shortens_the_run_by_what_it_took_and_no_more() -> None:
    # 200 s in one step: the mean of that window alone would leave nothing of the run.
    steps, seconds, _ = simulate(lambda step: 200.0 if step == 400 else 1.0)
    assert 800 <= steps <= 870
    assert seconds <= 1000 * (1 + SLACK) + 1


def test_a_machine_that_all_but_stops_is_left_at_once() -> None:
    steps, seconds, _ = simulate(lambda step: 1.0 if step < 10 else 600.0)
    assert steps <= 14
    assert seconds <= 1000 * (1 + SLACK) + 2 * 600


def test_a_run_of_few_steps_ends_too() -> None:
    assert simulate(lambda _: 1.0, steps=1, minutes=0.001)[0] == 1
    assert simulate(lambda _: 10.0, steps=5, minutes=0.2)[0] == 3


def test_a_run_is_shortened_by_its_clock_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()

    class Slow(Heard):
        def progress(self, done: int, total: int) -> None:
            clock.now += 1.0 if done < 8 else 3.0

    def slow_deadline(minutes: float, *, steps: int) -> Deadline:
        return Deadline(minutes, steps=steps, clock=clock)

    monkeypatch.setattr(job, "Deadline", slow_deadline)
    monkeypatch.setattr(job._Run, "_steps_in", lambda *_: 30)
    recipe = tiny_recipe(tmp_path / "r")
    heard = Slow()
    options = TrainOptions(out=tmp_path / "run", minutes=0.5, threads=1)
    trained = train(recipe, options, heard)
    assert 12 <= trained.steps < 20
    assert trained.shortened[-1][1] == trained.steps
    assert any(
        f"slower than measured: {trained.steps} steps instead of" in note for note in heard.notes
    )
    # The rate has fallen to its end over the steps that were taken.
    assert heard.looks[-1].step == heard.looks[-1].steps == trained.steps
    assert heard.looks[-1].rate < 0.3 * heard.looks[0].rate
    # Going on with minutes counts from then on; nothing is left here.
    more = train(
        recipe, TrainOptions(out=tmp_path / "run", minutes=1, resume=True, threads=1), Slow()
    )
    assert more.steps == trained.steps
