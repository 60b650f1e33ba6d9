"""Telling people: an inbox of finished sentences, and one-time WeChat messages for who asked for them."""
