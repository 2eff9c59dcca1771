"""Reading pictures and scanned pages: OCR with the models that come with the package."""
