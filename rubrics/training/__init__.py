"""Labelled answers and the script that makes the judge's heads from them; nothing here is needed to judge."""
