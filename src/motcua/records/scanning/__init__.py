"""Paper made digital: pictures of sheets straightened and cleaned, read by machine, kept as a searchable PDF/A.

What is done to pictures and words is pure (`taking`, `straighten`, `cleaning`, `sheet`, `reading`, `proposals`,
`naming`, `archive`); `working` keeps a scan from the first page to the signed copy.
"""
