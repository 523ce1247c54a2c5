// Package kernel speaks Jupyter: it turns messages into calls on a Session and
// what the session produces into messages.
//
//	run.go       a kernel process, from its connection or registration file to its end
//	sockets.go   the five channels as messages: checked, signed
//	routes.go    the table: every request, its handler, its reply, where it waits
//	dispatch.go  one request: busy, handle, reply, idle
//	lane.go      requests in turn; shells.go: the main shell and subshells (JEP 91)
//	execute.go   cells; outputs.go: what they publish; stdin.go: what they ask
//	ask.go       complete, inspect, is_complete, history
//	control.go   interrupt, shutdown, debug
//	comm.go      comms
//	register.go  the startup handshake (JEP 66); parent.go: the process that started us
//
//	wire         bytes, signature and types of protocol 5.5
//	transport    the five sockets; the only package that imports zmq4
//	history      what was typed, across restarts; the only package that imports SQLite
//	client       the other end: a Jupyter client, for the runner and the tests
//	notebook     nbformat files, the runner, HTML pages
//	conformance  tests with the real front ends; faults: a thousand of them
package kernel
