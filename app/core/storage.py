"""Files by key, on the local disk or in an S3 bucket. Keys are ours, never a name that somebody sent."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import structlog

from app.core.errors import Unavailable
from app.core.settings import Settings, get_settings

log = structlog.get_logger(__name__)

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*(?:\.[a-z0-9]{1,5})?")
LONGEST_KEY = 200


class FileMissing(LookupError):
    """Nothing is stored under the key."""


class Storage(Protocol):
    """Where files lie. Every method raises ``ValueError`` for a key of another form than ``KEY``.

    ``Unavailable`` means that the store cannot be reached now; nothing was changed as far as is known.
    """

    def put(self, key: str, data: bytes) -> None:
        """Store ``data``, so that it survives a power cut. The same key is overwritten as a whole."""

    def open(self, key: str) -> BinaryIO:
        """Return a stream of the content. Raises ``FileMissing``."""

    def delete(self, key: str) -> None:
        """Remove the file. Removing what is not there is no error, so it may run twice."""

    def exists(self, key: str) -> bool:
        """Return whether something is stored under ``key``."""

    def size(self, key: str) -> int:
        """Return the length in bytes. Raises ``FileMissing``."""

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield every key that begins with the folder ``prefix``, in no order."""


def checked(key: str) -> str:
    """Return ``key``. Raises ``ValueError`` when it could lead out of the store."""
    if len(key) > LONGEST_KEY or not KEY.fullmatch(key):
        raise ValueError("not a storage key")
    return key


class LocalStorage:
    """Files below one directory, readable by the product's user only."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        """Write beside the final name, sync, rename, sync the directory: never half a file under the key."""
        path = self._root / checked(key)
        self._make_folder(path.parent)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException as error:
            with suppress(FileNotFoundError):
                os.unlink(name)
            if isinstance(error, OSError):  # a full or failing disk: nothing was kept, trying later is right
                raise Unavailable("暂时无法保存文件，请稍后再试", retry_after=30) from error
            raise
        _sync_folder(path.parent)

    def open(self, key: str) -> BinaryIO:
        """Return the file."""
        try:
            return (self._root / checked(key)).open("rb")
        except FileNotFoundError:
            raise FileMissing(key) from None

    def delete(self, key: str) -> None:
        """Unlink the file. Its folder stays."""
        (self._root / checked(key)).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        """Look at the disk."""
        return (self._root / checked(key)).is_file()

    def size(self, key: str) -> int:
        """Ask the file system."""
        try:
            return (self._root / checked(key)).stat().st_size
        except FileNotFoundError:
            raise FileMissing(key) from None

    def keys(self, prefix: str) -> Iterator[str]:
        """Walk the folder; files that are being written have names that are no keys."""
        for path in (self._root / checked(prefix)).rglob("*"):
            key = path.relative_to(self._root).as_posix()
            if KEY.fullmatch(key) and path.is_file():
                yield key

    def _make_folder(self, folder: Path) -> None:
        """Make what is missing of ``folder``; a folder lost in a power cut would take its files along."""
        missing = [level for level in (folder, *folder.parents) if not level.exists()]
        for level in reversed(missing):
            level.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(level.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class S3Storage:
    """Files in a bucket of any S3-compatible store."""

    def __init__(
        self,
        *,
        bucket: str,
        region: str,
        endpoint: str | None,
        access_key: str,
        secret_key: str,
    ) -> None:
        # Imported here: the library takes half a second to load and most installations do not use it.
        import boto3
        from botocore.config import Config

        self._bucket = bucket
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            config=Config(
                connect_timeout=2,
                read_timeout=10,
                retries={"mode": "standard", "total_max_attempts": 2},
                s3={"addressing_style": "path" if endpoint else "auto"},
                # Stores that are not Amazon's refuse the newer default checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key: str, data: bytes) -> None:
        """Upload in one request, which S3 keeps as a whole or not at all."""
        with _reachable(key):
            self._client.put_object(Bucket=self._bucket, Key=checked(key), Body=data)

    def open(self, key: str) -> BinaryIO:
        """Download the whole object: photos are small, and a broken connection must not show half of one."""
        with _reachable(key):
            return BytesIO(self._client.get_object(Bucket=self._bucket, Key=checked(key))["Body"].read())

    def delete(self, key: str) -> None:
        """Delete the object; S3 does not mind when there is none."""
        with _reachable(key):
            self._client.delete_object(Bucket=self._bucket, Key=checked(key))

    def exists(self, key: str) -> bool:
        """Ask for the head of the object."""
        try:
            self.size(key)
        except FileMissing:
            return False
        return True

    def size(self, key: str) -> int:
        """Ask for the head of the object."""
        with _reachable(key):
            return int(self._client.head_object(Bucket=self._bucket, Key=checked(key))["ContentLength"])

    def keys(self, prefix: str) -> Iterator[str]:
        """List the bucket, a thousand keys a request."""
        folder = checked(prefix) + "/"
        with _reachable(prefix):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=folder):
                for entry in page.get("Contents", ()):
                    yield entry["Key"]


@contextmanager
def _reachable(key: str) -> Iterator[None]:
    """Turn the library's errors into ours."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        if status == 404 and error.response.get("Error", {}).get("Code") in {"NoSuchKey", "404", "NotFound"}:
            raise FileMissing(key) from None
        log.error("storage refused", code=error.response.get("Error", {}).get("Code"), status=status)
        raise Unavailable(retry_after=10) from None
    except (BotoCoreError, HTTPClientError) as error:
        log.warning("storage away", error=type(error).__name__)
        raise Unavailable(retry_after=10) from None


def storage_of(settings: Settings) -> Storage:
    """Return the store that ``settings`` describe. Raises ``ValueError`` for S3 without bucket or keys.

    Keys are never looked for elsewhere: the library would ask the network for them.
    """
    if settings.storage == "local":
        return LocalStorage(settings.files_dir)
    if not (settings.s3_bucket and settings.s3_access_key and settings.s3_secret_key):
        raise ValueError("HFW_S3_BUCKET, HFW_S3_ACCESS_KEY or HFW_S3_SECRET_KEY is not set")
    return S3Storage(
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        endpoint=settings.s3_endpoint,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
    )


@cache
def get_storage() -> Storage:
    """Return the store of this process."""
    return storage_of(get_settings())
