"""Looking over finished documents: Word files by their XML, PDFs by what stands on the page."""
