"""Page families, one module each; they know nothing of one another (a contract checks it).

Not here: the frame around pages (``web.frame``), their addresses (``web.urls``).
"""
