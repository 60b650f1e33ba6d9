"""What WeChat's server pushes to ours: proof that it is WeChat's, and the message inside.

WeChat offers three modes. In the plain one the signature covers a token, a time and a nonce, but not the body, so
whoever saw one address could push a body of his own; in the safe one the body is encrypted and signed. The product
takes plain pushes only while no key of the safe mode is set. Protocol: developers.weixin.qq.com, 消息推送 and
消息加解密 (AES-256-CBC, key and initial vector from EncodingAESKey, PKCS#7 to blocks of 32 bytes).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

BLOCK_BYTES = 32
RANDOM_BYTES = 16
MOST_DEPTH = 8
OLDEST_SECONDS = 300
"""How far the time in a signature may be from ours. WeChat repeats a push within half a minute."""


class NotWeChat(Exception):
    """The push is not WeChat's, or not for us."""


@dataclass(frozen=True, slots=True)
class Signature:
    """The signed part of a push's address. ``message`` is only there in the safe mode."""

    signature: str
    timestamp: str
    nonce: str
    message: str = ""


def signature_of(*parts: str) -> str:
    """Return WeChat's signature over some texts: SHA-1 of them sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Inbox:
    """Opens pushes for one mini-program. ``aes_key`` is the EncodingAESKey of 43 characters, or nothing."""

    def __init__(self, *, appid: str, token: str, aes_key: str = "") -> None:
        self._appid, self._token = appid, token
        self._key = decoded_key(aes_key) if aes_key else None

    def check(self, sent: Signature, at: float) -> None:
        """Raise ``NotWeChat`` unless ``sent`` was made with our token, around ``at`` (seconds since 1970)."""
        expected = signature_of(self._token, sent.timestamp, sent.nonce)
        right = hmac.compare_digest(expected.encode(), sent.signature.encode("utf-8", "replace"))
        if not self._token or not right:
            raise NotWeChat("signature")
        if not sent.timestamp.isascii() or not sent.timestamp.isdigit() or len(sent.timestamp) > 12:
            raise NotWeChat("time")
        if abs(int(sent.timestamp) - at) > OLDEST_SECONDS:
            raise NotWeChat("time")

    def open(self, sent: Signature, body: bytes, at: float) -> dict[str, Any]:
        """Return the message of a push. Raises ``NotWeChat`` for what is not WeChat's or has no such form."""
        self.check(sent, at)
        message = parsed(body)
        if self._key is None:
            return message
        sealed = message.get("Encrypt")
        if not isinstance(sealed, str):
            raise NotWeChat("not encrypted")
        expected = signature_of(self._token, sent.timestamp, sent.nonce, sealed)
        if not hmac.compare_digest(expected.encode(), sent.message.encode("utf-8", "replace")):
            raise NotWeChat("signature of the message")
        return parsed(self._decrypted(self._key, sealed))

    def _decrypted(self, key: bytes, sealed: str) -> bytes:
        try:
            data = base64.b64decode(sealed, validate=True)
            opener = Cipher(AES(key), CBC(key[:16])).decryptor()
            plain = opener.update(data) + opener.finalize()
        except (binascii.Error, ValueError):
            raise NotWeChat("cipher") from None
        padding = plain[-1] if plain else 0
        content = plain[RANDOM_BYTES:-padding] if 1 <= padding <= BLOCK_BYTES else b""
        if len(content) < 4:
            raise NotWeChat("cipher")
        (length,) = struct.unpack(">I", content[:4])
        text, appid = content[4 : 4 + length], content[4 + length :]
        if not hmac.compare_digest(appid, self._appid.encode()):
            raise NotWeChat("another mini-program")
        return text


def decoded_key(text: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey. Raises ``ValueError`` for another length."""
    key = base64.b64decode(text + "=")
    if len(key) != 32:
        raise ValueError("an EncodingAESKey has 43 characters")
    return key


def parsed(body: bytes) -> dict[str, Any]:
    """Return the fields of a message, which WeChat writes as JSON or as XML, as one chooses on its site.

    Entities, document types and endless nesting are refused. Raises ``NotWeChat``.
    """
    if body.lstrip()[:1] == b"<":
        return _of_xml(body)
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise NotWeChat("neither JSON nor XML") from None
    if not isinstance(message, dict):
        raise NotWeChat("no message")
    return message


def _of_xml(body: bytes) -> dict[str, Any]:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise NotWeChat("bad XML") from None
    fields = _fields(root, 0)
    return dict(fields) if isinstance(fields, Mapping) else {}


def _fields(element: Element, depth: int) -> dict[str, Any] | str:
    """Return an element as text, or as the fields in it; of several with one name the last counts."""
    if depth > MOST_DEPTH:
        raise NotWeChat("nested too deeply")
    if not len(element):
        return (element.text or "").strip()
    return {child.tag: _fields(child, depth + 1) for child in element}
