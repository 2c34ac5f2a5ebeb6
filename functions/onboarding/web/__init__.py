"""The pages: GET shows, POST decides; one module a page."""
