"""A library of skills, and how it is searched by meaning."""
