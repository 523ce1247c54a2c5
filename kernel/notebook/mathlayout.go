package notebook

import "html"

// layout reads the commands that say where things stand rather than what they are.
func (p *texParser) layout(name string) (s string, ok bool) {
	switch name {
	case "label": // nothing on the page refers to it
		_, ok = p.raw()
		return "", ok
	case "nonumber", "notag":
		return "", true
	case "tag":
		s, ok = p.raw()
		return `<mspace width="2em"></mspace><mtext>(` + html.EscapeString(s) + ")</mtext>", ok
	case "hspace":
		_, ok = p.raw()
		return texSpaces["quad"], ok
	case "phantom":
		s, ok = p.argument()
		return "<mphantom>" + s + "</mphantom>", ok
	case "boxed":
		s, ok = p.argument()
		return `<mrow style="border:1px solid;padding:.15em .3em">` + s + "</mrow>", ok
	case "bmod":
		return `<mspace width="0.25em"></mspace><mi>mod</mi><mspace width="0.25em"></mspace>`, true
	case "pmod":
		s, ok = p.argument()
		return `<mspace width="1em"></mspace><mo>(</mo><mi>mod</mi><mspace width="0.33em"></mspace>` + s + "<mo>)</mo>", ok
	case "xrightarrow", "xleftarrow":
		s, ok = p.argument()
		arrow := map[string]string{"xrightarrow": "→", "xleftarrow": "←"}[name]
		return `<mover><mo stretchy="true">` + arrow + "</mo>" + s + "</mover>", ok
	case "substack":
		return p.substack()
	}
	return "", false
}

// substack reads lines to be set one above the other, as under a sum.
func (p *texParser) substack() (string, bool) {
	if p.next() != "{" {
		return "", false
	}
	rows := ""
	for {
		line, ok := p.row(`} \\`)
		if !ok {
			return "", false
		}
		rows += "<mtr><mtd>" + mrow(line) + "</mtd></mtr>"
		switch p.next() {
		case "}":
			return `<mtable rowspacing="0">` + rows + "</mtable>", true
		case "":
			return "", false
		}
	}
}

// raw reads {…} without understanding it.
func (p *texParser) raw() (string, bool) {
	if p.next() != "{" {
		return "", false
	}
	text := ""
	for p.at < len(p.in) {
		t := p.in[p.at]
		p.at++
		if t == "}" {
			return text, true
		}
		text += t
	}
	return "", false
}
