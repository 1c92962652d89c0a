"""Where pictures come from: a camera, a video, images, a network stream, the demo.

`opening.open_source` chooses among them; `base.Source` is what they have in common.
"""
