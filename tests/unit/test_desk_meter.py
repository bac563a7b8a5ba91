"""Edits are measured in another process, while the desk is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desk_support import desk, in_loop
from tests.store_support import sync, translate
from workbench.desk.meter import Meter
from workbench.store import Project
from workbench.tui import effort_acts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.process import BaseProcess
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.open(tmp_path / "w.db", author="anna") as opened:
        translate(opened, sync(opened, "/in/a.txt", ("Dit is een.", "Dit is twee.")))
        yield opened


def processes(meter: Meter) -> list[BaseProcess]:
    return [] if meter._process is None else [meter._process]


def test_one_process_measures_again_and_again(project: Project) -> None:
    meter = Meter()
    try:
        meter.measure(project)
        # Nothing was reviewed: nothing is started.
        assert not processes(meter)
        project.commit_edit(project.segment(1, 0).id, "EN Dit is one.")
        meter.measure(project)
        (first,) = processes(meter)
        assert project.effort.by_document()[1].hter == pytest.approx(25.0)
        project.commit_edit(project.segment(1, 1).id, "EN Dit is twee.")
        meter.measure(project)
        assert processes(meter) == [first]
        assert project.effort.by_document()[1].edited == 2
        first.terminate()
        first.join()
        project.commit_edit(project.segment(1, 1).id, "EN That is two.")
        meter.measure(project)
        assert not project.effort.pairs(unmeasured=True)
    finally:
        meter.close()


@in_loop
async def test_a_confirmation_is_measured_while_the_desk_is_open(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effort_acts, "MEASURE_SECONDS", 0.1)
    async with desk(project) as (_, pilot):
        await pilot.press(*" more", "ctrl+s")
        for _wait in range(200):
            await pilot.pause(0.05)
            if 1 in (known := project.effort.by_document()) and known[1].edited:
                break
        assert project.effort.by_document()[1].edited == 1
