"""Work on the product's own machinery that operators start."""

from app.operations.service.rotation import CIPHERS, Cipher, Piece, note_rotation, rotate_piece

__all__ = ["CIPHERS", "Cipher", "Piece", "note_rotation", "rotate_piece"]
