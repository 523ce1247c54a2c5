package notebook

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// Markdown writes the notebook as Markdown that any viewer shows: code and text
// in fences, pictures as files of their own, which picture stores and returns
// the reference to.
func Markdown(w io.Writer, nb *Notebook, picture func(name string, data []byte) (ref string, err error)) error {
	var parts []string
	for i, c := range nb.Cells {
		text, err := c.markdown(i+1, picture)
		if err != nil {
			return fmt.Errorf("notebook: cell %d: %w", i+1, err)
		}
		parts = append(parts, text)
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n\n")+"\n")
	return err
}

func (c *Cell) markdown(index int, picture func(string, []byte) (string, error)) (string, error) {
	switch c.Type {
	case "markdown":
		return strings.TrimSpace(withAttachments(c)), nil
	case "raw":
		return fenced("", c.Source), nil
	}
	parts := []string{fenced("go", c.Source)}
	for n, o := range c.Outputs {
		text, err := o.markdown(fmt.Sprintf("cell%d-output%d", index, n+1), picture)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	text := strings.Join(parts, "\n\n")
	if c.hidden("source_hidden") {
		text = "<details><summary>" + foldedName(c) + "</summary>\n\n" + text + "\n\n</details>"
	}
	return text, nil
}

func (o Output) markdown(name string, picture func(string, []byte) (string, error)) (string, error) {
	switch o.Type {
	case "stream":
		return fenced("text", Plain(o.Text)), nil
	case "error":
		return fenced("text", Plain(strings.Join(o.Traceback, "\n"))), nil
	}
	plain, _ := o.Data["text/plain"].(string)
	for _, mime := range []string{"image/png", "image/jpeg", "image/gif", "image/svg+xml"} {
		s, ok := o.Data[mime].(string)
		if !ok {
			continue
		}
		data, ending := []byte(s), "svg"
		if mime != "image/svg+xml" {
			var err error
			if data, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), "")); err != nil {
				return "", err
			}
			ending = strings.TrimPrefix(mime, "image/")
		}
		ref, err := picture(name+"."+ending, data)
		return imageHTML(ref, plain, o.Metadata[mime]), err
	}
	for _, mime := range []string{"text/markdown", "text/latex"} {
		if s, ok := o.Data[mime].(string); ok {
			return strings.TrimSpace(s), nil
		}
	}
	return fenced("text", plain), nil
}

// fenced is long enough for what it holds.
func fenced(language, text string) string {
	mark := "```"
	for strings.Contains(text, mark) {
		mark += "`"
	}
	return mark + language + "\n" + strings.TrimSuffix(text, "\n") + "\n" + mark
}

// hidden reports what the metadata of JupyterLab says about the cell:
// source_hidden or outputs_hidden.
func (c *Cell) hidden(what string) bool {
	m, _ := c.Metadata["jupyter"].(map[string]any)
	is, _ := m[what].(bool)
	return is
}

// foldedName is what stands for a folded cell.
func foldedName(c *Cell) string {
	if c.Tagged("solution") {
		return "Solution"
	}
	return "Code"
}
