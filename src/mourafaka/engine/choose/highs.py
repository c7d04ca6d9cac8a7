"""The few calls made to HiGHS: build a small model column by column, solve it, read the numbers back."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

from mourafaka.engine.solver import quiet_solver

Floats = npt.NDArray[np.float64]
INF = highspy.kHighsInf


@dataclass
class Model:
    """Minimise cost·x, row_low ≤ A·x ≤ row_high; columns are appended in blocks, dense over the rows."""

    row_low: list[Floats]
    row_high: list[Floats]
    cost: list[Floats] = field(default_factory=list)
    low: list[Floats] = field(default_factory=list)
    high: list[Floats] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    blocks: list[Floats] = field(default_factory=list)

    def columns(
        self, matrix: Floats, cost: Floats, low: Floats | float, high: Floats | float, *, whole: bool
    ) -> None:
        """Append the columns of `matrix` (rows × columns); `whole` ones take integers only."""
        count = matrix.shape[1]
        self.blocks.append(matrix)
        self.cost.append(cost)
        self.low.append(np.broadcast_to(np.asarray(low, float), count))
        self.high.append(np.broadcast_to(np.asarray(high, float), count))
        self.whole += [whole] * count

    def rows(self, matrix: Floats, low: Floats | float, high: Floats | float) -> None:
        """Append rows over all the columns there are."""
        count = matrix.shape[0]
        self.blocks = [np.vstack([np.hstack(self.blocks), matrix])]
        self.row_low.append(np.broadcast_to(np.asarray(low, float), count))
        self.row_high.append(np.broadcast_to(np.asarray(high, float), count))

    def highs(self) -> highspy.Highs:
        matrix = np.hstack(self.blocks)
        starts, index, value = sparse(matrix)
        solver = quiet_solver()
        for option, setting in _OPTIONS.items():
            solver.setOptionValue(option, setting)
        solver.passModel(
            matrix.shape[1], matrix.shape[0], len(index), 1, 1, 0.0,
            np.concatenate(self.cost), np.concatenate(self.low), np.concatenate(self.high),
            np.concatenate(self.row_low), np.concatenate(self.row_high),
            starts, index, value, np.array(self.whole, np.int32),
        )  # fmt: skip
        return solver


_OPTIONS: dict[str, bool | int | float] = {
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.9,  # every objective here moves in whole units, so less than one apart is equal
}


def sparse(matrix: Floats) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """Starts, row indices and values of a dense matrix, column by column."""
    column, row = np.nonzero(matrix.T)
    starts = np.searchsorted(column, np.arange(matrix.shape[1])).astype(np.int32)
    return starts, row.astype(np.int32), matrix[row, column]


def solve_whole(model: Model) -> Floats | None:
    """The proven best point, or None when there is none."""
    if not sum(block.shape[1] for block in model.blocks):
        low, high = np.concatenate(model.row_low), np.concatenate(model.row_high)
        return np.zeros(0) if bool(((low <= 0) & (high >= 0)).all()) else None
    if bool((np.concatenate(model.low) > np.concatenate(model.high)).any()):
        return None
    solver = model.highs()
    solver.run()
    status = solver.getModelStatus()
    if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with {solver.modelStatusToString(status)}")
    return np.array(solver.getSolution().col_value)
