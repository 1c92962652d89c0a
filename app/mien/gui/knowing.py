"""The page that says what the values can tell of a person, and what they cannot."""

from __future__ import annotations

from html import escape

from mien.gui.theme import Theme
from mien.gui.words import tr
from mien.network.card import Card
from mien.words import mark

# One heading, then its points: what it is about in a few words, and what is to be said of it.
Points = tuple[tuple[str, str], ...]
SECTIONS: tuple[tuple[str, Points], ...] = (
    (
        mark("What it can know"),
        (
            (
                mark("What a face looks like."),
                mark(
                    "How probable it is that people who look at this one picture would call it "
                    "happy, sad, surprised and so on. That is a likeness, judged by others."
                ),
            ),
            (
                mark("What moves in it."),
                mark(
                    "How probable it is that an Action Unit is present: a movement such as raised "
                    "brows, described by what can be seen and not by what it might mean."
                ),
            ),
            (
                mark("How much it smiles."),
                mark("An estimate from 0 to 5, best compared within one person and one place."),
            ),
            (
                mark("Where the head points, and when it was so."),
                mark("From 478 landmarks, for every frame that was analysed, with its time."),
            ),
            (
                mark("Which places decided."),
                mark(
                    "The evidence map is the sum that makes a value, place by place. The saliency "
                    "map is different: it says where people would look, and guides the network."
                ),
            ),
        ),
    ),
    (
        mark("What it cannot know"),
        (
            (
                mark("What someone feels."),
                mark(
                    "People smile when they are happy, polite, nervous or in pain, and feel much "
                    "without showing it. No value here measures a feeling, a thought or a wish."
                ),
            ),
            (
                mark("Whether it is meant."),
                mark("A posed smile and a true one can look alike; so can play and earnest."),
            ),
            (
                mark("Why."),
                mark("What happened before, what was said and who was there is not in a picture."),
            ),
            (
                mark("What is usual for this person."),
                mark(
                    "Brows that stand low by nature look like a frown to it. Age, habit, a palsy, "
                    "make-up, a beard or glasses change the values without any change of mood. "
                    "Calibrating (K) takes the face at rest away, and nothing else."
                ),
            ),
            (
                mark("Whether it errs more for some people than for others."),
                mark(
                    "The pictures that it was measured on do not say how old people are, what skin "
                    "they have or where they live. So there is no figure, and it may well be so."
                ),
            ),
            (
                mark("What someone looks at."),
                mark(
                    "Gaze is how far the eyes are turned in the head, coarsely: no degrees, no "
                    "place on a screen. Blinks that fall between two pictures are missed."
                ),
            ),
            (
                mark("Who it is."),
                mark(
                    "Faces have numbers while they are in view and for 5 seconds after. Nobody is "
                    "recognised, and nothing of a face is stored unless you record."
                ),
            ),
        ),
    ),
    (
        mark("How to read it well"),
        (
            (
                mark("Compare like with like."),
                mark("One person with the same person, one light, one camera, one distance."),
            ),
            (
                mark("Look at changes over time."),
                mark("One frame says little; the history and a recording say more."),
            ),
            (
                mark("Mind the light beside the face's number."),
                mark(
                    "Where it is red the face is too dark, blurred, small, turned or covered to "
                    "say much, and its values are grey. A hand of the skin's colour goes unseen."
                ),
            ),
            (
                mark("Look at the face and the map."),
                mark(
                    "If the evidence lies on hair, a shadow or the background, do not believe it."
                ),
            ),
            (
                mark("Tell the people, and ask them."),
                mark(
                    "They must know that such a program looks at them. Do not use it to judge, "
                    "select, grade, treat or sell to anybody; at work and in schools the European "
                    "Union forbids it."
                ),
            ),
        ),
    ),
)


def knowing_html(card: Card | None, theme: Theme) -> str:
    """The page as rich text, with the limits that the network's card names."""
    parts: list[str] = []
    for title, points in SECTIONS:
        parts.append(heading(tr(title), theme))
        parts += [_point(tr(short), tr(words), theme) for short, words in points]
    if card is not None:
        told = tr("What the network's card says of its limits")
        parts.append(heading(told, theme))
        parts += [f'<p style="margin:3px 0">{escape(line)}</p>' for line in card.limits]
    return "".join(parts)


def heading(text: str, theme: Theme) -> str:
    """A title within a page."""
    return (
        f'<p style="margin-top:18px;margin-bottom:4px;color:{theme.accent};font-weight:600">'
        f"{escape(text)}</p>"
    )


def _point(short: str, words: str, theme: Theme) -> str:
    first = f'<span style="color:{theme.text};font-weight:600">{escape(short)}</span>'
    return f'<p style="margin:5px 0;color:{theme.muted}">{first} {escape(words)}</p>'
