"""What the user can choose, each choice with the words that a dialog shows for it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from mien.declared import (
    FACES,
    LOOK,
    OVERLAYS,
    PERCENT,
    RECORDING,
    SENDING,
    SOURCES,
    Hidden,
    Shown,
)
from mien.words import mark

ThemeChoice = Literal["system", "light", "dark"]
LanguageChoice = Literal["system", "en", "de", "fr", "es", "zh_CN", "ja"]
ColourMap = Literal["inferno", "viridis", "cividis"]
Device = Literal["auto", "cpu", "cuda", "coreml"]
Kept = Literal["clean", "annotated", "both", "numbers"]
LslReach = Literal["machine", "network"]
Host = Annotated[str, Field(min_length=1, max_length=253)]
Port = Annotated[int, Field(ge=1, le=65535)]
VideoCodec = Literal["mpeg4", "h264"]


MOST_PLOTTED = 6  # lines that can be told apart
ValueName = Annotated[str, Field(min_length=1, max_length=40)]

LIKELIEST = ""  # in the place of a value's name: each face's likeliest expression


class Settings(BaseModel):
    """The user's choices; frozen, changed by `changed`.

    language: of the window, 'system' for the desktop's. text_scale: a factor on all text.
    saliency ... smile: which overlays are drawn; evidence only where saliency is not, as both
    cover the face. evidence_of: the value whose evidence is shown, LIKELIEST or a name of the
    network's card. opacity: of both maps, 0..1. colour_map: of the saliency map. camera_mode: the
    size and rate asked of cameras, see sources.request.CameraWish. mirror_camera, mirror_file: a
    camera is shown as in a mirror, other sources as they are. max_faces: how many faces a frame
    are read at most. network: a file of the user's own, None for the one that comes with Mien.
    last_source: as sources.open_source takes it, 'camera:<identity>' and not a number.
    notice_seen: the notice of the first start was read. record_*: what the window keeps of a
    recording, the seconds that are counted down before it, where it goes (None: the usual place),
    and whether the notice of the first recording was read. send_* and virtual_camera: which ways
    out are open; take_markers: the way in, from the LSL stream marker_stream, '' for any.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    theme: Annotated[
        ThemeChoice,
        Shown(
            mark("Theme"),
            LOOK,
            mark("Dark or light, or as the desktop has it."),
            choices=(
                ("system", mark("As the system")),
                ("light", mark("Light")),
                ("dark", mark("Dark")),
            ),
        ),
    ] = "system"
    language: Annotated[
        LanguageChoice,
        Shown(
            mark("Language"),
            LOOK,
            mark("All words of the window; recordings and exports are always in English."),
            choices=(
                ("system", mark("As the system")),
                ("en", "English"),
                ("de", "Deutsch"),
                ("fr", "Français"),
                ("es", "Español"),
                ("zh_CN", "简体中文"),
                ("ja", "日本語"),
            ),
        ),
    ] = "system"
    text_scale: Annotated[
        float,
        Field(ge=1.0, le=2.0),
        Shown(
            mark("Size of text"),
            LOOK,
            mark("All words and figures of the window, and those on the picture."),
            PERCENT,
            step=0.25,
        ),
    ] = 1.0
    panel: Annotated[
        bool,
        Shown(mark("Side panel"), LOOK, mark("The values of one face beside the picture.")),
    ] = True
    saliency: Annotated[
        bool,
        Shown(
            mark("Saliency map"),
            OVERLAYS,
            mark("Where people would look, which guides the network. Takes the evidence's place."),
        ),
    ] = True
    evidence: Annotated[
        bool,
        Shown(
            mark("Evidence map"),
            OVERLAYS,
            mark(
                "Which places speak for a value, in yellow, and which against it, in blue: two "
                "colours that every kind of colour vision tells apart. Takes the saliency's place."
            ),
        ),
    ] = False
    opacity: Annotated[
        float,
        Field(ge=0.05, le=1.0),
        Shown(mark("Opacity of the maps"), OVERLAYS, unit=PERCENT, step=0.05),
    ] = 0.6
    colour_map: Annotated[
        ColourMap,
        Shown(
            mark("Colours of saliency"),
            OVERLAYS,
            mark(
                "All three grow evenly lighter and can be read with every kind of colour vision; "
                "Cividis looks almost the same to all."
            ),
            choices=(("inferno", "Inferno"), ("viridis", "Viridis"), ("cividis", "Cividis")),
        ),
    ] = "inferno"
    box: Annotated[
        bool, Shown(mark("Box"), OVERLAYS, mark("A box around each face, with its number."))
    ] = True
    landmarks: Annotated[
        bool,
        Shown(mark("Landmarks"), OVERLAYS, mark("Face oval, eyes, irises, brows, nose and lips.")),
    ] = True
    expression: Annotated[
        bool, Shown(mark("Expression"), OVERLAYS, mark("What each face looks like most."))
    ] = True
    smile: Annotated[
        bool, Shown(mark("Smile"), OVERLAYS, mark("Smile intensity beside each face, 0 to 5."))
    ] = True
    action_units: Annotated[
        bool,
        Shown(mark("Action Units"), OVERLAYS, mark("The strongest three beside the main face.")),
    ] = False
    evidence_of: Annotated[str, Field(max_length=40), Hidden()] = LIKELIEST
    grey_others: Annotated[
        bool,
        Shown(
            mark("Others in grey"),
            OVERLAYS,
            mark("All faces but the main one are covered in grey, and nothing is drawn of them."),
        ),
    ] = False
    close_up: Annotated[
        bool,
        Shown(mark("Close-up"), LOOK, mark("The main face enlarged, with the map over it.")),
    ] = False
    history: Annotated[
        bool,
        Shown(
            mark("History"),
            LOOK,
            mark("The last 30 seconds of the values that are ticked in the side panel."),
        ),
    ] = False
    plotted: Annotated[tuple[ValueName, ...], Field(max_length=MOST_PLOTTED), Hidden()] = (
        "smile",
        "happiness",
        "AU12",
    )
    camera_mode: Annotated[str, Field(max_length=40), Hidden()] = ""
    mirror_camera: Annotated[
        bool,
        Shown(mark("Mirror cameras"), SOURCES, mark("Show a camera's picture as in a mirror.")),
    ] = True
    mirror_file: Annotated[
        bool,
        Shown(mark("Mirror other sources"), SOURCES, mark("Files, streams and the demo.")),
    ] = False
    max_faces: Annotated[
        int,
        Field(ge=1, le=8),
        Shown(
            mark("Faces at most"),
            FACES,
            mark("How many faces of a picture are read; fewer are faster."),
        ),
    ] = 8
    smoothing: Annotated[
        bool,
        Shown(
            mark("Calm values"),
            FACES,
            mark(
                "Shown values are smoothed: a slow change comes 160 ms later, a quick smile 45 ms. "
                "Recordings, exports and other programs always get the raw values."
            ),
        ),
    ] = True
    network: Annotated[
        str | None,
        Field(max_length=4096),
        Shown(
            mark("A network of your own"),
            FACES,
            mark(
                "An ONNX file with its card, in it or beside it, instead of the one that comes "
                "with Mien. 'mien network FILE' checks one."
            ),
            file="*.onnx",
        ),
    ] = None
    device: Annotated[
        Device,
        Shown(
            mark("The network runs on"),
            FACES,
            mark("Changes at once; the diagnostics page (F12) says why one cannot be used."),
            choices=(
                ("auto", mark("The fastest there is")),
                ("cpu", "CPU"),
                ("cuda", "NVIDIA GPU (CUDA)"),
                ("coreml", "Core ML"),
            ),
        ),
    ] = "auto"
    last_source: Annotated[str | None, Hidden()] = None
    notice_seen: Annotated[bool, Hidden()] = False
    record_keep: Annotated[
        Kept,
        Shown(
            mark("What is kept"),
            RECORDING,
            mark("Values, places and landmarks of the faces are always kept."),
            choices=(
                ("clean", mark("Clean video")),
                ("annotated", mark("Annotated video")),
                ("both", mark("Clean and annotated video")),
                ("numbers", mark("Numbers only, no picture")),
            ),
        ),
    ] = "clean"
    record_blurred: Annotated[
        bool,
        Shown(
            mark("Blur faces"),
            RECORDING,
            mark(
                "Every face that is found is made unrecognisable in the pictures that are kept; "
                "one that is never found is not."
            ),
        ),
    ] = False
    record_codec: Annotated[
        VideoCodec,
        Shown(
            mark("Coding of videos"),
            RECORDING,
            mark(
                "MPEG-4 can be written on every system. H.264 files are smaller and more players "
                "show them, where this system has an encoder for it."
            ),
            choices=(("mpeg4", mark("MPEG-4")), ("h264", mark("H.264"))),
        ),
    ] = "mpeg4"
    record_countdown: Annotated[
        int,
        Field(ge=0, le=60),
        Shown(mark("Count-down"), RECORDING, mark("Before a recording begins."), mark("s")),
    ] = 3
    record_folder: Annotated[
        str | None,
        Shown(
            mark("Folder of recordings"),
            RECORDING,
            mark("Where sessions go; the usual place where none is chosen."),
            folder=True,
        ),
    ] = None
    record_notice_seen: Annotated[bool, Hidden()] = False

    send_lsl: Annotated[
        bool,
        Shown(
            mark("Lab Streaming Layer"),
            SENDING,
            mark("The main face's values as a stream, and the markers as another."),
        ),
    ] = False
    lsl_reach: Annotated[
        LslReach,
        Shown(
            mark("Where the streams are announced"),
            SENDING,
            mark("Another choice holds from the next start on."),
            choices=(("machine", mark("This computer")), ("network", mark("The local network"))),
        ),
    ] = "machine"
    take_markers: Annotated[
        bool,
        Shown(
            mark("Markers of other programs"),
            SENDING,
            mark("Markers that come in by Lab Streaming Layer go into the recording."),
        ),
    ] = False
    marker_stream: Annotated[
        str,
        Field(max_length=100),
        Shown(
            mark("Name of the marker stream"),
            SENDING,
            mark("Empty for the first one that is found."),
        ),
    ] = ""
    send_osc: Annotated[
        bool,
        Shown(mark("OSC"), SENDING, mark("For programs of music and light, over UDP.")),
    ] = False
    osc_host: Annotated[
        Host,
        Shown(mark("OSC: to this host"), SENDING, mark("127.0.0.1 is this computer.")),
    ] = "127.0.0.1"
    osc_port: Annotated[Port, Shown(mark("OSC: to this port"), SENDING, mark("1 to 65535."))] = 9000
    send_websocket: Annotated[
        bool,
        Shown(
            mark("WebSocket"),
            SENDING,
            mark(
                "Lines of JSON for receivers that know the token; mien stream --schema describes "
                "them."
            ),
        ),
    ] = False
    websocket_host: Annotated[
        Host,
        Shown(
            mark("WebSocket: heard at this address"),
            SENDING,
            mark("127.0.0.1 lets only this computer in, 0.0.0.0 others too."),
        ),
    ] = "127.0.0.1"
    websocket_port: Annotated[
        Port, Shown(mark("WebSocket: at this port"), SENDING, mark("1 to 65535."))
    ] = 8765
    virtual_camera: Annotated[
        bool,
        Shown(
            mark("Virtual camera"),
            SENDING,
            mark("The picture with its overlays, as a camera that other programs can choose."),
        ),
    ] = False

    @field_validator("evidence")
    @classmethod
    def _one_map(cls, on: bool, info: ValidationInfo) -> bool:
        """Two maps over each other say nothing: saliency has the place where both are asked for."""
        return on and not info.data.get("saliency", False)

    def changed(self, **values: object) -> Settings:
        """A copy with some values replaced; ValidationError where one is out of range."""
        return Settings.model_validate({**self.model_dump(), **values})
