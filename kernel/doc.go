// Package kernel speaks Jupyter: it turns messages into calls on a Session and
// what the session produces into messages.
//
//	wire       bytes, signature and types of protocol 5.5
//	transport  the five sockets; the only package that imports zmq4
//	client     the other end: a Jupyter client, for the runner and the tests
//	notebook   nbformat files, the runner, HTML pages
package kernel
