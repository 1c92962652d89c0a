"""What is measured of a face beside the network, in the side panel."""
