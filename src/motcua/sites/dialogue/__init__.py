"""Pages of reports and questions: for residents, for the officers who answer, and for other programs (Open311)."""
