"""The build of incidents, groups and data sets gives what ships, the same bytes every time."""

import pandas as pd
import pytest

from data.build import groups
from data.build.incidents import INPUTS, build, correct
from geo.model.shipped import DATA, registry
from geo.store.shipped import datasets
from tests.intake.rows import incidents

pytestmark = pytest.mark.sources

NAMES_IN_UCDP = ("where_coordinates", "adm_1", "adm_2", "country", "side_a", "side_b")
"""Columns of a bare name; each may ship, and some articles' lines are such a name and no more."""


@pytest.fixture(scope="module")
def built(sources, tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    return build(sources, out), out


def test_the_build_makes_the_bytes_that_ship(built):
    shipped, out = built
    assert {one.name for one in shipped} == {path.name for path in out.iterdir()}
    for one in shipped:
        assert (out / one.name).read_bytes() == (DATA / one.name).read_bytes(), one.name
        assert registry()[one.name].rows == one.rows


def test_every_input_row_ships_once(built, sources):
    _, out = built
    for dataset_id, (_, names) in INPUTS.items():
        source_ids = [
            value
            for name in names
            for value in pd.read_csv(sources / name, dtype=str, usecols=[0]).iloc[:, 0]
        ]
        table = pd.read_parquet(out / f"incidents_{dataset_id}.parquet")
        assert sorted(table["source_id"]) == sorted(set(source_ids))


def test_no_text_of_a_source_ships(built, sources):
    """No article, headline or description of a place: none of those cells is a cell that ships.

    Short cells too, but for what is a bare name: of a place, of a side, of a province.
    """
    _, out = built
    source = pd.read_csv(
        sources / "sources/incidents/ucdp_ged_22_1_pakistan.csv", dtype=str, keep_default_na=False
    )
    table = pd.read_parquet(out / "incidents_ucdp-ged-22.1.parquet")
    texts = [name for name in table.columns if table[name].dtype == "str"]
    cells = {cell for name in texts for cell in table[name].unique()}
    names = {"", *table["province"]}.union(*(source[name] for name in NAMES_IN_UCDP))
    assert len(cells - names) > len(table)
    for name in ("source_article", "source_headline", "source_original", "where_description"):
        assert not (cells - names) & set(source[name]), name


def test_the_licence_counts_the_points_and_rows_as_they_are(sources):
    rows = pd.read_csv(
        sources / "compiled/compiled_2022_2026.csv", dtype=str, keep_default_na=False
    )
    points = rows["coord_source"].str.split(" ").str[0].value_counts()
    nameless = rows[(rows["source_url"] == "") & (rows["source_url_2"] == "")]
    assert (points["UCDP"], points["Wikipedia"], len(nameless)) == (306, 1, 2)
    assert set(nameless["date_start"].str[:7]) == {"2025-04"}
    dataset = datasets()["compiled-2022-2026"]
    assert "place points of 306 rows are UCDP" in dataset.licence
    assert "all but two of April 2025" in dataset.citation


def test_the_build_says_what_it_did(sources, tmp_path, capsys):
    build(sources, tmp_path)
    said = capsys.readouterr().out
    assert "ucdp-candidate-2026: 799 incidents; 2 replaced by a newer file's row" in said
    assert "vintage 2023: 6416 rows" in said
    assert "two groups share and lead to none: ['jundullah']" in said
    assert "name no group for certain: ['Jundallah', 'SDLA', 'Sarmachar', 'Taliban']" in said


def test_a_spelling_that_leads_nowhere_must_stand_in_the_catalogue(sources, tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "LEADS_NOWHERE", {"Talibaan": "a slip"})
    with pytest.raises(ValueError, match="no spelling \\['Talibaan'\\]"):
        groups.build_groups(sources, tmp_path)


def test_a_correction_changes_one_cell_of_a_copy():
    table = incidents(place=["near the house of a man", "Sui"])
    note = {"dataset_id": "test", "source_id": "0", "column": "place", "value": "near a house"}
    flag = {"dataset_id": "test", "source_id": "1", "column": "point_suspect", "value": "true"}
    corrected = correct(table, "test", [note, flag])
    assert corrected["place"].tolist() == ["near a house", "Sui"]
    assert corrected["point_suspect"].tolist() == [False, True]
    assert table["place"].tolist()[0] == "near the house of a man"


def test_a_correction_of_a_row_that_is_not_there_is_refused():
    lost = {"dataset_id": "test", "source_id": "9", "column": "place", "value": "x"}
    with pytest.raises(ValueError, match="0 rows have that id"):
        correct(incidents(place=["a"]), "test", [lost])
