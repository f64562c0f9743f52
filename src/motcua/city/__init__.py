"""Floor 1: territory, agencies, posts, powers and who people are. Not what is known about people (records).

Offers `models`, `units` (codes by date), `agencies` (competence, heirs, subtrees), `authority` (what an
account may do), `identities` (people and their accounts), `posts` (kinds of posts and their first powers).
"""
