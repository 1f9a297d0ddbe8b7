"""What a fault run says at its end: figures, each with what it must be, and an exit code."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Line:
    """One figure."""

    name: str
    value: float | str
    unit: str
    must: str
    """What it has to be, in words; empty where it is for information."""
    is_met: bool


@dataclass
class Report:
    """The figures of one run, in the order in which they are said."""

    title: str
    lines: list[Line] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    """What went wrong, in words; the first few are printed."""

    def say(self, name: str, value: float | str, unit: str = "") -> None:
        """Add a figure that is for information."""
        self.lines.append(Line(name, value, unit, "", True))

    def must(
        self,
        name: str,
        value: float,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Add a figure with the bounds it has to keep."""
        bounds = [
            f"{sign} {bound:g}"
            for sign, bound in (("≥", at_least), ("≤", at_most))
            if bound is not None
        ]
        is_met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        self.lines.append(Line(name, value, "", ", ".join(bounds), is_met))

    def none(self, name: str, wrong: Sequence[object]) -> None:
        """Add the number of things that went wrong, of which there may be none."""
        self.examples += [f"{name}: {each}" for each in wrong[:5]]
        self.must(name, len(wrong), at_most=0)

    @property
    def is_clean(self) -> bool:
        """Tell whether every figure is within its bounds."""
        return all(line.is_met for line in self.lines)

    def __str__(self) -> str:
        """Return the table."""
        rows = [self.title]
        for line in self.lines:
            value = line.value if isinstance(line.value, str) else f"{line.value:,.6g}"
            verdict = "" if line.is_met else "   <-- not met"
            rows.append(
                f"  {line.name:<44}{value:>14} {line.unit:<4}{line.must:<12}{verdict}".rstrip()
            )
        return "\n".join([*rows, *(f"  ! {example}" for example in self.examples)])


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the percentile of at least one value."""
    if len(values) < 2:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def finish(*reports: Report) -> int:
    """Print what runs came to; return what their command exits with."""
    for report in reports:
        print(report)
    return 0 if all(report.is_clean for report in reports) else 1
