"""The pages as people meet them: first map, sliders, memory, many visitors; each beside a peer.

Servers and browsers are started fresh for each part. The times of the browser are of draw calls:
what a missing graphics card costs is left out of them and said in the notes.
"""

from tests.bench.lines import Line, Size
from tests.bench.pages import cold, crowd, first, memory, moves

PARTS = (first, cold, moves, memory, crowd)


def run(size: Size) -> list[Line]:
    """The lines of all parts."""
    return [line for part in PARTS for line in part.lines(size)]
