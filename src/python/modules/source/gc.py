"""Nothing is collected during a run."""


def collect(generation=2):
    return 0


def enable():
    pass


def disable():
    pass


def isenabled():
    return True


def get_objects(generation=None):
    return []


def freeze():
    pass
