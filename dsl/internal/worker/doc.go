// Package worker is the process in which the user's code runs. It takes orders
// from the kernel process, drives a unit.Machine, and sends back what cells
// produce.
//
//	Main      the process: set up, then orders until the kernel process is gone
//	server    one worker: the runs, the machine, the channel
//	task      one run of a cell: load, run, show; given up if it does not stop
//	desk      the host.Host that code inside sees
//	output    printing under the right cell
//	stdin     standard input that asks the person when it is read
//
// Nothing here survives a crash, and need not: package supervise does.
package worker
