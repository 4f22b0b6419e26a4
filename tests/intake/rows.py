"""Small hand-made files and tables to read and place."""

import pandas as pd

from geo.intake.frame import incident_frame, with_ids

UCDP_HEADER = (
    "id,date_start,date_end,date_prec,type_of_violence,side_a,side_b,code_status,where_prec,"
    "where_coordinates,adm_1,adm_2,latitude,longitude,deaths_a,deaths_b,deaths_civilians,"
    "best,high,low"
)
UCDP_ROW = (
    "1,2010-05-04,2010-05-04,1,1,Government of Pakistan,TTP,Clear,1,Miranshah town,"
    "Federally Administered Tribal Areas,North Waziristan,33.0,70.07,1,2,0,3,3,3"
)


def cells(*texts: str, name: str = "cell") -> pd.Series:
    """A column of cells from row 2 on."""
    return pd.Series(list(texts), index=range(2, 2 + len(texts)), dtype="str", name=name)


def ucdp_file(*rows: dict[str, str]) -> bytes:
    """A UCDP file: the plain row, with the cells that each row names changed."""
    header = UCDP_HEADER.split(",")
    plain = dict(zip(header, UCDP_ROW.split(","), strict=True))
    lines = [",".join({**plain, **row}[name] for name in header) for row in rows]
    return "\n".join([UCDP_HEADER, *lines]).encode()


def incidents(**columns: list[object]) -> pd.DataFrame:
    """Unplaced incidents with the columns given; the rest as a silent source leaves them."""
    count = len(next(iter(columns.values())))
    index = pd.RangeIndex(count)
    plain: dict[str, list[object]] = {
        "source_id": [str(number) for number in range(count)],
        "date_start": [pd.Timestamp("2025-01-01")] * count,
        "date_precision": ["day"] * count,
        "place_precision": ["exact"] * count,
        "province": ["Khyber Pakhtunkhwa"] * count,
        "event_type": ["clash"] * count,
        "group_id": ["unknown"] * count,
    }
    values = plain | columns
    values.setdefault("date_end", values["date_start"])
    read = {name: pd.Series(cells, index=index) for name, cells in values.items()}
    return with_ids(incident_frame(read, index), "test")
