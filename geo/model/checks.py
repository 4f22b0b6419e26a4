"""Whether a table keeps the contract of incidents.

`geo.model.contract` is imported where it is asked: pandera is slow to import, and a server that
shows what ships never needs it.
"""

import pandas as pd


def check_incidents(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule of `geo.model.contract.INCIDENTS` held.

    Raises `ContractError` with all failures at once.
    """
    from geo.model.contract import INCIDENTS, keep_to

    return keep_to(INCIDENTS, table)


def check_placement(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule of `geo.model.contract.PLACEMENT` held, as above.

    Beside `check_incidents` of the same rows it asks what `check_placed` asks.
    """
    from geo.model.contract import PLACEMENT, keep_to

    return keep_to(PLACEMENT, table)


def check_placed(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, after every rule of `geo.model.contract.PLACED` held, as above."""
    from geo.model.contract import PLACED, keep_to

    return keep_to(PLACED, table)
