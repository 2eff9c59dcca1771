"""Official documents: catalogue, templates, rendering, conversion, stamps, signatures."""
