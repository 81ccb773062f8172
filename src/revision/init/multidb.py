import logging
import re
from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

# whether all databases commit together, or none: PREPARE TRANSACTION and COMMIT PREPARED
USE_TWOPHASE = False

config = context.config

# the [loggers] of the ini
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
logger = logging.getLogger("alembic.env")

# the sections of the ini that name a database each
names = re.split(r",\s*", config.get_main_option("databases", ""))

# What --autogenerate compares each database with: its own MetaData, with its own tables only.
# from app import models
# target_metadata = {"engine1": models.first_metadata, "engine2": models.second_metadata}
target_metadata = {}


def run_migrations_offline() -> None:
    """With --sql: the statements for each database go to a file of its name."""
    for name in names:
        logger.info("Writing the SQL for database %s to %s.sql", name, name)
        with open(f"{name}.sql", "w") as output:
            context.configure(
                url=config.get_section_option(name, "sqlalchemy.url"),
                output_buffer=output,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """On all databases, each in a transaction that is committed once all went well."""
    connections = {}
    transactions = {}
    try:
        for name in names:
            engine = engine_from_config(
                config.get_section(name, {}),
                prefix="sqlalchemy.",
                poolclass=pool.NullPool,
            )
            connection = connections[name] = engine.connect()
            transactions[name] = connection.begin_twophase() if USE_TWOPHASE else connection.begin()

        for name in names:
            logger.info("Migrating database %s", name)
            context.configure(
                connection=connections[name],
                upgrade_token=f"{name}_upgrades",
                downgrade_token=f"{name}_downgrades",
                target_metadata=target_metadata.get(name),
            )
            context.run_migrations(engine_name=name)

        if USE_TWOPHASE:
            for transaction in transactions.values():
                transaction.prepare()
        for transaction in transactions.values():
            transaction.commit()
    except BaseException:
        for transaction in transactions.values():
            transaction.rollback()
        raise
    finally:
        for connection in connections.values():
            connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
