"""Linked sets: one filing, several dossiers, each at its own agency with its own code and limit.

`consumer` moves sets on when something happened to one of their dossiers; `changes` is what people do with a set.
Source: NĐ 61/2018 Đ19 k6-k7, NĐ 118/2025.
"""
