package complete

import (
	"go/scanner"
	"go/token"
	"slices"
	"strings"
)

// sketch is a cell rewritten as one Go file that the checker takes, whatever
// state the cell is in: missing brackets are closed, declarations and statements
// are told apart, top-level := become package variables so that functions of the
// same cell see them. It is for looking only; what runs goes through the real
// splitter.
type sketch struct {
	out      strings.Builder
	spans    []span
	declared map[string]bool // names that the cell itself defines at package level
}

// span says that size bytes at in of the cell stand at out of the sketch.
type span struct{ in, out, size int }

// chunk is one import, declaration or statement of the cell.
type chunk struct {
	parts []part
	toks  []tok
}

// part is a stretch of the cell, or (from < 0) text that the repair put in.
type part struct {
	from, to int
	added    string
}

type tok struct {
	pos int
	tok token.Token
	lit string
}

// newSketch rewrites code. known tells whether a name is a type of the session.
func newSketch(code string) *sketch {
	s := &sketch{declared: map[string]bool{}}
	chunks := repair(code)
	s.out.WriteString("package main\n")
	for _, c := range chunks {
		if c.first() == token.IMPORT {
			s.line(code, c.parts)
		}
	}
	var body []chunk
	types := declaredTypes(chunks)
	for _, c := range chunks {
		switch c.first() {
		case token.IMPORT, token.PACKAGE:
		case token.FUNC:
			body = s.function(code, c, types, body)
		case token.TYPE, token.VAR, token.CONST:
			body = s.declaration(code, c, body)
		default:
			body = s.statement(code, c, body)
		}
	}
	s.out.WriteString("func _() {\n")
	for _, c := range body {
		s.line(code, c.parts)
	}
	s.out.WriteString("}\n")
	return s
}

// at maps a position in the cell to the sketch; -1 where the cell's text is not part of it.
func (s *sketch) at(cell int) int {
	for _, sp := range s.spans {
		if sp.in <= cell && cell < sp.in+sp.size {
			return sp.out + cell - sp.in
		}
	}
	return -1
}

func (s *sketch) emit(code string, parts []part) {
	for _, p := range parts {
		if p.from < 0 {
			s.out.WriteString(p.added)
			continue
		}
		s.spans = append(s.spans, span{in: p.from, out: s.out.Len(), size: p.to - p.from})
		s.out.WriteString(code[p.from:p.to])
	}
}

func (s *sketch) line(code string, parts []part) {
	s.emit(code, parts)
	s.out.WriteByte('\n')
}

// function emits a function or method, or leaves a call of a function literal to the body.
func (s *sketch) function(code string, c chunk, types map[string]bool, body []chunk) []chunk {
	if len(c.toks) > 1 && c.toks[1].tok == token.IDENT {
		if name := c.toks[1].lit; !s.declared[name] {
			s.declared[name] = name != "_"
			s.line(code, c.parts)
		}
		return body
	}
	recv, ok := receiver(c.toks)
	if !ok {
		return append(body, c)
	}
	if types[recv.base] {
		s.line(code, c.parts)
		return body
	}
	// The checker cannot take a method of an earlier cell's type: show it as a
	// function whose first parameter is the receiver.
	s.out.WriteString("func _")
	if len(recv.params) > 0 {
		s.out.WriteString("[" + strings.Join(recv.params, ", ") + " any]")
	}
	s.emit(code, cut(c.parts, recv.open, recv.close))
	s.out.WriteString(",")
	s.line(code, cut(c.parts, recv.rest, 1<<30))
	return body
}

type receiverText struct {
	base              string
	params            []string
	open, close, rest int // "(" of the receiver, its ")", the first byte after the "(" of the parameters
}

// receiver reads the tokens of "func (r *T[P]) Name(".
func receiver(toks []tok) (r receiverText, ok bool) {
	if len(toks) < 2 || toks[1].tok != token.LPAREN {
		return r, false
	}
	depth, i := 0, 1
	var names []string
	for ; i < len(toks); i++ {
		switch toks[i].tok {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		case token.LBRACK:
			if len(names) > 0 {
				r.base = names[len(names)-1]
				names = nil
			}
		case token.IDENT:
			names = append(names, toks[i].lit)
		}
		if depth == 0 {
			break
		}
	}
	if i+2 >= len(toks) || toks[i+1].tok != token.IDENT || toks[i+2].tok != token.LPAREN || len(names) == 0 {
		return r, false
	}
	if r.base != "" {
		r.params = names
	} else {
		r.base = names[len(names)-1]
	}
	r.open, r.close, r.rest = toks[1].pos, toks[i].pos, toks[i+2].pos+1
	return r, true
}

