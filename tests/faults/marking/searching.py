"""Looking at what somebody got, and what came of all the looking."""

from collections import defaultdict
from dataclasses import dataclass, field

from tests.faults.marking.finding import Finder, Mark
from tests.faults.marking.rights import RIGHTS, Right, relations

SURFACES = {
    *("answers", "export", "stream", "sockets", "redis", "logs", "files", "mails"),
    *("pushes, as they pass", "pushes, as they are read"),
}


@dataclass
class Figures:
    """What came of a run."""

    is_wide: bool = True
    marks: set[Mark] = field(default_factory=set)
    columns: int = 0
    searched: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """By surface: how many pieces, and how many bytes."""
    finds: list[tuple[str, str, str, Mark]] = field(default_factory=list)
    """Surface, reader, where, and the mark that should not be there."""
    unentered: set[str] = field(default_factory=set)
    unmarked: list[str] = field(default_factory=list)
    used: set[Right] = field(default_factory=set)
    seconds: float = 0.0

    @property
    def unused(self) -> list[Right]:
        """Return the rights of which nobody made use: they say more than is true."""
        return [right for right in RIGHTS if self.is_wide and right not in self.used]

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was found, and everything was looked for."""
        wrong = (self.finds, self.unentered, self.unmarked, self.unused)
        return not any(wrong) and self.searched.keys() == SURFACES


class Search:
    """Looks at what somebody got, on whichever way."""

    def __init__(self, finder: Finder, figures: Figures) -> None:
        self.finder, self.figures = finder, figures
        self.left = False
        """Whether ana has left ben by now."""

    def look(
        self, surface: str, viewer: str | None, where: str, data: bytes, *, words: bool = True
    ) -> None:
        """Search bytes that somebody got; `viewer` None: nobody may read any mark there.

        Without `words` they may hold ids of people, and nothing that anybody wrote.
        """
        counts = self.figures.searched[surface]
        counts[0] += 1
        counts[1] += len(data)
        sent = self.finder.find(where.encode())  # a secret in an address is known to who asks
        for mark in self.finder.find(data) - sent:
            allowed = None
            if viewer is None and mark[1] == "id":
                continue  # logs and Redis are told ids
            if viewer is not None and (words or mark[1] == "id"):
                known = relations(viewer, mark[0], left=self.left)
                allowed = next((one for one in RIGHTS if one.allows(known, mark, where)), None)
            if allowed is None:
                self.figures.finds.append((surface, str(viewer), where, mark))
            else:
                self.figures.used.add(allowed)
