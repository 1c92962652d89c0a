"""What is measured of a face beside the network, and what makes values comparable; no Qt, no torch.

Every formula has its source, unit and range in its own small file. Raw readings are never changed
here: what is made of them stands beside them.
"""
