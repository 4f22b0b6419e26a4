"""UCDP's downloads in small: files of the whole world with two countries, on a local server."""

import io
import zipfile

from tests.intake.rows import ucdp_file
from tests.intake.server import Site


def world_file(*days: str, first_id: int = 1) -> bytes:
    """A UCDP file with an event in Pakistan and one in India on each of these days."""
    rows = [
        {"id": str(first_id + 2 * place + abroad), "date_start": day, "date_end": day}
        for place, day in enumerate(days)
        for abroad in (0, 1)
    ]
    header, *lines = ucdp_file(*rows).decode().splitlines()
    numbered = [f"{line},{('770', '750')[place % 2]}" for place, line in enumerate(lines)]
    return "\n".join([f"{header},country_id", *numbered, ""]).encode()


def zipped(content: bytes, name: str = "GEDEvent_v26_1.csv") -> bytes:
    """A zip of one file, not compressed, so that a test can harm a byte of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def put_release(site: Site, year: int, months: dict[int, bytes]) -> None:
    """A yearly release that came out in `year`, and Candidate months of that year."""
    short = year % 100
    site.put(
        f"/ged/ged{short}1-csv.zip", zipped(world_file(f"{year - 1}-01-05", f"{year - 1}-12-31"))
    )
    for month, content in months.items():
        site.put(f"/candidateged/GEDEvent_v{short}_0_{month}.csv", content)
