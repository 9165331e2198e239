"""The interface for machines (接口): the same services as the pages, as JSON, for a token bound to a post."""
