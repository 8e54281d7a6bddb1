"""A mail server that takes everything and keeps nothing: `python -m tests.bench.sink`.

It prints its port, and at the end of its input the number of messages taken.
"""

import asyncio
import sys


class Sink(asyncio.Protocol):
    """One connection."""

    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.line, self.heard, self.in_data = transport, b"", False
        self.line.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.heard += data
        while self._take_one():
            pass

    def _take_one(self) -> bool:
        end = b"\r\n.\r\n" if self.in_data else b"\r\n"
        before, found, rest = self.heard.partition(end)
        if found:
            self.heard = rest
            self.line.write(self._answer(before[:4].upper()))
        return bool(found)

    def _answer(self, verb: bytes) -> bytes:
        if self.in_data:
            self.in_data = False
            Sink.taken += 1
            return b"250 taken\r\n"
        if verb == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    sys.stdout.write(f"{Sink.taken}\n")


if __name__ == "__main__":
    asyncio.run(main())
