"""Reception by contract: a firm's people at an agency's counters, who take in and give out, and nothing else.

Source: NĐ 118/2025 (guidance, intake, digitising and giving out may be given to the public post); that other firms may be
charged with taking in and giving out, and that decisions never are, is the city's own rule.
"""
