"""Tests; a package, so that no other package of that name that a library brings is taken for it."""
