"""google.firestore.v1.Firestore: each public method answers the call of its name."""

from __future__ import annotations

import functools
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import grpc

from emulators.harness import Faults

from .billing import Bill
from .faults import FirestoreFaults, Rpc
from .indexes import IndexCatalog
from .limits import check_name
from .protocol import (
    AggregationResponse,
    Code,
    CommitResponse,
    Document,
    GetResponse,
    ListCollectionIdsResponse,
    ListDocumentsResponse,
    QueryResponse,
    Refusal,
    request_class,
    to_timestamp,
)
from .queries import Query, aggregate, aggregated_path
from .storage import Storage
from .values import field_key, masked
from .writes import apply_write, written_name

SERVICE = "google.firestore.v1.Firestore"
STREAMING = ("BatchGetDocuments", "RunAggregationQuery", "RunQuery")
NOT_SERVED = ("BatchWrite", "BeginTransaction", "CreateDocument", "DeleteDocument", "Rollback", "UpdateDocument")
PAGE_SIZE = 300


class FirestoreService:
    """Serves one storage. `indexes` None serves every query, as Google's emulator does."""

    def __init__(self, storage: Storage, indexes: IndexCatalog | None, faults: Faults[FirestoreFaults]) -> None:
        self._storage = storage
        self._indexes = indexes
        self._faults = faults
        self._lock = threading.Lock()  # Calls go one after another: a read sees all of a commit or nothing of it.
        self._stopping = threading.Event()
        self.calls: Counter[str] = Counter()
        self.bill = Bill(indexes)

    # ------------------------------------------------------------ writing

    def Commit(self, request: Any) -> Any:
        commit_time = self._storage.next_commit_time()
        response = CommitResponse(commit_time=to_timestamp(commit_time))
        before: dict[str, Document | None] = {}
        changes: dict[str, Document | None] = {}
        for write in request.writes:
            name = written_name(write)
            before.setdefault(name, self._storage.get(name))
            current = changes[name] if name in changes else before[name]
            changes[name], result = apply_write(write, current, response.commit_time)
            response.write_results.append(result)
        self._storage.save(changes, commit_time)
        self.bill.committed(map(written_name, request.writes), before, changes)
        return response

    def stop(self) -> None:
        """Refuse every call from now on, also those that are kept waiting."""
        self._stopping.set()

    def told(self) -> dict[str, Any]:
        """For the control: how many documents there are, the calls served, and what they would cost."""
        with self._lock:
            return {
                "documents": self._storage.count(),
                "calls": dict(self.calls),
                "operations": dict(self.bill.operations),
                "bytes": self.bill.measured(),
            }

    def backup(self, file: Path) -> int:
        """All documents of one moment in a file; returns how many. Raises FileExistsError."""
        with self._lock:
            self._storage.backup(file)
            return self._storage.count()

    def reset(self, prefix: str) -> int:
        """Delete the documents whose full name begins so; returns how many there were."""
        with self._lock:
            self.bill.measured()  # what is deleted here was not deleted by anybody who is billed
            doomed = [name for name in self._storage.names() if name.startswith(prefix)]
            self._storage.save(dict.fromkeys(doomed), self._storage.next_commit_time())
            return len(doomed)

    # ------------------------------------------------------------ reading

    def GetDocument(self, request: Any) -> Document:
        check_name(request.name)
        self.bill.asked_for([request.name])
        document = self._storage.get(request.name)
        if document is None:
            raise Refusal(Code.NOT_FOUND, f'Document "{request.name}" not found.')
        return _shown(document, request)

    def BatchGetDocuments(self, request: Any) -> list[Any]:
        read_time = self._storage.read_time()
        responses = []
        for name in dict.fromkeys(request.documents):
            check_name(name)
            document = self._storage.get(name)
            if document is None:
                responses.append(GetResponse(missing=name, read_time=read_time))
            else:
                responses.append(GetResponse(found=_shown(document, request), read_time=read_time))
        self.bill.asked_for(dict.fromkeys(request.documents))
        return responses

    def RunQuery(self, request: Any) -> list[Any]:
        query = Query(request.parent, request.structured_query)
        read_time = self._storage.read_time()
        found = [
            QueryResponse(document=query.shown(document), read_time=read_time) for document in self._found(query, [])
        ]
        self.bill.found(query.collection, len(found))
        return found or [QueryResponse(read_time=read_time)]

    def RunAggregationQuery(self, request: Any) -> list[Any]:
        asked = request.structured_aggregation_query
        query = Query(request.parent, asked.structured_query)
        paths = sorted({aggregated_path(a) for a in asked.aggregations if not a.HasField("count")})
        documents = [
            document
            for document in self._found(query, paths)
            if all(field_key(document, path) is not None for path in paths)
        ]
        self.bill.counted(query.collection, len(documents))
        response = AggregationResponse(read_time=self._storage.read_time())
        for number, aggregation in enumerate(asked.aggregations, 1):
            alias = aggregation.alias or f"field_{number}"
            response.result.aggregate_fields[alias].CopyFrom(aggregate(aggregation, documents))
        return [response]

    def _found(self, query: Query, aggregated: list[str]) -> list[Document]:
        if self._indexes is not None:
            self._indexes.check(query, aggregated)
        collection = self._storage.collections.get(query.collection)
        return query.run(collection) if collection else []

    def ListDocuments(self, request: Any) -> Any:
        """Documents by name. With `show_missing` also those that hold subcollections only."""
        path = f"{request.parent}/{request.collection_id}"
        collection = self._storage.collections.get(path)
        names = set(collection.documents) if collection else set()
        if request.show_missing:
            depth = path.count("/") + 2
            below = [other for other in self._storage.collections if other.startswith(f"{path}/")]
            names |= {"/".join(other.split("/")[:depth]) for other in below}
        ordered = sorted(name for name in names if name > request.page_token)
        page = ordered[: request.page_size or PAGE_SIZE]
        response = ListDocumentsResponse(next_page_token=page[-1] if len(page) < len(ordered) else "")
        self.bill.found(path, len(page))
        response.documents.extend(_shown(self._storage.get(name) or Document(name=name), request) for name in page)
        return response

    def ListCollectionIds(self, request: Any) -> Any:
        depth = request.parent.count("/") + 1
        below = [path for path in self._storage.collections if path.startswith(f"{request.parent}/")]
        return ListCollectionIdsResponse(collection_ids=sorted({path.split("/")[depth] for path in below}))

    # ------------------------------------------------------------ gRPC

    def handlers(self) -> grpc.GenericRpcHandler:
        served = {rpc: self._handler(rpc) for rpc in get_args(Rpc)}
        refused = {rpc: grpc.unary_unary_rpc_method_handler(_not_served) for rpc in NOT_SERVED}
        return grpc.method_handlers_generic_handler(SERVICE, served | refused)

    def _handler(self, rpc: str) -> grpc.RpcMethodHandler:
        streaming = rpc in STREAMING
        make = grpc.unary_stream_rpc_method_handler if streaming else grpc.unary_unary_rpc_method_handler
        return make(
            functools.partial(self._stream if streaming else self._answer, rpc),
            request_deserializer=request_class(rpc).FromString,
            response_serializer=lambda message: message.SerializeToString(),
        )

    def _stream(self, rpc: str, request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
        yield from self._answer(rpc, request, context)

    def _answer(self, rpc: str, request: Any, context: grpc.ServicerContext) -> Any:
        faults = self._faults.now
        try:
            _refuse_transactions(request)
            self._delay(faults.seconds_late(rpc))
            faults.before(rpc)
            with self._lock:
                self.calls[rpc] += 1
                response = getattr(self, rpc)(request)
            faults.after(rpc)
        except Refusal as refusal:
            context.abort(refusal.code, refusal.message)
        return response

    def _delay(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Refusal(Code.UNAVAILABLE, "The emulator is stopping.")


def _shown(document: Document, request: Any) -> Document:
    return masked(document, request.mask.field_paths) if request.HasField("mask") else document


def _refuse_transactions(request: Any) -> None:
    """Reading in a transaction, or in the past, must not pass for an ordinary read."""
    for field, _ in request.ListFields():
        if field.name in ("transaction", "new_transaction", "read_time"):
            raise Refusal(Code.UNIMPLEMENTED, "This emulator serves no transactions and no reads of the past.")


def _not_served(_request: bytes, context: grpc.ServicerContext) -> bytes:
    context.abort(
        Code.UNIMPLEMENTED,
        "This emulator serves no transactions and no batch writes: read, then commit with preconditions.",
    )
    return b""
