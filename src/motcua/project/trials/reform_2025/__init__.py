"""The reform of 2025-07-01 on Hà Nội's real territory: the city of the day before, the plan, and the proof that nothing is lost.

Real: 30 districts, 526 communes, what became of each, the 126 communes of today. Invented: offices, officers, residents,
dossiers, hamlets and which of them went where.
"""
