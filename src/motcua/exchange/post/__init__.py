"""The public post (bưu chính công ích): packs of dossiers to an agency, results back, who has them, who signed when.

Source: QĐ 45/2016/QĐ-TTg. Nothing here knows what stands in a dossier: a pack names the procedure and lists papers.
"""
