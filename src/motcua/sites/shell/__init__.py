"""The face of the house: layouts, components, words in two languages, charts drawn on the server.

It knows no domain and has no models. Portal, desk and console extend its templates.
"""
