package verify

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"harmonium/kernel/notebook"
)

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []suite  `xml:"testsuite"`
}

type suite struct {
	Name     string  `xml:"name,attr"`
	Tests    int     `xml:"tests,attr"`
	Failures int     `xml:"failures,attr"`
	Errors   int     `xml:"errors,attr"`
	Skipped  int     `xml:"skipped,attr"`
	Time     string  `xml:"time,attr"`
	Cases    []check `xml:"testcase"`
}

type check struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	Time    string   `xml:"time,attr"`
	Failure *problem `xml:"failure"`
	Error   *problem `xml:"error"`
	Skipped *problem `xml:"skipped"`
}

type problem struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the reports as JUnit XML: a notebook is a suite, a cell a case.
func JUnit(w io.Writer, reports []Report) error {
	all := suites{}
	for _, r := range reports {
		all.Suites = append(all.Suites, r.suite())
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (r Report) suite() suite {
	s := suite{Name: r.Name, Time: seconds(r.Took)}
	for i, c := range r.Cells {
		s.Cases = append(s.Cases, c.check(r.Name, i+1))
	}
	if r.Err != nil {
		s.Cases = append(s.Cases, check{Class: r.Name, Name: "the notebook runs", Time: seconds(0), Error: &problem{Message: legal(r.Err.Error())}})
	}
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	return s
}

func (c Cell) check(class string, index int) check {
	out := check{Class: class, Name: legal(fmt.Sprintf("cell %d: %s", index, c.Title())), Time: seconds(c.Took)}
	switch c.State {
	case Differs:
		out.Failure = &problem{Message: "the outputs are not those stored", Text: legal(c.Detail())}
	case Failed:
		out.Error = &problem{Message: legal(c.Err.Error()), Text: legal(notebook.Plain(strings.Join(c.Err.Traceback, "\n")))}
	case Skipped, NotRun:
		out.Skipped = &problem{Message: string(c.State)}
	}
	return out
}

// Title is the first line of the cell's source, cut to fit on a screen.
func (c Cell) Title() string {
	title, _, _ := strings.Cut(strings.TrimSpace(c.Source), "\n")
	if short := []rune(title); len(short) > 50 {
		return string(short[:49]) + "…"
	}
	return title
}

// Detail is all differences as text.
func (c Cell) Detail() string {
	var parts []string
	for _, d := range c.Differences {
		parts = append(parts, d.String())
	}
	return strings.Join(parts, "\n")
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

// legal replaces what XML cannot hold, such as the escapes of colours.
func legal(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s)
}
