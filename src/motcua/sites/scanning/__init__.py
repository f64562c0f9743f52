"""Digitising at the counter: pages in the browser, fields beside the picture, the signed copy, and the figures."""
