"""One subject a file: what it indexes, what it decides, what it contributes, what it forbids.

Components never import one another; they meet in the registry.
"""
