"""Articles as files: Markdown, HTML, Word or plain text in, Markdown out."""
