"""Shows one frame of a session everywhere at once: picture, panel, timeline, bar."""

from __future__ import annotations

import time

import numpy as np

from mien.gui.picture import Picture
from mien.gui.review.film import Film, Shot, times_ms
from mien.gui.review.lanes import FaceValues
from mien.gui.review.player import SPEEDS, Player
from mien.gui.review.side import Side
from mien.gui.review.stored import EMPTY, analysis_of, empty_picture, missing, shown_video
from mien.gui.review.timeline import Timeline
from mien.gui.review.transport import Transport
from mien.gui.selection import Selection
from mien.gui.stage import Stage
from mien.gui.words import number, tr
from mien.record.layout import Which
from mien.record.session import Session
from mien.types import Image


class Viewer:
    """What is open, and where it is looked at; `tick` is called by the page's timer."""

    def __init__(self, stage: Stage, side: Side, timeline: Timeline, transport: Transport) -> None:
        """Nothing is open."""
        self.session: Session | None = None
        self.player: Player | None = None
        self.selection = Selection()
        self._stage, self._side = stage, side
        self._timeline, self._transport = timeline, transport
        self._faces: tuple[FaceValues, ...] = ()
        self._film: Film | None = None
        self._which: Which | None = None
        self._pictures: dict[int, int] = {}
        self._image: tuple[int, Image] | None = None
        self._row = -1
        self._said = ""
        self._playing = False

    @property
    def row(self) -> int:
        """The row that is shown, -1 for none."""
        return self._row

    @property
    def picture(self) -> Picture:
        """The picture's widget."""
        return self._stage.picture

    @property
    def burnt_in(self) -> bool:
        """The only video has its overlays drawn into it."""
        return self._which == "annotated"

    def open(self, session: Session, faces: tuple[FaceValues, ...]) -> None:
        """Show a session from its start. MienError where a link lies in its video's place."""
        self.close()
        self._which = shown_video(session)
        path = session.video_path(self._which) if self._which is not None else None
        self.session, self._faces, self.player = session, faces, Player(session.frames)
        rows = np.flatnonzero(session.frames.video_index >= 0)
        if path is not None:
            size = session.manifest.width, session.manifest.height
            self._film = Film(path, times_ms(session.frames), *size)
            places = session.frames.video_index[rows]
            self._pictures = dict(zip(places.tolist(), rows.tolist(), strict=True))
        self._side.readings.set_card(session.card)
        self._timeline.show_session(session, faces)
        self._transport.show_speed(self.player.speed)
        self._show_row()
        if not len(session.frames):
            self._say(EMPTY)

    def close(self, timeout_s: float = 0.0) -> None:
        """Show nothing; waits for the decoder for `timeout_s` at most."""
        if self._film is not None:
            self._film.close(timeout_s)
        self.session = self.player = self._film = self._image = None
        self.selection = Selection()
        self._pictures, self._faces, self._row, self._said = {}, (), -1, ""
        self._which = None
        self.picture.clear()
        self._timeline.show_session(None)
        self._side.readings.show_face(None, None)

    def tick(self, now_s: float, seconds: float) -> None:
        """Let time pass: play on, take the picture that was decoded, move the panel's bars."""
        player = self.player
        if player is None:
            return
        player.tick(now_s)
        if player.playing != self._playing:
            self._playing = player.playing
            self._transport.show_playing(self._playing)
        if player.row != self._row:
            self._show_row()
        self._timeline.set_place(player.place_s, follow=player.playing)
        shot = self._film.look() if self._film is not None else None
        if shot is not None:
            self._take(shot)
        self._side.readings.tick(seconds)

    def seek(self, time_s: float) -> None:
        """Go to a time."""
        if self.player is not None:
            self.player.seek(time_s)
            self._show_row()

    def step(self, rows: int) -> None:
        """Stand some frames further on, or back."""
        if self.player is not None:
            self.player.step(rows)
            self._show_row()

    def toggle(self) -> None:
        """Play or pause."""
        player = self.player
        if player is not None and player.playing:
            player.pause()
        elif player is not None:
            player.play(time.monotonic())

    def set_speed(self, speed: float) -> None:
        """How fast to play, 1 for the real speed."""
        if self.player is not None:
            self.player.speed = speed
            self._transport.show_speed(speed)

    def change_speed(self, steps: int) -> None:
        """Faster or slower."""
        if self.player is not None:
            place = min(max(SPEEDS.index(self.player.speed) + steps, 0), len(SPEEDS) - 1)
            self.set_speed(SPEEDS[place])

    def choose_face(self, face_id: int | None) -> None:
        """Show a face in the panel, None for the largest."""
        self.selection.choose(face_id)
        self._show_again()

    def next_face(self) -> None:
        """Show the next face of this frame in the panel."""
        if self.picture.analysis is not None:
            self.selection.next(self.picture.analysis)
            self._show_again()

    def choose_lane(self, face: int) -> None:
        """Show the face of a lane of the timeline."""
        self.choose_face(self._faces[face].face_id)

    # One frame.

    def _show_row(self) -> None:
        """The values at once; the picture with its overlays once it is decoded."""
        player, session = self.player, self.session
        if player is None or session is None or player.row < 0:
            return
        self._row = player.row
        frames = session.frames
        self._timeline.set_place(player.place_s, follow=True)
        place = tr("frame {number} of {count}").format(
            number=number(int(frames.frame[self._row])), count=number(len(frames))
        )
        self._transport.show_place(player.place_s - player.start_s, player.end_s, place)
        index = int(frames.video_index[self._row])
        if self._film is not None and index >= 0:
            self._film.ask(index)
            self._show_values()
        else:
            self._draw(self._row, self._stand_in(session))

    def _stand_in(self, session: Session) -> Image:
        """The last picture where one is missing, else an empty one."""
        if self._film is not None and self._image is not None:
            return self._image[1]
        return empty_picture(session)

    def _take(self, shot: Shot) -> None:
        row = self._pictures.get(shot.index)
        if row is None or self.session is None:
            return
        if shot.image is None:
            self._draw(row, self._stand_in(self.session), shot.problem)
        else:
            self._image = (row, shot.image)
            current = int(self.session.frames.video_index[self._row])
            if current >= 0:  # else a frame without a picture is shown by now
                self._draw(row, shot.image)

    def _draw(self, row: int, image: Image, problem: str = "") -> None:
        session = self.session
        if session is None:
            return
        analysis = analysis_of(session, row, image)
        main = self.selection.main(analysis)
        main_id = main.face.face_id if main is not None else None
        if not self._playing:
            self.picture.renew()  # digits are held for a moment only while they move
        self.picture.set_labels(session.manifest.labels, self.selection.chosen)
        self.picture.show_analysis(analysis, session.card, main_id)
        self._say(problem or missing(session, row, self._which))
        self.picture.set_dim(bool(session.frames.gap[row]))
        if row == self._row:
            self._show_values()

    def _show_values(self) -> None:
        session = self.session
        if session is None:
            return
        analysis = analysis_of(session, self._row, self._stand_in(session))
        main = self.selection.main(analysis)
        self._side.readings.show_face(analysis, main, session.manifest.labels)
        if main is not None:
            ids = [face.face_id for face in self._faces]
            self._timeline.set_main(ids.index(main.face.face_id))

    def _show_again(self) -> None:
        if self.picture.analysis is not None and self.session is not None:
            self._draw(self._row, self._stand_in(self.session))

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._stage.show_state(None, "", text)
