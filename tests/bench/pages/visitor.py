"""A visitor without a browser: speaks Streamlit's websocket protocol and remembers the page.

Enough of a front end to use the atlas: it keeps the elements of the page by their place, reports
the state of every widget as a browser does, and says what it was changed to.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.bench.pages.widgets import changed_state, first_state

PATIENCE_SECONDS = 60
"""An answer that takes longer counts as lost."""

NO_TOKEN = "none"
"""Stands where a signed-in visitor's token would."""

DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)

Place = tuple[int, ...]


class PageFailedError(Exception):
    """The page showed an error where its answer should be."""


@dataclass(frozen=True)
class Answer:
    """What one change cost: seconds until the run was finished, bytes and messages received."""

    seconds: float
    received: int
    messages: int


@dataclass
class Visitor:
    """One session. `async with Visitor(address) as visitor: await visitor.go()`."""

    address: str
    query: str = ""
    session: str = ""  # of a visitor who comes back over another connection
    page: str = ""  # Streamlit's hash of the page; "" is the first one
    pages: dict[str, str] = field(default_factory=dict)  # address of a page -> its hash
    elements: dict[Place, Any] = field(default_factory=dict)
    fragments: dict[Place, str] = field(default_factory=dict)  # which fragment drew an element
    popovers: dict[str, tuple[str, str]] = field(default_factory=dict)  # label -> id and fragment
    opened: str = ""  # label of the popover that is open
    states: dict[str, WidgetState] = field(default_factory=dict)
    cached: dict[str, ForwardMsg] = field(default_factory=dict)
    socket: ClientConnection | None = None

    async def __aenter__(self) -> Self:
        back = [NO_TOKEN, self.session] if self.session else []
        self.socket = await connect(
            f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[Subprotocol(one) for one in ("streamlit", *back)],
            max_size=None,
            compression=None,
            open_timeout=PATIENCE_SECONDS,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.socket is not None:
            await self.socket.close()

    # --- what a visitor does ---------------------------------------------------------------------

    async def reconnect(self) -> Answer:
        """Lose the connection, find the session again over another, and ask for the page."""
        await self.__aexit__(None, None, None)
        await self.__aenter__()
        return await self._ask()

    async def go(self, page: str = "") -> Answer:
        """Open a page by its address, the first by ""; or run it again."""
        self.page = self.pages.get(page, "")
        return await self._ask(page_name="" if self.pages else page)

    async def change(self, kind: str, label: str, values: Iterable[Any]) -> Answer:
        """Give a widget, found by its label, other values."""
        place = self._place(kind, label)
        state = changed_state(kind, getattr(self.elements[place], kind), values)
        self.states[state.id] = state
        return await self._ask(fragment=self.fragments[place])

    async def open(self, label: str) -> Answer:
        """Open the popover of a label; the one that was open shuts. Raises `KeyError`."""
        _, fragment = self.popovers[label]
        self.opened = label
        return await self._ask(fragment=fragment)

    # --- what a visitor sees ---------------------------------------------------------------------

    def element(self, kind: str, label: str) -> Any:
        """The element of a kind with a label. Raises `KeyError` when the page has none."""
        return getattr(self.elements[self._place(kind, label)], kind)

    def of_kind(self, kind: str) -> Iterator[Any]:
        """All elements of a kind, in the order of the page."""
        for place in self._places(kind):
            yield getattr(self.elements[place], kind)

    def texts(self) -> list[str]:
        """What the page's markdown says."""
        return [one.body for one in self.of_kind("markdown")]

    def _place(self, kind: str, label: str) -> Place:
        for place in self._places(kind):
            if getattr(self.elements[place], kind).label == label:
                return place
        raise KeyError(f"no {kind} {label!r}")

    def _places(self, kind: str) -> Iterator[Place]:
        """The places of a kind, in the order of the page."""
        for place in sorted(self.elements):
            if self.elements[place].WhichOneof("type") == kind:
                yield place

    # --- the protocol ----------------------------------------------------------------------------

    async def _ask(self, page_name: str = "", fragment: str = "") -> Answer:
        """Ask for a run, of the whole page or of one fragment, and wait for its end."""
        assert self.socket is not None
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self.query
        run.page_script_hash = self.page
        run.page_name = page_name
        run.fragment_id = fragment
        run.cached_message_hashes.extend(self.cached)
        run.context_info.timezone = "Etc/UTC"
        run.context_info.locale = "en-GB"
        run.context_info.url = f"{self.address}/{page_name}"
        run.widget_states.widgets.extend(self.states.values())
        if self.opened in self.popovers:
            popover, _ = self.popovers[self.opened]
            run.widget_states.widgets.append(WidgetState(id=popover, bool_value=True))
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            received, messages = await self._read_run()
        answer = Answer(time.perf_counter() - started, received, messages)
        self._report()
        return answer

    async def _read_run(self) -> tuple[int, int]:
        """Take in messages until the run is over; their bytes and number."""
        assert self.socket is not None
        received = messages = 0
        touched: set[Place] = set()
        asked: set[str] = set()  # the fragments that this run was asked for, none for all
        async for data in self.socket:
            received, messages = received + len(data), messages + 1
            message = self._whole(ForwardMsg.FromString(data))
            kind = message.WhichOneof("type")
            if kind == "script_finished" and message.script_finished in DONE:
                drawn = asked | {self.fragments[one] for one in touched}
                self.elements = {
                    place: element
                    for place, element in self.elements.items()
                    if place in touched or (asked and self.fragments[place] not in drawn)
                }
                return received, messages
            if kind == "new_session":
                touched.clear()
                asked = set(message.metadata.run.fragment_ids)
            self._take(kind, message, touched)
        raise ConnectionError("the server closed the connection")

    def _whole(self, message: ForwardMsg) -> ForwardMsg:
        """The message itself, where the server sent only a reference to one sent before."""
        if message.WhichOneof("type") == "ref_hash":
            whole = ForwardMsg()
            whole.CopyFrom(self.cached[message.ref_hash])
            whole.metadata.CopyFrom(message.metadata)
            return whole
        if message.metadata.cacheable:
            self.cached[message.hash] = message
        return message

    def _take(self, kind: str, message: ForwardMsg, touched: set[Place]) -> None:
        """Learn from one message: session, pages, address, elements."""
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            pages = message.navigation.app_pages
            self.pages = {one.url_pathname: one.page_script_hash for one in pages}
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "add_block":
            popover = message.delta.add_block.popover
            if popover.id:
                self.popovers[popover.label] = popover.id, message.delta.fragment_id
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise PageFailedError(element.exception.message or element.exception.type)
            place = tuple(message.metadata.delta_path)
            self.elements[place], self.fragments[place] = element, message.delta.fragment_id
            touched.add(place)

    def _report(self) -> None:
        """Know the state of every widget on the page, and of no other, as a browser does."""
        known, self.states = self.states, {}
        for element in self.elements.values():
            kind = element.WhichOneof("type")
            widget = getattr(element, kind)
            fresh = first_state(kind, widget)
            if fresh is not None:
                told = widget.set_value or widget.id not in known
                self.states[widget.id] = fresh if told else known[widget.id]
