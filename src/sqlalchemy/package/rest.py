"""What a package has besides its tables and types is not known."""


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    # a module of the package that we know, else one that is not known
    import importlib

    return importlib.import_module(__name__ + "." + name)
