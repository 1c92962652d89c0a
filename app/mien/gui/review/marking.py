"""Markers on the review page: set, chosen, changed, deleted; each step saved at once."""

from __future__ import annotations

from collections.abc import Callable

from mien.errors import MienError
from mien.gui.review.marker_book import MarkerBook
from mien.gui.review.marker_panel import MarkerPanel
from mien.gui.review.timeline import Timeline
from mien.gui.review.viewer import Viewer
from mien.record.markers import Marker, MarkerKind
from mien.record.session import Session

NEAR_S = 0.02  # a marker so close to the playhead is where we are, not the next one


class Marking:
    """Keeps timeline, list and file in step."""

    def __init__(
        self,
        viewer: Viewer,
        timeline: Timeline,
        panel: MarkerPanel,
        tell: Callable[[str], None],
    ) -> None:
        """Tell: shows a sentence, such as why nothing could be saved."""
        self.book: MarkerBook | None = None
        self.chosen: int | None = None
        self._viewer, self._timeline, self._panel, self._tell = viewer, timeline, panel, tell
        panel.chosen.connect(self.go_to)
        panel.changed.connect(self._change)
        panel.move_asked.connect(self.move)
        panel.delete_asked.connect(self.delete)
        timeline.marker_chosen.connect(self.go_to)

    def open(self, session: Session | None) -> None:
        """The markers of a session."""
        self.chosen = None
        self.book = MarkerBook(session.folder, session.markers) if session is not None else None
        self._show()

    def add(self, kind: MarkerKind, label: str = "", note: str = "") -> None:
        """One more at the playhead, chosen."""
        player, session, book = self._viewer.player, self._viewer.session, self.book
        if player is None or session is None or book is None or self._viewer.row < 0:
            return
        frame = int(session.frames.frame[self._viewer.row])

        def step() -> None:
            self.chosen = book.add(player.place_s, frame, kind, label, note).id

        self._try(step)

    def go_to(self, marker_id: int) -> None:
        """Choose a marker and look at its time."""
        self._panel.commit()
        marker = self.book.get(marker_id) if self.book is not None else None
        if marker is not None:
            self.chosen = marker_id
            self._viewer.seek(marker.time_s)
            self._show()

    def jump(self, forward: bool) -> None:
        """Go to the next marker, or to the one before."""
        player, book = self._viewer.player, self.book
        if player is None or book is None:
            return
        here = player.place_s
        if forward:
            later = [m for m in book.markers if m.time_s > here + NEAR_S]
            wanted = later[:1]
        else:
            wanted = [m for m in book.markers if m.time_s < here - NEAR_S][-1:]
        for marker in wanted:
            self.go_to(marker.id)

    def move(self) -> None:
        """Take the chosen marker to the playhead."""
        player, session, book = self._viewer.player, self._viewer.session, self.book
        chosen = self.chosen
        if player is None or session is None or book is None or chosen is None:
            return
        frame = int(session.frames.frame[self._viewer.row])
        self._try(lambda: book.move(chosen, player.place_s, frame))

    def delete(self) -> None:
        """Delete the chosen marker."""
        book, chosen = self.book, self.chosen
        if book is not None and chosen is not None:
            self.chosen = None
            self._try(lambda: book.delete(chosen))

    def undo(self) -> None:
        """Take the last step back."""
        if self.book is not None:
            self._try(self.book.undo)

    def redo(self) -> None:
        """Do it again."""
        if self.book is not None:
            self._try(self.book.redo)

    def _change(self, marker: Marker) -> None:
        book = self.book
        if book is not None and book.get(marker.id) is not None:
            self._try(lambda: book.change(marker))

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
        except MienError as error:
            self._tell(error.sentence)
        self._show()

    def _show(self) -> None:
        markers = self.book.markers if self.book is not None else ()
        chosen = self.book.get(self.chosen) if self.book is not None else None
        self._timeline.set_markers(markers, self.chosen)
        self._panel.show_markers(markers, chosen)
