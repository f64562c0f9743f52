"""Bodies outside the city: police, insurance, tax, justice records, notary, business registry. They get signed
messages, answer after a while as real ones would, and can be slow, wrong or silent.
"""
