"""What a package has besides its tables and types is not known."""


def __getattr__(name):
    from fastapi_users import not_read

    return getattr(not_read, name)
