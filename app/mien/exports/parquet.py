"""Parquet: the columns of the tidy CSV with their types, nulls where a value is missing.

utc is a timestamp of nanoseconds in UTC; session and expression are dictionaries. The file's
metadata has one JSON text under `mien`: session, app, network and its SHA-256, provider, source.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mien.exports.columns import Column
from mien.exports.place import name_of, placed
from mien.exports.texts import one_line
from mien.exports.tidy import UTC, tidy_columns
from mien.record.session import Session

BOOLEAN = "gap"


def write(session: Session, path: Path) -> None:
    """Write the Parquet file. Raises MienError."""
    columns = tidy_columns(session)
    arrays = [_array(column) for column in columns]
    names = [one_line(column.name) for column in columns]
    table = pa.Table.from_arrays(arrays, names=names)
    table = table.replace_schema_metadata({"mien": json.dumps(_about(session))})
    with placed(session, path) as place:
        pq.write_table(table, place, compression="zstd")


def _array(column: Column) -> Any:
    missing = ~column.known
    if column.name == UTC:
        return pa.array(column.values, mask=missing, type=pa.timestamp("ns", tz="UTC"))
    if column.values.dtype == object:
        words = np.array([one_line(word) for word in column.values], dtype=object)
        return pa.array(words, mask=missing, type=pa.string()).dictionary_encode()
    values = column.values != 0 if column.name == BOOLEAN else column.values
    return pa.array(values, mask=missing)


def _about(session: Session) -> dict[str, str]:
    manifest = session.manifest
    return {
        "session": one_line(name_of(session)),
        "app": one_line(f"mien {manifest.app_version}"),
        "network": one_line(f"{session.card.name} {session.card.version}"),
        "network_sha256": one_line(manifest.network.sha256),
        "provider": one_line(manifest.network.provider),
        "source": one_line(manifest.source.name),
    }