// declaration emits type, var and const at package level; a name's second declaration goes to the body.
func (s *sketch) declaration(code string, c chunk, body []chunk) []chunk {
	names := declaredNames(c.toks)
	if slices.ContainsFunc(names, func(n string) bool { return s.declared[n] }) {
		return append(body, c)
	}
	for _, n := range names {
		s.declared[n] = n != "_"
	}
	s.line(code, c.parts)
	return body
}

// statement hoists "a, b := …" where that means the same, and leaves the rest to the body.
func (s *sketch) statement(code string, c chunk, body []chunk) []chunk {
	names, define := defined(c.toks)
	if define < 0 {
		return append(body, c)
	}
	again := slices.ContainsFunc(names, func(n string) bool { return s.declared[n] })
	recursive := slices.ContainsFunc(c.toks[define+1:], func(t tok) bool {
		return t.tok == token.IDENT && slices.Contains(names, t.lit)
	})
	if again || recursive || dependsOn(c.toks[define+1:], body) {
		return append(body, c)
	}
	for _, n := range names {
		s.declared[n] = n != "_"
	}
	at := c.toks[define].pos
	s.out.WriteString("var ")
	parts := cut(c.parts, c.toks[0].pos, at)
	parts = append(parts, part{from: -1, added: " ="})
	s.line(code, append(parts, cut(c.parts, at+2, 1<<30)...))
	return body
}

// dependsOn says whether toks use a name that a statement of the body defines:
// then they have to stay behind it.
func dependsOn(toks []tok, body []chunk) bool {
	for _, c := range body {
		names := declaredNames(c.toks)
		if more, define := defined(c.toks); define >= 0 {
			names = append(names, more...)
		}
		for _, t := range toks {
			if t.tok == token.IDENT && slices.Contains(names, t.lit) {
				return true
			}
		}
	}
	return false
}

// defined reads "a, b :=" and returns the names and the index of ":=", or -1.
func defined(toks []tok) (names []string, define int) {
	for i := 0; i+1 < len(toks); i += 2 {
		if toks[i].tok != token.IDENT {
			return nil, -1
		}
		names = append(names, toks[i].lit)
		switch toks[i+1].tok {
		case token.DEFINE:
			return names, i + 1
		case token.COMMA:
		default:
			return nil, -1
		}
	}
	return nil, -1
}

// declaredNames reads the names of "type T", "var a, b", "const ( … )".
func declaredNames(toks []tok) (names []string) {
	if len(toks) == 0 || (toks[0].tok != token.TYPE && toks[0].tok != token.VAR && toks[0].tok != token.CONST) {
		return nil
	}
	depth, list := 0, true // list: a name may come next
	group := len(toks) > 1 && toks[1].tok == token.LPAREN
	if group {
		depth = -1
	}
	for _, t := range toks[1:] {
		switch t.tok {
		case token.LPAREN, token.LBRACK, token.LBRACE:
			depth++
		case token.RPAREN, token.RBRACK, token.RBRACE:
			depth--
		case token.SEMICOLON:
			list = depth == 0
		case token.IDENT:
			if list && depth == 0 {
				names = append(names, t.lit)
				list = false
			}
		case token.COMMA:
			// Only "a, b" before "=" or a type: that is the comma right after a name.
			list = depth == 0 && toks[0].tok != token.TYPE && lastIs(names, toks, t)
		}
	}
	return names
}

// lastIs says whether the comma t stands right after the last of names.
func lastIs(names []string, toks []tok, t tok) bool {
	i := slices.Index(toks, t)
	return i > 0 && len(names) > 0 && toks[i-1].tok == token.IDENT && toks[i-1].lit == names[len(names)-1]
}

func declaredTypes(chunks []chunk) map[string]bool {
	types := map[string]bool{}
	for _, c := range chunks {
		if c.first() == token.TYPE {
			for _, n := range declaredNames(c.toks) {
				types[n] = true
			}
		}
	}
	return types
}

func (c chunk) first() token.Token {
	if len(c.toks) == 0 {
		return token.EOF
	}
	return c.toks[0].tok
}

