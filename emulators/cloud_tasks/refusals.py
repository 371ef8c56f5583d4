"""What the API refuses: a gRPC status and a sentence, worded like the service's own."""

from __future__ import annotations

import grpc


class Refused(Exception):
    def __init__(self, code: grpc.StatusCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def invalid(message: str) -> Refused:
    return Refused(grpc.StatusCode.INVALID_ARGUMENT, message)


def not_emulated(what: str) -> Refused:
    return Refused(grpc.StatusCode.UNIMPLEMENTED, f"{what}: not emulated.")


def no_queue() -> Refused:
    return Refused(
        grpc.StatusCode.NOT_FOUND,
        "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.",
    )


def no_task(existed: bool) -> Refused:
    return Refused(
        grpc.StatusCode.NOT_FOUND,
        "The task no longer exists, though a task with this name existed recently. "
        "The task either successfully completed or was deleted."
        if existed
        else "Requested entity was not found.",
    )


def exists(what: str) -> Refused:
    return Refused(grpc.StatusCode.ALREADY_EXISTS, f"{what} already exists")
