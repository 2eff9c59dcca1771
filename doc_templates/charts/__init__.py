"""Charts drawn into Word documents as charts of their own, which Word and WPS can restyle."""
