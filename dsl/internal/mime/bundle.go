// Package mime holds the bundle in which values travel: from the worker that
// has the value, through the session, to whoever shows it. It imports nothing,
// so that every part of dsl may use it.
package mime

// Bundle is one value in several representations, keyed by MIME type. Data
// holds strings for text types, base64 strings for images, and any JSON value
// for JSON types. Metadata is keyed by MIME type as Jupyter wants it. The zero
// Bundle means: nothing to show.
type Bundle struct {
	Data     map[string]any
	Metadata map[string]any
}

// Empty reports whether there is nothing to show.
func (b Bundle) Empty() bool { return len(b.Data) == 0 }

// Text is a bundle of plain text alone.
func Text(s string) Bundle { return Bundle{Data: map[string]any{"text/plain": s}} }
