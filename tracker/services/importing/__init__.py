"""Read what another program wrote down: nothing here knows a person, a couple or the store."""
