package dsl

import "harmonium/dsl/internal/mime"

// Bundle is one value in several representations, keyed by MIME type. Data
// holds strings for text types, base64 strings for images, and any JSON value
// for JSON types. Metadata is keyed by MIME type as Jupyter wants it. The zero
// Bundle means: nothing to show.
type Bundle = mime.Bundle

// Text is a bundle of plain text alone.
func Text(s string) Bundle { return mime.Text(s) }
