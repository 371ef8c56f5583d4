"""The messages of google.firestore.v1, and the errors that are answered instead of them.

The client's proto-plus classes wrap raw protobuf classes. A server that parses and builds many messages uses the
raw ones, which are several times faster.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import grpc
from google.cloud.firestore_v1.types import document as document_types
from google.cloud.firestore_v1.types import firestore as rpc_types
from google.cloud.firestore_v1.types import query as query_types
from google.cloud.firestore_v1.types import write as write_types
from google.protobuf import timestamp_pb2

Code = grpc.StatusCode


def raw(wrapper: Any) -> Any:
    """The protobuf class behind a proto-plus class."""
    return type(wrapper.pb(wrapper()))


def request_class(rpc: str) -> Any:
    return raw(getattr(rpc_types, f"{rpc}Request"))


if TYPE_CHECKING:  # The raw classes are made at run time, so a type checker can only be told their names.
    Cursor: TypeAlias = Any
    Document: TypeAlias = Any
    Filter: TypeAlias = Any
    StructuredQuery: TypeAlias = Any
    Timestamp: TypeAlias = Any
    Transform: TypeAlias = Any
    Value: TypeAlias = Any
    Write: TypeAlias = Any
    WriteResult: TypeAlias = Any
else:
    Cursor = raw(query_types.Cursor)
    Document = raw(document_types.Document)
    Filter = raw(query_types.StructuredQuery.Filter)
    StructuredQuery = raw(query_types.StructuredQuery)
    Timestamp = timestamp_pb2.Timestamp
    Transform = raw(write_types.DocumentTransform.FieldTransform)
    Value = raw(document_types.Value)
    Write = raw(write_types.Write)
    WriteResult = raw(write_types.WriteResult)

Fields: TypeAlias = Any
"""A protobuf map from a field's name to its Value; asking for a missing one makes it."""

AggregationResponse: Any = raw(rpc_types.RunAggregationQueryResponse)
CommitResponse: Any = raw(rpc_types.CommitResponse)
GetResponse: Any = raw(rpc_types.BatchGetDocumentsResponse)
ListCollectionIdsResponse: Any = raw(rpc_types.ListCollectionIdsResponse)
ListDocumentsResponse: Any = raw(rpc_types.ListDocumentsResponse)
QueryResponse: Any = raw(rpc_types.RunQueryResponse)


class Refusal(Exception):
    """A call that is answered with a gRPC status instead of a result."""

    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> Refusal:
    return Refusal(Code.INVALID_ARGUMENT, message)


def micros(timestamp: Timestamp) -> int:
    """Microseconds since 1970: the resolution in which Firestore keeps every time."""
    return int(timestamp.seconds) * 1_000_000 + int(timestamp.nanos) // 1000


def to_timestamp(microseconds: int) -> Timestamp:
    seconds, rest = divmod(microseconds, 1_000_000)
    return Timestamp(seconds=seconds, nanos=rest * 1000)
