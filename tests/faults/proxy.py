"""A TCP line that breaks as told, before PostgreSQL, Valkey, SMTP or HTTP."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

Target = tuple[str, int] | Path  # a port, or a socket in the file system
CHUNK = 65536


class Proxy:
    """Passes bytes on as its `mood` says, which may change at any moment.

    "open"; "late" (`seconds` more for each piece); "hole" (nothing passes, nobody is told);
    "one_way" (requests arrive, answers are lost); "closed" (connections are reset, new ones too).
    """

    def __init__(self, target: Target):
        self.target, self.mood, self.seconds = target, "open", 0.0
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self._call(self._listen())

    def close_lines(self) -> None:
        """Reset what is connected now."""
        self._call(self._abort_all())

    def half_close(self) -> None:
        """Each side hears that the other says nothing more; what it says still arrives."""
        self._call(self._end_all())

    def end(self) -> None:
        self._call(self._give_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def _give_up(self) -> None:
        self._server.close()
        await self._abort_all()
        pending = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mood == "closed":
            writer.transport.abort()
            return
        try:
            there, answer = await self._reach()
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, answer}
        await asyncio.gather(self._pass(reader, answer), self._pass(there, writer, is_answer=True))
        self._lines -= {writer, answer}
        for line in (writer, answer):
            line.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.target, Path):
            return await asyncio.open_unix_connection(str(self.target))
        return await asyncio.open_connection(*self.target)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_answer: bool = False
    ) -> None:
        """Until one side says no more; a reset of one is a reset of the other."""
        try:
            while piece := await reader.read(CHUNK):
                await asyncio.sleep(self.seconds if self.mood == "late" else 0)
                if self.mood != "hole" and not (self.mood == "one_way" and is_answer):
                    writer.write(piece)
                    await writer.drain()
            writer.write_eof()
        except OSError:
            writer.transport.abort()

    async def _abort_all(self) -> None:
        for line in list(self._lines):
            line.transport.abort()

    async def _end_all(self) -> None:
        for line in list(self._lines):
            if not line.is_closing():
                line.write_eof()
