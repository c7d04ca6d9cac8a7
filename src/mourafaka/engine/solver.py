"""HiGHS without a word on standard output, which belongs to the answer."""

import highspy


class QuietHighs(highspy.Highs):
    """HiGHS prints a banner while it sets up its callbacks: it is silenced before that."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def quiet_solver() -> highspy.Highs:
    """A new solver: silent, on one thread so that it gives the same answer every time."""
    solver = QuietHighs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("threads", 1)
    return solver
