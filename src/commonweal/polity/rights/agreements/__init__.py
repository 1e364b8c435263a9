"""Agreements between federations: adopted by both, held by two records, outliving both."""
