// Package wire is the Jupyter messaging protocol 5.5 as bytes and Go types.
//
// A message travels as ZeroMQ frames:
//
//	identities…  <IDS|MSG>  signature  header  parent_header  metadata  content  buffers…
//
// The signature is HMAC-SHA256, in hex, over the four JSON frames as they
// stand in the message. [Codec] turns frames into a [Message] and back,
// [Session] makes new messages, and every message type of the protocol has a
// Go type here for its content:
//
//	shell.go       execute, inspect, complete, history, is_complete, connect, comm_info, kernel_info
//	control.go     shutdown, interrupt, debug, subshells
//	iopub.go       status, stream, display_data, execute_result, error, iopub_welcome, …
//	stdin.go       input_request, input_reply
//	comm.go        comm_open, comm_msg, comm_close
//	connection.go  the connection file
//	handshake.go   the registration file and its one message (protocol 5.6)
//
// Nothing a peer sends makes this package panic: what it cannot read is an
// error, ErrMalformed or ErrSignature.
//
// Source: jupyter_client, docs/messaging.rst and docs/kernels.rst (2026-06).
package wire
