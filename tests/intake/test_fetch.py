"""One file over a bad line."""

import hashlib
import socket

import pytest

from geo.intake import fetch
from geo.intake.fetch import TRIES, DownloadError, discard, fetch_file, settle
from tests.intake.server import serving

CONTENT = b"".join(b"%07d\n" % number for number in range(40_000))


@pytest.fixture
def site():
    with serving() as one:
        yield one


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.csv"


def bring(site, path, **options):
    return fetch_file(f"{site.address}/a.csv", path, pause_seconds=0, **options)


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def test_the_file_appears_only_when_settled(site, path):
    site.put("/a.csv", CONTENT)
    path.write_bytes(b"old")
    seen = []
    fetched = bring(site, path, progress=lambda done, total, words: seen.append((done, total)))
    assert (fetched.status, fetched.size) == ("new", len(CONTENT))
    assert fetched.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert path.read_bytes() == b"old"
    settle(fetched, path)
    assert path.read_bytes() == CONTENT
    assert names(path.parent) == ["a.csv"]
    assert seen == sorted(seen)
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_a_broken_connection_goes_on_where_it_broke_off(site, path):
    site.put("/a.csv", CONTENT, drops=3)
    fetched = bring(site, path)
    assert fetched.part.read_bytes() == CONTENT
    asked = [int(one[len("bytes=") : -1] or 0) if one else 0 for _, one in site.asked]
    half, more, last = (len(CONTENT) * part // 8 for part in (4, 6, 7))
    assert asked == [0, half, more, last]


def test_what_arrived_is_kept_for_the_next_time(site, path):
    served = site.put("/a.csv", CONTENT, drops=TRIES)
    with pytest.raises(DownloadError, match=r"a.csv could not be downloaded in 5 tries"):
        bring(site, path)
    assert not path.exists()
    before = len(site.asked)
    assert bring(site, path).part.read_bytes() == CONTENT
    (_, wanted), *more = site.asked[before:]
    assert more == []
    assert int(wanted[len("bytes=") : -1]) > len(CONTENT) // 2
    assert served.drops == 0


def test_parts_of_two_files_are_never_joined(site, path):
    site.put("/a.csv", CONTENT, drops=TRIES)
    with pytest.raises(DownloadError):
        bring(site, path)
    other = CONTENT[::-1]
    site.put("/a.csv", other)
    assert bring(site, path).part.read_bytes() == other


@pytest.mark.parametrize("how", [{"etag": False}, {"ranges": False}], ids=["no tag", "no ranges"])
def test_without_a_safe_way_to_go_on_it_starts_again(site, path, how):
    site.put("/a.csv", CONTENT, drops=2, **how)
    assert bring(site, path).part.read_bytes() == CONTENT


def test_a_length_that_is_too_long_is_a_failure(site, path):
    site.put("/a.csv", CONTENT, announced=len(CONTENT) + 10)
    with pytest.raises(DownloadError, match=r"a.csv could not be downloaded"):
        bring(site, path)
    assert not path.exists()


def test_a_checksum_that_does_not_fit_is_a_failure(site, path):
    site.put("/a.csv", CONTENT, digest=b"something else")
    with pytest.raises(DownloadError, match="checksum"):
        bring(site, path)
    assert names(path.parent) == []
    site.put("/a.csv", CONTENT, digest=CONTENT)
    assert bring(site, path).status == "new"


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_file_is_an_answer(site, path, status):
    site.put("/a.csv", b"", status=status)
    assert bring(site, path).status == "missing"
    assert len(site.asked) == 1


def test_an_unchanged_file_is_not_sent_again(site, path):
    site.put("/a.csv", CONTENT)
    first = bring(site, path)
    settle(first, path)
    assert bring(site, path, known_tag=first.tag).status == "unchanged"
    site.put("/a.csv", CONTENT + b"more\n")
    assert bring(site, path, known_tag=first.tag).status == "new"


@pytest.mark.parametrize(
    ("status", "requests", "words"),
    [(503, TRIES, "the server answers 503"), (403, 1, "does not give a.csv: it answers 403")],
)
def test_a_server_that_refuses_is_quoted(site, path, status, requests, words):
    site.put("/a.csv", b"", status=status)
    with pytest.raises(DownloadError, match=words):
        bring(site, path)
    assert len(site.asked) == requests


def test_a_server_that_is_not_there_is_said(path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with pytest.raises(DownloadError, match=f"no connection to 127.0.0.1:{port}"):
        fetch_file(f"http://127.0.0.1:{port}/a.csv", path, tries=2, pause_seconds=0)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x/a.csv", "a.csv", ""])
def test_only_web_addresses_are_read(path, address):
    with pytest.raises(DownloadError, match="not an http"):
        fetch_file(address, path)


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_that_is_too_large_is_not_taken(site, path, monkeypatch, announced):
    monkeypatch.setattr(fetch, "LARGEST_FILE", 1000)
    site.put("/a.csv", CONTENT, **({} if announced else {"announced": 900}))
    if announced:
        with pytest.raises(DownloadError, match="larger than 1,000 bytes"):
            bring(site, path)
        assert names(path.parent) == []
    else:
        assert bring(site, path).size == 900


def test_a_part_can_be_thrown_away(site, path):
    site.put("/a.csv", CONTENT)
    discard(bring(site, path))
    assert names(path.parent) == []
