"""The checks of a template, one file for each sort of fault; ``template_check`` runs them all."""
