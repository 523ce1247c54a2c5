package directives

import (
	"context"
	"fmt"
	"strings"
)

// Directive is one row of the table.
type Directive struct {
	Name     string // "%time"
	Usage    string // "%time CODE"
	Help     string // one line
	More     string // an example, or what else there is to know; may be empty
	Go       bool   // its argument, or the lines below it, are Go
	Complete func(args string) (start int, texts []string)
	Run      func(ctx context.Context, s Session, line Line) error
}

// Table lists every directive in the order of the manual.
func Table() []Directive {
	return []Directive{
		{Name: "%time", Usage: "%time CODE", Help: "Run one line of Go and say how long it took.",
			More: "%time net.Recall(p)", Go: true, Run: timeLine},
		{Name: "%%time", Usage: "%%time", Help: "Run the rest of the cell and say how long it took.", Go: true, Run: timeCell},
		{Name: "%bench", Usage: "%bench CODE", Help: "Run one line of Go again and again for about a second; show the time of one run.",
			More: "%bench math.Sqrt(2)", Go: true, Run: bench},
		{Name: "%who", Usage: "%who [PREFIX]", Help: "List what the cells have declared, with types.", Run: who},
		{Name: "%reset", Usage: "%reset", Help: "Forget everything that was declared, and start the random numbers again.", Run: reset},
		{Name: "%seed", Usage: "%seed [NUMBER]", Help: "Show the seed of the session's random numbers, or start them anew from another.", Run: seed},
		{Name: "%history", Usage: "%history [N | FROM-TO]", Help: "Show the cells run so far: all, the last N, or a range of In[…] numbers.", Run: history},
		{Name: "%run", Usage: "%run FILE", Help: "Run a Go program or a script of cells (split by // %%) in this session.", Complete: completeFile, Run: run},
		{Name: "%save", Usage: "%save FILE.go", Help: "Write the session as a Go program that compiles.", Complete: completeFile, Run: save},
		{Name: "%cd", Usage: "%cd [FOLDER]", Help: "Show the working folder, or change it.", Complete: completeFile, Run: cd},
		{Name: "%env", Usage: "%env [NAME[=VALUE]]", Help: "Show the environment, one variable of it, or set one.", Run: env},
		{Name: "%%writefile", Usage: "%%writefile [-a] FILE", Help: "Write the rest of the cell to a file (-a: append).", Complete: completeFile, Run: writeFile},
		{Name: "%help", Usage: "%help [TOPIC]", Help: "Show the manual, or help on a name or topic; %help topics lists them.", Run: help},
		{Name: "!", Usage: "!COMMAND", Help: "Run a command of the system's shell. !(x) is still Go's negation.",
			More: "!ls -l", Run: command},
		{Name: "?", Usage: "?NAME or NAME?", Help: "Show the declaration and the documentation of a name.",
			More: "?strings.Builder", Go: true, Run: question(0)},
		{Name: "??", Usage: "??NAME or NAME??", Help: "The same, with the source of what a cell declared.", Go: true, Run: question(1)},
	}
}

// Lookup finds a directive by its name.
func Lookup(name string) (Directive, bool) {
	for _, d := range Table() {
		if d.Name == name {
			return d, true
		}
	}
	return Directive{}, false
}

// Run runs one directive of a cell.
func Run(ctx context.Context, s Session, line Line) error {
	d, known := Lookup(line.Name)
	if !known {
		return unknown(line.Name)
	}
	return d.Run(ctx, s, line)
}

// unknown names the directive that is nearest to what was typed.
func unknown(name string) error {
	var near []string
	bare := strings.TrimLeft(name, "%")
	for _, d := range Table() {
		if b := strings.TrimLeft(d.Name, "%"); b != "" && (strings.HasPrefix(b, bare) || strings.HasPrefix(bare, b)) {
			near = append(near, d.Name)
		}
	}
	if len(near) > 0 && bare != "" {
		return fmt.Errorf("no directive is called %s; there is %s", name, strings.Join(near, " and "))
	}
	return fmt.Errorf("no directive is called %s; %%help lists them", name)
}

// Manual is the help text of one directive.
func (d Directive) Manual() string {
	text := d.Usage + "\n\n" + d.Help
	if d.More != "" {
		text += "\n\n\t" + d.More
	}
	return text
}

// Markdown is Manual for a front end.
func (d Directive) Markdown() string {
	text := "`" + d.Usage + "`\n\n" + d.Help
	if d.More != "" {
		text += "\n\n```\n" + d.More + "\n```"
	}
	return text
}
