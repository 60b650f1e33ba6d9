"""Both stores keep the same promises: whole files, no way out by a key, deleting twice, ours when they are away."""

from __future__ import annotations

import os
import stat

import pytest
from pydantic import SecretStr

from app.core.errors import Unavailable
from app.core.storage import FileMissing, LocalStorage, S3Storage, storage_of

KEY = "media/20261122/0193-a.jpg"


@pytest.fixture(scope="module")
def s3_server():
    """A real HTTP server that speaks S3."""
    # The server wants this library for browsers of other sites, which do not come here.
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def s3(endpoint: str) -> S3Storage:
    return S3Storage(
        bucket="photos", region="us-east-1", endpoint=endpoint, access_key="test", secret_key="test-secret"
    )


@pytest.fixture(params=["local", "s3"])
def store(request, tmp_path):
    if request.param == "local":
        yield LocalStorage(tmp_path / "files")
        return
    storage = s3(request.getfixturevalue("s3_server"))
    storage._client.create_bucket(Bucket="photos")
    yield storage
    for key in list(storage.keys("media")):
        storage.delete(key)
    storage._client.delete_bucket(Bucket="photos")
    storage._client.close()


def test_what_was_put_is_there_as_a_whole(store):
    store.put(KEY, b"photo" * 1000)

    assert store.exists(KEY)
    assert store.size(KEY) == 5000
    with store.open(KEY) as file:
        assert file.read() == b"photo" * 1000


def test_the_same_key_is_overwritten_as_a_whole(store):
    store.put(KEY, b"a long one")
    store.put(KEY, b"short")

    with store.open(KEY) as file:
        assert file.read() == b"short"


def test_what_is_missing_is_missing_by_name(store):
    assert not store.exists(KEY)
    for look in (store.open, store.size):
        with pytest.raises(FileMissing):
            look(KEY)


def test_deleting_twice_is_no_error(store):
    store.put(KEY, b"x")

    store.delete(KEY)
    store.delete(KEY)

    assert not store.exists(KEY)


def test_the_keys_of_a_folder_are_listed_and_no_others(store):
    for key in (KEY, "media/20261122/b.jpg", "media/20261123/c.jpg"):
        store.put(key, b"x")

    assert sorted(store.keys("media/20261122")) == [KEY, "media/20261122/b.jpg"]
    assert list(store.keys("media/20270101")) == []


@pytest.mark.parametrize(
    "key",
    ["", ".", "..", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "a\\b", "a\x00b", "A/b", "a/.hidden",
     ".new-x", "a b", "a/b.jpg/..", "名.jpg", "a\n", "x" * 201, "~root", "a/b.exe.jpg"],
)  # fmt: skip
def test_no_key_leads_out_of_the_store(store, key):
    for use in (store.open, store.delete, store.exists, store.size, lambda k: store.put(k, b"x")):
        with pytest.raises(ValueError, match="not a storage key"):
            use(key)


def test_local_files_are_for_the_products_user_only(tmp_path):
    store = LocalStorage(tmp_path / "files")
    store.put(KEY, b"x")

    modes = [stat.S_IMODE(os.stat(path).st_mode) for path in (tmp_path / "files").rglob("*")]

    assert sorted(set(modes)) == [0o600, 0o700]


def test_a_crash_while_writing_leaves_nothing_under_the_key(tmp_path, monkeypatch):
    store = LocalStorage(tmp_path / "files")
    store.put(KEY, b"old")

    def power_cut(*_):
        raise OSError("power cut")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(Unavailable):
        store.put(KEY, b"new")

    with store.open(KEY) as file:
        assert file.read() == b"old"
    assert [path.name for path in (tmp_path / "files/media/20261122").iterdir()] == ["0193-a.jpg"]


def test_the_file_and_every_new_folder_are_synced_before_put_returns(tmp_path, monkeypatch):
    store, synced, sync = LocalStorage(tmp_path / "files"), [], os.fsync

    def note(handle):
        synced.append(os.readlink(f"/proc/self/fd/{handle}").removeprefix(str(tmp_path)))
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    store.put(KEY, b"x")

    assert synced[:2] == ["/files", "/files/media"]  # parents of the two folders that were made
    assert synced[2].startswith("/files/media/20261122/.new-")
    assert synced[3:] == ["/files/media/20261122"]


def test_a_file_that_is_being_written_is_not_listed(tmp_path):
    store = LocalStorage(tmp_path / "files")
    store.put(KEY, b"x")
    (tmp_path / "files/media/20261122/.new-1234").write_bytes(b"half")

    assert list(store.keys("media")) == [KEY]


def test_a_store_that_is_away_means_unavailable_within_seconds():
    store = s3("http://127.0.0.1:9")

    for use in (store.open, store.delete, store.exists, store.size, lambda k: store.put(k, b"x")):
        with pytest.raises(Unavailable):
            use(KEY)
    store._client.close()


def test_a_missing_bucket_is_our_trouble_not_a_missing_file(s3_server):
    store = S3Storage(bucket="no-such-bucket", region="us-east-1", endpoint=s3_server, access_key="t", secret_key="t")

    with pytest.raises(Unavailable):
        store.open(KEY)
    store._client.close()


def test_the_settings_choose_the_store(settings, tmp_path):
    local = settings.model_copy(update={"storage": "local", "files_dir": tmp_path})
    remote = {
        "storage": "s3",
        "s3_bucket": "photos",
        "s3_endpoint": "http://127.0.0.1:9",
        "s3_access_key": SecretStr("test"),
        "s3_secret_key": SecretStr("test-secret"),
    }

    assert isinstance(storage_of(local), LocalStorage)
    chosen = storage_of(settings.model_copy(update=remote))
    assert isinstance(chosen, S3Storage)
    chosen._client.close()
    for name in ("s3_bucket", "s3_access_key", "s3_secret_key"):
        with pytest.raises(ValueError, match=f"HFW_{name.upper()}"):
            storage_of(settings.model_copy(update=remote | {name: None}))
