"""Recordings in the layout of VPT's contractors: found, checked, read, counted, labelled and written."""