// cut keeps what lies in [from, to) of the cell; what the repair put in between stays.
func cut(parts []part, from, to int) (kept []part) {
	last := 0
	for _, p := range parts {
		if p.from < 0 {
			if last >= from && last <= to {
				kept = append(kept, p)
			}
			continue
		}
		last = p.to
		if p.from, p.to = max(p.from, from), min(p.to, to); p.from < p.to {
			kept = append(kept, p)
		}
	}
	return kept
}

// repair cuts code into chunks and closes what is open in them. A cell under
// the cursor is nearly always broken in the same few ways: a bracket not closed
// yet on this line, a block not closed yet at the end of the cell or before the
// next function.
func repair(code string) []chunk {
	r := repairer{code: code}
	toks := tokens(code)
	for i, t := range toks {
		switch {
		case t.tok == token.FUNC && len(r.open) > 0 && i+1 < len(toks) && toks[i+1].tok == token.IDENT:
			r.closeTo(0, t.pos)
			r.end(t.pos)
		case t.tok == token.SEMICOLON && t.lit == "\n":
			r.closeLine(t.pos)
		}
		r.take(t)
	}
	r.closeTo(0, len(code))
	r.end(len(code))
	return r.chunks
}

type repairer struct {
	code   string
	chunks []chunk
	now    chunk
	copied int           // how far the cell is in now.parts
	open   []token.Token // brackets, innermost last; PACKAGE stands for the "(" of a group of declarations
}

func (r *repairer) take(t tok) {
	if len(r.now.toks) == 0 {
		if t.tok == token.SEMICOLON {
			return
		}
		r.copied = t.pos
	}
	r.now.toks = append(r.now.toks, t)
	switch t.tok {
	case token.LPAREN:
		if n := len(r.now.toks); n == 2 && r.now.first() != token.FUNC && r.now.first().IsKeyword() {
			r.open = append(r.open, token.PACKAGE)
			return
		}
		r.open = append(r.open, t.tok)
	case token.LBRACK, token.LBRACE:
		r.open = append(r.open, t.tok)
	case token.RPAREN, token.RBRACK, token.RBRACE:
		r.close(t)
	case token.SEMICOLON:
		if len(r.open) == 0 {
			r.end(t.pos)
		}
	}
}

// close ends the bracket that t closes, and those inside it that were left open; a stray one is left out.
func (r *repairer) close(t tok) {
	for i := len(r.open) - 1; i >= 0; i-- {
		if closer(r.open[i]) == t.tok {
			r.closeTo(i+1, t.pos)
			r.open = r.open[:i]
			return
		}
	}
	r.copy(t.pos)
	r.copied = t.pos + 1
}

// closeLine closes the parentheses and indices that are open at the end of a
// line that Go's rule ends: no valid program has them.
func (r *repairer) closeLine(pos int) {
	n := len(r.open)
	for n > 0 && (r.open[n-1] == token.LPAREN || r.open[n-1] == token.LBRACK) {
		n--
	}
	r.closeTo(n, pos)
}

func (r *repairer) closeTo(n, pos int) {
	if len(r.open) <= n {
		return
	}
	r.copy(pos)
	for i := len(r.open) - 1; i >= n; i-- {
		c := closer(r.open[i])
		r.add(c.String(), tok{pos, c, ""})
	}
	r.open = r.open[:n]
}

func (r *repairer) add(text string, t tok) {
	if t.tok == token.RBRACE {
		text = "\n" + text // a comment may end the line
	}
	r.now.parts = append(r.now.parts, part{from: -1, added: text})
	r.now.toks = append(r.now.toks, t)
}

func (r *repairer) copy(to int) {
	if r.copied < to {
		r.now.parts = append(r.now.parts, part{from: r.copied, to: to})
		r.copied = to
	}
}

func (r *repairer) end(pos int) {
	if len(r.now.toks) > 0 {
		r.copy(pos)
		r.chunks = append(r.chunks, r.now)
	}
	r.now = chunk{}
	r.copied = pos
}

func closer(open token.Token) token.Token {
	switch open {
	case token.LBRACK:
		return token.RBRACK
	case token.LBRACE:
		return token.RBRACE
	}
	return token.RPAREN
}

// tokens scans code, which need not be valid, without comments.
func tokens(code string) (toks []tok) {
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	for {
		pos, t, lit := s.Scan()
		if t == token.EOF {
			return toks
		}
		toks = append(toks, tok{file.Offset(pos), t, lit})
	}
}
