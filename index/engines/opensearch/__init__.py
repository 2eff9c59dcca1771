"""An engine over a cluster that speaks Elasticsearch 7.10's language, OpenSearch's too."""
