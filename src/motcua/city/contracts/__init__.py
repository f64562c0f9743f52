"""Reception by contract: a firm's people at an agency's counters, who take in and give out, and nothing else.

Source: NĐ 118/2025 (guidance, intake, digitising and giving out may be contracted out; decisions may not).
"""
