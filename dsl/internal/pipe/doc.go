// Package pipe is the control channel between kernel process and worker: the
// messages, and a connection that sends them with encoding/gob.
//
//	Order   kernel process → worker: set up, execute, interrupt, an answer
//	Event   worker → kernel process: ready, loaded, an output, a question, done
//	Bundle  a mime.Bundle in a form that gob can send
//	Board   memory that says, after a death, which line had been reached
//	Conn    one end; FD says where the worker finds its own
//
// What a cell prints does not pass here: it goes through the worker's ordinary
// standard output and error, which are pipes too. Only text of goroutines of
// earlier cells comes as events, since it must name its cell.
package pipe
