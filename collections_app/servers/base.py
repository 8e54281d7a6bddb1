"""Django's PostgreSQL backend, which joins the embedded server when it first connects."""

from django.db.backends.postgresql import base

from collections_app import env
from collections_app.servers import joining


class DatabaseWrapper(base.DatabaseWrapper):
    """Joining here lets any command work alone, and those that need no database start nothing."""

    def get_new_connection(self, conn_params):
        joining.join(env.POSTGRES)
        return super().get_new_connection(conn_params)
