import gc

from geo.ui.frame import spare_what_is_imported
from geo.ui.serve import FRUGAL, server_environment


def test_the_server_is_frugal_unless_its_owner_says_otherwise(monkeypatch):
    for name in FRUGAL:
        monkeypatch.delenv(name, raising=False)
    assert server_environment().items() >= FRUGAL.items()
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    assert server_environment()["ARROW_DEFAULT_MEMORY_POOL"] == "mimalloc"


def test_what_is_imported_is_spared_once():
    spare_what_is_imported()
    spared = gc.get_freeze_count()
    later = [[] for _ in range(1000)]
    spare_what_is_imported()
    assert gc.get_freeze_count() <= spared
    assert len(later) == 1000
