"""Powers that move to another level, are lent for a time, or are exercised by a substitute: reviewed records.

`changes` writes, signs and revokes them; `terms` says what one may hold (pure); `reading` lists them and what follows.
"""
