"""fastapi_users.db.base: what databases of users derive from."""


class BaseUserDatabase:
    def __class_getitem__(cls, items):
        return cls


UserDatabaseDependency = None
